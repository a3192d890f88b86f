"""The checker finds what is wrong with rules before anybody relies on them, with place and what to write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rules import world

from haina.rules import (
    BOOL,
    INT,
    DatedValue,
    FactDeclaration,
    ItemSource,
    Place,
    Problem,
    Program,
    RowSource,
    RuleError,
    RuleSource,
    StandardDeclaration,
    TableSource,
    Text,
)

WORLD = world.compiled("foreign")
ARTICLE = Place("articles/04.yaml", 12, 5)


def problems_of(*rules: RuleSource, **more: Any) -> list[Problem]:
    """Give what the checker says of rules in the small world."""
    given_more = {"standards": WORLD.standards.values(), "tables": (), **more}
    with pytest.raises(RuleError) as caught:
        Program.compile(WORLD.facts.values(), given_more["standards"], rules, given_more["tables"])
    return list(caught.value.problems)


def problem_of(text: str) -> Problem:
    """Give the only problem of one condition."""
    (problem,) = problems_of(RuleSource("rule", text, ARTICLE))
    return problem


@pytest.mark.parametrize(
    ("text", "code", "column", "suggestion"),
    [
        ("forein and married", "unknown_name", 5, "foreign"),
        ("married and salary_neded > 3", "unknown_name", 17, None),
        ("hold(work, years=3)", "unknown_function", 5, "holds"),
        ("held(wrk, years=3)", "wrong_type", 10, "work"),
        ("held(work)", "missing_argument", 5, "years=3"),
        ("held(work, years=3, months=2)", "missing_argument", 5, "years=3"),
        ("held(work, year=3)", "unknown_option", 16, "years"),
        ("each_year(work) > days(3)", "missing_argument", 5, "last=3"),
        ("total(work, last=3) > days(3)", "wrong_type", 22, "years(4)"),
        ("consecutive(work, 2)", "missing_argument", 5, "each=years(1)"),
        ("holds(work, 3)", "arguments", 5, None),
        ("holds(work, where=sorte == 'work')", "unknown_name", 23, "sort"),
        ("holds(work, where=holds(stay))", "where", 23, "definition"),
        ("latest(work).salaries > money(3)", "unknown_field", 5, "There is"),
        ("latest(work) == 3", "arguments", 5, None),
        ("degree == 'bachelr'", "unknown_enum_value", 15, "bachelor"),
        ("degree in ['master', 'docter']", "unknown_enum_value", 15, "doctor"),
        ("sort_wanted > 'work'", "wrong_type", 5, None),
        ("salary >= 500000", "wrong_type", 5, "money(500000)"),
        ("total(work) >= 6", "wrong_type", 5, "years(4)"),
        ("unbroken(work) >= salary", "wrong_type", 5, None),
        ("birth >= 18", "wrong_type", 5, "date('2016-09-26')"),
        ("age(children) > 3", "wrong_type", 9, None),
        ("children", "wrong_type", 5, None),
        ("foreign and children", "wrong_type", 17, None),
        ("salary + children > money(3)", "wrong_type", 5, None),
        ("work and foreign", "wrong_type", 5, "holds(work)"),
        ("as_of_spell(salary > pay_needed)", "as_of_spell", 5, None),
        ("birth < date('2016-02-30')", "date", 13, "2016-09-26"),
        ("children > 1e3", "number", 16, None),
        ("children > 1234567890123456789", "too_large", 16, None),
        ("children in [1, 2]", "wrong_type", 18, None),
        ("foreign if married else 3", "wrong_type", 29, None),
        ("points(scores) > 3", "unknown_name", 12, None),
        ("children ** 2 > 3", "unsupported", 5, None),
        ("children % 2 == 0", "unsupported", 5, None),
        ("foreign is True", "unsupported", 5, None),
        ("(lambda: foreign)()", "unsupported", 5, None),
        ("foreign.real", "unsupported", 5, None),
        ("__import__('os')", "unknown_function", 5, None),
        ("[c for c in sorts]", "unsupported", 5, None),
        ("(x := foreign)", "unsupported", 6, None),
        ("f'{foreign}' == 'a'", "unsupported", 5, None),
        ("foreign = married", "syntax", 5, "=="),
        ("foreign && married", "syntax", 14, "and, or, not"),
        ("foreign and", "syntax", 16, None),
        ("foreign) or (married", "syntax", 5, None),
        ("", "empty", 5, None),
    ],
)
def test_a_mistake_is_named_at_its_place(text: str, code: str, column: int, suggestion: str | None) -> None:
    problem = problem_of(text)
    assert (problem.code, problem.place) == (code, Place("articles/04.yaml", 12, column))
    assert problem.message.zh
    assert problem.message.en
    if suggestion is not None:
        assert problem.suggestion is not None
        assert suggestion in problem.suggestion.en


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("foreign and False", "constant"),
        ("foreign or True", "constant"),
        ("foreign and foreign", "duplicate"),
        ("foreign or married or foreign", "duplicate"),
        ("foreign and not foreign", "constant"),
        ("foreign or not foreign", "constant"),
        ("children > 3 or children <= 3", "constant"),
        ("salary >= money(3) and salary < money(2)", "constant"),
        ("children == 3 and children == 4", "constant"),
        ("children == children", "constant"),
        ("1 < 2", "constant"),
        ("age(birth) >= 0", "constant"),
        ("size(sorts) < 0", "constant"),
        ("degree >= 'none'", "constant"),
        ("degree > 'doctor'", "constant"),
        ("sort_wanted in []", "constant"),
        ("sort_wanted in ['work', 'study', 'talent']", "constant"),
        ("(1 if True else 2) > children", "constant"),
        ("(1 if children > 3 else 2 if children > 5 else 3) > papers", "unreachable"),
        ("(2 if foreign else 2) > papers", "duplicate"),
        ("holds(work, where=True)", "constant"),
        ("sort_wanted in ['work', 'work']", "duplicate"),
    ],
)
def test_what_can_never_matter_is_an_error(text: str, code: str) -> None:
    assert code in {problem.code for problem in problems_of(RuleSource("rule", text, ARTICLE))}


def test_all_problems_are_listed_in_reading_order() -> None:
    first = RuleSource("first", "forein\n  and salary > 3", Place("b.yaml", 3, 5))
    second = RuleSource("second", "nobody", Place("a.yaml", 9, 1))
    assert [str(problem.place) for problem in problems_of(first, second)] == [
        "a.yaml:9:1",
        "b.yaml:3:5",
        "b.yaml:4:11",
    ]


def test_a_rule_that_cannot_be_read_is_reported_once_where_it_stands() -> None:
    broken = RuleSource("broken", "foreign and", Place("a.yaml", 1), kind="definition")
    user = RuleSource("user", "broken and married", Place("a.yaml", 2))
    assert [problem.code for problem in problems_of(broken, user)] == ["syntax"]


def test_definitions_that_rest_on_each_other_are_refused() -> None:
    ring = [RuleSource(f"r{n}", f"r{(n + 1) % 3} or foreign", Place("a.yaml", n + 1)) for n in range(3)]
    (problem,) = problems_of(*ring)
    assert problem.code == "cycle"
    assert "r0 → r1 → r2 → r0" in problem.message.en


@pytest.mark.parametrize(
    "name", ["foreign", "Foreign", "is", "today", "held", "two__words", "_a", "a" * 81, "姓名"]
)
def test_a_name_stands_for_one_thing_only(name: str) -> None:
    found = problems_of(RuleSource(name, "married", ARTICLE, kind="definition"))
    assert {problem.code for problem in found} <= {"name_twice", "bad_name"}


def test_a_count_without_a_unit_and_two_values_on_one_day_are_refused() -> None:
    values = (DatedValue(1, date(2015, 1, 1)), DatedValue(2, date(2016, 1, 1)))
    standard = StandardDeclaration("limit", INT, Text.both("limit"), None, values, place=Place("s.yaml", 4))
    found = problems_of(RuleSource("rule", "foreign"), standards=[standard])
    assert [problem.code for problem in found] == ["unit", "overlap"]


def test_a_switch_is_a_standard_that_is_yes_or_no() -> None:
    (problem,) = problems_of(RuleSource("rule", "foreign", ARTICLE, switch="years_needed"))
    assert problem.code == "switch"


def table(*items: ItemSource) -> list[Problem]:
    source = TableSource("marks", Text.both("marks"), items, place=Place("t.yaml", 2))
    return problems_of(RuleSource("rule", "points(marks) > 3"), tables=[source])


def test_tables_are_checked_like_rules() -> None:
    row = RowSource("foreign", "salary", Place("t.yaml", 5, 9), Place("t.yaml", 6, 9))
    (problem,) = table(ItemSource("pay", rows=(row,)))
    assert (problem.code, str(problem.place)) == ("wrong_type", "t.yaml:6:9")
    unreachable = (RowSource("children > 2", "1"), RowSource("children > 3", "2"))
    assert [problem.code for problem in table(ItemSource("pay", rows=unreachable))] == ["unreachable"]
    assert [problem.code for problem in table(ItemSource("best", best_of=("none",)))] == ["unknown_name"]
    assert [problem.code for problem in table(ItemSource("neither"))] == ["rows"]
    many = tuple(RowSource(f"children == {n}", "1") for n in range(201))
    assert [problem.code for problem in table(ItemSource("pay", rows=many))] == ["too_large"]


# What passes the checker can be evaluated, whatever the facts are

atoms = st.sampled_from(
    [
        "foreign",
        "children",
        "salary",
        "birth",
        "degree",
        "sort_wanted",
        "sorts",
        "work",
        "stay",
        "today",
        "settled",
        "work_years",
        "years_needed",
        "pay_needed",
        "is_open",
        "3",
        "0.5",
        "money(3)",
        "years(2)",
        "date('2016-02-29')",
        "'work'",
        "['work', 'study']",
        "True",
        "score",
        "nobody",
        "latest(work).pay",
        "unbroken(work)",
    ]
)


def _formed(template: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    count = template.count("{}")
    return st.tuples(*[inner] * count).map(lambda parts: template.format(*parts))


def any_expressions() -> st.SearchStrategy[str]:
    """Draw expressions without regard to types: some make sense and most do not."""
    forms = [
        "{} and {}",
        "{} or {}",
        "not {}",
        "({} if {} else {})",
        "-{}",
        "{} in {}",
        "age({})",
        "years({})",
    ]
    forms += [f"({{}} {operator} {{}})" for operator in ("+", "-", "*", "/", "<", ">=", "==", "!=")]
    forms += [
        "min({}, {})",
        "round({}, 2)",
        "floor({})",
        "abs({})",
        "size({})",
        "whole_years({})",
        "points({})",
    ]
    forms += ["holds({}, where={})", "total({}, last={})", "held({}, years={})", "each_year({}, last={})"]
    forms += ["count({}, last={})", "consecutive({}, {}, each={})", "throughout({}, last={})"]
    return st.recursive(
        atoms, lambda inner: st.sampled_from(forms).flatmap(lambda form: _formed(form, inner)), max_leaves=7
    )


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_expressions(), world.open_facts(), world.days())
def test_what_the_checker_lets_through_can_be_evaluated(text: str, facts: dict[str, Any], on: Any) -> None:
    try:
        program = world.compiled(text)
    except RuleError:
        return
    known = program.read_facts(facts)
    program.node_values("rule", known, on)
    value = program.truth("rule", known, on)
    root = program.tree("rule")
    assert value is None or root.type != BOOL or isinstance(value, bool)
    if root.type == BOOL:
        assert program.node_timeline(root, known).at(on) == value
    program.value("rule", known, on)


def test_a_declared_range_makes_a_comparison_constant() -> None:
    fact = FactDeclaration("marks", INT, Text.both("marks"), minimum=Decimal(0), maximum=Decimal(100))
    with pytest.raises(RuleError) as caught:
        Program.compile([fact], [], [RuleSource("rule", "marks > 100")])
    assert [problem.code for problem in caught.value.problems] == ["constant"]
