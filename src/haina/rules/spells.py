"""Histories: dated spells with fields, merged and kept apart (docs/rule-language.md, 5 and 6).

A spell is held as the half-open interval from its first day to the day after its last day; one that goes on
ends at :data:`haina.rules.periods.FOREVER`. On day *t* only spells that have begun by *t* exist.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from operator import attrgetter

from haina.rules.periods import FOREVER, ONE_DAY, Duration, shift_within

NO_TIME = Duration()


class Absent(Enum):
    """What the field of a spell is that does not exist: every comparison with it is no."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT
Run = tuple[date, date]
"""A half-open interval of days."""


@dataclass(frozen=True, slots=True)
class Spell:
    """One spell, from ``start`` up to but not including ``end``.

    ``fields`` stand in the declared order, ``None`` where one is unknown.
    """

    start: date
    end: date
    fields: tuple[object, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last day, or ``None`` where the spell goes on."""
        return None if self.end == FOREVER else self.end - ONE_DAY


@dataclass(frozen=True)
class SpellHistory:
    """The spells of one history; they are kept in order of their beginning."""

    spells: tuple[Spell, ...] = ()

    @staticmethod
    def of(spells: Sequence[Spell]) -> SpellHistory:
        """Build a history of spells in any order."""
        return SpellHistory(tuple(sorted(spells, key=attrgetter("start", "end"))))

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The days covered, as disjoint runs in order, spells merged where they touch or overlap."""
        return tuple(merge(self.spells))

    def begun(self, day: date) -> tuple[Spell, ...]:
        """Give the spells that have begun by ``day``."""
        return self.spells[: bisect_right(self.spells, day, key=attrgetter("start"))]


def merge(spells: Sequence[Spell], gap: Duration = NO_TIME) -> list[Run]:
    """Merge spells (in order of their beginning) that touch, overlap, or are no more than ``gap`` apart."""
    runs: list[Run] = []
    start = end = reach = date.min
    for spell in spells:
        if runs and spell.start <= reach:
            if spell.end <= end:
                continue
            end = spell.end
            runs[-1] = (start, end)
        else:
            start, end = spell.start, spell.end
            runs.append((start, end))
        reach = end if gap is NO_TIME else bridge(end, gap)
    return runs


def bridge(end: date, gap: Duration) -> date:
    """Give the last day on which the next spell may begin, after one that ended before ``end``."""
    return max(end, shift_within(end, gap))


def bridged(runs: Sequence[Run], gap: Duration) -> list[date]:
    """Give for each of the disjoint ``runs`` its first day when gaps up to ``gap`` are bridged."""
    begins: list[date] = []
    for position, (start, _) in enumerate(runs):
        joined = position > 0 and start <= bridge(runs[position - 1][1], gap)
        begins.append(begins[-1] if joined else start)
    return begins
