"""What is kept of one case for others: what they would get themselves, and nothing that tells who it was."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.rules import world
from tests.rules.conftest import Compiled

from haina.rules import (
    BOOL,
    DATE,
    INT,
    MONEY,
    DatedValue,
    Program,
    StandardDeclaration,
    Status,
    Text,
)
from haina.rules import sharing as sharing_module
from haina.rules.diagram import NEVER, NO, OPEN, YES, Diagrams
from haina.rules.explain import Explanation, explain, explain_all
from haina.rules.regions import Domain, Variable
from haina.rules.sharing import SharedExplanation
from haina.rules.status_timeline import next_yes

ON = date(2016, 9, 26)
FACTS = {"foreign": BOOL, "kind": world.KIND, "salary": MONEY, "birth": DATE, "children": INT}


@st.composite
def little_known(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a case of which only a few things are known, so that many cases are alike."""
    facts = draw(world.open_facts())
    kept = draw(st.sets(st.sampled_from(sorted(facts)), max_size=4))
    return {name: facts[name] for name in sorted(kept)}


@settings(max_examples=60)
@given(world.rules(), st.lists(little_known(), min_size=2, max_size=5), world.days(2005, 2024))
def test_who_asks_after_others_gets_what_he_would_get_alone(
    text: str, people: list[dict[str, Any]], on: date
) -> None:
    program = world.compiled_or_none(text)
    assume(program is not None)
    assert program is not None
    for raw in people:
        alone = world.compiled(text)
        for day in (on, on + timedelta(days=200)):
            expected = explain(alone, "rule", alone.read_facts(raw), day)
            found = explain(program, "rule", program.read_facts(raw), day)
            assert found.to_json() == expected.to_json()
            assert found.exact == expected.exact
            assert found.tree.value == expected.tree.value


def test_cases_alike_in_what_a_rule_reads_share_its_explanation(compiled: Compiled) -> None:
    program = compiled(FACTS, {"right": "foreign and kind == 'work'"})
    one, other = (
        program.read_facts({"foreign": True, "salary": amount, "birth": "1980-02-29"}) for amount in (5, 6)
    )
    first, second = (explain_all(program, ["right"], facts, ON)["right"] for facts in (one, other))
    assert first is second
    assert first is explain(program, "right", one, ON + timedelta(days=1)), "nothing moves it"
    assert first is not explain(program, "right", program.read_facts({"foreign": False}), ON)


def test_days_are_shared_only_while_nothing_changes(compiled: Compiled) -> None:
    values = (DatedValue(True, None, ON), DatedValue(False, ON + timedelta(days=1)))
    standard = StandardDeclaration("is_open", BOOL, Text.both("is open"), None, values)
    texts = {"right": "foreign and is_open", "moving": "foreign and today >= date('2016-09-20')"}
    program = compiled(FACTS, texts, standards=(standard,))
    facts = program.read_facts({"foreign": True})
    days = [ON - timedelta(days=1), ON, ON + timedelta(days=1)]
    first, same, other = (explain(program, "right", facts, day) for day in days)
    assert first is same
    assert [each.status for each in (same, other)] == [Status.YES, Status.NO]
    assert (same.until, other.since) == (ON, ON + timedelta(days=1))
    assert explain(program, "moving", facts, days[0]) is not explain(program, "moving", facts, days[1])


def test_nothing_is_kept_of_an_amount_a_day_or_a_number_that_somebody_gave(compiled: Compiled) -> None:
    rules = {
        "pay": "foreign and salary >= money(5)",
        "grown_up": "foreign and age(birth) >= 18",
        "family": "foreign and children > 2",
    }
    program = compiled(FACTS, rules)
    facts = program.read_facts({"salary": 10, "birth": "1980-02-29", "children": 1})
    found = explain_all(program, rules, facts, ON)
    assert not any(isinstance(each, SharedExplanation) for each in found.values())
    assert found["pay"].missing
    assert "1980" not in repr(vars(program.sharing))


def test_a_kept_explanation_knows_no_other_facts_of_who_asked_first(compiled: Compiled) -> None:
    program = compiled(FACTS, {"right": "foreign"})
    found = explain(program, "right", program.read_facts({"foreign": True, "salary": 4711}), ON)
    assert found.facts.names_known() == ("foreign",)


def test_facts_that_change_with_time_are_not_shared(compiled: Compiled) -> None:
    program = compiled(FACTS, {"right": "foreign"})
    dated = program.read_facts({"foreign": [{"from": "2016-01-01", "to": "2016-12-31", "value": True}]})
    assert type(explain(program, "right", dated, ON)) is Explanation


def test_what_is_kept_is_bounded(compiled: Compiled, monkeypatch: Any) -> None:
    monkeypatch.setattr(sharing_module, "MOST_KEPT", 10)
    program = compiled(FACTS, {"right": "foreign and kind == 'work' and today >= date('2016-01-01')"})
    for day in range(50):
        explanation = explain(program, "right", program.nothing_known, ON + timedelta(days=day))
        assert explanation.status == Status.UNKNOWN
        assert explanation.missing
    assert len(program.sharing._kept) <= 10


def test_the_json_of_one_reader_is_not_that_of_another(compiled: Compiled) -> None:
    program = compiled(FACTS, {"right": "foreign and kind == 'work'"})
    first = explain(program, "right", program.nothing_known, ON).to_json()
    whole = json.dumps(first)
    first["amount"] = "5"
    assert json.dumps(explain(program, "right", program.nothing_known, ON).to_json()) == whole


@settings(max_examples=40)
@given(world.rules(), world.open_facts(), world.days(2000, 2024))
def test_the_next_yes_is_that_of_the_timeline(text: str, raw: dict[str, Any], on: date) -> None:
    program = world.compiled_or_none(text)
    assume(program is not None)
    assert program is not None
    expected = program.timeline("rule", program.read_facts(raw)).next(on, Status.YES)
    assert next_yes(program, "rule", program.read_facts(raw), on) == expected


def test_the_next_yes_of_the_last_days(compiled: Compiled) -> None:
    program: Program = compiled(FACTS, {"right": "foreign"})
    facts = program.read_facts({"foreign": True})
    assert next_yes(program, "right", facts, date.max) is None
    assert next_yes(program, "right", facts, ON) == ON + timedelta(days=1)


truths = st.recursive(
    st.sampled_from((NO, YES, OPEN, "a", "b", "c")),
    lambda inner: st.tuples(st.sampled_from(("a", "b", "c")), inner, inner),
    max_leaves=8,
)


def drawn(diagrams: Diagrams, shape: Any) -> int:
    """Build a diagram of three truths; a name alone is the truth itself."""
    if isinstance(shape, int):
        return shape
    name, low, high = shape if isinstance(shape, tuple) else (shape, NO, YES)
    level = diagrams.variable(name, lambda: Variable(name, Domain("bool", True, 0, 1), (name,), (), ()))
    return diagrams.choose(level, ((1, 0),), (drawn(diagrams, low), drawn(diagrams, high)))


@given(truths, truths)
def test_and_and_or_of_diagrams_are_what_each_point_says(left_shape: Any, right_shape: Any) -> None:
    diagrams = Diagrams()
    for name in "abc":
        drawn(diagrams, name)
    left, right = drawn(diagrams, left_shape), drawn(diagrams, right_shape)
    both, either = diagrams.both(left, right), diagrams.either(left, right)
    for place in range(8):
        point = {level: (place >> level & 1, 0) for level in range(3)}
        one, other, joined, parted = (diagrams.restrict(each, point) for each in (left, right, both, either))
        assert joined == _kleene(one, other, NO, YES)
        assert parted == _kleene(one, other, YES, NO)


def _kleene(one: int, other: int, settling: int, neutral: int) -> int:
    """Join two leaves."""
    if settling in (one, other):
        return settling
    return neutral if one == other == neutral else OPEN


def test_what_cannot_happen_says_nothing() -> None:
    diagrams = Diagrams()
    for leaf in (NO, YES, OPEN, drawn(diagrams, "a")):
        assert diagrams.both(leaf, NEVER) == diagrams.either(NEVER, leaf) == leaf
