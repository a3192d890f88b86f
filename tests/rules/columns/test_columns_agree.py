"""Columns give every subject of a population the answer that the exact reading gives it alone."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.rules.world import compiled, compiled_or_none, complete_facts, days, open_facts, rules

from haina.rules import Facts, Program
from haina.rules.columns import ColumnPlan
from haina.rules.columns.cases import frames_of


def cases(facts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(facts, min_size=1, max_size=6)


@st.composite
def people(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw a few people, some with nothing missing, some without a word about a history."""
    drawn = draw(cases(st.one_of(complete_facts(), open_facts(), open_facts())))
    for person in drawn:
        for history in ("work", "stay"):
            if draw(st.integers(0, 4)) == 0:
                person.pop(history)
    return drawn


def agree(program: Program, facts: list[Facts], on: date, names: list[str]) -> None:
    frames = frames_of(program, facts, on)
    answers = ColumnPlan.compile(program, names, on).run(frames)
    for name in names:
        exact = [program.statuses(each, on, [name])[name].value for each in facts]
        assert answers.get_column(name).to_list() == exact, name


@settings(max_examples=60)
@given(rules(), people(), days(2005, 2022))
def test_a_rule_has_the_same_answer_for_everybody(text: str, drawn: list[dict[str, Any]], on: date) -> None:
    program = compiled_or_none(text)
    assume(program is not None)
    assert program is not None
    facts = [program.read_facts(each) for each in drawn]
    agree(program, facts, on, ["rule", "settled"])


amounts = st.sampled_from(
    [
        "salary * ratio - money(30)",
        "salary / 3 + money(1)",
        "salary * children / 7 if foreign else salary * 0.125",
        "max(salary, latest(work).pay)",
        "(salary if married else pay_needed) * whole_years(unbroken(work))",
        "min(salary, pay_needed) * (1 if degree >= 'bachelor' else 0.5)",
    ]
)
counts = st.sampled_from(
    [
        "floor(salary / money(7))",
        "ceiling(ratio * children)",
        "round(ratio * children / 3, 1)",
        "children + papers - age(birth)",
        "points(score)",
        "months_covered(work, last=12) + count(stay, last=years(5))",
        "salary / pay_needed",
    ]
)
dates = st.sampled_from(
    ["birth + years(18)", "min(arrival + months(7), birth + years(30))", "latest(work).signed"]
)


@settings(max_examples=60)
@given(st.one_of(amounts, counts, dates), people(), days(2005, 2022))
def test_a_formula_has_the_same_value_and_the_same_range_for_everybody(
    text: str, drawn: list[dict[str, Any]], on: date
) -> None:
    program = compiled(text)
    facts = [program.read_facts(each) for each in drawn]
    answers = ColumnPlan.compile(program, ["rule"], on).run(frames_of(program, facts, on))
    for row, each in zip(answers.iter_rows(named=True), facts, strict=True):
        value = shown(program, program.value("rule", each, on))
        assert row["rule"] == value
        ends = (value, value) if value is not None else program.value_range("rule", each, on)
        assert (row["rule_low"], row["rule_high"]) == tuple(shown(program, end) for end in ends)


def shown(program: Program, value: Any) -> Any:
    """Give a value rounded as a formula's column shows it."""
    places = {"money": 2, "number": 6}.get(str(program.tree("rule").type))
    if value is None or places is None:
        return value
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
