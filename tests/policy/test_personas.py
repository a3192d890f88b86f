"""The worked examples of the pack in use: every one can be read, and every answer is the one it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from haina.policy import Policy, default_directory, load, load_files
from haina.policy.trial import all_cases, check_personas, run_personas


@pytest.fixture(scope="module")
def in_use() -> Policy:
    """The policy in ``policies/``."""
    return load(default_directory())


def test_the_pack_in_use_has_no_error(in_use: Policy) -> None:
    assert check_personas(in_use) == []


def test_every_persona_gets_the_answers_it_says(in_use: Policy) -> None:
    outcomes = list(run_personas(in_use))
    assert [f"{each.expectation.place} {each.expectation.rule}" for each in outcomes if not each.passed] == []
    assert len(outcomes) > 100


def test_a_variant_changes_and_forgets_facts(aurel: Policy) -> None:
    cases = {case.id: case for case in all_cases(aurel) if case.id.startswith("mira")}
    assert list(cases) == ["mira", "mira/with_sponsor", "mira/rank_not_known", "mira/ten_ships"]
    assert cases["mira/with_sponsor"].facts == {**cases["mira"].facts, "sponsor": True}
    assert "rank" not in cases["mira/rank_not_known"].facts


def test_a_fact_of_a_variant_has_the_place_where_it_is_changed(aurel: Policy) -> None:
    cases = {case.id: case for case in all_cases(aurel)}
    given, changed = (
        cases["mira"].place_of(("ships_built",)),
        cases["mira/ten_ships"].place_of(("ships_built",)),
    )
    assert (given.line, given.column) == (9, 18)
    assert changed.line > given.line


def test_what_is_not_as_expected_says_why(aurel_files: Mapping[str, str]) -> None:
    people = aurel_files["personas/people.yaml"].replace(
        "{on: 2020-02-29, harbour_pass: no", "{on: 2020-02-29, harbour_pass: yes"
    )
    policy = load_files({**aurel_files, "personas/people.yaml": people})
    (wrong,) = [outcome for outcome in run_personas(policy) if not outcome.passed]
    assert (wrong.case.id, wrong.expectation.on, wrong.got) == ("mira", date(2020, 2, 29), "no")
    assert any("Work in the yards" in reason.en for reason in wrong.because)
    assert any("船坞工作" in reason.zh for reason in wrong.because)
