"""Columns give every subject of a population the answer that the exact reading gives it alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from haina.rules import Facts, Program
from haina.rules.columns import ColumnPlan
from haina.rules.columns.cases import frames_of
from tests.rules.world import DEFINITIONS, complete_facts, compiled_or_none, days, open_facts, rules


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


@given(rules(), people(), days(2005, 2022))
def test_a_rule_has_the_same_answer_for_everybody(
    text: str, drawn: list[dict[str, Any]], on: date
) -> None:
    program = compiled_or_none(text)
    assume(program is not None)
    assert program is not None
    facts = [program.read_facts(each) for each in drawn]
    agree(program, facts, on, ["rule", "settled"])
