"""Days covered within a window that moves with the date, as lines that are exact to the day.

A window reaches from the day after *t* − ``lower`` to *t* − ``upper``. As *t* goes on, days enter above and
leave below; between the days on which either end meets an end of a run the count stays, rises, falls, or,
when days enter and leave, wavers by what months and years differ in length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from haina.rules.curves import Curve, Line, steady
from haina.rules.periods import FOREVER, Days, Duration, month_length, next_day, shift
from haina.rules.readings import days_covered
from haina.rules.spells import Run

_FIRST_MONTH = 12 * date.min.year
_LAST_MONTH = 12 * date.max.year + 11
_NEARNESS = 8
"""The length of a window differs by less than this from its mean length."""


def first_reaching(day: date, length: Duration) -> date:
    """Give the first *t* for which *t* − ``length`` is not before ``day``."""
    if length.days:
        day = _moved(day, length.days)
    months = length.whole_months
    if not months or day >= FOREVER:
        return day
    at = 12 * day.year + day.month - 1 + months
    if not _FIRST_MONTH <= at <= _LAST_MONTH:
        return date.min if at < _FIRST_MONTH else FOREVER
    year, month = at // 12, at % 12 + 1
    if day.day <= 28 or day.day <= month_length(year, month):
        return date(year, month, day.day)
    # The month has no such day, and its last one leads back to an earlier day.
    return FOREVER if at == _LAST_MONTH else date(year + month // 12, month % 12 + 1, 1)


def _moved(day: date, days: int) -> date:
    number = min(max(day.toordinal() + days, 1), FOREVER.toordinal())
    return FOREVER if day >= FOREVER else date.fromordinal(number)


@lru_cache(maxsize=256)
def _longest_difference(upper: Duration, lower: Duration) -> tuple[int, int]:
    """Give the least and the most days that the window can have."""
    mean = (lower.mean - upper.mean) // 4_800
    return max(mean - _NEARNESS, 0), mean + _NEARNESS + 1


class Window:
    """The days covered by ``runs`` from the day after *t* − ``lower`` up to *t* − ``upper``."""

    def __init__(self, runs: Sequence[Run], upper: Duration, lower: Duration) -> None:
        self.runs = runs
        self.upper = upper
        self.lower = lower

    def first(self, day: date) -> date:
        """Give the first day of the window on ``day``."""
        before = shift(day, self.lower, -1)
        return date.min if before is None else next_day(before)

    def after(self, day: date) -> date:
        """Give the day after the window's last day on ``day``; ``date.min`` before the calendar."""
        last = shift(day, self.upper, -1)
        return date.min if last is None else next_day(last)

    def count(self, day: date) -> int:
        """Count the days covered on ``day``."""
        return days_covered(self.runs, self.first(day), self.after(day))

    def at(self, day: date) -> Days:
        """Give the days covered on ``day`` as a measure."""
        return Days(self.count(day))

    def line(self) -> Line:
        """Give the days covered for all time."""
        enters, leaves = self._meetings(self.upper), self._meetings(self.lower)
        ordered = sorted({date.min, *enters, *leaves} - {FOREVER})
        entering = leaving = False
        line: Line = []
        for day in ordered:
            entering, leaving = enters.get(day, entering), leaves.get(day, leaving)
            line.append((day, self._piece(day, entering, leaving)))
        return line

    def _meetings(self, length: Duration) -> dict[date, bool]:
        """Give the days on which an end of the window meets that of a run, and whether it is inside then."""
        found: dict[date, bool] = {}
        for start, end in self.runs:
            found[first_reaching(start, length)] = True
            found[first_reaching(end, length)] = False
        return found

    def _piece(self, start: date, entering: bool, leaving: bool) -> Any:
        """Give the count from ``start`` on, until an end of the window meets the next end of a run."""
        upper, lower = self.after(start), self.first(start)
        count = days_covered(self.runs, lower, upper)
        if entering and leaving:
            return self._wavering(count - (upper - lower).days)
        if entering:
            return Curve(self.at, 1, turn=lambda strict, length: self._rises(count, upper, strict, length))
        if leaving:
            return Curve(self.at, -1, turn=lambda strict, length: self._falls(count, lower, strict, length))
        return Days(count)

    def _rises(self, count: int, upper: date, strict: bool, length: Duration) -> date:
        """Give the day on which enough days have entered."""
        needed = length.scattered_days + strict - count
        return date.min if needed <= 0 else first_reaching(_moved(upper, needed - 1), self.upper)

    def _falls(self, count: int, lower: date, strict: bool, length: Duration) -> date:
        """Give the day on which too many days have left."""
        spare = count - length.scattered_days - strict
        return date.min if spare < 0 else first_reaching(_moved(lower, spare), self.lower)

    def _wavering(self, difference: int) -> Curve:
        """Give the count where days enter and leave: the window's own length and a fixed difference."""
        least, most = _longest_difference(self.upper, self.lower)
        low, high = Days(max(least + difference, 0)), Days(most + difference)
        return Curve(self.at, 0, self._irregular, low=low, high=high)

    def _irregular(self, start: date, end: date) -> Iterator[date]:
        """Give the days on which the window's length may change: about the ends of months."""
        yearly = self.upper.whole_months % 12 == self.lower.whole_months % 12 == 0
        for year in range(start.year, end.year + 1):
            for month in (2, 3) if yearly else range(1, 13):
                for number in (1, 29, 30, 31):
                    day = _moved(date(year, month, 1), number - 1)
                    if day.month == month and start < day < end:
                        yield day


def total_line(runs: Sequence[Run], last: Duration) -> Line:
    """Give the days covered within ``last`` for all time."""
    if last.mean <= 0:
        return steady(Days(0))
    return Window(runs, Duration(), last).line()


def year_lines(runs: Sequence[Run], last: int) -> list[Line]:
    """Give the days covered in each of the ``last`` years that end with the date; the least counts."""
    if not runs or _too_far(runs, last):
        return [steady(Days(0))]
    return [
        Window(runs, Duration(years=years - 1), Duration(years=years)).line() for years in range(1, last + 1)
    ]


def _too_far(runs: Sequence[Run], last: int) -> bool:
    """Say whether the runs are too short to reach into every one of so many years."""
    covered = runs[-1][1] - runs[0][0] + timedelta(days=1)
    return last > date.max.year or covered.days < 365 * (last - 2)
