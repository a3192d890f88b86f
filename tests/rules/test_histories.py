"""Dates and spells: corresponding days, merged runs, windows, rows and gaps, as the reference page says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.rules import world

from haina.rules import (
    DATE,
    MONEY,
    DatedValue,
    Duration,
    Enum,
    EnumValue,
    FactDeclaration,
    Field,
    History,
    Program,
    RuleSource,
    StandardDeclaration,
    Status,
    Text,
)
from haina.rules.periods import completed_months, completed_years, shift
from haina.rules.timelines import rule_line
from haina.rules.windows import first_reaching

KIND = Enum("kind", (EnumValue("work", Text("工作", "work")), EnumValue("study", Text("学习", "study"))))
PERMITS = History((Field("kind", KIND, Text("种类", "kind")), Field("pay", MONEY, Text("薪酬", "pay"))))
PAY = StandardDeclaration(
    "pay_standard",
    MONEY,
    Text("薪酬标准", "pay standard"),
    None,
    (
        DatedValue(Decimal(100), date(2010, 1, 1), date(2015, 12, 31)),
        DatedValue(Decimal(200), date(2016, 1, 1)),
    ),
)


def answers(text: str, spells: list[dict[str, Any]]) -> tuple[Program, Any]:
    facts = [FactDeclaration("h", PERMITS, Text.both("h")), FactDeclaration("d", DATE, Text.both("d"))]
    program = Program.compile(facts, [PAY], [RuleSource("rule", text)])
    return program, program.read_facts({"h": spells})


def turns(text: str, *spells: tuple[str, str | None] | dict[str, Any]) -> list[str]:
    """Give the days on which a condition turns, the first time to yes."""
    written = [each if isinstance(each, dict) else spell(*each) for each in spells]
    program, facts = answers(text, written)
    steps = program.timeline("rule", facts).steps
    assert steps[0][1] == Status.NO
    assert {status for _, status in steps} <= {Status.YES, Status.NO}
    return [day.isoformat() for day, _ in steps[1:]]


def spell(start: str, end: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"from": start, **({"to": end} if end else {}), **fields}


# Periods


@pytest.mark.parametrize(
    ("day", "length", "reached"),
    [
        ("2016-02-29", Duration(years=1), "2017-02-28"),
        ("2016-02-29", Duration(years=4), "2020-02-29"),
        ("2016-01-31", Duration(months=1), "2016-02-29"),
        ("2016-08-31", Duration(months=6), "2017-02-28"),
        ("2016-12-31", Duration(days=1), "2017-01-01"),
        ("2016-01-31", Duration(months=1, days=1), "2016-03-01"),
    ],
)
def test_a_period_ends_on_the_corresponding_day(day: str, length: Duration, reached: str) -> None:
    assert shift(date.fromisoformat(day), length) == date.fromisoformat(reached)


def test_a_period_beyond_the_calendar_has_no_end() -> None:
    assert shift(date(2016, 1, 1), Duration(years=8000)) is None
    assert shift(date(2016, 1, 1), Duration(days=10**7)) is None


@given(world.days(1900, 2100), world.days(1900, 2100))
def test_completed_years_and_months_are_as_many_as_fit(since: date, until: date) -> None:
    for count, unit in ((completed_years(since, until), "years"), (completed_months(since, until), "months")):
        assert count >= 0
        if until >= since:
            assert shift(since, Duration(**{unit: count})) <= until  # type: ignore[operator]
        assert shift(since, Duration(**{unit: count + 1})) > until  # type: ignore[operator]


@given(
    world.days(1990, 2030),
    st.builds(Duration, st.integers(0, 5), st.integers(0, 30), st.integers(0, 400)),
)
def test_a_day_leaves_a_window_when_first_it_is_far_enough_back(day: date, length: Duration) -> None:
    reached = first_reaching(day, length)
    assert shift(reached, length, -1) >= day  # type: ignore[operator]
    assert shift(reached - timedelta(days=1), length, -1) < day  # type: ignore[operator]


# Runs


def test_four_years_are_over_on_the_corresponding_day() -> None:
    assert turns("held(h, years=4)", ("2012-03-01", None)) == ["2016-03-01"]
    assert turns("held(h, years=1)", ("2016-02-29", None)) == ["2017-02-28"]


def test_a_spell_that_is_over_has_lasted_until_the_day_after_its_last() -> None:
    assert turns("ever_held(h, years=4)", ("2016-03-01", "2020-02-29")) == ["2020-03-01"]
    assert turns("ever_held(h, years=4)", ("2016-03-01", "2020-02-28")) == []
    assert turns("held(h, years=4)", ("2016-03-01", "2020-02-29")) == []


def test_spells_that_touch_or_overlap_are_one_run_and_a_day_between_parts_them() -> None:
    assert turns("held(h, years=2)", ("2014-01-01", "2014-12-31"), ("2015-01-01", None)) == ["2016-01-01"]
    assert turns("held(h, years=2)", ("2014-01-01", "2015-06-30"), ("2015-01-01", None)) == ["2016-01-01"]
    assert turns("held(h, years=2)", ("2014-01-01", "2014-12-30"), ("2015-01-01", None)) == ["2017-01-01"]


def test_a_gap_may_be_bridged_but_does_not_count_as_covered() -> None:
    parted = (("2014-01-01", "2014-12-01"), ("2015-01-01", None))
    assert turns("held(h, years=2, gap=days(30))", *parted) == ["2016-01-01"]
    assert turns("held(h, years=2, gap=days(29))", *parted) == ["2017-01-01"]
    assert turns("held(h, months=11, gap=days(30))", *parted) == ["2014-12-01", "2014-12-02", "2015-01-01"]


def test_unbroken_time_is_counted_by_the_calendar() -> None:
    assert turns("unbroken(h) >= months(6)", ("2016-08-31", "2017-05-01")) == ["2017-02-28", "2017-05-02"]
    assert turns("whole_years(unbroken(h)) == 2", ("2014-02-28", None)) == ["2016-02-28", "2017-02-28"]


# Windows


def test_scattered_days_are_added_up_with_thirty_to_the_month() -> None:
    spells = (("2016-01-01", "2016-03-31"), ("2016-06-01", "2016-12-31"))
    # 91 days in spring; the 180th is the 89th of the second spell.
    assert turns("total(h) >= months(6)", *spells) == ["2016-08-28"]
    assert turns("total(h) > months(6)", *spells) == ["2016-08-29"]


def test_a_window_moves_with_the_date() -> None:
    # On 2017-01-11 the window begins on 2016-01-12, and only 9 days of it are left.
    assert turns("total(h, last=years(1)) >= days(10)", ("2016-01-01", "2016-01-20")) == [
        "2016-01-10",
        "2017-01-11",
    ]


def test_in_each_of_the_last_years_at_least_so_much() -> None:
    text = "each_year(h, last=2) >= months(6)"
    # The 180th day after 2015-06-28 is 2015-12-25; a year later it lies in the earlier of the two years.
    assert turns(text, ("2015-06-29", None)) == ["2016-12-25"]
    assert turns(text, ("2015-01-01", "2016-06-30")) == ["2016-06-29", "2017-01-03"]


def test_a_full_year_is_365_days_also_in_a_leap_year() -> None:
    assert turns("total(h, last=years(1)) >= years(1)", ("2015-01-01", None)) == ["2015-12-31"]
    leap = turns("total(h, last=years(1)) > years(1)", ("2015-01-01", "2018-01-01"))
    assert leap == ["2016-02-29", "2017-03-01"]


def test_calendar_years_and_months_count_when_they_are_covered_whole() -> None:
    assert turns("throughout(h, last=2)", ("2014-01-02", "2017-12-31")) == ["2017-01-01", "2019-01-01"]
    assert turns("throughout(h, last=1)", ("2015-01-01", "2015-12-30")) == []
    assert turns("months_covered(h, last=12) >= 3", ("2016-01-02", "2016-06-29")) == [
        "2016-05-01",
        "2017-04-01",
    ]


# Spells kept apart


def test_spells_are_counted_once_they_have_begun() -> None:
    spells = (("2015-01-01", "2015-06-30"), ("2016-01-01", "2016-06-30"))
    assert turns("count(h) >= 2", *spells) == ["2016-01-01"]
    assert turns("count(h, last=years(1)) >= 2", *spells) == ["2016-01-01", "2016-06-30"]


def test_two_permits_of_a_year_in_a_row() -> None:
    text = "consecutive(h, 2, each=years(1))"
    assert turns(text, ("2014-01-01", "2014-12-31"), ("2015-01-01", "2015-12-31")) == [
        "2015-01-01",
        "2016-01-01",
    ]
    assert turns(text, ("2014-01-01", "2014-12-30"), ("2015-01-01", "2015-12-31")) == []
    assert turns(text, ("2014-01-01", "2014-12-31"), ("2015-01-02", "2016-01-01")) == []
    late = ("2014-01-01", "2014-12-31"), ("2015-01-31", "2016-01-30")
    assert turns("consecutive(h, 2, each=years(1), gap=days(30))", *late) == ["2015-01-31", "2016-03-01"]


def test_a_short_permit_between_breaks_the_row() -> None:
    spells = (("2014-01-01", "2014-12-31"), ("2015-01-01", "2015-03-31"), ("2015-04-01", "2016-03-31"))
    assert turns("consecutive(h, 2, each=years(1))", *spells) == []


def test_the_latest_spell_is_the_one_that_began_last() -> None:
    spells = (spell("2014-01-01", kind="work"), spell("2015-01-01", "2015-02-01", kind="study"))
    assert turns("latest(h).kind == 'work'", *spells) == ["2014-01-01", "2015-01-01"]


def test_every_comparison_with_no_spell_is_no() -> None:
    for text in ("latest(h).kind == 'work'", "latest(h).kind != 'work'", "latest(h).pay < money(3)"):
        assert turns(text) == []


# Conditions on spells


def test_a_spell_is_judged_by_the_standard_of_its_last_day() -> None:
    text = "ever_held(h, months=1, where=as_of_spell(pay >= pay_standard))"
    assert turns(text, spell("2014-01-01", "2014-12-31", pay=150)) == ["2014-02-01"]
    # While it goes on it is judged by the day, and from 2016 on the standard is higher.
    assert turns(text, spell("2014-01-01", pay=150)) == ["2014-02-01", "2016-01-01"]


def test_a_field_that_is_not_given_matters_only_if_it_can_change_the_answer() -> None:
    spells = [spell("2014-01-01", "2014-12-31", kind="work"), spell("2015-01-01", "2015-06-30")]
    program, facts = answers("count(h, where=kind == 'work') >= 1", spells)
    assert program.truth("rule", facts, date(2015, 3, 1)) is True
    program, facts = answers("count(h, where=kind == 'work') >= 2", spells)
    assert program.truth("rule", facts, date(2015, 3, 1)) is None
    program, facts = answers("total(h, where=kind == 'work') >= days(600)", spells)
    assert program.truth("rule", facts, date(2015, 3, 1)) is False


# Laws


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(world.rules(), world.complete_facts(), st.data())
def test_splitting_a_spell_changes_nothing_where_spells_are_merged(
    text: str, facts: dict[str, Any], data: st.DataObject
) -> None:
    assume(not any(apart in text for apart in ("count(", "consecutive(", "latest(", "as_of_spell(")))
    program = world.compiled_or_none(text)
    assume(program is not None)
    assume(facts["stay"])
    whole = facts["stay"][0]
    last = whole.get("to", date(2024, 12, 31))
    cut = whole["from"] + timedelta(days=data.draw(st.integers(0, max((last - whole["from"]).days, 0))))
    later = {**whole, "from": cut + timedelta(days=1)}
    parts = [{**whole, "to": cut}] + ([later] if cut < last else [])
    if "to" not in whole and cut >= last:
        parts = [{**whole, "to": cut}, later]
    split = {**facts, "stay": [*parts, *facts["stay"][1:]]}
    lines = [list(rule_line(program, program.read_facts(each), "rule")) for each in (facts, split)]
    # Only what is known on a day counts on it: before the second part begins, the first one seems to end.
    assert lines[0] == lines[1]
