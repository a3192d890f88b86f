"""Who begins to get something, and who ceases to, as time passes and nothing else changes.

A spell that is open on the first day goes on, as everywhere in the rule language; people grow older; a
standard whose later value is known takes it on its day. Each day of a series is asked as a day of its own,
so that every answer is the one that the rule's timeline has there; what begins and ends again between two
days of the series is not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from haina.rules.columns import STATUS, ColumnPlan
from haina.rules.periods import Duration, shift_within
from haina.rules.program import Program
from haina.rules.text import Status

from .asked import Asked
from .blocks import Block
from .tally import ELEMENT

BEGINS = "begins"
#: The day that is looked at; the first is the day of the run, the others are the last days of periods.
DAY = "day"
#: From the day before in the series to this one, for the first time: who had surely not got it on the first
#: day and gets it; of whom it was unknown on the first day and who gets it; who got it on the first day and
#: surely gets it no longer.
FLOWS = ("begin", "settle", "end")
#: On the day itself: who gets it, and of whom that is unknown.
STOCKS = ("yes", "unknown")
#: On the day itself, against the first variant: who gets it only here, and who gets it only there.
AGAINST = ("gain", "lose")
#: How long a period of the series is, in months.
PERIODS = {"month": 1, "quarter": 3, "year": 12}
#: More days than a series may have.
MOST_DAYS = 400
_CODES = {name: code for code, name in enumerate(STATUS.categories.to_list())}
_YES, _UNKNOWN = _CODES[Status.YES.value], _CODES[Status.UNKNOWN.value]
Codes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ahead:
    """How far to look ahead and how often: at the end of each calendar month, quarter or year."""

    until: date
    every: str = "quarter"

    @property
    def head(self) -> dict[str, str]:
        """What tells it from others."""
        return {"until": self.until.isoformat(), "every": self.every}

    def count(self, on: date) -> int:
        """About how many days that is."""
        return (12 * (self.until.year - on.year) + self.until.month - on.month) // PERIODS[self.every] + 2

    def days(self, on: date) -> tuple[date, ...]:
        """The day itself, the last day of each period after it, and the last day that is looked at."""
        months = PERIODS[self.every]
        day = date(on.year, (on.month - 1) // months * months + 1, 1)
        found = [on]
        while (end := (day := shift_within(day, Duration(months=months))) - timedelta(1)) < self.until:
            if end > on:
                found.append(end)
        return (*found, self.until) if self.until > on else (on,)


def moving(program: Program, elements: Sequence[str], days: Sequence[date]) -> tuple[str, ...]:
    """The elements whose answer can differ from one of these days to another."""
    closed = [program.validity.not_in_force(day) for day in days]
    return tuple(
        name
        for name in elements
        if program.motion.moves[program.tree(name).id] or len({name in each for each in closed}) > 1
    )


class Beginnings:
    """Asks the subjects of each block on every day of a series; the plans are made once for all blocks.

    ``names`` are those of the variants, the first of which the others are held against; none for one run.
    """

    def __init__(self, asked: Sequence[Asked], ahead: Ahead, by: Sequence[str], names: Sequence[str]) -> None:
        self.by, self.names = list(by), list(names)
        self.elements = tuple(dict.fromkeys(name for each in asked for name in each.elements))
        self.days = ahead.days(asked[0].on)
        self.counted = (*FLOWS, *STOCKS, *(AGAINST if len(asked) > 1 else ()))
        self._plans = [self._plans_of(each) for each in asked]

    def _plans_of(self, asked: Asked) -> list[ColumnPlan]:
        program = asked.program
        names = moving(program, asked.elements, self.days)
        return [ColumnPlan.compile(program, names, day) for day in self.days[1:]] if names else []

    @property
    def keys(self) -> list[str]:
        """What tells the rows of the table apart."""
        return [ELEMENT, *self.by, *(["variant"] if self.names else []), DAY]

    def of(self, block: Block, firsts: Sequence[pl.DataFrame]) -> pl.DataFrame:
        """A row for each element, group, variant and day with anybody in it.

        ``firsts`` are the answers of the first day, a frame for each variant.
        """
        groups, codes = _grouped(block.groups)
        rows = block.frames.subjects.height
        sides = [_Walk(_first(each, self.elements, rows)) for each in firsts]
        found: list[pl.DataFrame] = []
        for place, day in enumerate(self.days):
            for side, plans in zip(sides, self._plans, strict=True):
                if place and plans:
                    side.go_on(plans[place - 1].run(block.frames), self.elements)
            for number, side in enumerate(sides):
                masks = side.masks()
                if len(sides) > 1:
                    masks |= _against(sides[0], side)
                table = self._table(masks, groups, codes).with_columns(pl.lit(day).alias(DAY))
                found.append(
                    table if not self.names else table.with_columns(variant=pl.lit(self.names[number]))
                )
        return pl.concat(found).select(*self.keys, *self.counted)

    def _table(
        self, masks: Mapping[str, Mask], groups: pl.DataFrame, codes: npt.NDArray[np.int64]
    ) -> pl.DataFrame:
        """Count each mask (elements by subjects) by element and group, without rows that are empty."""
        size = max(1, groups.height)
        counts = {name: _counts(masks[name], codes, size) for name in self.counted}
        filled = np.nonzero(np.any([each != 0 for each in counts.values()], axis=0))
        elements = pl.Series(ELEMENT, self.elements, dtype=pl.String).gather(filled[0])
        columns = [each.gather(filled[1]) for each in groups.get_columns()]
        return pl.DataFrame(
            [
                elements,
                *columns,
                *(pl.Series(name, each[filled], dtype=pl.Int64) for name, each in counts.items()),
            ]
        )


class _Walk:
    """One variant's answers of one block, from day to day: elements by subjects."""

    def __init__(self, first: Codes) -> None:
        self.first, self.now = first, first.copy()
        self.begun = first == _YES
        self.ended = first != _YES
        self.new: dict[str, Mask] = dict.fromkeys(FLOWS, np.zeros(first.shape, dtype=np.bool_))

    def go_on(self, statuses: pl.DataFrame, elements: Sequence[str]) -> None:
        """Take the answers of the next day; an element that is not among them stays as it was."""
        for place, name in enumerate(elements):
            if name in statuses.columns:
                self.now[place] = _codes(statuses.get_column(name))
        yes = self.now == _YES
        begin = yes & ~self.begun
        end = ~yes & (self.now != _UNKNOWN) & ~self.ended
        self.begun |= yes
        self.ended |= end
        settled = self.first == _UNKNOWN
        self.new = {"begin": begin & ~settled, "settle": begin & settled, "end": end}

    def masks(self) -> dict[str, Mask]:
        """Whom each column counts on this day."""
        return {**self.new, "yes": self.now == _YES, "unknown": self.now == _UNKNOWN}


def _against(first: _Walk, side: _Walk) -> dict[str, Mask]:
    here, there = side.now == _YES, first.now == _YES
    return {"gain": here & ~there, "lose": there & ~here}


def _codes(statuses: pl.Series) -> Codes:
    return statuses.cast(STATUS).to_physical().to_numpy().astype(np.uint8)


def _first(statuses: pl.DataFrame, elements: Sequence[str], rows: int) -> Codes:
    """The answers of the first day; an element that a pack does not have is not in force there."""
    absent = np.full(rows, _CODES[Status.NOT_IN_FORCE.value], dtype=np.uint8)
    found = [_codes(statuses.get_column(name)) if name in statuses.columns else absent for name in elements]
    return np.array(found, dtype=np.uint8).reshape(len(elements), rows)


def _grouped(groups: pl.DataFrame) -> tuple[pl.DataFrame, npt.NDArray[np.int64]]:
    """The groups of a block, each once, and the number of each subject's."""
    if not groups.width:
        return groups, np.zeros(0, dtype=np.int64)
    numbered = groups.with_row_index("row").group_by(groups.columns, maintain_order=True).agg("row")
    rows = numbered.with_row_index("group").explode("row").sort("row")
    return numbered.drop("row"), rows.get_column("group").to_numpy().astype(np.int64)


def _counts(mask: Mask, codes: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    """How many of each group are in each row of a mask."""
    found = np.zeros((len(mask), size), dtype=np.int64)
    if size == 1:
        found[:, 0] = np.count_nonzero(mask, axis=1)
        return found
    for place in np.flatnonzero(mask.any(axis=1)):
        found[place] = np.bincount(codes[mask[place]], minlength=size)
    return found
