"""The working-day calendar of the pack says the same as two calendars that others keep.

Given the State Council's notices as written in calendar.yaml, when every day of the announced years is asked,
then the answer is that of `chinesecalendar` and of `holidays`; where one of the two does not follow a notice,
the days are named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from haina.policy import default_directory, load
from haina.policy.records import Calendar

SATURDAY = 5
#: Years in which both calendars can be asked.
YEARS = range(2019, 2027)
#: The notice of March 2019 moved the days around May Day; `holidays` still has the notice before it.
NOT_IN_HOLIDAYS = frozenset({date(2019, 4, 28), date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 5)})


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    """The calendar of the pack as the loader reads it."""
    return load(default_directory()).calendar


def days_of(year: int) -> Iterator[date]:
    """Every day of a year."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def worked(calendar: Calendar, day: date) -> bool:
    """Whether a day is worked: an adjusted working day, or a weekday that is no holiday."""
    year = calendar.years[day.year]
    return day in year.workdays or (day.weekday() < SATURDAY and day not in year.holidays)


def test_every_year_from_2015_to_2026_is_there_and_no_other(calendar: Calendar) -> None:
    """2027 has not been announced, so what is counted in it is provisional."""
    assert sorted(calendar.years) == list(range(2015, 2027))


@pytest.mark.parametrize("year", range(2015, 2027))
def test_a_year_names_its_notice(calendar: Calendar, year: int) -> None:
    """Each year rests on a numbered notice, most of them of the year before."""
    assert f"〔{year - 1}〕" in calendar.years[year].notice


@pytest.mark.parametrize("year", range(2015, 2027))
def test_working_days_are_those_of_chinesecalendar(calendar: Calendar, year: int) -> None:
    """Day by day for every year that the pack has."""
    different = [day for day in days_of(year) if worked(calendar, day) != chinese_calendar.is_workday(day)]
    assert different == []


@pytest.mark.parametrize("year", YEARS)
def test_working_days_are_those_of_holidays(calendar: Calendar, year: int) -> None:
    """Day by day; the four days of 2019 on which `holidays` is behind are exactly those."""
    others = holidays.country_holidays("CN", years=year)
    different = {day for day in days_of(year) if worked(calendar, day) != others.is_working_day(day)}
    assert different == {day for day in NOT_IN_HOLIDAYS if day.year == year}


@pytest.mark.parametrize("year", range(2015, 2027))
def test_adjusted_working_days_fall_on_weekends(calendar: Calendar, year: int) -> None:
    """A notice makes Saturdays and Sundays working days, never a weekday, and no day is off and worked."""
    found = calendar.years[year]
    assert all(day.weekday() >= SATURDAY for day in found.workdays)
    assert not found.workdays & set(found.holidays)


@pytest.mark.parametrize("year", range(2015, 2027))
def test_holidays_have_names_in_both_languages(calendar: Calendar, year: int) -> None:
    """A person reads why the clock stands still, in either language."""
    assert all(name.zh and name.en for name in calendar.years[year].holidays.values())
