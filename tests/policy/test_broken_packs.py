"""One defect at a time in the pack of Aurel: each is refused with its place, what is wrong, and nothing else.

The defects stand in tests/packs/broken, one a file: what to find and what to put in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from haina.policy import PolicyError, load_files
from haina.policy.plain import plain
from haina.policy.procedure_simulation import check_simulation
from haina.policy.reader import read_file
from haina.policy.trial import check_personas

BROKEN = sorted((Path(__file__).parents[1] / "packs" / "broken").glob("*.yaml"))
#: A circle of two stages cuts off a third; what a pattern or a catalogue lacks, two procedures lack.
SEVERAL = {
    "stage-circle": 3,
    "extension-reason": 2,
    "document-twice": 2,
    "term-too-long-in-a-case": 2,
    "term-too-long-later": 2,
}


def defect_in(path: Path) -> dict[str, Any]:
    """The description of one defect."""
    found = plain(read_file(path).root)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_one_defect_is_one_complaint_at_its_place(path: Path, aurel_files: Mapping[str, str]) -> None:
    defect = defect_in(path)
    text = aurel_files[defect["file"]]
    assert text.count(defect["find"]) == 1, "the pack of Aurel has changed: this defect no longer fits"
    files = {**aurel_files, defect["file"]: text.replace(defect["find"], defect["put"])}

    with pytest.raises(PolicyError) as caught:
        policy = load_files(files)
        raise PolicyError([*check_personas(policy), *check_simulation(policy)])

    problems = caught.value.problems
    assert len(problems) == SEVERAL.get(path.stem, 1), "\n".join(str(problem) for problem in problems)
    problem = problems[0]
    assert (problem.code, str(problem.place)) == (defect["code"], defect["at"])
    assert defect["says"] in problem.message.en
    assert problem.message.zh != problem.message.en


def test_there_are_defects_of_every_kind_of_file() -> None:
    defects = [defect_in(path) for path in BROKEN]
    assert len(defects) >= 100
    files = {defect["file"].partition("/")[0] for defect in defects}
    assert files == {
        "pack.yaml",
        "facts.yaml",
        "standards.yaml",
        "departments.yaml",
        "calendar.yaml",
        "articles",
        "procedures",
        "personas",
        "calculators",
        "facts",
        "standards",
        "systems.yaml",
        "registers.yaml",
        "documents.yaml",
        "exclusions.yaml",
        "reviews.yaml",
    }


def test_all_defects_of_a_pack_are_told_at_once(aurel_files: Mapping[str, str]) -> None:
    files = dict(aurel_files)
    wanted: list[tuple[str, str]] = []
    for name in ("unknown-department", "unknown-right", "workday", "notice-differs", "rule-wrong-value"):
        defect = defect_in(next(path for path in BROKEN if path.stem == name))
        files[defect["file"]] = files[defect["file"]].replace(defect["find"], defect["put"])
        wanted.append((defect["code"], defect["at"]))

    with pytest.raises(PolicyError) as caught:
        load_files(files)

    assert {(each.code, str(each.place)) for each in caught.value.problems} == set(wanted)
    places = [(each.place.file, each.place.line, each.place.column) for each in caught.value.problems]
    assert places == sorted(places)


@pytest.mark.parametrize("missing", ["pack.yaml", "facts.yaml", "standards.yaml", "departments.yaml"])
def test_a_missing_file_is_one_complaint(aurel_files: Mapping[str, str], missing: str) -> None:
    files = {name: text for name, text in aurel_files.items() if name != missing}
    with pytest.raises(PolicyError) as caught:
        load_files(files)
    assert [(each.code, each.place.file) for each in caught.value.problems] == [("file_missing", missing)]


@pytest.mark.parametrize(
    ("stray", "meant"),
    [("article/2.yaml", "articles"), ("fact.yaml", "facts.yaml"), ("articles/2.yml", ".yaml")],
)
def test_a_file_in_the_wrong_place_is_not_passed_over(
    aurel_files: Mapping[str, str], stray: str, meant: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        load_files({**aurel_files, stray: "x: 1\n"})
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file) == ("stray_file", stray)
    assert problem.suggestion is not None
    assert meant in problem.suggestion.en
