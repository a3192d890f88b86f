"""``haina policy test --mutate``, ``coverage``, ``compare`` and ``new`` as people run them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import AUREL, Haina


@pytest.fixture
def town(tmp_path: Path, haina: Haina) -> Path:
    """A pack that has just been started."""
    assert haina("policy", "new", str(tmp_path / "town"), "--title", "My town").status == 0
    return tmp_path / "town"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The pack of Aurel with more years for the pass until the end of 2021."""
    copy = Path(shutil.copytree(AUREL, tmp_path / "other"))
    standards = copy / "standards.yaml"
    text = standards.read_text()
    find = "value: 2, from: 2020-01-01"
    assert text.count(find) == 1
    standards.write_text(text.replace(find, "value: 4, from: 2020-01-01"))
    return copy


# new


def test_a_new_pack_checks_tests_and_is_covered(haina: Haina, town: Path) -> None:
    for words in (("check",), ("test",), ("test", "--mutate"), ("coverage", "--strict", "--mutate")):
        ran = haina("policy", words[0], str(town), *words[1:])
        assert (ran.status, ran.err) == (0, ""), words


def test_a_folder_that_is_not_empty_is_refused_in_both_languages(haina: Haina, town: Path) -> None:
    ran = haina("policy", "new", str(town))
    assert (ran.status, ran.out) == (2, "")
    assert "the folder is not empty" in ran.err
    assert "目录里已有内容" in haina("policy", "new", str(town), "--lang", "zh").err


def test_new_says_what_to_do_next(haina: Haina, tmp_path: Path) -> None:
    ran = haina("policy", "new", str(tmp_path / "a town"), "--lang", "zh")
    assert f"haina policy check '{tmp_path}/a town'" in ran.out
    assert "已写好一个可用的政策包" in ran.out


# test --mutate


def test_survivors_are_told_with_place_change_and_closest_case(haina: Haina) -> None:
    ran = haina("policy", "test", "--mutate", "--only", "stall")
    assert (ran.status, ran.err) == (1, "")
    assert "tests/packs/aurel/articles/1.yaml:" in ran.out
    turned = "points(craft_score) >= 50  →  points(craft_score) > 50"
    assert f"stall:compare:0:gt  comparison turned\n    {turned}" in ran.out
    assert "    closest: " in ran.out
    assert " survived; " in ran.out.splitlines()[-1]


def test_survivors_in_chinese(haina: Haina) -> None:
    ran = haina("policy", "test", "--mutate", "--only", "stall", "--lang", "zh")
    assert "stall:compare:0:gt  比较换向" in ran.out
    assert "最接近：" in ran.out
    assert "个未被发现" in ran.out


def test_the_json_of_a_mutation_test(haina: Haina) -> None:
    found = json.loads(haina("policy", "test", "--mutate", "--only", "stall", "--format", "json").out)
    assert set(found) == {
        "policy",
        "rules",
        "mutants",
        "killed",
        "equivalent",
        "survivors",
        "not_viable",
        "listed",
        "unknown_ids",
        "listed_but_noticed",
    }
    assert found["mutants"] == found["killed"] + found["equivalent"] + len(found["survivors"])


def test_a_listed_mutant_is_no_survivor(haina: Haina, town: Path) -> None:
    personas = town / "personas" / "1.yaml"
    text = personas.read_text()
    short = "    - id: share_too_small\n"
    assert short in text
    before, _, rest = text.partition(short)
    personas.write_text(before + "    - id: by_word" + rest.partition("    - id: by_word")[2])
    ran = haina("policy", "test", str(town), "--mutate", "--only", "shared_workshop")
    assert ran.status == 1
    ids = [line.split()[1] for line in ran.out.splitlines() if ".yaml:" in line]
    reason = "{zh: 试验, en: for the test}"
    listed = [f'- {{id: "{id}", reason: {reason}}}' for id in [*ids, "nothing:x"]]
    (town / "equivalent_mutants.yaml").write_text("\n".join(listed))
    ran = haina("policy", "test", str(town), "--mutate")
    assert ran.status == 0
    assert f"{len(ids)} listed as equivalent, 0 survived" in ran.out
    assert "nothing:x: is no mutant of these rules" in ran.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--mutate", "--only", "stahl"), "unknown_rule"),
        (("--mutate", "--article", "9"), "unknown_article"),
        (("--only", "stall"), "option"),
        (("--jobs", "2"), "option"),
    ],
)
def test_bad_words_for_the_mutation_test(haina: Haina, words: tuple[str, ...], code: str) -> None:
    ran = haina("policy", "test", *words)
    assert (ran.status, ran.out) == (2, "")
    assert f"[{code}]" in ran.err


def test_the_nearest_name_is_suggested(haina: Haina) -> None:
    assert "Did you mean “stall”?" in haina("policy", "test", "--mutate", "--only", "stal").err


def test_the_personas_as_json(haina: Haina, town: Path) -> None:
    assert json.loads(haina("policy", "test", str(town), "--format", "json").out)["failures"] == []
    article = town / "articles" / "1.yaml"
    article.write_text(article.read_text().replace("craft in ['wood', 'clay']", "craft in ['wood']"))
    ran = haina("policy", "test", str(town), "--format", "json")
    (failure,) = json.loads(ran.out)["failures"]
    assert ran.status == 1
    assert (failure["case"], failure["expected"], failure["got"]) == ("mo/potter", "yes", "no")


# coverage


def test_coverage_tells_clause_by_clause_what_is_lacking(haina: Haina, town: Path) -> None:
    personas = town / "personas" / "1.yaml"
    personas.write_text(personas.read_text().replace(", file_year_report: not_owed", ""))
    ran = haina("policy", "coverage", str(town))
    assert (ran.status, ran.err) == (0, "")
    assert "  ✗ 1.4 duties: Report on the opening" in ran.out
    assert "      lacking: not owed" in ran.out
    assert "  ✗ S1 workshop_register Register of workshops: 1.1, 1.4\n      not running yet: 1.4" in ran.out
    assert ran.out.endswith("4 clauses, 3 executable.\n")
    assert haina("policy", "coverage", str(town), "--strict").status == 1


def test_coverage_in_chinese(haina: Haina, town: Path) -> None:
    ran = haina("policy", "coverage", str(town), "--lang", "zh")
    assert "  ✓ 1.3 协议: 合租工作室" in ran.out
    assert "有效 1" in ran.out
    assert ran.out.endswith("4 个条款，4 个可运行。\n")


def test_the_json_of_the_coverage_has_exactly_the_promised_keys(haina: Haina, town: Path) -> None:
    found = json.loads(haina("policy", "coverage", str(town), "--format", "json").out)
    assert list(found) == ["clauses", "executable", "by_kind", "systems"]
    found = json.loads(haina("policy", "coverage", str(town), "--mutate", "--format", "json").out)
    assert list(found) == ["clauses", "executable", "by_kind", "systems", "mutants"]
    assert found["mutants"]["survivors"] == 0


# compare


def test_two_packs_are_compared_with_causes(haina: Haina, other: Path) -> None:
    ran = haina("policy", "compare", str(AUREL), str(other))
    assert (ran.status, ran.err) == (0, "")
    period = "[2020-01-01 – 2021-12-31]"
    assert f"standard: pass_years\n    - 2  {period}\n    + 4  {period}" in ran.out
    answer = "mira (Mira, shipwright), 2020-03-01, harbour_pass: yes → no"
    assert f"{answer}\n    because: standard pass_years" in ran.out


def test_two_packs_are_compared_in_chinese(haina: Haina, other: Path) -> None:
    ran = haina("policy", "compare", str(AUREL), str(other), "--lang", "zh")
    assert "标准：pass_years" in ran.out
    assert "原因：标准 pass_years" in ran.out


def test_a_pack_and_itself(haina: Haina) -> None:
    assert "No differences." in haina("policy", "compare", str(AUREL), str(AUREL)).out


def test_people_in_a_file_are_asked_too(haina: Haina, other: Path, tmp_path: Path) -> None:
    people = tmp_path / "people.yaml"
    work = "yard_work: [{from: 2018-03-01, yard: North}]"
    people.write_text(f"- {{birth_date: 1990-04-01, rank: master, {work}}}\n- {{rank: apprentice}}\n")
    words = ("policy", "compare", str(AUREL), str(other), "--on", "2020-06-01", "--facts", str(people))
    ran = haina(*words)
    assert f"{people}#1, 2020-06-01, harbour_pass: yes → no" in ran.out
    assert f"{people}#2, 2020-06-01, harbour_pass:" not in ran.out
    found = json.loads(haina(*words, "--format", "json").out)
    assert list(found) == ["a", "b", "elements", "standards", "answers", "same"]
    assert {each["causes"][0]["id"] for each in found["answers"]} == {"pass_years"}


def test_two_days_of_one_pack(haina: Haina) -> None:
    ran = haina("policy", "compare", str(AUREL), "--on", "2021-12-31", "--on-b", "2022-01-01")
    assert ran.status == 0
    assert "standard: pass_years" in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere", "nowhere"), "[pack_missing]"),
        ((str(AUREL),), "[option]"),
        ((str(AUREL), "--on-b", "2022-01-01"), "[option]"),
        ((str(AUREL), str(AUREL), "--on", "2022-02-30"), "there is no day 2022-02-30"),
        ((str(AUREL), str(AUREL), "--on", "today"), "today is not a date"),
        ((str(AUREL), str(AUREL), "--facts", "nobody.yaml"), "[file_missing]"),
        ((), "first"),
    ],
)
def test_bad_words_for_the_comparison(haina: Haina, words: tuple[str, ...], said: str) -> None:
    ran = haina("policy", "compare", *words)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err or "required" in ran.err


def test_a_file_of_people_with_a_mistake_is_told_with_its_place(haina: Haina, tmp_path: Path) -> None:
    people = tmp_path / "people.yaml"
    people.write_text("- rank: master\n- rnak: master\n")
    ran = haina("policy", "compare", str(AUREL), str(AUREL), "--facts", str(people))
    assert ran.status == 2
    assert ran.err.startswith(f"{people}:2:3: ")
    people.write_text("- 5\n")
    assert "[facts_shape]" in haina("policy", "compare", str(AUREL), str(AUREL), "--facts", str(people)).err
