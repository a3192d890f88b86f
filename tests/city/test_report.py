"""The report of a run stands alone, says what the tables say, and speaks both languages."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from haina.city import CityError
from haina.city.making import MANIFEST
from haina.city.runs import Run, run_city
from haina.city.runs.beginning import Ahead
from haina.city.runs.comparing import Comparison, compare_city
from haina.city.runs.report import Report
from haina.city.runs.sweeping import variants_of
from haina.cli import main
from haina.cli.city_faults import alone_in
from haina.policy import Policy

from .conftest import Make

ON = date(2022, 3, 1)


@pytest.fixture
def run(make: Make, aurel: Policy, tmp_path: Path) -> Path:
    """A run over a small city, in bands of age."""
    make(people=2000)
    run_city(Run(tmp_path / "city", tmp_path / "run", by=("age:20",)), aurel)
    return tmp_path / "run"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_loads_nothing_and_has_the_numbers_of_the_tables(
    run: Path, aurel: Policy, language: str
) -> None:
    """Given a run, when it is reported, then the file stands alone and shows the counts of the tables."""
    text = Report(run, aurel, language).text
    assert not re.search(r"""(?:src|href)=["'](?!#)|<script|@import|url\(""", text)
    answers, near = (pl.read_parquet(run / f"{name}.parquet") for name in ("answers", "near"))
    first = text[text.index("<ul>") : text.index("</ul>")]
    asked = {"zh": ("谁能得到？", "要多少钱？", "谁只差一点？"), "en": ("gets it?", "cost?", "just misses?")}
    assert all(each in first for each in asked[language])
    assert f"{near['subjects'].sum():,}" in first
    assert f"{answers['known'].sum():,.0f}" in first
    for element, right in aurel.rights.items():
        counted = answers.filter(pl.col("element") == element)["yes"].sum()
        if counted:
            assert right.title.in_(language) in text
            assert f"{counted:,}" in text


def test_a_sweep_is_drawn_as_a_curve(run: Path, aurel: Policy) -> None:
    """Given a standard tried with several values, when reported, then the curve has a step for each."""
    out = run.parent / "swept"
    compare_city(
        Comparison(run.parent / "city", out, variants_of(aurel, ON, {"pass_years": ["1", "4", "6"]}))
    )
    text = Report(out, aurel, "en").text
    assert "Value by value" in text
    assert all(f"{value} (Years for the pass)" in text for value in (1, 4, 6))


def test_two_standards_are_drawn_as_a_surface_and_what_lies_ahead_as_a_curve(
    run: Path, aurel: Policy
) -> None:
    """Given two standards swept and a look ahead, when reported, then each pair and each day is told."""
    tried = {"pass_years": ["1", "4"], "night_market_open": ["no", "yes"]}
    ahead, out = Ahead(date(2024, 12, 31), "year"), run.parent / "swept"
    compare_city(Comparison(run.parent / "city", out, variants_of(aurel, ON, tried), ahead=ahead))
    text = Report(out, aurel, "en").text
    told = " ".join(re.findall("<desc[^>]*>(.*?)</desc>", text))
    assert "Years for the pass 4, The night market is open yes:" in told
    assert "2022-12-31" in told
    assert "When it starts to bite" in text
    drawn, named = (
        text.count("<svg "),
        len(set(re.findall('<svg [^>]*role="img" aria-labelledby="([^"]+)"', text))),
    )
    assert not re.search("<(?:g|path|line|text)[^>]* (?:role|aria-[a-z]+)=", text)
    assert drawn == named == len(set(re.findall('<title id="([^"]+)"', text)))


def test_where_there_is_no_run_it_says_so(tmp_path: Path, aurel: Policy) -> None:
    """Given a directory without a run, when reported, then it says what to do."""
    with pytest.raises(CityError, match="no whole run"):
        Report(tmp_path, aurel, "en")


def test_the_command_says_what_is_wrong_with_a_wish(
    run: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Given wishes that make no sense, when asked to compare, then each is refused with the reason."""
    city, pack = str(run.parent / "city"), "tests/packs/aurel"
    base = ["city", "compare", city, "--lang", "en", "--policy", pack, "--out", str(tmp_path / "no")]
    assert main(base) == 2
    assert main([*base, "--set", "pass_years"]) == 2
    assert main([*base, "--set", "pass_yeers=3"]) == 2
    assert main([*base, "--sweep", "pass_years=1,2", "--to", "2023-01-01"]) == 2
    assert main([*base, "--sweep", "pass_years=1,2", "--sweep", "pass_years=3"]) == 2
    assert main([*base, "--set", "pass_years=1", "--ahead", "5"]) == 2
    assert main([*base, "--set", "pass_years=1", "--until", "2022-03-01"]) == 2
    said = capsys.readouterr().err
    assert "say what to compare with" in said
    assert "write STANDARD=VALUE" in said
    assert "Did you mean “pass_years”" in said
    assert "--sweep stands alone" in said
    assert "each once" in said
    assert "--ahead is written 5y, 18m or 90d" in said
    assert "2022-03-01 is not after 2022-03-01" in said
    assert not (tmp_path / "no").exists()


def test_what_cannot_be_read_or_written_is_told_with_its_place(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given broken cities, places where nothing can be written and odd groups, then each is told kindly."""
    home = run.parent
    city, taken = home / "city", home / "taken"
    taken.write_text("a file")
    for name, inside in (("cut", "people.parquet/part-00000.parquet"), ("torn", MANIFEST)):
        shutil.copytree(city, home / name)
        whole = (home / name / inside).read_bytes()
        (home / name / inside).write_bytes(whole[: len(whole) // 2])
    shutil.copytree(run, home / "holed")
    (home / "holed" / "near.parquet").unlink()

    def said(*words: object) -> str:
        status = main(["city", *map(str, words), "--lang", "en", "--policy", "tests/packs/aurel"])
        assert status == 2
        return capsys.readouterr().err

    out = home / "out"
    assert "part-00000.parquet:1:1: this Parquet file is not whole" in said("run", home / "cut", "--out", out)
    assert "manifest.json:1:1: this file is broken" in said("run", home / "torn", "--out", out)
    assert "near.parquet:1:1: this table" in said("report", home / "holed", "--out", home / "r.html")
    assert "there is a file, not a directory" in said("run", city, "--out", taken)
    assert "there is a directory, not a file" in said("report", run, "--out", city)
    assert "rank is no number" in said("run", city, "--out", out, "--by", "rank:10")
    assert "no table of firm" in said("run", city, "--out", out, "--by", "firm.size")
    assert "days from 1800 to 2300" in said("run", city, "--out", out, "--on", "9999-12-31")
    assert not out.exists()
    with alone_in(out):
        assert "another process is writing there" in said("run", city, "--out", out)
    assert not out.exists()
