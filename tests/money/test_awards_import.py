"""Feature: awards of the past are taken over from a table, all or nothing, with their conflicts as found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

from haina.cli.command import run
from haina.money.models import Claim, Ground
from haina.people.models import IdentityDocument, Organisation, Person

AUREL = str(Path(__file__).parents[1] / "packs" / "aurel")
MAPPING = """
origin: {document: Rolls of 2021, decided_by: treasury, decided_on: 2021-12-31}
columns:
  award: 编号
  programme: 项目
  first: 开始
  last: 结束
  amount: 金额（万）
  effort: 投入
  stage: 等级
  purpose: 用途
beneficiaries: {person: 证件号, organisation: 信用代码, project: 船名}
programmes: {工作室: studio_grant, 船体: hull_aid}
stages: {师傅: master, 帮工: journeyman}
amounts: ten_thousands
"""
HEAD = "编号,项目,开始,结束,金额（万）,投入,等级,用途,证件号,信用代码,船名\n"
GOOD = (
    "A-1,工作室,2021-03-01,2021-03-31,0.1234,20%,师傅,No. 1,P123,,\n"
    "A-2,船体,2021/4/1,,0.3,,,No. 2,,,Heron\n"
    "A-3,船体,2021年5月1日,,0.2,,,No. 3,,,Heron\n"
).replace("20%", "20")


@pytest.fixture
def people(db: None) -> None:
    """A person and a yard who are in the register."""
    person = Person.objects.create(name="ADA")
    IdentityDocument.objects.create(person=person, kind="passport", country="UTO", number="P123")
    Organisation.objects.create(credit_code="91310000MA1FL0000T", name_zh="船坞")


@pytest.fixture
def importing(people: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Import a table; give the exit status and what was said."""

    def importing(table: str, *words: str, mapping: str = MAPPING, lang: str = "en") -> tuple[int, str]:
        (tmp_path / "past.csv").write_text(table, encoding="utf-8")
        (tmp_path / "map.yaml").write_text(mapping, encoding="utf-8")
        files = [str(tmp_path / "past.csv"), "--mapping", str(tmp_path / "map.yaml")]
        with translation.override(lang):
            status = run(["awards", "import", *files, "--policy", AUREL, "--lang", lang, *words])
        said = capsys.readouterr()
        return status, (said.out + said.err).replace(str(tmp_path) + "/", "")

    return importing


Importing = Callable[..., tuple[int, str]]


def test_a_table_is_taken_over_once(importing: Importing) -> None:
    """Given three awards, when they are imported twice, then each holds its places once."""
    assert importing(HEAD + GOOD)[1].startswith("3 taken over, 0 were there")
    claims = set(Claim.objects.values_list("award", "rule"))
    assert len({award for award, _ in claims}) == 3
    first = Claim.objects.get(label="A-1", rule="studio_once_a_year")
    assert (first.fen, first.effort, first.stage) == (123_400, 200, "master")
    assert str(Ground.objects.get(document="Rolls of 2021").decided_on) == "2021-12-31"
    assert importing(HEAD + GOOD) == (0, "0 taken over, 3 were there, 0 concern no rule\n")
    assert set(Claim.objects.values_list("award", "rule")) == claims


def test_a_dry_run_says_the_same_and_writes_nothing(importing: Importing) -> None:
    status, said = importing(HEAD + GOOD, "--dry-run")
    assert (status, "3 taken over" in said, "nothing written" in said) == (0, True, True)
    assert not Claim.objects.exists()
    assert not Ground.objects.exists()


def test_conflicts_among_the_past_are_kept_as_found_and_listed(importing: Importing, capsys) -> None:
    """Given two grants in one year and a hull over its cap, then both are kept, told and listed."""
    more = "A-4,工作室,2021-11-01,2021-11-30,0.1,,帮工,No. 4,P123,,\n"
    more += "A-5,船体,2021-06-01,,0.0001,,,No. 5,,,Heron\n"
    status, said = importing(HEAD + GOOD + more, "--format", "json")
    answer = json.loads(said)
    assert (status, answer["new"]) == (0, 5)
    found = {each["line"]: each["reasons"] for each in answer["conflicts"]}
    assert set(found) == {5, 6}
    assert any("One studio grant a year" in reason["en"] for reason in found[5])
    assert any("A-2" in reason["en"] and "A-3" in reason["zh"] for reason in found[6])
    assert Claim.objects.filter(conflict=True).count() >= 2
    assert run(["awards", "conflicts", "--policy", AUREL, "--lang", "en"]) == 1
    assert "A-5" in capsys.readouterr().out
    again = json.loads(importing(HEAD + GOOD + more, "--format", "json")[1])
    assert (again["new"], again["again"], again["conflicts"]) == (0, 5, [])


def test_without_conflicts_there_is_nothing_to_list(importing: Importing, capsys) -> None:
    importing(HEAD + GOOD)
    assert run(["awards", "conflicts", "--policy", AUREL, "--format", "json", "--lang", "en"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("line", "place", "code"),
    [
        ("A-9,烟火,2021-01-01,,,,,x,P123,,", "2:2", "table_programme"),
        (",工作室,2021-01-01,,,,,x,P123,,", "2:1", "table_empty"),
        ("A-9,工作室,,,,,,x,P123,,", "2:3", "table_empty"),
        ("A-9,工作室,2021-02-30,,,,,x,P123,,", "2:3", "table_day"),
        ("A-9,工作室,1 March,,,,,x,P123,,", "2:3", "table_day"),
        ("A-9,工作室,2021-02-02,2021-02-01,,,,x,P123,,", "2:4", "table_days"),
        ("A-9,工作室,2021-01-01,,-1,,,x,P123,,", "2:5", "table_number"),
        ("A-9,工作室,2021-01-01,,0.12345678,,,x,P123,,", "2:5", "table_number"),
        ("A-9,工作室,2021-01-01,,NaN,,,x,P123,,", "2:5", "table_number"),
        ("A-9,工作室,2021-01-01,,1e400,,,x,P123,,", "2:5", "table_number"),
        ("A-9,工作室,2021-01-01,,,101,,x,P123,,", "2:6", "table_number"),
        ("A-9,工作室,2021-01-01,,,,大师,x,P123,,", "2:7", "table_stage"),
        ("A-9,工作室,2021-01-01,,,,,x,P124,,", "2:9", "table_unknown"),
        ("A-9,工作室,2021-01-01,,,,,x,,913100000000000000,", "2:10", "table_unknown"),
        ("A-9,工作室,2021-01-01,,,,,x,,,", "2:9", "table_nobody"),
        ("A-9,工作室,2021-01-01", "2:1", "table_cells"),
        ('A-9,"工作室"x,2021-01-01,,,,,x,P123,,', "2:1", "table_csv"),
    ],
)
def test_a_wrong_line_is_told_with_its_place_and_nothing_is_written(
    importing: Importing, line: str, place: str, code: str
) -> None:
    status, said = importing(HEAD + line + "\n" + GOOD)
    assert status == 2
    assert said.startswith(f"past.csv:{place}: ")
    assert f"[{code}]" in said
    assert said.count("\n") == 2, "one problem, and that nothing was written"
    assert not Claim.objects.exists()


def test_every_wrong_line_is_told_in_the_readers_language(importing: Importing) -> None:
    wrong = "B-1,烟火,昨天,,x,,,,P9,,\nA-1,工作室,2021-03-01,,,,师傅,x,P123,,\n"
    status, said = importing(HEAD + GOOD + wrong, lang="zh")
    assert status == 2
    assert [each.split(": ")[0] for each in said.splitlines()[:-1]] == [
        "past.csv:5:2",
        "past.csv:5:3",
        "past.csv:5:5",
        "past.csv:5:9",
        "past.csv:6:1",
    ]
    assert "编号 A-1 已在第 2 行" in said


def test_codes_that_steer_a_terminal_are_left_out(importing: Importing) -> None:
    importing(HEAD + GOOD.replace("A-1", "A\x1b[2J-1"))
    assert Claim.objects.filter(label="A[2J-1").exists()


def test_a_line_that_says_something_else_than_before_is_refused(importing: Importing) -> None:
    importing(HEAD + GOOD)
    status, said = importing(HEAD + GOOD.replace("0.1234", "0.2"))
    assert (status, "key_means_one_award" in said) == (2, True)
    assert Claim.objects.get(label="A-1", rule="studio_once_a_year").fen == 123_400


def test_what_a_group_compares_and_the_table_lacks_is_told(importing: Importing) -> None:
    """Given an award without purpose and stage, then it takes its other places, and the lack is told."""
    status, said = importing(HEAD + "A-1,工作室,2021-03-01,2021-03-31,,,,,P123,,\n")
    assert status == 0
    assert "cannot be told: 1" in said
    assert set(Claim.objects.values_list("rule", flat=True)) == {
        "hands_of_a_shipwright",
        "studio_once_a_year",
    }


@pytest.mark.parametrize(
    ("find", "put", "code"),
    [
        ("hull_aid", "hull_aids", "unknown_programme"),
        ("decided_by: treasury", "decided_by: tresury", "unknown_department"),
        ("  programme: 项目\n", "", "mapping_programme"),
        ("person: 证件号", "parson: 证件号", "mapping_beneficiaries"),
        ("amounts: ten_thousands", "amounts: millions", "unknown_word"),
        ("2021-12-31", "2021-13-31", "impossible_date"),
        ("award: 编号", "award: 序号", "table_column"),
    ],
)
def test_a_wrong_mapping_is_told(importing: Importing, find: str, put: str, code: str) -> None:
    status, said = importing(HEAD + GOOD, mapping=MAPPING.replace(find, put))
    assert status == 2
    assert f"[{code}]" in said


def test_a_file_that_is_no_table_is_told(importing: Importing, tmp_path: Path, capsys) -> None:
    assert "[file_empty]" in importing("")[1]
    missing = str(tmp_path / "none.csv")
    mapping = str(tmp_path / "map.yaml")
    assert run(["awards", "import", missing, "--mapping", mapping, "--policy", AUREL, "--lang", "en"]) == 2
    assert "none.csv" in capsys.readouterr().err
