"""``haina check --of``: the same facts answered for agreements and duties, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Haina

YARD = """\
builds_ships: true
keel_laid: 2021-01-01
launch_day: 2021-06-10
plan_filings: [{from: 2021-02-05, to: 2021-02-05, kind: full}]
launch_warnings: []
watches: [{from: 2020-01-01}]
fleet_reports: []
hull_cost: 40000
paid_into_chest: true
sold_abroad: true
owner_part: 0.4
"""


@pytest.fixture
def yard(tmp_path: Path) -> Path:
    """The facts of a yard of Aurel."""
    path = tmp_path / "yard.yaml"
    path.write_text(YARD)
    return path


def test_without_of_only_rights_are_answered(haina: Haina, yard: Path) -> None:
    answer = json.loads(haina("check", str(yard), "--on", "2021-07-01", "--format", "json").out)
    assert list(answer) == ["on", "policy", "rights"]


def test_all_of_it_for_programs(haina: Haina, yard: Path) -> None:
    ran = haina("check", str(yard), "--on", "2021-07-01", "--of", "all", "--format", "json")
    answer = json.loads(ran.out)
    assert list(answer) == ["on", "policy", "rights", "agreements", "duties"]
    states = {duty["id"]: duty["state"] for duty in answer["duties"]}
    assert states == {
        "file_plans": "fulfilled_late",
        "warn_of_launch": "late",
        "survey_yard": "unknown",
        "keep_watch": "fulfilled",
        "report_fleet": "due",
        "better_quay": "unknown",
        "dredge_slip": "unknown",
    }
    assert [each["status"] for each in answer["agreements"]] == ["unknown", "no"]
    (programme,) = [each for each in answer["rights"] if each["id"] == "hull_aid"]
    assert programme["budget"] == "ship_chest"
    assert [part["amount"] for part in programme["instalments"]] == ["1200.00", "2800.00"]
    assert programme["not_with"] == ["studio_grant"]
    assert programme["clawback"][0]["amount"] == "2000.00"


@pytest.mark.parametrize("of", ["agreements", "duties"])
def test_only_one_kind_is_answered(haina: Haina, yard: Path, of: str) -> None:
    answer = json.loads(haina("check", str(yard), "--of", of, "--on", "2021-07-01", "--format", "json").out)
    assert list(answer) == ["on", "policy", "rights", of]
    assert answer["rights"] == []


def test_agreements_for_people_say_which_part_fails(haina: Haina, yard: Path) -> None:
    out = haina("check", str(yard), "--of", "agreements", "--on", "2021-07-01").out
    assert "INVALID AGREEMENTS (1)" in out
    assert "✗ Share of the owner: 1 share [C13]" in out
    assert "missing: The contract is in writing" in out
    full = haina("check", str(yard), "--of", "agreements", "--on", "2021-07-01", "--full").out
    assert "price: 16,000 AUR" in full
    assert "✓ → A notice is posted" in full


def test_duties_for_people_begin_with_what_is_late(haina: Haina, yard: Path) -> None:
    out = haina("check", str(yard), "--of", "duties", "--on", "2021-07-01").out
    headings = [line for line in out.split("\n") if line.isupper()]
    assert headings[0] == "DUTIES THAT ARE LATE (1)"
    assert "last day: 2021-06-09; late since 2021-06-10" in out
    assert "last day: 2021-01-31; fulfilled on 2021-02-05" in out
    assert "nobody has set: Time for dredging (dredging_days)" in out


def test_the_same_in_chinese(haina: Haina, yard: Path) -> None:
    out = haina("check", str(yard), "--of", "all", "--on", "2021-07-01", "--lang", "zh").out
    for said in (
        "逾期的职责 (1)",
        "自 2021-06-10 起逾期",
        "还不能判断的协议 (1)",
        "分期：铺龙骨时：1,200奥元",
    ):
        assert said in out


def test_what_is_not_in_force_yet_is_only_named(haina: Haina, yard: Path) -> None:
    out = haina("check", str(yard), "--of", "all", "--on", "2019-12-31").out
    assert "DUTIES NOT IN FORCE (7)" in out
    assert "AGREEMENTS NOT IN FORCE (2)" in out


def test_another_word_is_refused(haina: Haina, yard: Path) -> None:
    ran = haina("check", str(yard), "--of", "deals")
    assert ran.status == 2
    assert "agreements" in ran.err
