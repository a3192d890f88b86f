"""The clock of a procedure: terms in working or calendar days, counted day by day and explained.

A term is counted from the day after an event. The day of the event itself never counts, which is why a pause
that begins and ends on one day changes nothing: it holds back the days after the return up to and including
the day of the answer, and the count goes on with the day after the answer. Pauses take out days of the same
unit as the term because every day is looked at on its own.

An extension goes on where the term would end, in days of its own unit, so that ten working days more are ten
working days also where the term itself is in days of the calendar.

A year whose official calendar has not been published yet is counted by weekdays and the result says so
(`provisional`); it has to be counted again when the calendar is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from haina.rules.text import Text

#: A term longer than this is a mistake in the data, not a term; it keeps a count finite.
LONGEST_TERM = 3660

_DAY = timedelta(days=1)
_SATURDAY = 5


class DayKind(StrEnum):
    """What a day is in the official calendar."""

    WORKDAY = "workday"
    #: A Saturday or Sunday on which one works in exchange for a bridging day.
    ADJUSTED_WORKDAY = "adjusted_workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"

    @property
    def is_working(self) -> bool:
        """Whether offices are open."""
        return self in (DayKind.WORKDAY, DayKind.ADJUSTED_WORKDAY)


class Unit(StrEnum):
    """In which days a term is counted."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"


class Year(Protocol):
    """One published year: its days off and the weekend days on which one works."""

    @property
    def notice(self) -> str:
        """The notice that published it, e.g. its document number."""

    @property
    def holidays(self) -> Mapping[date, Text]:
        """The days off, each with the holiday's name."""

    @property
    def workdays(self) -> frozenset[date]:
        """Saturdays and Sundays on which one works."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The official calendar, year by year."""

    years: Mapping[int, Year]

    def kind(self, day: date) -> DayKind:
        """What `day` is; by its weekday alone where its year has not been published."""
        year = self.years.get(day.year)
        if year is not None:
            if day in year.workdays:
                return DayKind.ADJUSTED_WORKDAY
            if day in year.holidays:
                return DayKind.HOLIDAY
        return DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.WORKDAY

    def is_published(self, day: date) -> bool:
        """Whether the official calendar of the day's year is known."""
        return day.year in self.years

    def working_days_between(self, day: date, last: date) -> int:
        """Working days after `day` up to `last`; where `last` is over, minus those since then."""
        if last < day:
            return -self.working_days_between(last, day)
        return sum(1 for each in _days_after(day, up_to=last) if self.kind(each).is_working)

    def holiday(self, day: date) -> Text | None:
        """The holiday's name, if the day is one."""
        year = self.years.get(day.year)
        return None if year is None else year.holidays.get(day)


@dataclass(frozen=True, slots=True)
class Term:
    """How long something may take."""

    length: int
    unit: Unit = Unit.WORKING_DAYS

    def __post_init__(self) -> None:
        """Refuse a term that is no term."""
        if not 1 <= self.length <= LONGEST_TERM:
            raise ValueError(f"a term has 1 to {LONGEST_TERM} days, not {self.length}")


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count: from the day of the event that stopped the clock to the day it went on.

    The days after `since` up to and including `until` do not count. `until` None: it still lasts.
    """

    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse a pause that ends before it begins."""
        if self.until is not None and self.until < self.since:
            raise ValueError(f"a pause from {self.since} cannot end on {self.until}")

    def holds(self, day: date) -> bool:
        """Whether the clock stands still on `day`."""
        return self.since < day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day that was looked at, and whether it counted."""

    day: date
    kind: DayKind
    paused: bool
    #: Which day of the term it is, from 1; None if it did not count.
    number: int | None
    #: False where the year's calendar has not been published.
    certain: bool


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The result of a count with every day that was looked at."""

    term: Term
    event: date
    #: Last day of the term; None while a pause lasts that began before it.
    due: date | None
    #: Days used up when an open pause began; the whole term when there is a due day.
    used: int
    days: tuple[CountedDay, ...]
    provisional: bool
    #: The extensions that are counted after the term.
    further: tuple[Term, ...] = ()

    @property
    def length(self) -> int:
        """Days of the term and its extensions together."""
        return self.term.length + sum(term.length for term in self.further)

    @property
    def left(self) -> int:
        """Days of the term that an open pause has left over; 0 when there is a due day."""
        return self.length - self.used

    @property
    def counted(self) -> tuple[date, ...]:
        """The days that counted, in order."""
        return tuple(day.day for day in self.days if day.number is not None)


def reckon(
    calendar: WorkCalendar,
    term: Term,
    event: date,
    pauses: Iterable[Pause] = (),
    further: Iterable[Term] = (),
) -> Reckoning:
    """Count `term` from the day after `event`, then its extensions, standing still during `pauses`.

    Raises OverflowError if the count runs past the last date there is.
    """
    held, parts = tuple(pauses), (term, *further)
    open_since = min((pause.since for pause in held if pause.until is None), default=None)
    units = [part.unit for part in parts for _ in range(part.length)]
    days: list[CountedDay] = []
    number = 0
    for day in _days_after(event):
        if number == len(units) or (open_since is not None and day > open_since):
            break
        looked_at = _look_at(calendar, units[number], day, held, number)
        number = looked_at.number or number
        days.append(looked_at)
    if number < len(units) and open_since is None:
        raise OverflowError(f"the term from {event} runs past {date.max}")
    due = days[-1].day if number == len(units) else None
    provisional = any(not day.certain for day in days)
    return Reckoning(term, event, due, number, tuple(days), provisional, parts[1:])


def days_left(calendar: WorkCalendar, reckoning: Reckoning, on: date) -> int:
    """Days of the term still to come after `on`; negative: days of the unit by which it is overdue.

    While a pause lasts, the days that were left when it began.
    """
    due = reckoning.due
    if due is None:
        return reckoning.left
    if on <= due:
        return sum(1 for day in reckoning.counted if day > on)
    unit = (reckoning.term, *reckoning.further)[-1].unit
    late = sum(1 for day in _days_after(due, up_to=on) if _counts(calendar, unit, day))
    return -late


def add_working_days(calendar: WorkCalendar, event: date, days: int) -> date:
    """The day on which a term of so many working days from `event` ends."""
    return last_day(calendar, Term(days), event)


def last_day(calendar: WorkCalendar, term: Term, event: date) -> date:
    """The last day of a term that nothing stops."""
    due = reckon(calendar, term, event).due
    if due is None:
        raise ValueError("a term without a pause has an end")
    return due


def _look_at(
    calendar: WorkCalendar, unit: Unit, day: date, pauses: tuple[Pause, ...], number: int
) -> CountedDay:
    paused = any(pause.holds(day) for pause in pauses)
    counts = not paused and _counts(calendar, unit, day)
    return CountedDay(
        day=day,
        kind=calendar.kind(day),
        paused=paused,
        number=number + 1 if counts else None,
        # A calendar day counts whatever the calendar says, so nothing about it is provisional.
        certain=unit is Unit.CALENDAR_DAYS or calendar.is_published(day),
    )


def _counts(calendar: WorkCalendar, unit: Unit, day: date) -> bool:
    return unit is Unit.CALENDAR_DAYS or calendar.kind(day).is_working


def _days_after(event: date, up_to: date = date.max) -> Iterator[date]:
    day = event
    while day < up_to:
        day += _DAY
        yield day
