"""``haina policy replay``: what a draft procedure would have changed in cases that were decided."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import AUREL, Haina

PASS = (AUREL / "procedures" / "pass_procedure.yaml").read_text()


def event(kind: str, on: str, **more: str) -> dict[str, str]:
    """One event of a recorded case."""
    return {"kind": kind, "on": on, **more}


def a_case(reference: str, fee: str = "stage_approved", fee_on: str = "2021-03-10") -> dict[str, Any]:
    """A pass, filed on a Monday: taken in at once, reviewed in two days, the fee looked at for a week."""
    answer = [event(fee, fee_on, stage="fee")] if fee else []
    return {
        "case": reference,
        "procedure": "pass_procedure",
        "facts": {"rank": "journeyman"},
        "events": [
            event("document_attached", "2021-03-01", document="guild_letter"),
            event("submitted", "2021-03-01"),
            event("stage_opened", "2021-03-01", stage="intake"),
            event("accepted", "2021-03-01", stage="intake"),
            event("stage_opened", "2021-03-01", stage="review"),
            event("stage_opened", "2021-03-01", stage="fee"),
            event("stage_approved", "2021-03-03", stage="review"),
            *answer,
        ],
    }


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Two recorded cases: one with a yes of both, one whose fee was refused."""
    path = tmp_path / "cases.jsonl"
    lines = [a_case("HP-1"), a_case("HP-2", fee="stage_refused")]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def draft(tmp_path: Path, *changes: tuple[str, str]) -> str:
    """The procedure of the pass with some words changed, as a draft."""
    text = PASS
    for find, put in changes:
        assert text.count(find) == 1
        text = text.replace(find, put)
    path = tmp_path / "draft.yaml"
    path.write_text(text)
    return str(path)


def test_a_draft_like_what_is_in_force_changes_nothing(haina: Haina, tmp_path: Path, cases: Path) -> None:
    ran = haina("policy", "replay", draft(tmp_path), "--cases", str(cases))
    assert ran.status == 0
    assert "2 cases, 0 different" in ran.out


def test_one_agreement_instead_of_two_saves_days_and_turns_a_refusal(
    haina: Haina, tmp_path: Path, cases: Path
) -> None:
    ran = haina("policy", "replay", draft(tmp_path, ("join: all", "join: any")), "--cases", str(cases))
    assert "decision: refused → granted" in ran.out
    assert "time: 7 working days (2021-03-10) → 2 working days (2021-03-03)" in ran.out
    assert "2 cases, 2 different: decisions 1, documents 0, -10 working days in all." in ran.out


def test_one_after_the_other_takes_longer(haina: Haina, tmp_path: Path, cases: Path) -> None:
    after = ("department: treasury\n    after: [intake]", "department: treasury\n    after: [review]")
    ran = haina("policy", "replay", draft(tmp_path, after), "--cases", str(cases))
    assert "time: 7 working days (2021-03-10) → 9 working days (2021-03-12)" in ran.out


def test_a_shorter_term_would_have_been_missed(haina: Haina, tmp_path: Path, cases: Path) -> None:
    shorter = ("options: [{days: 5, when: seasoned}, {standard: pass_days}]", "options: [{days: 1}]")
    ran = haina("policy", "replay", draft(tmp_path, shorter), "--cases", str(cases), "--lang", "zh")
    assert "“审查”会超期" in ran.out


def test_documents_that_would_be_asked_or_not(haina: Haina, tmp_path: Path, cases: Path) -> None:
    more = ("documents:\n", "documents:\n  - good_name\n")
    ran = haina("policy", "replay", draft(tmp_path, more), "--cases", str(cases))
    assert "asked in addition: Letter of good name" in ran.out
    less = ("    when: rank >= 'journeyman'\n", "    required: false\n")
    ran = haina("policy", "replay", draft(tmp_path, less), "--cases", str(cases))
    assert "no longer asked: Letter of the guild" in ran.out


def test_a_stop_of_the_clock_is_no_working_time(haina: Haina, tmp_path: Path) -> None:
    case = a_case("HP-3")
    case["events"][-1:-1] = [
        event("returned_for_correction", "2021-03-04"),
        event("resubmitted", "2021-03-09"),
    ]
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(case))
    late = ("options: [{days: 5}]}\njoin", "options: [{days: 4}]}\njoin")
    ran = haina("policy", "replay", draft(tmp_path, late), "--cases", str(path))
    assert "1 cases, 0 different" in ran.out


def test_a_line_that_is_no_case_is_named(haina: Haina, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"case": "HP-4"}\n')
    ran = haina("policy", "replay", draft(tmp_path), "--cases", str(path))
    assert ran.status == 2
    assert f"{path}:1:1: this line is no record of a case" in ran.err


def test_a_draft_with_a_defect_is_told_like_a_pack(haina: Haina, tmp_path: Path, cases: Path) -> None:
    ran = haina(
        "policy", "replay", draft(tmp_path, ("join: all", "join: {quorum: 3}")), "--cases", str(cases)
    )
    assert ran.status == 2
    assert "only 2 stage(s) decide" in ran.err
