"""What a rule asks for in more than one way and is missing, settled by trying every region of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product
from operator import or_
from typing import NamedTuple

import numpy

from haina.rules.columns.certain import Verdict
from haina.rules.columns.judged import Judged
from haina.rules.columns.planes import (
    Bits,
    Planes,
    Rows,
    Some,
    everybody,
    nobody,
    of_series,
    open_in,
    pieces,
    rows_in,
)
from haina.rules.columns.regions import Region
from haina.rules.columns.truths import Truths, values_of
from haina.rules.tree import Node

_AT_ONCE = 1_000_000
"""So many rows, one for each region that is tried, are asked at once."""
Regions = Mapping[str, Region]
"""A region for each of some facts."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows of which columns are asked with missing facts in some regions, and the places of these tries."""

    regions: Regions
    places: list[int]
    rows: Rows


class Splitting:
    """Tries every region of the facts that one rule asks for in more than one way.

    Planes of what the regions change have two dimensions, a row for each try, and joins are of all at once.
    """

    def __init__(self, truths: Truths, root: Node, verdict: Verdict, rows: Rows) -> None:
        """Try what single facts tell of some rows; what is then ``asked`` of columns is for :func:`ask`."""
        self.judged: Judged = truths.judged
        self.verdict = verdict
        self.root = self.judged.root(root)
        self.some = Some(rows)
        self._base = {each: self.some.truth(truths.leaf(each)) for each in self._leaves}
        self._missing = {name: self.some.of(truths.missing([name])) for name in verdict.splits}
        self.tried = [
            dict(zip(verdict.splits, regions, strict=True)) for regions in product(*verdict.splits.values())
        ]
        self._single = self._told_by_single_facts()
        self._answers = self._worked_out(self._base | self._single, len(self.tried))
        self.asked = list(self._asked()) if self.later else []

    def _asked(self) -> Iterator[Asked]:
        """Give what is open and not yet decided both ways, alike where later leaves read the same regions."""
        yes, no = self._agreed()
        still = everybody(self.some.count) & ~(yes.any_ & no.any_) & self._told
        read = frozenset().union(*(self._touched[number] for number in self.later))
        alike: dict[tuple[Region, ...], list[int]] = {}
        for place, regions in enumerate(self.tried):
            alike.setdefault(tuple(regions[name] for name in sorted(read)), []).append(place)
        open_ = open_in(self._answers, self.some.count)
        for places in alike.values():
            rows = rows_in(numpy.bitwise_or.reduce(open_[places], axis=0) & still)
            if len(rows):
                yield Asked({name: self.tried[places[0]][name] for name in read}, places, rows)

    @cached_property
    def later(self) -> tuple[int, ...]:
        """The leaves of which columns have to say what they are in a region."""
        conditions = {number: self.judged.condition(number) for number in self._touched}
        return tuple(number for number, each in conditions.items() if each is None or each.test is None)

    def tell(self, asked: Asked, told: Mapping[int, Planes]) -> None:
        """Take in what columns say of leaves for the rows that were asked."""
        part, places = Some(asked.rows), asked.places
        leaves = self._base | {
            number: Planes(truth.yes[places], truth.no[places]) for number, truth in self._single.items()
        }
        for number in self.later:
            if number in told:
                more, base = told[number], self._base[number]
                leaves[number] = Planes(part.back(base.yes, more.yes), part.back(base.no, more.no))
        answers = self._worked_out(leaves, len(places))
        self._answers.yes[places], self._answers.no[places] = answers

    def settled(self, truth: Planes) -> Planes:
        """Give a truth with those answered of whom every region says the same."""
        yes, no = self._agreed()
        return Planes(self.some.back(truth.yes, yes.all_), self.some.back(truth.no, no.all_))

    def _agreed(self) -> tuple[_Agreed, _Agreed]:
        """Give who is yes, and who is no, in all regions and in any."""
        yes, no = (
            _Agreed(numpy.bitwise_and.reduce(planes, axis=0), numpy.bitwise_or.reduce(planes, axis=0))
            for planes in self._answers
        )
        return yes, no

    @cached_property
    def _leaves(self) -> list[int]:
        return self.judged.circuit.leaves_below(self.root)

    @cached_property
    def _touched(self) -> dict[int, frozenset[str]]:
        """The leaves that read a fact that is split, with these facts."""
        found = {number: self.judged.reads(number) & self.verdict.splits.keys() for number in self._leaves}
        return {number: names for number, names in found.items() if names}

    @cached_property
    def _told(self) -> Bits:
        """Of whom columns may say more: a leaf is open, and a fact that it reads is split and missing."""
        found = nobody(self.some.count)
        for number in self.later:
            missing = reduce(or_, (self._missing[name] for name in self._touched[number]))
            found |= missing & open_in(self._base[number], self.some.count)
        return found

    def _told_by_single_facts(self) -> dict[int, Planes]:
        """Give the leaves of single facts, with what each is in every region where its fact is missing."""
        found = {}
        for number, names in self._touched.items():
            condition, name = self.judged.condition(number), next(iter(names))
            if condition is not None and condition.test is not None:
                truths = [condition.test(regions[name].value) for regions in self.tried]
                base, missing = self._base[number], self._missing[name]
                yes, no = base.yes | missing, base.no | missing
                found[number] = Planes(
                    numpy.stack([yes if truth is True else base.yes for truth in truths]),
                    numpy.stack([no if truth is False else base.no for truth in truths]),
                )
        return found

    @cached_property
    def _unmoved(self) -> dict[int, Planes]:
        """The parts of the rule that no region changes."""
        kept: dict[int, Planes] = {}
        self.judged.circuit.worked_out(self.root, self._base.__getitem__, kept, self.some.count)
        moved = self.judged.circuit.above(self.root, self._touched.keys())
        return {number: truth for number, truth in kept.items() if number not in moved}

    def _worked_out(self, leaves: Mapping[int, Planes], tries: int) -> Planes:
        """Give the answers of so many tries, a row each."""
        kept = dict(self._unmoved)
        found = self.judged.circuit.worked_out(self.root, leaves.__getitem__, kept, self.some.count)
        shape = (tries, found.yes.shape[-1])
        # A leaf's own planes are not to be written to.
        return Planes(*(numpy.array(numpy.broadcast_to(plane, shape)) for plane in found))


class _Agreed(NamedTuple):
    """Of whom all regions say so, and of whom any does."""

    all_: Bits
    any_: Bits


def settle(truths: Truths, roots: Iterable[Node]) -> list[tuple[Planes, Bits | None]]:
    """Give rules as far as columns settle them, each with who is left to the exact reading (None: nobody)."""
    asked = list(roots)
    found = [truths.of(root) for root in asked]
    splittings: dict[int, Splitting] = {}
    for place, root in enumerate(asked):
        verdict = truths.judged.verdict(root)
        if verdict.splits:
            rows = rows_in(open_in(found[place], truths.rows) & truths.missing(verdict.splits))
            if len(rows):
                splittings[place] = Splitting(truths, root, verdict, rows)
    ask(truths, splittings.values())
    for place, splitting in splittings.items():
        found[place] = splitting.settled(found[place])
    return [(truth, truths.left(root, truth)) for root, truth in zip(asked, found, strict=True)]


def ask(truths: Truths, splittings: Iterable[Splitting]) -> None:
    """Ask columns what single facts do not tell, of rules whose leaves read the same facts at once."""
    alike: dict[frozenset[str], list[Splitting]] = {}
    for each in splittings:
        if each.asked:
            read: frozenset[str] = frozenset().union(*map(truths.judged.reads, each.later))
            alike.setdefault(read, []).append(each)
    for group in alike.values():
        waiting: list[Splitting] = []
        for each in group:
            waiting.append(each)
            if sum(len(asked.rows) for one in waiting for asked in one.asked) > _AT_ONCE:
                _ask(truths, waiting)
                waiting = []
        if waiting:
            _ask(truths, waiting)


def _ask(truths: Truths, splittings: Sequence[Splitting]) -> None:
    """Answer leaves for all rows of some rules with missing facts in their regions, in one frame."""
    splits: dict[str, list[Region]] = {}
    for each in splittings:
        for name, regions in each.verdict.splits.items():
            splits.setdefault(name, []).extend(regions)
    leaves = tuple(sorted({number for each in splittings for number in each.later}))
    reading = truths.judged.reading(leaves, splits)
    parts = [(each, asked) for each in splittings for asked in each.asked]
    sizes = [len(asked.rows) for _, asked in parts]
    frame = truths.some(
        reading.read, numpy.concatenate([each.some.rows[asked.rows] for each, asked in parts])
    )
    given = truths.frame.columns
    frame = frame.with_columns(
        column
        for name in (*reading.ranged.forms, *(each for each in reading.others if each in frame.columns))
        for column in reading.filled(
            name, [asked.regions.get(name) for _, asked in parts], sizes, name in given
        )
    )
    told = {
        int(series.name): pieces(of_series(series), sum(sizes), sizes)
        for series in values_of(frame, reading.exprs, reading.levels)
    }
    for place, (each, asked) in enumerate(parts):
        each.tell(asked, {number: found[place] for number, found in told.items()})
