"""Calendar arithmetic: periods with a corresponding day, lengths of time, and when one reaches the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

DAYS_OF_MONTH = 30
DAYS_OF_YEAR = 365
"""Scattered days added up: Supreme People's Court, opinion of 1988 on the General Principles, no. 198."""

ONE_DAY = timedelta(days=1)
FOREVER = date.max
"""As the day after the last one: it goes on."""
_MONTH_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LAST_MONTH = 12 * (date.max.year + 1)
_LAST_DAY = date.max.toordinal()


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Duration:
    """Years, months and days, each kept as it was written.

    Two durations are compared by their mean length in the calendar (400 years are 146,097 days), which makes
    12 months equal to a year.
    """

    years: int = 0
    months: int = 0
    days: int = 0

    @property
    def whole_months(self) -> int:
        """The years and months together, in months."""
        return 12 * self.years + self.months

    @property
    def scattered_days(self) -> int:
        """The length in days where scattered days are added up: 365 a year, 30 a month."""
        return DAYS_OF_YEAR * self.years + DAYS_OF_MONTH * self.months + self.days

    @property
    def mean(self) -> int:
        """The mean length, in 4,800ths of a day."""
        return 146_097 * self.whole_months + 4_800 * self.days

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Duration) and self.mean == other.mean

    def __lt__(self, other: Duration) -> bool:
        return self.mean < other.mean

    def __hash__(self) -> int:
        return hash(self.mean)

    def __add__(self, other: Duration) -> Duration:
        return Duration(self.years + other.years, self.months + other.months, self.days + other.days)

    def __str__(self) -> str:
        parts = ((self.years, "years"), (self.months, "months"), (self.days, "days"))
        return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 days"


def is_leap(year: int) -> bool:
    """Say whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """Give the number of days of a month."""
    return 29 if month == 2 and is_leap(year) else _MONTH_LENGTHS[month]


def shift(day: date, duration: Duration, sign: int = 1) -> date | None:
    """Give ``day`` plus (``sign`` -1: minus) ``duration``: years and months first, then days.

    The corresponding day, or the month's last day where there is none; ``None`` outside years 1 to 9999.
    """
    months = duration.whole_months
    if months:
        at = 12 * day.year + day.month - 1 + sign * months
        if not 12 <= at < _LAST_MONTH:
            return None
        year, month = at // 12, at % 12 + 1
        number = day.day
        if number > 28:
            number = min(number, month_length(year, month))
        day = date(year, month, number)
    if duration.days:
        ordinal = day.toordinal() + sign * duration.days
        if not 1 <= ordinal <= _LAST_DAY:
            return None
        day = date.fromordinal(ordinal)
    return day


def shift_within(day: date, duration: Duration, sign: int = 1) -> date:
    """Give :func:`shift`, or the first or last day of the calendar where that lies outside."""
    moved = shift(day, duration, sign)
    if moved is not None:
        return moved
    return FOREVER if duration.mean * sign > 0 else date.min


def next_day(day: date) -> date:
    """Give the day after, which for the calendar's last day is that day itself."""
    return day if day >= FOREVER else day + ONE_DAY


def completed_months(since: date, on: date) -> int:
    """Count the completed months from ``since`` to ``on``; 0 where ``on`` is earlier."""
    months = 12 * (on.year - since.year) + on.month - since.month
    if on.day < since.day and on.day < month_length(on.year, on.month):
        months -= 1
    return max(months, 0)


def completed_years(since: date, on: date) -> int:
    """Count the completed years from ``since`` to ``on``; 0 where ``on`` is earlier."""
    years = on.year - since.year
    before = (on.month, on.day) < (since.month, since.day)
    if before and not (since.month == on.month == 2 and on.day == 28 and not is_leap(on.year)):
        years -= 1
    return max(years, 0)


@dataclass(frozen=True, slots=True)
class Span:
    """A measure with two ends: it has lasted a period when ``start`` plus the period is not after ``end``."""

    start: date
    end: date

    def reaches(self, duration: Duration) -> bool:
        """Say whether it is at least as long as ``duration``."""
        return shift_within(self.start, duration) <= self.end

    def exceeds(self, duration: Duration) -> bool:
        """Say whether it is longer than ``duration``."""
        return shift_within(self.start, duration) < self.end

    @property
    def whole_years(self) -> int:
        """The completed years."""
        return completed_years(self.start, self.end)

    @property
    def whole_months(self) -> int:
        """The completed months."""
        return completed_months(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Days:
    """A measure of scattered days, with 30 to the month and 365 to the year."""

    count: int

    def reaches(self, duration: Duration) -> bool:
        """Say whether it is at least as long as ``duration``."""
        return self.count >= duration.scattered_days

    def exceeds(self, duration: Duration) -> bool:
        """Say whether it is longer than ``duration``."""
        return self.count > duration.scattered_days

    @property
    def whole_years(self) -> int:
        """The completed years."""
        return self.count // DAYS_OF_YEAR

    @property
    def whole_months(self) -> int:
        """The completed months."""
        return self.count // DAYS_OF_MONTH


MeasureValue = Span | Days
