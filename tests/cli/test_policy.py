"""``haina policy``: every error of a pack, its worked examples, and its parts as readable text."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from .conftest import AUREL, Haina


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the pack of Aurel that may be spoilt."""
    return Path(shutil.copytree(AUREL, tmp_path / "aurel"))


def spoil(path: Path, find: str, put: str) -> None:
    """Put one text in the place of another in a file."""
    text = path.read_text()
    assert text.count(find) == 1
    path.write_text(text.replace(find, put))


def test_a_sound_pack(haina: Haina) -> None:
    ran = haina("policy", "check")
    assert (ran.status, ran.err) == (0, "")
    assert "2 articles, 13 clauses, 2 rights, 2 programmes, 2 agreements, 7 duties, 16 standards" in ran.out
    assert "No errors found." in ran.out


def test_an_error_in_the_third_line_of_a_rule_is_told_with_that_line(haina: Haina, pack: Path) -> None:
    article = pack / "articles" / "1.yaml"
    spoil(article, "      seasoned\n", "      seasoned\n\n      and sponser\n")
    ran = haina("policy", "check", str(pack))
    line = article.read_text().split("\n").index("      and sponser") + 1
    assert ran.status == 2
    assert ran.err.startswith(f"{article}:{line}:11: ")
    assert "Did you mean “sponsor”?" in ran.err


def test_errors_in_chinese(haina: Haina, pack: Path) -> None:
    spoil(pack / "facts.yaml", "type: money", "type: monee")
    ran = haina("policy", "check", str(pack), "--lang", "zh")
    assert ran.status == 2
    assert "没有类型 monee [unknown_type]\n    → 是否指“money”？" in ran.err


def test_personas_that_are_met(haina: Haina) -> None:
    ran = haina("policy", "test")
    assert ran.status == 0
    assert re.search(r"\d+ personas, \d+ expectations, all met\.", ran.out)


def test_a_persona_that_is_not_met_is_told_with_line_and_reason(haina: Haina, pack: Path) -> None:
    people = pack / "personas" / "people.yaml"
    spoil(people, "{on: 2020-03-01, harbour_pass: yes}", "{on: 2020-03-01, harbour_pass: no}")
    ran = haina("policy", "test", str(pack))
    line = people.read_text().split("\n").index("    - {on: 2020-03-01, harbour_pass: no}") + 1
    assert ran.status == 1
    assert f"{people}:{line}:24: mira on 2020-03-01, harbour_pass: expected no, got yes" in ran.out
    assert "is seasoned" in ran.out or "Rank in the guild" in ran.out
    assert re.search(r"\d+ personas, \d+ expectations, 1 not met\.", ran.out)


def test_a_duty_that_is_not_as_expected_is_told_with_its_last_day(haina: Haina, pack: Path) -> None:
    yards = pack / "personas" / "yards.yaml"
    spoil(yards, "file_plans: late, survey_yard: late", "file_plans: due, survey_yard: late")
    ran = haina("policy", "test", str(pack))
    assert ran.status == 1
    assert "north_yard on 2021-02-01, file_plans: expected due, got late" in ran.out
    assert "Plans that were filed (Kind of plan: full): at least 1 spell: no" in ran.out
    assert "last day: 2021-01-31" in ran.out


def test_a_value_that_is_not_met(haina: Haina, pack: Path) -> None:
    spoil(pack / "personas" / "people.yaml", "studio_grant_amount: 300.00", "studio_grant_amount: 301")
    ran = haina("policy", "test", str(pack))
    assert ran.status == 1
    assert "studio_grant_amount: expected 301, got 300" in ran.out


def test_a_persona_whose_facts_are_wrong(haina: Haina, pack: Path) -> None:
    spoil(pack / "personas" / "people.yaml", "rank: master", "rank: mastre")
    ran = haina("policy", "test", str(pack))
    assert ran.status == 2
    assert ran.err.count("mastre") == 1, "once, though every variant has it"


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("harbour_pass", ["Harbour pass", "港区通行证", "Years for the pass", "Harbour office", "L1", "1. "]),
        ("studio_grant", ["amount", "2020-01-01 – 2029-12-31"]),
        ("stall", ["The night market is open (night_market_open)"]),
        ("C1", ["A seasoned craftsman", "harbour_pass"]),
        ("pass_years", ["2 years", "3 years", "2022-01-01", "Annex as amended", "harbour_pass"]),
        ("grant_cap", ["not set (The treasury has not fixed it)"]),
        ("rank", ["What is your rank in the guild?", "journeyman", "Harbour office"]),
        ("yard_work", ["yard: text"]),
        ("seasoned", ["is seasoned"]),
        ("craft_score", ["ships_built >= 10"]),
        ("harbour_office", ["until 2019-12-31", "Board of ships"]),
        ("pass_procedure", ["Intake", "working days", "Letter of the guild"]),
        ("arriving", ["harbour_pass", "studio_grant"]),
        ("shipwrights", ["hull_aid", "joint_build", "file_plans"]),
        ("hull_aid", ["programme", "Timber and wages", "0.3: When the keel", "ship_chest", "studio_grant"]),
        ("studio_grant", ["not together with: hull_aid"]),
        ("joint_build", ["party: the owner (The owner)", "at least 0.4", "sets off: filing", "→ file_plans"]),
        ("file_plans", ["owed by: the yard", "within 20 days after: Day on which", "Kind of plan: full"]),
        ("warn_of_launch", ["before: Day of the launch"]),
        ("survey_yard", ["every 1 year", "within the last 1 year"]),
        ("keep_watch", ["on every day"]),
        ("report_fleet", ["by 31 December 2021", "at least 2 spells"]),
        ("better_quay", ["the text sets no date (step by step)"]),
        ("ship_register", ["register, named", "C4 Filing of plans"]),
        ("ship_chest", ["held by: Treasury", "hull_aid"]),
        ("filing", ["type of evidence", "file_plans"]),
        ("C4", ["duty: file_plans"]),
        ("filing_days", ["20 days", "used by: file_plans"]),
    ],
)
def test_every_part_can_be_shown(haina: Haina, id: str, said: list[str]) -> None:
    for lang in ("en", "zh"):
        ran = haina("policy", "show", id, "--on", "2023-01-01", "--lang", lang)
        assert (ran.status, ran.err) == (0, "")
        if lang == "en":
            assert [word for word in said if word not in ran.out] == []


def test_without_a_name_everything_is_listed(haina: Haina) -> None:
    out = haina("policy", "show").out
    for word in ("Article 1: Passes and work", "harbour_pass", "stall", "Life events", "shipwrights"):
        assert word in out


def test_a_procedure_for_a_program_that_draws_it(haina: Haina) -> None:
    ran = haina("policy", "show", "harbour_pass", "--format", "bpmn")
    assert ran.status == 0
    assert '<bpmn:process id="pass_procedure" name="Applying for the pass"' in ran.out
    wrong = haina("policy", "show", "stall_procedur", "--format", "bpmn")
    assert wrong.status == 2
    assert "Did you mean “stall_procedure”?" in wrong.err
