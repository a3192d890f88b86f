"""The truths of a plan for one population: leaves by columns, joins by planes, what is missing by regions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from itertools import product
from operator import and_, or_
from typing import NamedTuple

import numpy
import polars as pl

from haina.rules.columns.bounded import Bounded
from haina.rules.columns.certain import Certainty, Verdict
from haina.rules.columns.circuits import Circuit
from haina.rules.columns.days import number_of
from haina.rules.columns.given import dtype_of
from haina.rules.columns.patterns import facts_below
from haina.rules.columns.planes import (
    Bits,
    Planes,
    Rows,
    Some,
    everybody,
    nobody,
    of_series,
    open_in,
    rows_in,
    same,
)
from haina.rules.columns.ranged import Form, Ranged, form_of, repeated
from haina.rules.columns.regions import Region
from haina.rules.columns.sources import Condition
from haina.rules.columns.values import ALWAYS, Fixed, Truth, rough_of
from haina.rules.tree import Node
from haina.rules.types import Enum, Int, Money, Number, Type

Regions = Mapping[str, Region]
"""A region for each of some facts."""


class Judged:
    """What a plan knows of its rules before it sees anybody: joins, leaves, and when an answer is sure."""

    def __init__(self, bounded: Bounded, roots: Iterable[Node]) -> None:
        self.bounded = bounded
        self.circuit = Circuit(bounded.base)
        self.roots = {bounded.graph.number(root): self.circuit.add(root) for root in roots}
        self._certainty = Certainty(bounded, self.circuit.fixed)
        self._verdicts: dict[int, Verdict] = {}
        self._read: dict[int, frozenset[str]] = {}
        self.readings: dict[tuple[int, tuple[int, ...]], Reading] = {}
        self._rough: dict[int, frozenset[str]] = {}
        self._conditions: dict[int, Condition | None] = {}
        self._ranged: dict[frozenset[tuple[str, Form]], Ranged] = {}

    def root(self, node: Node) -> int:
        """Give the number of a rule."""
        return self.roots[self.bounded.graph.number(node)]

    def verdict(self, root: Node) -> Verdict:
        """Judge a rule, once."""
        number = self.root(root)
        if number not in self._verdicts:
            self._verdicts[number] = self._certainty.of(root)
        return self._verdicts[number]

    def rough(self, root: Node) -> frozenset[str]:
        """Give the columns that say where columns could not tell."""
        number = self.root(root)
        if number not in self._rough:
            leaves = (self.circuit.leaves[each] for each in self.circuit.leaves_below(number))
            self._rough[number] = rough_of(*map(self.bounded.value, leaves))
        return self._rough[number]

    def row_by_row(self, root: Node) -> bool:
        """Say whether a part of a rule is nothing that columns can say."""
        leaves = self.circuit.leaves_below(self.root(root))
        return any(ALWAYS in self.bounded.base.value(self.circuit.leaves[each]).rough for each in leaves)

    @cached_property
    def narrow(self) -> dict[int, pl.Expr]:
        """The leaves of which ranges of numbers can tell more, and how."""
        found = {}
        for number, node in self.circuit.leaves.items():
            condition = self.condition(number)
            if condition is not None and condition.test is not None:
                continue
            value = self.bounded.value(node)
            if isinstance(value, Truth) and ALWAYS not in value.rough and self.bounded.differs(node):
                found[number] = value.expr
        return found

    def reads(self, leaf: int) -> frozenset[str]:
        """Give the facts that a leaf reads."""
        if leaf not in self._read:
            self._read[leaf] = frozenset(facts_below(self.bounded.graph, self.circuit.leaves[leaf]))
        return self._read[leaf]

    def condition(self, leaf: int) -> Condition | None:
        """Give a leaf as a condition that can turn out either way."""
        if leaf not in self._conditions:
            self._conditions[leaf] = self._certainty.conditions.of(self.circuit.leaves[leaf])
        return self._conditions[leaf]

    def ranged(self, verdict: Verdict) -> Ranged:
        """Give the reading of leaves for which some missing numbers lie in regions."""
        facts, base = self.bounded.program.facts, self.bounded.base
        numbers = [name for name in verdict.splits if isinstance(facts[name].type, Int | Number | Money)]
        forms = {name: form_of(base, name, verdict.splits[name]) for name in numbers}
        key = frozenset(forms.items())
        if key not in self._ranged:
            self._ranged[key] = Ranged(base, forms)
        return self._ranged[key]


@dataclass(frozen=True, slots=True)
class Reading:
    """How leaves are read where missing facts lie in regions: what is read, and staged on the way."""

    ranged: Ranged
    exprs: Mapping[str, pl.Expr]
    read: tuple[str, ...]
    levels: tuple[tuple[pl.Expr, ...], ...]

    def filled(self, name: str, tried: Sequence[Region], sizes: Sequence[int], given: bool) -> list[pl.Expr]:
        """Give a fact's columns with regions where it is missing, one after the other, so many rows each."""
        if name in self.ranged.forms:
            return self.ranged.ends(name, tried, sizes, given)
        kind = self.ranged.program.facts[name].type
        values = [_held(kind, region.value) for region in tried]
        return [pl.col(name).fill_null(repeated(values, sizes, dtype_of(kind)))]


def _held(kind: Type, value: object) -> object:
    """Give a value as the column of a fact holds it."""
    if isinstance(kind, Enum):
        return kind.order[str(value)]
    return number_of(value) if isinstance(value, date) else value


class Truths:
    """The truths of one population, whose frame has every column of the plan."""

    def __init__(self, judged: Judged, frame: pl.DataFrame, exact: bool) -> None:
        self.judged, self.frame = judged, frame
        self.rows = frame.height
        self._kept: dict[int, Planes] = {}
        self._missing: dict[str, Bits] = {}
        self._leaves = self._read_leaves()
        if exact:
            self._narrow()

    def of(self, root: Node) -> Planes:
        """Give a rule's truth by Kleene's tables."""
        number = self.judged.root(root)
        return self.judged.circuit.worked_out(number, self._leaves.__getitem__, self._kept, self.rows)

    def settled(self, root: Node) -> tuple[Planes, Bits | None]:
        """Give a rule's truth as far as columns settle it, and who is left to the exact reading, or None."""
        truth, verdict = self.of(root), self.judged.verdict(root)
        open_ = open_in(truth, self.rows)
        if not open_.any():
            return truth, None
        if verdict.splits:
            truth = Splitting(self, root, verdict).settled(truth, open_)
            open_ = open_in(truth, self.rows)
        return truth, self._left(root, verdict, open_)

    def missing(self, names: Iterable[str]) -> Bits:
        """Say of whom one of these facts or histories is missing."""
        return reduce(or_, map(self._missing_of, names), nobody(self.rows))

    def _missing_of(self, name: str) -> Bits:
        if name not in self._missing:
            columns = self.frame.columns
            if f"known {name}" in columns:
                found = of_series(self.frame.get_column(f"known {name}")).no
            elif name in columns:
                found = of_series(self.frame.get_column(name).is_null()).yes
            else:
                found = everybody(self.rows)
            self._missing[name] = found
        return self._missing[name]

    def _read_leaves(self) -> dict[int, Planes]:
        base = self.judged.bounded.base
        exprs, found = {}, {}
        for number, node in self.judged.circuit.leaves.items():
            value = base.value(node)
            if isinstance(value, Truth):
                exprs[str(number)] = value.expr
            else:
                found[number] = same(None, self.rows)
        for series in _values(self.frame, exprs):
            found[int(series.name)] = of_series(series)
        return found

    def _narrow(self) -> None:
        """Read leaves of numbers by their ranges where something is missing."""
        alike: dict[bytes, list[int]] = {}
        for number in self.judged.narrow:
            open_ = open_in(self._leaves[number], self.rows)
            if open_.any():
                alike.setdefault(open_.tobytes(), []).append(number)
        for leaves in alike.values():
            rows = rows_in(open_in(self._leaves[leaves[0]], self.rows))
            some = Some(rows)
            exprs = {str(each): self.judged.narrow[each] for each in leaves}
            needed = self.judged.bounded.needed(exprs.values())
            for series in _values(self.some(needed.read, rows), exprs, needed.levels):
                number, more = int(series.name), of_series(series)
                base = self._leaves[number]
                self._leaves[number] = Planes(some.back(base.yes, more.yes), some.back(base.no, more.no))

    def some(self, names: Iterable[str], rows: Rows) -> pl.DataFrame:
        """Give columns of some rows; a fact that is not given is missing for everybody."""
        facts = self.judged.bounded.program.facts
        asked = dict.fromkeys(names)
        given = [name for name in asked if name in self.frame.columns]
        lacking = [
            pl.repeat(None, len(rows), dtype=dtype_of(facts[name].type), eager=True).alias(name)
            for name in asked
            if name in facts and name not in given
        ]
        place = pl.Series("row", rows)
        # The rows' own numbers stand in where nothing is read, for a frame must have rows.
        columns = self.frame.select(given)[place].get_columns() if given else []
        return pl.DataFrame([place, *columns, *lacking])

    def leaf(self, number: int) -> Planes:
        """Give a leaf's truth."""
        return self._leaves[number]

    def _left(self, root: Node, verdict: Verdict, open_: Bits) -> Bits | None:
        """Give the open rows of which columns cannot tell that they are open."""
        rough = self.judged.rough(root)
        if verdict.weak or ALWAYS in rough:
            return open_
        left = nobody(self.rows)
        if verdict.doubtful:
            left |= self.missing(sorted(verdict.doubtful))
        for series in _values(self.frame, {name: pl.col(name) for name in rough}):
            left |= of_series(series.fill_null(True)).yes
        left &= open_
        return left if left.any() else None


def _values(
    frame: pl.DataFrame, exprs: Mapping[str, pl.Expr], levels: Iterable[Iterable[pl.Expr]] = ()
) -> list[pl.Series]:
    """Work out some truths, a value a row even where one is the same for everybody."""
    if not exprs:
        return []
    staged = frame.lazy()
    for level in levels:
        staged = staged.with_columns(level)
    height = pl.int_range(pl.len(), dtype=pl.UInt32).alias("rows")
    found = staged.select(height, *(expr.alias(name) for name, expr in exprs.items()))
    return found.collect().get_columns()[1:]


class Splitting:
    """Tries every region of the facts that one rule asks for in more than one way."""

    def __init__(self, truths: Truths, root: Node, verdict: Verdict) -> None:
        self.truths, self.verdict = truths, verdict
        self.judged = truths.judged
        self.root = self.judged.root(root)

    def settled(self, truth: Planes, open_: Bits) -> Planes:
        """Give a truth with those answered of whom every region says the same."""
        asked = open_ & self.truths.missing(self.verdict.splits)
        rows = rows_in(asked)
        if not len(rows):
            return truth
        some = self.some = Some(rows)
        self._base = {each: some.truth(self.truths.leaf(each)) for each in self._leaves}
        self._missing = {name: some.of(self.truths.missing([name])) for name in self.verdict.splits}
        tried = [self._tried(regions) for regions in self._regions()]
        yes, no = _agreed([each.answer for each in tried], some.count)
        if self._later:
            self._ask_columns(tried, everybody(some.count) & ~(yes.any_ & no.any_))
            yes, no = _agreed([each.answer for each in tried], some.count)
        return Planes(some.back(truth.yes, yes.all_), some.back(truth.no, no.all_))

    def _regions(self) -> Iterator[Regions]:
        for values in product(*self.verdict.splits.values()):
            yield dict(zip(self.verdict.splits, values, strict=True))

    @cached_property
    def _leaves(self) -> list[int]:
        return self.judged.circuit.leaves_below(self.root)

    @cached_property
    def _touched(self) -> dict[int, frozenset[str]]:
        """The leaves that read a fact that is split, with these facts."""
        found = {number: self.judged.reads(number) & self.verdict.splits.keys() for number in self._leaves}
        return {number: names for number, names in found.items() if names}

    @cached_property
    def _later(self) -> tuple[int, ...]:
        """The leaves of which columns have to say what they are in a region."""
        conditions = {number: self.judged.condition(number) for number in self._touched}
        return tuple(number for number, each in conditions.items() if each is None or each.test is None)

    @cached_property
    def _told(self) -> Bits:
        """Of whom columns may say more: a leaf is open, and a fact that it reads is split and missing."""
        found = nobody(self.some.count)
        for number in self._later:
            missing = reduce(or_, (self._missing[name] for name in self._touched[number]))
            found |= missing & open_in(self._base[number], self.some.count)
        return found

    def _tried(self, regions: Regions) -> _Tried:
        """Give the rule with missing facts in their regions, as far as single facts tell."""
        leaves = dict(self._base)
        for number, names in self._touched.items():
            condition, name = self.judged.condition(number), next(iter(names))
            if condition is not None and condition.test is not None:
                truth = condition.test(regions[name].value)
                leaves[number] = self._given(number, self._missing[name], truth)
        return _Tried(regions, leaves, self._worked_out(leaves))

    def _given(self, number: int, missing: Bits, truth: bool | None) -> Planes:
        """Give a leaf of one fact with what it is in the fact's region."""
        base = self._base[number]
        if truth is None:
            return base
        return Planes(base.yes | missing, base.no) if truth else Planes(base.yes, base.no | missing)

    def _worked_out(self, leaves: Mapping[int, Planes]) -> Planes:
        return self.judged.circuit.worked_out(self.root, leaves.__getitem__, {}, self.some.count)

    def _ask_columns(self, tried: Sequence[_Tried], still: Bits) -> None:
        """Answer what is open with missing facts in their regions, of all regions in one frame."""
        told = still & self._told
        asked = [rows_in(open_in(each.answer, self.some.count) & told) for each in tried]
        sizes = [len(each) for each in asked]
        if not any(sizes):
            return
        reading = self._reading(self._later)
        frame = self.truths.some(reading.read, self.some.rows[numpy.concatenate(asked)])
        given = self.truths.frame.columns
        frame = frame.with_columns(
            each
            for name in self.verdict.splits
            if name in reading.ranged.forms or name in frame.columns
            for each in reading.filled(name, [each.regions[name] for each in tried], sizes, name in given)
        )
        columns = {int(each.name): each for each in _values(frame, reading.exprs, reading.levels)}
        start = 0
        for each, rows in zip(tried, asked, strict=True):
            if len(rows):
                part = Some(rows)
                for number, column in columns.items():
                    more, base = of_series(column[start : start + len(rows)]), each.leaves[number]
                    each.leaves[number] = Planes(part.back(base.yes, more.yes), part.back(base.no, more.no))
                each.answer = self._worked_out(each.leaves)
            start += len(rows)

    def _reading(self, leaves: tuple[int, ...]) -> Reading:
        """Say how leaves are read where missing facts lie in regions, once a rule."""
        key = (self.root, leaves)
        if key not in self.judged.readings:
            ranged = self.judged.ranged(self.verdict)
            exprs = {}
            for number in leaves:
                value = ranged.value(self.judged.circuit.leaves[number])
                if isinstance(value, Truth) and ALWAYS not in value.rough:
                    exprs[str(number)] = value.expr
                elif isinstance(value, Fixed) and isinstance(value.value, bool):
                    exprs[str(number)] = pl.lit(value.value)
            facts = [name for name in self.verdict.splits if name not in ranged.forms]
            needed = ranged.needed(exprs.values(), facts)
            read = (*needed.read, *ranged.forms)
            self.judged.readings[key] = Reading(ranged, exprs, read, needed.levels)
        return self.judged.readings[key]


@dataclass(slots=True)
class _Tried:
    """One region for each fact that is split, the leaves in it, and the rule's answer."""

    regions: Regions
    leaves: dict[int, Planes]
    answer: Planes


class _Agreed(NamedTuple):
    """Of whom all regions say so, and of whom any does."""

    all_: Bits
    any_: Bits


def _agreed(answers: Sequence[Planes], rows: int) -> tuple[_Agreed, _Agreed]:
    """Give who is yes, and who is no, in all regions and in any."""
    yes, no = (
        _Agreed(reduce(and_, planes, everybody(rows)), reduce(or_, planes, nobody(rows)))
        for planes in zip(*answers, strict=True)
    )
    return yes, no
