"""``haina calc``: which calculators there are, what one needs, what it gives, and what bad input is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Haina


def facts(tmp_path: Path, text: str) -> str:
    path = tmp_path / "facts.yaml"
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize(("lang", "word"), [("zh", "最省的泊位"), ("en", "The cheapest berth")])
def test_all_calculators_are_listed(haina: Haina, lang: str, word: str) -> None:
    """Given no name, when run, then every calculator is listed in the language asked for."""
    ran = haina("calc", "--lang", lang)
    assert ran.status == 0
    assert f"berth             {word}" in ran.out
    assert len(ran.out.splitlines()) == 4


def test_without_a_file_it_says_what_is_needed(haina: Haina) -> None:
    """Given a name and no file, when run, then the facts are named."""
    ran = haina("calc", "berth")
    assert ran.status == 0
    assert "  berth_rent  Yearly rent of the berth" in ran.out
    assert "  sponsor  Has a sponsor" in ran.out


def test_the_best_way_is_marked_and_the_others_stand_beside_it(haina: Haina, tmp_path: Path) -> None:
    """Given a sponsor, when compared, then the best comes first and the version of the policy is named."""
    file = facts(tmp_path, "berth_rent: 1000\nsponsor: true\nrank: journeyman\n")
    ran = haina("calc", "berth", file, "--on", "2022-03-01")
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0] == "The cheapest berth  (C2)  2022-03-01"
    assert lines[1].startswith("  [best] Shared: ")
    assert lines[2].startswith("  [open] The whole rent: ")
    assert lines[3].startswith("  [not open] Reduced by rank: ")
    assert lines[4].startswith("Policy aurel, version ")


def test_what_is_missing_is_told_in_chinese_too(haina: Haina, tmp_path: Path) -> None:
    """Given no rank, when the points are asked for in Chinese, then a range and the missing fact are told."""
    file = facts(tmp_path, "ships_built: 3\nsponsor: false\nbirth_date: 1990-01-01\n")
    ran = haina("calc", "craft_calculator", file, "--on", "2022-03-01", "--lang", "zh")
    assert ran.status == 0
    assert "手艺计分: 9至39" in ran.out
    assert "尚缺：行会等级 (rank)" in ran.out


def test_json_is_read_from_standard_input(haina: Haina) -> None:
    """Given facts on standard input, when JSON is asked for, then the parts are exact text."""
    given = '{"prize": 100.01, "prize_share_of_owner": 0.7}'
    ran = haina("calc", "prize_of_owner", "-", "--on", "2022-03-01", "--format", "json", given=given)
    assert ran.status == 0
    found = json.loads(ran.out)
    assert [(part["id"], part["value"]) for part in found["parts"]] == [
        ("owner", "70.01"),
        ("crew_part", "30.00"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("calc", "birth"), "Did you mean “berth”?"),
        (("calc", "berth", "no-such-file.yaml"), "there is no such file"),
        (("calc", "berth", "-", "--on", "2022-02-30"), "2022-02-30"),
    ],
)
def test_bad_words_end_with_what_to_do(haina: Haina, words: tuple[str, ...], said: str) -> None:
    """Given a name, file or day that is not there, when run, then status 2 and a kind message."""
    ran = haina(*words, given="{}")
    assert ran.status == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_bad_facts_are_told_with_their_place(haina: Haina, tmp_path: Path) -> None:
    """Given a misspelt fact and a negative rent, when run, then both are told with line and column."""
    file = facts(tmp_path, "berth_rents: 1000\nberth_rent: -5\n")
    ran = haina("calc", "berth", file)
    assert ran.status == 2
    assert "facts.yaml:1:1" in ran.err
    assert "facts.yaml:2:13" in ran.err
