"""Feature: what changed. Each day on which a standard behind something changes, or its force, with sources.

The invented city of Aurel has a pass whose years grew, a stall that a switch turned on, a grant that ends.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from tests.policy.villages import village

from haina.policy import Policy
from haina.policy.history import history_of, standards_of


def told(policy: Policy, id: str) -> list[tuple[str, str, str | None, str, str]]:
    """The differences in few words: day, kind, standard, before, after."""
    found = history_of(policy, id)
    return [(each.on.isoformat(), each.kind, each.standard, each.old.en, each.new.en) for each in found]


def test_a_right_changes_with_its_standards_and_its_force(aurel: Policy) -> None:
    assert told(aurel, "harbour_pass") == [
        ("2020-01-01", "force", None, "not in force", "in force"),
        ("2020-01-01", "standard", "pass_years", "no value on record", "2 years"),
        ("2020-01-01", "standard", "pass_days", "no value on record", "10 working days"),
        ("2022-01-01", "standard", "pass_years", "2 years", "3 years"),
    ]


def test_a_difference_names_its_source_and_how_sure_it_is(aurel: Policy) -> None:
    last = history_of(aurel, "harbour_pass")[-1]
    assert (last.source, last.grade, [each.id for each in last.sources]) == ("L1;L2", "B", ["L1", "L2"])
    assert last.label == aurel.standards["pass_years"].label
    assert last.to_json() == {
        "on": "2022-01-01",
        "kind": "standard",
        "standard": "pass_years",
        "label": {"zh": last.label.zh, "en": last.label.en},
        "old": {"zh": last.old.zh, "en": "2 years"},
        "new": {"zh": last.new.zh, "en": "3 years"},
        "source": "L1;L2",
        "sources": [
            {"id": each.id, "title": {"zh": each.title.zh, "en": each.title.en}} for each in last.sources
        ],
        "grade": "B",
        "note": None,
    }


def test_a_switch_brings_into_force_and_says_who_turned_it(aurel: Policy) -> None:
    force, switch = history_of(aurel, "stall")
    assert (force.kind, force.on, force.source) == ("force", date(2021, 6, 1), "L2")
    assert (switch.kind, switch.standard, switch.new.en) == ("switch", "night_market_open", "yes")


def test_what_ends_goes_out_of_force_the_day_after(aurel: Policy) -> None:
    assert told(aurel, "studio_grant")[-1] == ("2030-01-01", "force", None, "in force", "not in force")


def test_the_amount_of_a_programme_and_the_date_of_a_duty_count(aurel: Policy) -> None:
    assert standards_of(aurel, "hull_aid") == ("hull_share", "hull_cap")
    assert standards_of(aurel, "file_plans") == ("filing_days",)
    assert ("2023-01-01", "standard", "filing_days", "30 days", "20 days") in told(aurel, "file_plans")


def test_a_standard_a_table_and_a_calculator_have_a_history_too(aurel: Policy) -> None:
    assert [each[0] for each in told(aurel, "pass_years")] == ["2020-01-01", "2022-01-01"]
    assert told(aurel, "craft_score") == []
    assert told(aurel, "craft_calculator") == []


def test_what_the_pack_does_not_have_is_a_key_error(aurel: Policy) -> None:
    with pytest.raises(KeyError, match="nothing"):
        history_of(aurel, "nothing")


def test_every_answer_between_two_differences_is_of_one_kind(aurel: Policy) -> None:
    """Nothing that the program sees of an element changes on a day that is not told."""
    program = aurel.program
    for id in aurel.elements:
        days = {each.on for each in history_of(aurel, id)}
        for before, after in pairwise([date.min, *program.validity.days]):
            if after in days:
                continue
            for name in standards_of(aurel, id):
                assert program.standard_value(name, before) == program.standard_value(name, after)


def test_a_definition_through_which_a_right_rests_on_a_standard_counts() -> None:
    define = "define: [{id: long_enough, title: {zh: 够久, en: long enough}, is: served >= least_years}]"
    pack = village("long_enough", "[]", extra=define)
    assert standards_of(pack, "passage") == ("least_years",)
    assert told(pack, "long_enough") == [
        ("2020-01-01", "standard", "least_years", "no value on record", "3 years")
    ]


def test_a_standard_that_nobody_has_laid_down_never_changes() -> None:
    assert history_of(village("resident", "[]"), "habit") == ()


def test_a_gap_counts_and_a_value_said_again_does_not() -> None:
    standard = """
sources: []
standards:
  - name: fee
    type: money
    label: {zh: 费用, en: Fee}
    unit: {zh: 奥元, en: AUR}
    unset: {zh: 村公所决定, en: for the hall to decide}
    values:
      - {value: 5, to: 2019-12-31, source: L1, grade: A}
      - {value: 5, from: 2020-01-01, to: 2020-12-31, source: L1, grade: B}
      - {value: 6, from: 2022-01-01, source: L1, grade: A, note: {zh: 涨了, en: it rose}}
"""
    pack = village("pay >= fee", "[]", more={"standards/fee.yaml": standard})
    assert told(pack, "fee") == [
        ("2021-01-01", "standard", "fee", "5 AUR", "for the hall to decide"),
        ("2022-01-01", "standard", "fee", "for the hall to decide", "6 AUR"),
    ]
    note = history_of(pack, "fee")[-1].note
    assert note is not None
    assert note.en == "it rose"
