"""Hostile input gets a clear error in bounded time and memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules import world

from haina.rules import FactError, Place, Problem, Program, RuleError, RuleSource

WORLD = world.compiled("foreign")


@contextmanager
def bounded(seconds: float = 5, megabytes: int = 100) -> Iterator[None]:
    """Fail when what is inside takes longer (of this process) or more memory than this."""
    tracemalloc.start()
    start = time.process_time()
    try:
        yield
        spent = time.process_time() - start
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert spent < seconds
    assert peak < megabytes * 1_000_000


def problems_of(*texts: str) -> list[Problem]:
    rules = [RuleSource(f"rule{n}", text, Place("a.yaml", 1)) for n, text in enumerate(texts)]
    with bounded(), pytest.raises(RuleError) as caught:
        Program.compile(WORLD.facts.values(), WORLD.standards.values(), rules)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("(" * 150 + "foreign" + ")" * 150, set()),
        ("(" * 9_000 + "foreign" + ")" * 9_000, {"syntax", "too_deep"}),
        ("not " * 4_900 + "foreign", {"too_deep"}),
        ("-" * 19_000 + "children > 3", {"too_deep"}),
        ("children" + " + 1" * 4_000 + " > 3", {"too_deep"}),
        ("1 if foreign else " * 1_000 + "2 > 1", {"too_deep"}),
        ("foreign" + ".real" * 3_000, {"too_deep"}),
        ("children" + " < children" * 1_500, {"constant", "duplicate", "more"}),
        ("foreign" + " and foreign" * 1_500, {"duplicate", "more"}),
        ("[" * 180, {"syntax"}),
        ("'" + "a" * 19_000, {"syntax"}),
        ("9" * 19_000 + " > children", {"number", "syntax", "too_large"}),
        ("0x" + "f" * 5_000 + " > children", {"number"}),
        ("children > 1" + "0" * 5_000, {"syntax", "too_large"}),
        ("children > 1_" + "0" * 20 + "e9999999", {"number"}),
        ("f" * 20_001, {"too_long"}),
        ("foreign" + " " * 10_000_000, {"unknown_name", "too_long"}),
        ("foreign or " * 900_000 + "foreign", {"too_long"}),
        ("foreign\x00", {"character"}),
        ("foreign\x0cand married", {"character"}),
        ("foreign \ud800", {"character"}),
        ("foreign\u202e and married", {"syntax"}),
        ("fоreign", {"unknown_name"}),
        ("𝒇oreign", {"character"}),
        ("ｆｏｒｅｉｇｎ", {"character"}),
        ("foreign。", {"syntax"}),
        ("foreign # and married", set()),
        ("degree == '\\N{DIGIT ONE}'", {"unknown_enum_value"}),
        ("degree == '\\x'", {"syntax"}),
    ],
)
def test_a_hostile_rule_is_refused(text: str, codes: set[str]) -> None:
    if not codes or text.endswith(" " * 100):
        with bounded():
            Program.compile(WORLD.facts.values(), WORLD.standards.values(), [RuleSource("rule", text)])
        return
    found = problems_of(text)
    assert {problem.code for problem in found} <= codes
    assert all(len(problem.message.en) < 400 for problem in found)


def test_ten_megabytes_of_a_rule_are_refused_at_once() -> None:
    with bounded(seconds=0.5, megabytes=30), pytest.raises(RuleError) as caught:
        Program.compile(WORLD.facts.values(), (), [RuleSource("rule", "foreign or " * 900_000 + "foreign")])
    assert [problem.code for problem in caught.value.problems] == ["too_long"]


def test_thousands_of_wrong_rules_give_a_list_that_ends() -> None:
    found = problems_of(*["nobody"] * 3_000)
    assert len(found) == 201
    assert found[-1].code == "more"


def test_definitions_that_double_each_other_stay_small_and_have_no_value() -> None:
    rules = [RuleSource("d0", "children * 999999999", kind="definition")]
    rules += [RuleSource(f"d{n}", f"d{n - 1} * d{n - 1}", kind="definition") for n in range(1, 200)]
    rules.append(RuleSource("rule", "d199 > 3"))
    with bounded():
        program = Program.compile(WORLD.facts.values(), (), rules)
        facts = program.read_facts({"children": 12345})
        assert program.truth("rule", facts, date(2016, 1, 1)) is None


def test_a_long_chain_of_definitions_is_no_deep_one() -> None:
    rules = [RuleSource("d0", "foreign", kind="definition")]
    rules += [RuleSource(f"d{n}", f"not d{n - 1}", kind="definition") for n in range(1, 400)]
    with bounded(seconds=20):
        program = Program.compile(WORLD.facts.values(), (), rules)
        facts = program.read_facts({"foreign": True})
        assert program.truth("d399", facts, date(2016, 1, 1)) is False


def test_two_thousand_spells_are_answered_in_time() -> None:
    program = world.compiled(
        "held(work, years=3, where=as_of_spell(pay >= pay_needed)) and total(stay) > days(3)"
    )
    spells = [{"from": date.fromordinal(725_000 + 5 * n).isoformat(), "pay": 250} for n in range(2_000)]
    for spell in spells:
        spell["to"] = spell["from"]
    with bounded(seconds=20):
        facts = program.read_facts({"work": spells, "stay": spells and [{"from": "2000-01-01"}]})
        program.truth("rule", facts, date(2016, 1, 1))
        program.node_timeline(program.tree("rule"), facts)


@pytest.mark.parametrize(
    "data",
    [
        {"a" * 10_000_000: 1},
        {"foreign": "x" * 10_000_000},
        {"degree": "x" * 10_000_000},
        {"children": "9" * 10_000_000},
        {"children": 10**100_000},
        {"children": -(10**100_000)},
        {"birth": "2" * 10_000_000},
        {"sorts": ["x" * 10_000] * 2_000},
        {"work": [{"x" * 1_000_000: 1, "from": "2016-01-01"}]},
        {"work": [{"from": {}, "to": []}]},
        {"work": [[[[[]]]]]},
        {1: 2},
        {"birth": "٢٠١٦-٠٩-٢٦"},
        {"children": "３"},
    ],
)
def test_hostile_facts_are_refused(data: dict[Any, Any]) -> None:
    with bounded(), pytest.raises(FactError) as caught:
        WORLD.read_facts(data)
    assert all(len(problem.message.en) < 400 for problem in caught.value.problems)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_a_list_of_problems(text: str) -> None:
    try:
        Program.compile(WORLD.facts.values(), (), [RuleSource("rule", text, kind="definition")])
    except RuleError as error:
        assert error.problems


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*world.FACTS, "nobody"]), anything, max_size=4))
def test_any_data_is_facts_or_a_list_of_problems(data: dict[str, Any]) -> None:
    try:
        WORLD.read_facts(data)
    except FactError as error:
        assert error.problems
