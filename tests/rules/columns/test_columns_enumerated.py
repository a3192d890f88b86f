"""Columns never say more than every way of filling the gaps bears out, nor less than the exact reading."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.rules.test_exact_unknown import (
    FACTS,
    ON,
    TABLE,
    by_enumeration,
    completions,
    conditions,
    facts_of,
    known,
    program_of,
    terms,
)

from haina.rules import Program, RuleError, RuleSource
from haina.rules.columns import ColumnPlan
from haina.rules.columns.cases import frames_of

TRUTHS = {"yes": True, "no": False, "unknown": None}
people = st.lists(known, min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(conditions, people)
def test_a_certain_answer_is_that_of_every_way_of_filling_the_gaps(
    condition: str, drawn: list[Mapping[str, object]]
) -> None:
    program = program_of(condition)
    assume(program is not None)
    assert program is not None
    facts = [facts_of(program, each) for each in drawn]
    answers = ColumnPlan.compile(program, ["rule"], ON).run(frames_of(program, facts, ON))["rule"].to_list()
    exact = [program.statuses(each, ON, ["rule"])["rule"].value for each in facts]
    assert answers == exact
    for answer, each in zip(answers, drawn, strict=True):
        assert TRUTHS[answer] in (None, by_enumeration(program, each)), (condition, each)


def formula_of(text: str) -> Program | None:
    try:
        return Program.compile(FACTS, (), [RuleSource("rule", text, kind="formula")], (TABLE,))
    except RuleError:
        return None


@settings(max_examples=60, deadline=None)
@given(st.builds("{} + {}".format, terms, terms) | terms, people)
def test_a_range_holds_the_value_of_every_way_of_filling_the_gaps(
    text: str, drawn: list[Mapping[str, object]]
) -> None:
    program = formula_of(text)
    assume(program is not None)
    assert program is not None
    facts = [facts_of(program, each) for each in drawn]
    answers = ColumnPlan.compile(program, ["rule"], ON).run(frames_of(program, facts, ON))
    for row, each, given_ in zip(answers.iter_rows(named=True), drawn, facts, strict=True):
        values = {program.value("rule", facts_of(program, filled), ON) for filled in completions(each)}
        low, high = row["rule_low"], row["rule_high"]
        assert all((low is None or low <= v) and (high is None or v <= high) for v in values)
        assert row["rule"] is None or values == {row["rule"]}
        if row["rule"] is None:
            assert (low, high) == tuple(_six(end) for end in program.value_range("rule", given_, ON))


def _six(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.000001"))


def test_what_nobody_is_known_of_is_unknown_of_everybody() -> None:
    program = program_of("p and (x < 0 if p else q)")
    assert program is not None
    facts = [program.nothing_known] * 2
    answers = ColumnPlan.compile(program, ["rule"], ON).run(frames_of(program, facts, ON))
    assert answers["rule"].to_list() == ["unknown", "unknown"]
