"""``haina city``: a city is made, goes on, is refused; a table is mapped or told what does not fit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import ROOT, Haina

SHANGHAI = {"HAINA_POLICY": str(ROOT / "policies" / "shanghai-2016")}


def test_a_city_is_made_and_described(haina: Haina, tmp_path: Path) -> None:
    """Given a number of people, when a city is made, then it says what came out; again it is left alone."""
    words = ("city", "make", "--people", "500", "--out", str(tmp_path / "city"), "--lang", "en")
    ran = haina(*words, environment=SHANGHAI)
    assert (ran.status, ran.err.splitlines()[-1].split()[-1]) == (0, "100%")
    assert ran.out.startswith("500 people, 8 organisations, ")
    assert "not drawn and so unknown: public_tasks" in ran.out
    manifest = json.loads((tmp_path / "city" / "manifest.json").read_text())
    assert manifest["complete"]
    assert manifest["columns"]["person"]["nationality"]["source"].startswith("census_2020")
    assert haina(*words, environment=SHANGHAI).out == ran.out
    other = haina(*words, "--seed", "2", environment=SHANGHAI)
    assert other.status == 2
    assert "it differs in seed [another_city]" in other.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--people", "0"), "--people must lie between 1 and"),
        (("--people", "5", "--missing", "1.5"), "--missing must lie between 0 and 1"),
        (("--people", "5", "--processes", "0"), "--processes must be at least 1"),
        ((), "required: --people"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(
    haina: Haina, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """Given a number that makes no sense, when asked for a city, then it says so and writes nothing."""
    ran = haina("city", "make", *words, "--out", str(tmp_path / "city"), "--lang", "en")
    assert ran.status == 2
    assert said in ran.err
    assert not (tmp_path / "city").exists()


def test_the_pack_without_a_city_says_so(haina: Haina, tmp_path: Path) -> None:
    """Given a pack without city data, when asked for a city, then that is told."""
    ran = haina("city", "make", "--people", "5", "--out", str(tmp_path / "city"), "--lang", "zh")
    assert ran.status == 2
    assert "政策包没有城市数据" in ran.err


def test_the_check_of_a_pack_reads_its_city(haina: Haina, tmp_path: Path) -> None:
    """Given a pack with a mistake in its city data, when the pack is checked, then the mistake is told."""
    shutil.copytree(ROOT / "tests" / "packs" / "aurel", tmp_path / "pack")
    (tmp_path / "pack" / "city").mkdir()
    (tmp_path / "pack" / "city" / "1.yaml").write_text(
        "on: 2022-01-01\npersons:\n  - {fact: ranks, share: 1}\n"
    )
    ran = haina("policy", "check", str(tmp_path / "pack"), "--lang", "en")
    assert ran.status == 2
    assert "city/1.yaml:3:" in ran.err
    assert "Did you mean “rank”?" in ran.err


def test_the_example_is_mapped(haina: Haina, tmp_path: Path) -> None:
    """Given the table among the examples, when mapped, then it says what is known and what it left out."""
    folder = ROOT / "examples" / "city"
    files = (str(folder / "mapping.yaml"), str(folder / "people.csv"))
    ran = haina("city", "map", *files, "--out", str(tmp_path / "out"), "--lang", "en", environment=SHANGHAI)
    assert ran.status == 0, ran.err
    assert "5 rows written to" in ran.out
    assert "annual_salary  80.0%" in ran.out
    assert "columns that were not taken: 电话" in ran.out


def test_a_table_that_does_not_fit_is_told_and_not_written(haina: Haina, tmp_path: Path) -> None:
    """Given a value that nobody explained, when mapped, then place and advice come and nothing else."""
    (tmp_path / "mapping.yaml").write_text("columns: {国籍: nationality}\n")
    (tmp_path / "people.csv").write_text("国籍\n外国籍\n火星\n")
    files = (str(tmp_path / "mapping.yaml"), str(tmp_path / "people.csv"))
    ran = haina("city", "map", *files, "--out", str(tmp_path / "out"), "--lang", "zh", environment=SHANGHAI)
    assert ran.status == 2
    assert "people.csv:3:1: “火星”不是nationality的值" in ran.err
    assert not (tmp_path / "out").exists()
