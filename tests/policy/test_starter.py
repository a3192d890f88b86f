"""A pack of one's own begins as a small one that works, complete and tested."""

from __future__ import annotations

from pathlib import Path

import pytest

from haina.policy import ReadError, load
from haina.policy.coverage import SECTIONS, coverage_of
from haina.policy.equivalent import read_equivalents
from haina.policy.mutation import Hunt
from haina.policy.mutation_report import report_of
from haina.policy.scope import Scope
from haina.policy.starter import start_pack
from haina.policy.trial import check_personas, run_personas


def refused(directory: Path) -> str:
    with pytest.raises(ReadError) as error:
        start_pack(directory)
    (problem,) = error.value.problems
    return problem.code


def test_a_new_pack_has_no_error_and_all_its_personas_are_met(tmp_path: Path) -> None:
    start_pack(tmp_path / "my-town", "My town")
    policy = load(tmp_path / "my-town")
    assert check_personas(policy) == []
    outcomes = list(run_personas(policy))
    assert [each.expectation.rule for each in outcomes if not each.passed] == []
    assert len(outcomes) > 30


def test_a_new_pack_has_one_clause_of_each_kind_and_all_are_covered(tmp_path: Path) -> None:
    start_pack(tmp_path / "my-town")
    found = coverage_of(load(tmp_path / "my-town"))
    assert {kind: len(found.of_kind(kind)) for kind in SECTIONS} == dict.fromkeys(SECTIONS, 1)
    assert found.is_complete


def test_no_mutant_of_a_new_pack_survives(tmp_path: Path) -> None:
    start_pack(tmp_path / "my-town")
    policy = load(tmp_path / "my-town")
    rules = Scope(policy).rules
    report = report_of(Hunt(policy, rules).run(), read_equivalents(policy), rules, rules)
    assert [each.mutant.id for each in report.survivors] == []
    assert report.killed > 40


def test_the_title_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    title = "Town's policy: {first} #1 “new” 新"
    start_pack(tmp_path / "Neue Stadt 2", title)
    policy = load(tmp_path / "Neue Stadt 2")
    assert policy.title.zh == policy.title.en == title
    assert policy.id == "neue-stadt-2"


def test_a_folder_without_a_letter_still_gives_an_id(tmp_path: Path) -> None:
    start_pack(tmp_path / "2024")
    assert load(tmp_path / "2024").id == "policy-2024"


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    assert "pack.yaml" in start_pack(tmp_path)


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert refused(tmp_path) == "folder_not_empty"
    assert [each.name for each in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert refused(tmp_path / "file") == "folder_file"
    assert refused(tmp_path / "file" / "below") == "folder_unwritable"


def test_every_comment_of_the_template_is_in_both_languages(tmp_path: Path) -> None:
    for name in start_pack(tmp_path):
        comments = [
            line for line in (tmp_path / name).read_text().split("\n") if line.lstrip().startswith("#")
        ]
        said = "".join(comments)
        assert any("\u4e00" <= letter <= "\u9fff" for letter in said), name
        assert any(letter.isascii() and letter.isalpha() for letter in said), name
