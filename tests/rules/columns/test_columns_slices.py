"""A large population is answered in slices beside each other, which nobody can see in the answers."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from pytest import MonkeyPatch

from haina.rules import Program, RuleError, RuleSource, Text
from haina.rules.columns import ColumnPlan, plan
from haina.rules.columns.cases import frames_of

from .test_columns_regions import FACTS, ON, STANDARDS, known, rules

amount = RuleSource("a", "money(100) * i if i >= 1 else m", label=Text("a", "a"), kind="formula")


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rules, min_size=2, max_size=4), st.lists(known, min_size=20, max_size=60))
def test_slices_answer_as_the_whole_does(
    monkeypatch: MonkeyPatch, written: list[str], people: list[dict[str, object]]
) -> None:
    """Given rules and people with gaps, when slices of eight are asked, then all is as when all are."""
    texts = {f"r{number}": text for number, text in enumerate(written)}
    sources = [RuleSource(name, text, label=Text("r", "r"), kind="right") for name, text in texts.items()]
    try:
        program = Program.compile(FACTS, STANDARDS, [*sources, amount])
    except RuleError:
        assume(False)
    frames = frames_of(program, [program.nothing_known.replacing(each) for each in people], ON)
    outputs = [*texts, "a"]
    whole = ColumnPlan.compile(program, outputs, ON).answers(frames)
    with monkeypatch.context() as patch:
        patch.setattr(plan, "SLICE", 8)
        in_slices = ColumnPlan.compile(program, outputs, ON).answers(frames)
    assert_frame_equal(in_slices, whole)
