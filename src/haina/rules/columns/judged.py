"""What a plan knows of its rules before it sees anybody: joins, leaves, and when an answer is sure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from haina.rules.columns.bounded import Bounded
from haina.rules.columns.certain import Certainty, Verdict
from haina.rules.columns.circuits import Circuit
from haina.rules.columns.days import number_of
from haina.rules.columns.given import dtype_of
from haina.rules.columns.patterns import facts_below
from haina.rules.columns.ranged import Ranged, form_of, repeated
from haina.rules.columns.regions import Region
from haina.rules.columns.sources import Condition
from haina.rules.columns.values import ALWAYS, Fixed, Truth, rough_of
from haina.rules.tree import Node
from haina.rules.types import Enum, Int, Money, Number, Type

Splits = Mapping[str, Sequence[Region]]
"""The regions of each of some facts."""


class Judged:
    """The rules of one compiled plan, in joins over leaves."""

    def __init__(self, bounded: Bounded, roots: Iterable[Node]) -> None:
        self.bounded = bounded
        self.circuit = Circuit(bounded.base)
        self.roots = {bounded.graph.number(root): self.circuit.add(root) for root in roots}
        self._certainty = Certainty(bounded, self.circuit.fixed)
        self._verdicts: dict[int, Verdict] = {}
        self._read: dict[int, frozenset[str]] = {}
        self._rough: dict[int, frozenset[str]] = {}
        self._conditions: dict[int, Condition | None] = {}
        self._readings: dict[object, Reading] = {}
        self._lock = bounded.base.lock

    def root(self, node: Node) -> int:
        """Give the number of a rule."""
        return self.roots[self.bounded.graph.number(node)]

    def verdict(self, root: Node) -> Verdict:
        """Judge a rule, once."""
        number = self.root(root)
        if number not in self._verdicts:
            with self._lock:
                self._verdicts[number] = self._certainty.of(root)
        return self._verdicts[number]

    def rough(self, root: Node) -> frozenset[str]:
        """Give the columns that say where columns could not tell."""
        number = self.root(root)
        if number not in self._rough:
            leaves = (self.circuit.leaves[each] for each in self.circuit.leaves_below(number))
            with self._lock:
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
            with self._lock:
                value = self.bounded.value(node)
            if isinstance(value, Truth) and ALWAYS not in value.rough and self.bounded.differs(node):
                found[number] = value.expr
        return found

    @cached_property
    def resting(self) -> dict[int, list[int]]:
        """The roots that rest on each leaf which ranges can tell more of."""
        found: dict[int, list[int]] = {leaf: [] for leaf in self.narrow}
        for root in dict.fromkeys(self.roots.values()):
            for leaf in self.circuit.leaves_below(root):
                if leaf in found:
                    found[leaf].append(root)
        return found

    def reads(self, leaf: int) -> frozenset[str]:
        """Give the facts that a leaf reads."""
        if leaf not in self._read:
            self._read[leaf] = frozenset(facts_below(self.bounded.graph, self.circuit.leaves[leaf]))
        return self._read[leaf]

    def condition(self, leaf: int) -> Condition | None:
        """Give a leaf as a condition that can turn out either way."""
        if leaf not in self._conditions:
            with self._lock:
                self._conditions[leaf] = self._certainty.conditions.of(self.circuit.leaves[leaf])
        return self._conditions[leaf]

    def reading(self, leaves: tuple[int, ...], splits: Splits) -> Reading:
        """Say how leaves are read where missing facts lie in regions."""
        facts, base = self.bounded.program.facts, self.bounded.base
        read = frozenset().union(*map(self.reads, leaves))
        asked = [name for name in splits if name in read]
        numbers = [name for name in asked if isinstance(facts[name].type, Int | Number | Money)]
        forms = {name: form_of(base, name, splits[name]) for name in numbers}
        others = tuple(name for name in asked if name not in forms)
        key = (leaves, frozenset(forms.items()), others)
        if key not in self._readings:
            with self._lock:
                self._readings[key] = self._read_as(leaves, Ranged(base, forms), others)
        return self._readings[key]

    def _read_as(self, leaves: tuple[int, ...], ranged: Ranged, others: tuple[str, ...]) -> Reading:
        exprs = {}
        for number in leaves:
            value = ranged.value(self.circuit.leaves[number])
            if isinstance(value, Truth) and ALWAYS not in value.rough:
                exprs[str(number)] = value.expr
            elif isinstance(value, Fixed) and isinstance(value.value, bool):
                exprs[str(number)] = pl.lit(value.value)
        needed = ranged.needed(exprs.values(), others)
        return Reading(ranged, exprs, (*needed.read, *ranged.forms), others, needed.levels)


@dataclass(frozen=True, slots=True)
class Reading:
    """How leaves are read where missing facts lie in regions: what is read, filled, and staged on the way."""

    ranged: Ranged
    exprs: Mapping[str, pl.Expr]
    read: tuple[str, ...]
    others: tuple[str, ...]
    levels: tuple[tuple[pl.Expr, ...], ...]

    def filled(
        self, name: str, tried: Sequence[Region | None], sizes: Sequence[int], given: bool
    ) -> list[pl.Expr]:
        """Give a fact's columns with regions where it is missing, one after the other, so many rows each.

        ``None`` for a region: the fact stays missing.
        """
        declared = self.ranged.program.facts[name]
        if name in self.ranged.forms:
            anything = Region(None, declared.minimum, declared.maximum)
            return self.ranged.ends(name, [region or anything for region in tried], sizes, given)
        values = [None if region is None else _held(declared.type, region.value) for region in tried]
        return [pl.col(name).fill_null(repeated(values, sizes, dtype_of(declared.type)))]


def _held(kind: Type, value: object) -> object:
    """Give a value as the column of a fact holds it."""
    if isinstance(kind, Enum):
        return kind.order[str(value)]
    return number_of(value) if isinstance(value, date) else value
