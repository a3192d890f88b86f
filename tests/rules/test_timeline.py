"""A rule is a timeline: on every date it says what a plain reading of the rule says on that date."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.rules import world
from tests.rules.plain import Plain

from haina.rules import (
    BOOL,
    DatedValue,
    FactDeclaration,
    Program,
    RuleSource,
    StandardDeclaration,
    Text,
    Timeline,
)
from haina.rules.timelines import rule_line

SLOW = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def line_of(program: Program, given_facts: dict[str, Any]) -> list[tuple[date, Any]]:
    return list(rule_line(program, program.read_facts(given_facts), "rule"))


def on(line: list[tuple[date, Any]], day: date) -> Any:
    return [value for first, value in line if first <= day][-1]


def plain_on(text: str, facts: dict[str, Any], day: date) -> Any:
    tables = {"score": world.TABLE}
    truths = frozenset({"full_time"})
    return Plain(facts, world.STANDARDS, world.DEFINITIONS, tables, world.ORDERS, truths, day).value(text)


def edges(line: list[tuple[date, Any]]) -> list[date]:
    """Give the days on and before which a line changes, within the years that the plain reading can walk."""
    days = [first - timedelta(days=back) for first, _ in line[1:] for back in (0, 1) if first > date.min]
    return [day for day in days if 1985 <= day.year <= 2040][:12]


@SLOW
@given(world.rules(), world.complete_facts(), st.lists(world.days(1995, 2030), min_size=3, max_size=6))
def test_on_each_date_the_timeline_says_what_a_plain_reading_says(
    text: str, facts: dict[str, Any], days: list[date]
) -> None:
    program = world.compiled_or_none(text)
    assume(program is not None)
    line = line_of(program, facts)
    for day in [*days, *edges(line)]:
        assert on(line, day) == plain_on(text, facts, day), day


@SLOW
@given(world.rules(), world.open_facts(), st.lists(world.days(1995, 2030), min_size=5, max_size=8))
def test_the_timeline_and_the_answer_on_a_date_are_one(
    text: str, facts: dict[str, Any], days: list[date]
) -> None:
    # Two branches of an open choice may agree by chance on single days, which only the exact timeline sees.
    assume(" if " not in text)
    program = world.compiled_or_none(text)
    assume(program is not None)
    known = program.read_facts(facts)
    line = list(rule_line(program, known, "rule"))
    root = program.tree("rule").id
    for day in [*days, *edges(line)]:
        assert program.truth("rule", known, day) == on(line, day), day
        assert program.node_values("rule", known, day)[root] == on(line, day), day


@settings(SLOW, max_examples=60)
@given(world.rules(), world.open_facts(), st.data())
def test_what_the_timeline_says_of_open_facts_every_way_of_filling_them_says(
    text: str, facts: dict[str, Any], data: st.DataObject
) -> None:
    program = world.compiled_or_none(text)
    assume(program is not None)
    day = data.draw(world.days(1998, 2026))
    answer = program.node_timeline(program.tree("rule"), program.read_facts(facts)).at(day)
    assume(answer is not None)
    for _ in range(3):
        complete = data.draw(world.filled(facts))
        assert plain_on(text, complete, day) == answer


@settings(SLOW, max_examples=40)
@given(world.rules(depth=1), world.open_facts(), st.lists(world.days(1998, 2026), min_size=2, max_size=4))
def test_the_exact_timeline_is_the_exact_answer_on_each_date(
    text: str, facts: dict[str, Any], days: list[date]
) -> None:
    program = world.compiled_or_none(text)
    assume(program is not None)
    known = program.read_facts(facts)
    timeline = program.timeline("rule", known)
    turns = [day for day, _ in timeline.steps if 1985 <= day.year <= 2040]
    for day in [*days, *turns[:6]]:
        assert timeline.at(day) == program.statuses(known, day, ["rule"])["rule"], day


def test_the_dates_of_force_are_those_of_each_day() -> None:
    """A rule's line of force says for every stretch what the list of rules out of force says."""
    values = (
        DatedValue(True, None, date(2016, 3, 31)),
        DatedValue(False, date(2016, 4, 1), date(2016, 5, 31)),
        DatedValue(True, date(2017, 1, 1), date(2017, 12, 31)),
    )
    switch = StandardDeclaration("turned_on", BOOL, Text.both("on"), None, values)
    ends = (None, date(2016, 2, 29), date(2016, 9, 26), date(2017, 6, 30))
    rules = [
        RuleSource(f"rule_{number}", "foreign", in_force_from=first, in_force_to=last, switch=turned)
        for number, (first, last, turned) in enumerate(product(ends, ends, (None, "turned_on")))
        if first is None or last is None or first <= last
    ]
    program = Program.compile([FactDeclaration("foreign", BOOL, Text.both("foreign"))], [switch], rules)
    for rule in rules:
        line = Timeline(tuple(program.validity.force_line(rule.id)))
        turns = program.validity.days
        for day in (date.min, *turns, *(turn - timedelta(days=1) for turn in turns)):
            assert line.at(day) == program.in_force(rule.id, day)
