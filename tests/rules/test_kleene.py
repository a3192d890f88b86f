"""Three values: yes, no and unknown follow Kleene's tables, and knowing more never takes an answer back."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.rules.conftest import Compiled
from tests.rules.world import LINT

from haina.rules import BOOL, Program, RuleError

ON = date(2016, 9, 26)
TRUTHS = (True, False, None)
names = st.sampled_from(["a", "b", "c"])
conditions = st.recursive(
    names,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.tuples(inner, inner).map(lambda pair: "({}) and ({})".format(*pair)),
        st.tuples(inner, inner).map(lambda pair: "({}) or ({})".format(*pair)),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def program(compiled: Compiled) -> Program:
    rules = {"both": "a and b", "either": "a or b", "other": "not a"}
    return compiled(dict.fromkeys("abc", BOOL), rules)


def answer(program: Program, rule: str, **facts: bool | None) -> bool | None:
    given_facts = {name: value for name, value in facts.items() if value is not None}
    return program.truth(rule, program.read_facts(given_facts), ON)


@pytest.mark.parametrize(("a", "b"), list(itertools.product(TRUTHS, TRUTHS)))
def test_and_is_the_least_and_or_the_greatest(program: Program, a: bool | None, b: bool | None) -> None:
    rank = {False: 0, None: 1, True: 2}
    assert answer(program, "both", a=a, b=b) == min(a, b, key=rank.__getitem__)
    assert answer(program, "either", a=a, b=b) == max(a, b, key=rank.__getitem__)


@pytest.mark.parametrize(("a", "opposite"), [(True, False), (False, True), (None, None)])
def test_not_leaves_unknown_unknown(program: Program, a: bool | None, opposite: bool | None) -> None:
    assert answer(program, "other", a=a) is opposite


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("not (a and b)", "not a or not b"),
        ("not (a or b)", "not a and not b"),
        ("a and (b or c)", "a and b or a and c"),
        ("a or b and c", "(a or b) and (a or c)"),
        ("not (not a)", "a"),
        ("a if b else c", "c if not b else a"),
    ],
)
def test_laws_hold_for_all_three_values(compiled: Compiled, left: str, right: str) -> None:
    pair = compiled(dict.fromkeys("abc", BOOL), {"left": left, "right": right})
    for a, b, c in itertools.product(TRUTHS, repeat=3):
        assert answer(pair, "left", a=a, b=b, c=c) is answer(pair, "right", a=a, b=b, c=c)


@settings(max_examples=80, deadline=None)
@given(text=conditions, facts=st.fixed_dictionaries(dict.fromkeys("abc", st.sampled_from(TRUTHS))))
def test_learning_a_fact_never_takes_an_answer_back(
    compiled: Compiled, text: str, facts: dict[str, Any]
) -> None:
    program = sensible(compiled, text)
    assume(program is not None)
    before = answer(program, "rule", **facts)
    for name in (name for name, value in facts.items() if value is None):
        for value in (True, False):
            after = answer(program, "rule", **{**facts, name: value})
            assert before is None or after is before


def sensible(compiled: Compiled, text: str) -> Program | None:
    """Compile a drawn condition; `None` where the checker says that part of it can never matter."""
    try:
        return compiled(dict.fromkeys("abc", BOOL), {"rule": text})
    except RuleError as error:
        assert {problem.code for problem in error.problems} <= LINT
        return None
