"""Formulas and points tables: amounts, numbers, dates, terms, and what they can be while facts lack."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.rules.conftest import Compiled

from haina.rules import (
    BOOL,
    DATE,
    DURATION,
    INT,
    MONEY,
    NUMBER,
    RULE,
    DatedValue,
    Duration,
    Enum,
    EnumValue,
    FactDeclaration,
    ItemSource,
    Program,
    RowSource,
    RuleSource,
    StandardDeclaration,
    Status,
    TableSource,
    Text,
    Type,
)

ON = date(2016, 9, 26)
DEGREE = Enum(
    "degree", tuple(EnumValue(each, Text.both(each)) for each in ("bachelor", "master", "doctor")), True
)
FACTS: dict[str, Type | FactDeclaration] = {
    "salary": FactDeclaration("salary", MONEY, Text.both("salary"), minimum=Decimal(0)),
    "years_worked": FactDeclaration("years_worked", INT, Text.both("years"), minimum=Decimal(0)),
    "weeks": FactDeclaration("weeks", INT, Text.both("weeks"), minimum=Decimal(0), maximum=Decimal(52)),
    "degree": DEGREE,
    "ratio": NUMBER,
    "birth": DATE,
    "skilled": BOOL,
    "listed": BOOL,
}


def formula(text: str, kind: Type, **facts: Any) -> Any:
    program = Program.compile(
        [
            each if isinstance(each, FactDeclaration) else FactDeclaration(name, each, Text.both(name))
            for name, each in FACTS.items()
        ],
        [],
        [RuleSource("formula", text, kind="formula", result=kind)],
    )
    known = program.read_facts(facts)
    return program.value("formula", known, ON), program.value_range("formula", known, ON)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("salary * 0.70", MONEY, Decimal("70000.70")),
        ("round(salary / 3, 2)", MONEY, Decimal("33333.67")),
        ("salary / money(50000.50)", NUMBER, Decimal(2)),
        ("salary - money(1) * 2", MONEY, Decimal("99999")),
        ("1 / 8", NUMBER, Decimal("0.125")),
        ("round(2.5)", NUMBER, Decimal(3)),
        ("round(-2.5)", NUMBER, Decimal(-3)),
        ("floor(-2.5) + ceiling(2.1)", INT, 0),
        ("abs(years_worked - 10)", INT, 7),
        ("years_worked", NUMBER, Decimal(3)),
        ("min(salary, money(80000))", MONEY, Decimal(80000)),
        ("birth + years(60)", DATE, date(2040, 2, 29)),
        ("today - months(7)", DATE, date(2016, 2, 26)),
        ("years(5) if skilled else months(6)", DURATION, Duration(years=5)),
        ("min(years(2), months(30))", DURATION, Duration(years=2)),
        ("age(birth)", INT, 36),
        ("salary / (years_worked - 3)", MONEY, None),
        ("today + years(9000)", DATE, None),
        ("years_worked * 999999999999999999 * 999999999999999999", INT, None),
    ],
)
def test_a_formula_has_an_exact_value(text: str, kind: Type, value: Any) -> None:
    facts = {"salary": "100001", "years_worked": 3, "birth": "1980-02-29", "skilled": True}
    assert formula(text, kind, **facts)[0] == value


@pytest.mark.parametrize(
    ("text", "kind", "facts", "span"),
    [
        ("max(130, years_worked)", INT, {}, (130, None)),
        ("min(20, 5 + years_worked)", INT, {}, (5, 20)),
        ("weeks * 2 - 3", INT, {}, (-3, 101)),
        ("10 - weeks", INT, {}, (-42, 10)),
        ("-weeks / 4", NUMBER, {}, (Decimal(-13), Decimal(0))),
        ("salary * 0.5", MONEY, {}, (Decimal(0), None)),
        ("salary / weeks", MONEY, {"salary": 3}, (None, None)),
        ("3 if skilled else weeks", INT, {}, (0, 52)),
        ("3 if weeks * 2 >= 0 and listed else 5", INT, {"listed": True}, (3, 3)),
        ("1 if 2 * weeks > 104 or listed else 2", INT, {"listed": False}, (2, 2)),
        ("abs(weeks - 10)", INT, {}, (0, 42)),
        ("floor(ratio)", INT, {"ratio": "2.7"}, (2, 2)),
        ("age(birth)", INT, {}, (0, None)),
    ],
)
def test_a_formula_has_a_range_while_facts_are_missing(
    text: str, kind: Type, facts: dict[str, Any], span: tuple[Any, Any]
) -> None:
    assert formula(text, kind, **facts)[1] == span


def test_a_value_is_known_when_all_ways_lead_to_it() -> None:
    assert formula("20 if skilled else 20 + weeks - weeks", INT, weeks=3)[0] == 20
    assert formula("min(20, 30 + years_worked)", INT)[0] == 20


# Points tables


def rows(*pairs: tuple[str, str]) -> tuple[RowSource, ...]:
    return tuple(RowSource(when, points) for when, points in pairs)


SCORE = TableSource(
    "score",
    Text("积分", "Score"),
    (
        ItemSource(
            "pay",
            rows=rows(
                ("salary >= money(450000)", "20"),
                ("salary >= money(350000)", "17"),
                ("salary >= money(250000)", "14"),
            ),
        ),
        ItemSource("experience", rows=rows(("years_worked >= 2", "min(20, 5 + (years_worked - 2))"))),
        ItemSource(
            "education", rows=rows(("degree == 'doctor'", "20"), ("degree == 'master'", "17"), ("True", "10"))
        ),
        ItemSource("skill", rows=rows(("skilled", "18"))),
        ItemSource("education_or_skill", best_of=("education", "skill")),
        ItemSource(
            "weeks_item", rows=rows(("weeks >= 36", "15"), ("weeks >= 12", "weeks / 4")), cap=Decimal(10)
        ),
    ),
    Decimal(60),
)


@pytest.fixture(scope="module")
def scored(compiled: Compiled) -> Program:
    rules = {
        "class_a": "points(score) >= 55",
        "class_b": "points(score) >= 40",
        "by_pay": "points(score, 'pay') >= 17",
        "everybody": "points(score) >= 10",
        "nobody": "points(score) > 60 or skilled",
    }
    return compiled(FACTS, rules, tables=(SCORE,))


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ({"salary": 450000, "years_worked": 2, "degree": "doctor", "skilled": False, "weeks": 0}, 45),
        (
            {"salary": 449999, "years_worked": 1, "degree": "bachelor", "skilled": True, "weeks": 14},
            Decimal("38.5"),
        ),
        ({"salary": 249999, "years_worked": 30, "degree": "bachelor", "skilled": False, "weeks": 36}, 40),
        ({"salary": 500000, "years_worked": 30, "degree": "doctor", "skilled": True, "weeks": 52}, 60),
    ],
)
def test_points_are_added_up_row_by_row(scored: Program, facts: dict[str, Any], points: Any) -> None:
    assert scored.value("score", scored.read_facts(facts), ON) == points


def test_enough_points_are_enough_whatever_is_missing(scored: Program) -> None:
    known = scored.read_facts({"salary": 460000, "years_worked": 12, "degree": "doctor"})
    assert scored.value_range("score", known, ON) == (55, 60)
    answers = scored.statuses(known, ON)
    assert answers["class_a"] == Status.YES
    assert answers["nobody"] == Status.UNKNOWN
    assert scored.statuses(scored.read_facts({"skilled": False}), ON)["nobody"] == Status.NO
    assert scored.statuses(scored.nothing_known, ON)["everybody"] == Status.YES


def test_points_change_with_the_date(compiled: Compiled) -> None:
    table = TableSource(
        "marks", items=(ItemSource("age_item", rows=rows(("age(birth) < 60", "30 - age(birth)"))),)
    )
    program = compiled({"birth": DATE}, {"young": "points(marks) >= 5"}, tables=(table,))
    timeline = program.timeline("young", program.read_facts({"birth": "1980-02-29"}))
    assert timeline.steps == ((date.min, Status.YES), (date(2006, 2, 28), Status.NO))


# In force, standards, judged by others


def test_a_right_is_in_force_on_its_dates_and_where_its_switch_says_so() -> None:
    values = (DatedValue(True, date(2016, 1, 1), date(2016, 12, 31)), DatedValue(False, date(2017, 1, 1)))
    switch = StandardDeclaration("piloted", BOOL, Text.both("piloted"), None, values)
    source = RuleSource(
        "right", "skilled", in_force_from=date(2015, 7, 1), in_force_to=date(2016, 6, 30), switch="piloted"
    )
    fact = FactDeclaration("skilled", BOOL, Text.both("skilled"))
    program = Program.compile([fact], [switch], [source])
    timeline = program.timeline("right", program.read_facts({"skilled": True}))
    assert timeline.steps == (
        (date.min, Status.NOT_IN_FORCE),
        (date(2016, 1, 1), Status.YES),
        (date(2016, 7, 1), Status.NOT_IN_FORCE),
    )
    for day, status in timeline.steps:
        assert program.statuses(program.read_facts({"skilled": True}), day) == {"right": status}
        assert program.in_force("right", day) == (status == Status.YES)


def test_a_standard_changes_the_answer_on_its_date_and_is_unknown_while_unset() -> None:
    values = (
        DatedValue(Decimal(5), date(2015, 1, 1), date(2015, 12, 31)),
        DatedValue(Decimal(9), date(2016, 7, 1)),
    )
    standard = StandardDeclaration("least", MONEY, Text.both("least"), None, values)
    fact = FactDeclaration("salary", MONEY, Text.both("salary"))
    program = Program.compile([fact], [standard], [RuleSource("right", "salary >= least")])
    facts = program.read_facts({"salary": 7})
    timeline = program.timeline("right", facts)
    assert timeline.steps == (
        (date.min, Status.UNKNOWN),
        (date(2015, 1, 1), Status.YES),
        (date(2016, 1, 1), Status.UNKNOWN),
        (date(2016, 7, 1), Status.NO),
    )
    assert timeline.since(date(2015, 5, 5)) == date(2015, 1, 1)
    assert timeline.until(date(2015, 5, 5)) == date(2015, 12, 31)
    assert timeline.next(date(2015, 5, 5), Status.NO) == date(2016, 7, 1)
    assert timeline.until(date(2017, 1, 1)) is None
    found = program.standard_value("least", date(2017, 1, 1))
    assert found is not None
    assert found.value == 9


def test_what_is_judged_by_a_rule_that_nobody_has_set_is_unknown_unless_it_is_no() -> None:
    standard = StandardDeclaration("guideline", RULE, Text.both("guideline"))
    fact = FactDeclaration("skilled", BOOL, Text.both("skilled"))
    program = Program.compile([fact], [standard], [RuleSource("right", "satisfies(skilled, guideline)")])
    for skilled, status in ((True, Status.UNKNOWN), (False, Status.NO)):
        assert program.statuses(program.read_facts({"skilled": skilled}), ON) == {"right": status}


def test_the_answer_is_exact_where_kleene_is_too_weak(compiled: Compiled) -> None:
    program = compiled(
        {"foreign": BOOL, "a": BOOL, "b": BOOL}, {"right": "foreign and a or not foreign and b"}
    )
    facts = program.read_facts({"a": True, "b": True})
    assert program.truth("right", facts, ON) is None
    assert program.statuses(facts, ON) == {"right": Status.YES}
    assert program.timeline("right", facts).steps == ((date.min, Status.YES),)


def test_an_open_answer_turns_on_the_day_on_which_two_thresholds_meet(compiled: Compiled) -> None:
    text = "age(birth) >= 18 or birth > date('2000-01-01')"
    program = compiled({"birth": DATE}, {"right": text})
    timeline = program.timeline("right", program.nothing_known)
    assert timeline.steps == ((date.min, Status.UNKNOWN), (date(2018, 1, 1), Status.YES))
