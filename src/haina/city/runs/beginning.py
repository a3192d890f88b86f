"""Who begins to get something, and who ceases to, as time passes and nothing else changes.

A spell that is open on the first day goes on, as everywhere in the rule language; people grow older; a
standard whose later value is known takes it on its day. Each day of a series is asked as a day of its own,
so that every answer is the one that the rule's timeline has there. The day itself of what begins or ends
between two of them is looked up by :mod:`haina.city.runs.turning`; what begins and ends again between two
days of the series is seen there if it is asked to look at everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from haina.rules.columns import ColumnPlan
from haina.rules.periods import Duration, shift_within
from haina.rules.program import Program
from haina.rules.text import Status

from .asked import Asked
from .blocks import Block
from .tally import ELEMENT
from .turning import (
    AGAINST,
    CODES,
    DAYS,
    FLOWS,
    UNKNOWN,
    YES,
    Codes,
    Mask,
    Turned,
    Turning,
    codes_of,
    holds,
    table_of,
)

BEGINS = "begins"
#: The day that is looked at; the first is the day of the run, the others are the last days of periods.
DAY = "day"
#: On the day itself: who gets it, and of whom that is unknown.
STOCKS = ("yes", "unknown")
#: How long a period of the series is, in months.
PERIODS = {"month": 1, "quarter": 3, "year": 12}
#: More days than a series may have.
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Ahead:
    """How far to look ahead and how often: at the end of each calendar month, quarter or year.

    ``exactly``: the timelines of all are looked at, so that what begins and ends between two days counts too.
    """

    until: date
    every: str = "quarter"
    exactly: bool = False

    @property
    def head(self) -> dict[str, str]:
        """What tells it from others."""
        return {
            "until": self.until.isoformat(),
            "every": self.every,
            "days": "of everybody" if self.exactly else "of who turns",
        }

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
    """The elements whose answer can differ from the first of these days to any until the last."""
    return tuple(
        name
        for name in elements
        if program.motion.moves[program.tree(name).id]
        or any(days[0] < day <= days[-1] for day, _ in program.validity.force_line(name))
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
        self.exactly = ahead.exactly
        self.turning = Turning(asked, self.days[-1])
        self._moving = {name for each in asked for name in moving(each.program, each.elements, self.days)}

    def _plans_of(self, asked: Asked) -> list[ColumnPlan]:
        program = asked.program
        names = moving(program, asked.elements, self.days)
        return [ColumnPlan.compile(program, names, day) for day in self.days[1:]] if names else []

    @property
    def keys(self) -> list[str]:
        """What tells the rows of the table apart."""
        return [ELEMENT, *self.by, *(["variant"] if self.names else []), DAY]

    def of(self, block: Block, firsts: Sequence[pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """The tables of beginnings and of days, with a row for each of their keys with anybody in it.

        ``firsts`` are the answers of the first day, a frame for each variant.
        """
        groups, codes = _grouped(block.groups)
        rows = block.frames.subjects.height
        sides = [_Walk(_first(each, self.elements, rows)) for each in firsts]
        found: list[pl.DataFrame] = []
        turned: list[Turned] = []
        for place, day in enumerate(self.days):
            for side, plans in zip(sides, self._plans, strict=True):
                if place and plans:
                    side.go_on(plans[place - 1].run(block.frames), self.elements)
            for number, side in enumerate(sides):
                if number:
                    side.stand_against(sides[0])
                table = self._table(side.masks(), groups, codes).with_columns(pl.lit(day).alias(DAY))
                found.append(
                    table if not self.names else table.with_columns(variant=pl.lit(self.names[number]))
                )
                turned += self._turned(number, side.new)
        begins = pl.concat(found).select(*self.keys, *self.counted)
        return {BEGINS: begins, DAYS: self._days(block, [side.first for side in sides], turned)}

    def _turned(self, number: int, new: Mapping[str, Mask]) -> Iterator[Turned]:
        for kind, mask in new.items():
            for place in np.flatnonzero(mask.any(axis=1)):
                yield Turned(number, kind, self.elements[place], np.flatnonzero(mask[place]))

    def _days(self, block: Block, firsts: Sequence[Codes], turned: Sequence[Turned]) -> pl.DataFrame:
        """On which days that happens, by element and variant."""
        if not self.exactly:
            return table_of(self.turning.look_up(block.frames, turned), self.names)
        moving_ = [name for name in self.elements if name in self._moving]
        places = [self.elements.index(name) for name in moving_]
        found = self.turning.of_everybody(block.frames, [each[places] for each in firsts], moving_)
        still = [each for each in turned if each.element not in self._moving]
        return table_of(found + self.turning.look_up(block.frames, still), self.names)

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
        self.begun = first == YES
        self.ended = first != YES
        none = np.zeros(first.shape, dtype=np.bool_)
        #: Whom each kind of turn counts on this day, for the first time.
        self.new: dict[str, Mask] = dict.fromkeys(FLOWS, none)
        #: Who differs from the first variant on this day, and who has ever done so.
        self.against: dict[str, Mask] = {}
        self._met: dict[str, Mask] = dict.fromkeys(AGAINST, none)

    def go_on(self, statuses: pl.DataFrame, elements: Sequence[str]) -> None:
        """Take the answers of the next day; an element that is not among them stays as it was."""
        for place, name in enumerate(elements):
            if name in statuses.columns:
                self.now[place] = codes_of(statuses.get_column(name))
        yes = self.now == YES
        begin = yes & ~self.begun
        end = ~yes & (self.now != UNKNOWN) & ~self.ended
        self.begun |= yes
        self.ended |= end
        settled = self.first == UNKNOWN
        self.new = {"begin": begin & ~settled, "settle": begin & settled, "end": end}

    def stand_against(self, first: _Walk) -> None:
        """Hold the answers of this day against those of the first variant."""
        self.against = {kind: holds(kind, self.now, first.now) for kind in AGAINST}
        self.new = {**self.new, **{kind: mask & ~self._met[kind] for kind, mask in self.against.items()}}
        self._met = {kind: self._met[kind] | mask for kind, mask in self.against.items()}

    def masks(self) -> dict[str, Mask]:
        """Whom each column counts on this day."""
        flows = {kind: self.new[kind] for kind in FLOWS}
        nobody = np.zeros(self.now.shape, dtype=np.bool_)
        against = self.against or dict.fromkeys(AGAINST, nobody)
        return {**flows, **against, "yes": self.now == YES, "unknown": self.now == UNKNOWN}


def _first(statuses: pl.DataFrame, elements: Sequence[str], rows: int) -> Codes:
    """The answers of the first day; an element that a pack does not have is not in force there."""
    absent = np.full(rows, CODES[Status.NOT_IN_FORCE.value], dtype=np.uint8)
    found = [codes_of(statuses.get_column(name)) if name in statuses.columns else absent for name in elements]
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
