"""Bad input ends with status 2, file, place and what to do, in both languages; never with a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import AUREL, ROOT, Haina


def refused(haina: Haina, *words: str, given: str | bytes = "") -> str:
    """What a refused command says on standard error, after the signs of a refusal have been checked."""
    for lang in ("zh", "en"):
        ran = haina(*words, "--lang", lang, given=given)
        assert ran.status == 2, ran.err
        assert ran.out == ""
        assert "Traceback" not in ran.err
        assert any("一" <= letter <= "鿿" for letter in ran.err) == (lang == "zh"), ran.err
    return ran.err


@pytest.mark.parametrize(
    ("facts", "place", "said"),
    [
        ("birth_dat: 1990-04-01\n", "1:1", "Did you mean “birth_date”?"),
        ("rank: master\nbirth_date: yesterday\n", "2:13", "yesterday"),
        ("birth_date: 1990-02-30\n", "1:13", "1990-02-30"),
        ("rank: mastre\n", "1:7", "master"),
        ("rent: a lot\n", "1:7", "a lot"),
        ("ships_built: 1.5\n", "1:14", "1.5"),
        ("ships_built: -1\n", "1:14", "less than 0"),
        ("sponsor: perhaps\n", "1:10", "perhaps"),
        ("yard_work: 2016\n", "1:12", ""),
        ("yard_work:\n  - {from: 2016-03-01, to: 2015-03-01}\n", "2:28", "before it begins"),
        (
            "yard_work:\n  - {from: 2016-03-01, to: 2017-03-01}\n  - {from: 2017-03-01}\n",
            "2:3",
            "overlap on 2017-03-01",
        ),
        ("yard_work:\n  - {form: 2016-03-01}\n", "2:", "from"),
        ("yard_work:\n  - {from: 2016-03-01, yrad: North}\n", "2:24", "Did you mean “yard”?"),
        ("rank: master\nrank: journeyman\n", "2:1", "first on line 1"),
        ("- rank\n", "1:1", "NAME: VALUE"),
        ("just words\n", "1:1", "NAME: VALUE"),
        ("rank: [master\n", "2:1", "not finished"),
        ("rank: &a master\n", "1:7", "anchors and aliases"),
        ("[" * 3000, "1:51", "nested more than 50"),
    ],
)
def test_facts_that_cannot_be_understood(
    haina: Haina, tmp_path: Path, facts: str, place: str, said: str
) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(facts)
    complaint = refused(haina, "check", str(path))
    assert complaint.startswith(f"{path}:{place}"), complaint
    assert said in complaint


def test_every_defect_of_a_file_is_told_at_once(haina: Haina, tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("birth_dat: 1990-04-01\nrank: mastre\nrent: a lot\n")
    complaint = refused(haina, "check", str(path))
    assert [f"{path}:{line}:" in complaint for line in (1, 2, 3)] == [True, True, True]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"# nothing yet\n", "nothing in the file"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"PK\x03\x04....", "an office document"),
        (bytes(range(256)), "a binary file"),
        ("rank: 师傅".encode("gb18030"), "not encoded in UTF-8"),
        (b"rank: \x1b[31mmaster\n", "control character U+001B"),
    ],
)
def test_a_file_that_is_no_facts_file(haina: Haina, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "facts.yaml"
    path.write_bytes(content)
    assert said in refused(haina, "check", str(path))


def test_fifty_megabytes(haina: Haina, tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    assert "too large (50.0 MB)" in refused(haina, "check", str(path))


def test_more_than_five_megabytes_through_a_pipe(haina: Haina) -> None:
    assert "too large" in refused(haina, "check", "-", given=b"rank: master\n" * 500_000)


def test_a_directory(haina: Haina, tmp_path: Path) -> None:
    assert "this is a directory" in refused(haina, "check", str(tmp_path))


def test_a_file_that_is_not_there(haina: Haina, mira: Path) -> None:
    assert "mira.yaml" in refused(haina, "check", str(mira.with_name("mirra.yaml")))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chekc"], "check"),
        (["policy", "tset"], "test"),
        (["policy"], "haina policy"),
        (["check"], "required"),
        (["check", "-", "--onn", "2016-01-01"], "--on"),
        (["check", "-", "--on", "2016-02-30"], "there is no day 2016-02-30"),
        (["check", "-", "--on", "tomorrow"], "is not a date"),
        (["check", "-", "--on"], "expected one argument"),
        (["check", "-", "--format", "xml"], "invalid choice"),
        (["check", "-", "--full=yes"], "ignored explicit argument"),
        (["policy", "check", "a", "b"], "unrecognized arguments: b"),
    ],
)
def test_a_command_that_cannot_be_understood(haina: Haina, words: list[str], said: str) -> None:
    if words == ["policy"]:
        assert haina(*words).status == 2
        assert said in haina(*words).out
        return
    assert said in refused(haina, *words)


def test_a_right_that_does_not_exist(haina: Haina, mira: Path) -> None:
    assert "harbour_pass" in refused(haina, "check", str(mira), "--right", "harbor_pass")


def test_a_policy_that_is_not_there(haina: Haina, mira: Path, tmp_path: Path) -> None:
    assert "no policy pack here" in refused(haina, "check", str(mira), "--policy", str(tmp_path))


def test_something_unknown_to_show(haina: Haina) -> None:
    assert "Did you mean “pass_years”?" in refused(haina, "policy", "show", "pass_year")


def test_asking_about_something_unknown(haina: Haina) -> None:
    assert "Did you mean “arriving”?" in refused(haina, "ask", "--about", "ariving")


def test_who_reads_the_answer_may_leave_early(mira: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "haina", "check", str(mira), "--full"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "HAINA_POLICY": str(AUREL)},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 0
