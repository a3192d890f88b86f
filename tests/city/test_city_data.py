"""A pack's city data are checked as its rules are: every defect with file, line and what to do."""

from __future__ import annotations

import pytest

from haina.city import city_data
from haina.policy import Policy, PolicyError

from .conftest import AUREL_CITY, with_city


def complaints(policy: Policy, text: str) -> list[str]:
    with pytest.raises(PolicyError) as raised:
        city_data(with_city(policy, text))
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("fact: sponser", "fact: sponsor", "[unknown_fact] Did you mean “sponsor”?"),
        ("{apprentise: 6", "{apprentice: 6", "[unknown_value] Did you mean “apprentice”?"),
        ("of: rents", "of: rent", "no column named rents is declared before"),
        ("shares: 0.25", "share: 0.25", "exactly one kind of draw is needed"),
        ("share: 1.25", "share: 0.25", "expected a number from 0 to 1"),
        ("weight: sise", "weight: size", "organisations have no column sise [unknown_column]"),
        ("department: harbor", "department: harbour_office", "no department named harbor"),
        ("{yards: {choice", "{yard: {choice", "no field yards [unknown_field] Did you mean “yard”?"),
        ("source: rolls", "source: roll", "no source named rolls"),
        ("median: 1000, sigm: 0.5", "median: 1000, sigma: 0.5", "expected the keys median, sigma"),
        ("not_before: rank", "not_before: birth_date", "expected the name of a column of days"),
        ("{value: 2}], times: 2}", "{value: 2}]}", "times may only stand beside of"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_at_its_place(aurel: Policy, wrong: str, right: str, said: str) -> None:
    """Given city data with one mistake, when read, then it is told with its line and what to write."""
    text = AUREL_CITY.replace(right, wrong, 1)
    line = next(n for n, each in enumerate(text.splitlines(), start=1) if wrong in each)
    found = complaints(aurel, text)
    assert any(said in each for each in found), found
    assert any(f"city.yaml:{line}:" in each for each in found), found


def test_all_mistakes_are_told_at_once(aurel: Policy) -> None:
    """Given two mistakes, when read, then both are told."""
    text = AUREL_CITY.replace("fact: sponsor", "fact: sponser").replace("of: rent", "of: rents")
    assert len(complaints(aurel, text)) == 2


def test_every_figure_has_a_ground(aurel: Policy) -> None:
    """Given a column with neither source nor assumption, when read, then it is refused."""
    text = AUREL_CITY.replace("assumed: {zh: 假设, en: assumed}\n", "")
    assert "there is no ground for this [no_ground]" in complaints(aurel, text)[0]


def test_a_pack_without_city_data_says_so(aurel: Policy) -> None:
    """Given a pack that says nothing of its city, when read, then that is what is told."""
    assert "the pack has no city data" in complaints(aurel, "sources: []\n")[0]


def test_the_employer_is_known_only_after_employment(aurel: Policy) -> None:
    """Given a column that reads the employer's, when it stands before the employment, then it is refused."""
    big = "  - {column: big, type: int, of: employer.size}\n"
    text = AUREL_CITY.replace("  - {column: works,", big + "  - {column: works,")
    assert "no column named employer.size is declared before" in complaints(aurel, text)[0]


def test_grounds_of_the_pack_name_where_they_stand(shanghai: Policy) -> None:
    """Given the pack that Haina brings, when its city is read, then each source has a day and a place."""
    data = city_data(shanghai)
    assert all(each.address and each.as_of < each.as_of.max for each in data.figures.values())
    used = {each for subject in data.subjects for column in subject.columns if column.ground.source
            for each in column.ground.source.split(";")}  # fmt: skip
    assert used == set(data.figures)
