"""Feature: terms are counted in official working days, one by one, and stand still in pauses."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.cases.clock import (
    DayKind,
    Pause,
    Term,
    Unit,
    WorkCalendar,
    add_working_days,
    days_left,
    reckon,
)
from haina.policy import default_directory, load

MONDAY_BEFORE_NATIONAL_DAY = date(2026, 9, 28)


def _calendar() -> WorkCalendar:
    return WorkCalendar(load(default_directory()).calendar.years)


CALENDAR = _calendar()
EVENTS = st.dates(date(2016, 1, 1), date(2026, 6, 30))
LENGTHS = st.integers(1, 60)
UNITS = st.sampled_from(Unit)


@st.composite
def pauses_after(draw: st.DrawFn, event: date, most: int = 3) -> list[Pause]:
    """Some pauses, one after another, that begin on the event's day or later."""
    pauses, day = [], event
    for _ in range(draw(st.integers(0, most))):
        since = day + timedelta(days=draw(st.integers(0, 20)))
        until = since + timedelta(days=draw(st.integers(0, 20)))
        pauses.append(Pause(since, until))
        day = until
    return pauses


@st.composite
def counts(draw: st.DrawFn) -> tuple[Term, date, list[Pause]]:
    """A term, the event it counts from, and pauses."""
    event = draw(EVENTS)
    return Term(draw(LENGTHS), draw(UNITS)), event, draw(pauses_after(event))


@pytest.mark.parametrize(
    ("days", "ends"), [(5, date(2026, 10, 10)), (7, date(2026, 10, 13)), (10, date(2026, 10, 16))]
)
def test_a_term_across_national_day_ends_on_the_adjusted_working_day(days: int, ends: date) -> None:
    assert add_working_days(CALENDAR, MONDAY_BEFORE_NATIONAL_DAY, days) == ends


def test_the_result_lists_each_day_and_says_why_it_counted_or_not() -> None:
    reckoning = reckon(CALENDAR, Term(5), MONDAY_BEFORE_NATIONAL_DAY)
    assert reckoning.counted == (
        date(2026, 9, 29),
        date(2026, 9, 30),
        date(2026, 10, 8),
        date(2026, 10, 9),
        date(2026, 10, 10),
    )
    kinds = {day.day: day.kind for day in reckoning.days}
    assert kinds[date(2026, 10, 1)] is DayKind.HOLIDAY
    assert kinds[date(2026, 10, 10)] is DayKind.ADJUSTED_WORKDAY
    assert len(reckoning.days) == (date(2026, 10, 10) - MONDAY_BEFORE_NATIONAL_DAY).days


def test_a_pause_across_a_holiday_takes_out_only_the_working_days_in_it() -> None:
    """Given a return on 30 September and an answer on 8 October, one working day is lost: the 8th itself."""
    pause = Pause(date(2026, 9, 30), date(2026, 10, 8))
    assert reckon(CALENDAR, Term(5), MONDAY_BEFORE_NATIONAL_DAY, [pause]).due == date(2026, 10, 12)


def test_an_open_pause_leaves_the_end_open_and_keeps_the_days_that_are_left() -> None:
    reckoning = reckon(CALENDAR, Term(5), MONDAY_BEFORE_NATIONAL_DAY, [Pause(date(2026, 9, 29))])
    assert reckoning.due is None
    assert (reckoning.used, reckoning.left) == (1, 4)
    assert days_left(CALENDAR, reckoning, date(2026, 12, 1)) == 4


def test_days_left_turn_negative_when_it_is_late() -> None:
    reckoning = reckon(CALENDAR, Term(5), MONDAY_BEFORE_NATIONAL_DAY)
    assert days_left(CALENDAR, reckoning, MONDAY_BEFORE_NATIONAL_DAY) == 5
    assert days_left(CALENDAR, reckoning, date(2026, 10, 10)) == 0
    assert days_left(CALENDAR, reckoning, date(2026, 10, 13)) == -2


def test_a_year_that_has_not_been_published_is_provisional() -> None:
    """Given a term that runs into a year without a calendar, then it is counted by weekdays and says so."""
    last = max(CALENDAR.years)
    inside = reckon(CALENDAR, Term(3), date(last, 6, 1))
    across = reckon(CALENDAR, Term(10), date(last, 12, 28))
    assert not inside.provisional
    assert across.provisional
    assert across.due is not None
    assert not CALENDAR.is_published(across.due)


def test_calendar_days_are_certain_in_any_year() -> None:
    reckoning = reckon(CALENDAR, Term(30, Unit.CALENDAR_DAYS), date(2090, 1, 1))
    assert reckoning.due == date(2090, 1, 31)
    assert not reckoning.provisional


@pytest.mark.parametrize("length", [0, -1, 10_000])
def test_what_is_no_term_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="a term has"):
        Term(length)


def test_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Pause(date(2026, 1, 2), date(2026, 1, 1))


def test_a_count_does_not_run_past_the_last_date() -> None:
    with pytest.raises(OverflowError):
        reckon(CALENDAR, Term(10), date(9999, 12, 30))


@given(counts())
def test_as_many_days_count_as_the_term_has(given_count: tuple[Term, date, list[Pause]]) -> None:
    term, event, pauses = given_count
    reckoning = reckon(CALENDAR, term, event, pauses)
    assert len(reckoning.counted) == term.length
    assert reckoning.due == reckoning.counted[-1]
    assert not any(pause.holds(day) for pause in pauses for day in reckoning.counted)


@given(counts(), st.integers(0, 30))
def test_a_longer_pause_never_brings_the_end_forward(
    given_count: tuple[Term, date, list[Pause]], longer: int
) -> None:
    term, event, pauses = given_count
    if not pauses:
        return
    more = [*pauses[:-1], Pause(pauses[-1].since, pauses[-1].until + timedelta(days=longer))]  # type: ignore[operator]
    assert reckon(CALENDAR, term, event, more).due >= reckon(CALENDAR, term, event, pauses).due  # type: ignore[operator]


@given(counts())
def test_pauses_move_the_end_by_exactly_the_days_of_the_term_that_they_hold(
    given_count: tuple[Term, date, list[Pause]],
) -> None:
    """Given pauses, then the end is that of a term longer by the days of its unit on which it stood still."""
    term, event, pauses = given_count
    reckoning = reckon(CALENDAR, term, event, pauses)
    calendar_days = term.unit is Unit.CALENDAR_DAYS
    held = sum(1 for day in reckoning.days if day.paused and (calendar_days or day.kind.is_working))
    assert reckoning.due == reckon(CALENDAR, Term(term.length + held, term.unit), event).due
    assert [day.number for day in reckoning.days if day.number] == list(range(1, term.length + 1))


@given(counts())
def test_days_on_which_two_departments_stand_still_are_taken_out_once(
    given_count: tuple[Term, date, list[Pause]],
) -> None:
    term, event, pauses = given_count
    assert reckon(CALENDAR, term, event, [*pauses, *pauses]) == reckon(CALENDAR, term, event, pauses)


@given(counts(), st.integers(0, 40))
def test_a_pause_of_no_days_changes_nothing(given_count: tuple[Term, date, list[Pause]], after: int) -> None:
    term, event, pauses = given_count
    on = event + timedelta(days=after)
    with_it = reckon(CALENDAR, term, event, [*pauses, Pause(on, on)])
    assert with_it == reckon(CALENDAR, term, event, pauses)


@given(EVENTS, LENGTHS, LENGTHS, UNITS)
def test_two_terms_in_a_row_are_one(event: date, first: int, second: int, unit: Unit) -> None:
    middle = reckon(CALENDAR, Term(first, unit), event).due
    assert middle is not None
    end = reckon(CALENDAR, Term(second, unit), middle).due
    assert end == reckon(CALENDAR, Term(first + second, unit), event).due


@given(counts())
def test_the_days_left_and_the_days_used_make_up_the_term(
    given_count: tuple[Term, date, list[Pause]],
) -> None:
    term, event, pauses = given_count
    reckoning = reckon(CALENDAR, term, event, pauses)
    assert reckoning.due is not None
    middle = event + (reckoning.due - event) / 2
    used = sum(1 for day in reckoning.counted if day <= middle)
    assert used + days_left(CALENDAR, reckoning, middle) == term.length


def test_the_clock_knows_the_working_days_that_two_other_makers_know() -> None:
    """Every day of 2019 to 2026; the notice of March 2019 about May Day never reached `holidays`."""
    first, last = date(2019, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    ours = {day for day in days if CALENDAR.kind(day).is_working}
    assert ours == {day for day in days if chinese_calendar.is_workday(day)}
    behind = {date(2019, 4, 28), date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 5)}
    assert ours ^ {day for day in days if OTHER.is_working_day(day)} == behind


OTHER = holidays.country_holidays("CN", years=range(2019, 2027))


def test_the_pack_has_a_calendar_for_every_year_since_the_policy() -> None:
    assert set(range(2016, 2027)) <= set(CALENDAR.years)
    assert Path(default_directory(), "calendar.yaml").is_file()


def test_an_extension_goes_on_in_days_of_its_own_unit() -> None:
    """Given ten days of the calendar and five working days more, then the five begin after the tenth day."""
    days, more = Term(10, Unit.CALENDAR_DAYS), Term(5)
    counted = reckon(CALENDAR, days, date(2026, 9, 18), (), (more,))
    # The tenth day is 28 September; working days follow on 29 and 30 September and 8, 9 and 10 October.
    assert counted.due == date(2026, 10, 10)
    assert (counted.length, counted.left, len(counted.counted)) == (15, 0, 15)
    assert days_left(CALENDAR, counted, date(2026, 10, 12)) == -1


@given(counts(), LENGTHS)
def test_an_extension_in_the_same_unit_is_a_longer_term(
    given: tuple[Term, date, list[Pause]], more: int
) -> None:
    term, event, held = given
    longer = reckon(CALENDAR, Term(term.length + more, term.unit), event, held)
    extended = reckon(CALENDAR, term, event, held, (Term(more, term.unit),))
    assert (extended.due, extended.days) == (longer.due, longer.days)


@given(counts(), LENGTHS, UNITS)
def test_an_extension_never_ends_before_the_term_and_lasts_its_days(
    given: tuple[Term, date, list[Pause]], more: int, unit: Unit
) -> None:
    term, event, held = given
    short = reckon(CALENDAR, term, event, held)
    extended = reckon(CALENDAR, term, event, held, (Term(more, unit),))
    assert short.due is not None and extended.due is not None
    assert extended.counted[: term.length] == short.counted
    assert extended.due == reckon(CALENDAR, Term(more, unit), short.due, held).due
