"""Feature: a decision changes the value of a standard from a day on, and the pack says which decision."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from haina.policy import Policy, PolicyError, load
from haina.policy.amendments import Change, amendment_text
from haina.policy.load import load_files
from haina.policy.with_values import with_values
from haina.rules.text import Text

AUREL = Path(__file__).parents[1] / "packs" / "aurel"
ON = date(2027, 1, 1)
TITLE, REASON = Text(zh="缩短年限", en="Fewer years"), Text(zh="人手\n不足", en="“Too few” hands: \x85 yes")


@pytest.fixture(scope="module")
def aurel() -> Policy:
    """The pack of Aurel."""
    return load(AUREL)


def decided(policy: Policy, *values: Change, name: str = "0001") -> Policy:
    """The pack with one decision more."""
    text = amendment_text(TITLE, REASON, date(2026, 11, 23), values)
    return load_files({**policy.files, f"amendments/{name}.yaml": text})


def test_a_decided_value_holds_from_its_day_on_and_names_the_decision(aurel: Policy) -> None:
    """Given a value from 2022, when another is decided from 2027, then the first ends the day before."""
    standard = decided(aurel, Change("pass_years", 4, ON)).standards["pass_years"]
    assert [(each.value, each.valid_from, each.valid_to) for each in standard.values[-2:]] == [
        (3, date(2022, 1, 1), date(2026, 12, 31)),
        (4, ON, None),
    ]
    assert standard.values[-1].source == "decision-0001"


def test_the_decision_is_a_source_with_its_day(aurel: Policy) -> None:
    """Given a decision, when the pack is read, then its texts come back as written."""
    policy = decided(aurel, Change("pass_years", 4, ON))
    source = policy.sources["decision-0001"]
    assert (source.kind, source.title, source.published) == ("decision", TITLE, date(2026, 11, 23))
    assert policy.version != aurel.version


def test_a_decision_decides_as_a_value_that_is_tried(aurel: Policy) -> None:
    """Given the same value decided and tried, when all dates are asked, then rules answer alike."""
    one = decided(aurel, Change("pass_years", 4, ON)).standards["pass_years"]
    other = with_values(aurel, {"pass_years": "4"}, ON).standards["pass_years"]
    plain = [[(each.value, each.valid_from, each.valid_to) for each in of.values] for of in (one, other)]
    assert plain[0] == plain[1]


def test_what_cannot_follow_is_told_with_its_place(aurel: Policy) -> None:
    """Given values before a later one, of another type, of no standard: then each is told with its line."""
    changes = (
        Change("pass_years", 4, date(2021, 5, 1)),
        Change("grant_share", True, ON),
        Change("pass_yeers", 1, ON),
    )
    with pytest.raises(PolicyError) as told:
        decided(aurel, *changes)
    problems = {each.code: each for each in told.value.problems}
    assert {"later_value", "unknown_standard"} <= problems.keys()
    assert len(told.value.problems) == 3
    assert all(each.place.file == "amendments/0001.yaml" for each in told.value.problems)
    assert problems["later_value"].place.line == 5
    assert "pass_years" in problems["unknown_standard"].suggestion.en


def test_decisions_follow_one_another_by_their_files(aurel: Policy) -> None:
    """Given two decisions on one standard, when both are read, then the later one ends the earlier."""
    policy = decided(aurel, Change("grant_cap", 900, ON))
    policy = decided(policy, Change("grant_cap", 950, date(2028, 1, 1)), name="0002")
    values = policy.standards["grant_cap"].values
    assert [(each.value, each.valid_to) for each in values] == [(900, date(2027, 12, 31)), (950, None)]
