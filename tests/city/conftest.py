"""A city for the invented pack of Aurel, written as its authors would write it, and how to make one of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from haina.city import Plan, city_data, make_city
from haina.policy import Policy, load

ROOT = Path(__file__).parents[2]

AUREL_CITY = """\
on: 2022-03-01
organisations_per_person: 0.05
sources:
  - {id: roll, title: {zh: 名册, en: The roll}, as_of: 2021-12-31, address: the town hall}
assumed: {zh: 假设, en: assumed}
organisations:
  - {column: size, type: int, uniform: {from: 1, to: 40}}
  - {fact: builds_ships, share: 0.25}
  - {fact: paid_into_chest, where: {builds_ships: true}, share: 0.5, otherwise: false}
  - fact: plan_filings
    where: {builds_ships: true}
    spells: {count: 2, length: 10, gap: 5, other_fields: {enum: {evenly: true}}}
persons:
  - fact: birth_date
    years_ago: {bands: [{from: 0, to: 20, share: 1}, {from: 20, to: 80, share: 3}]}
    source: roll
  - {column: age, type: int, years_since: birth_date}
  - {fact: rank, where: {age: {from: 20}}, choice: {apprentice: 6, journeyman: 3, master: 1}, source: roll}
  - {fact: sponsor, cases: [{where: {rank: master}, value: true}, {share: 0.2}]}
  - {column: works, type: bool, matches: {age: {from: 16, to: 70}}}
  - {fact: rent, where: {works: true}, lognormal: {median: 1000, sigma: 0.5}, at_least: 10, otherwise: 0}
  - {fact: berth_rent, of: rent, times: 0.5, plus: 1}
  - {fact: ships_built, sum: [{choice: {0: 1, 1: 1}}, {value: 2}]}
  - fact: yard_work
    where: {works: true}
    spells:
      count: {choice: {0: 1, 1: 2, 3: 1}}
      length: {uniform: {from: 30, to: 4000}}
      gap: {choice: {0: 1, 20: 1}}
      ended: {uniform: {from: 1, to: 500}}
      open: 0.5
      not_before: birth_date
      fields: {yard: {choice: {north: 1, south: 2}}}
employment: {where: {works: true}, weight: size}
missing:
  - {subject: person, groups: [person], rate: 0.1, times: [{where: {rank: master}, factor: 3}]}
  - {subject: person, department: harbour_office, rate: 0.2}
  - {subject: organisation, department: harbour_office, rate: 0.5}
"""

#: Small parts and blocks, so that a small city has several of each.
SMALL = {"part": 2000, "block": 500}


def with_city(policy: Policy, text: str = AUREL_CITY) -> Policy:
    """A policy whose pack says this about its city."""
    return replace(policy, files={**policy.files, "city/city.yaml": text})


@pytest.fixture(scope="session")
def aurel() -> Policy:
    """The policy of Aurel, with a city."""
    return with_city(load(ROOT / "tests" / "packs" / "aurel"))


@pytest.fixture(scope="session")
def shanghai() -> Policy:
    """The policy of the pack that Haina brings."""
    return load(ROOT / "policies" / "shanghai-2016")


Make = Callable[..., dict[str, Any]]


@pytest.fixture
def make(aurel: Policy, tmp_path: Path) -> Make:
    """Makes a city of Aurel in a folder below the test's own."""

    def made(
        name: str = "city", people: int = 5000, seed: int = 1, processes: int = 1, **plan: Any
    ) -> dict[str, Any]:
        return make_city(
            Plan(city_data(aurel), tmp_path / name, people, seed, **{**SMALL, **plan}), aurel, processes
        )

    return made


def digests(directory: Path) -> dict[str, str]:
    """Each file of a city by its path, as the SHA-256 of its bytes."""
    return {
        path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
