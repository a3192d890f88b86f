"""The same seed gives the same bytes, whatever the number of processes and however often it was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from haina.city import CityError, Plan, city_data, make_city, read_manifest
from haina.policy import Policy

from .conftest import AUREL_CITY, SMALL, Make, digests, with_city

_PEOPLE = 30_000
_RUN = """
import sys
from pathlib import Path
from haina.city import Plan, city_data, make_city
from haina.policy import load
from tests.city.conftest import ROOT, SMALL, with_city
policy = with_city(load(ROOT / "tests" / "packs" / "aurel"))
make_city(Plan(city_data(policy), Path(sys.argv[1]), {people}, 1, **SMALL), policy)
"""


def test_two_processes_give_the_same_bytes_as_one(make: Make, tmp_path: Path) -> None:
    """Given one seed, when a city is made by one process and by two, then all files agree."""
    make("one")
    make("two", processes=2)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert "people.parquet/part-00002.parquet" in digests(tmp_path / "one")


def test_another_seed_gives_other_people(make: Make, tmp_path: Path) -> None:
    """Given two seeds, when cities are made, then their people differ."""
    make("one")
    make("other", seed=2)
    first, second = digests(tmp_path / "one"), digests(tmp_path / "other")
    assert first.keys() == second.keys()
    assert first["people.parquet/part-00000.parquet"] != second["people.parquet/part-00000.parquet"]


def test_a_killed_run_goes_on_and_ends_in_the_same_bytes(aurel: Policy, tmp_path: Path) -> None:
    """Given a run that is killed amid its parts, when run again, then it ends as a whole run."""
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.Popen([sys.executable, "-c", _RUN.format(people=_PEOPLE), str(killed)], env=environment)
    deadline = time.monotonic() + 60
    while not list(killed.glob("progress/part-*.json")):
        assert run.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < deadline, "no part was done within a minute"
        os.sched_yield()
    run.send_signal(signal.SIGKILL)
    run.wait()
    done = len(list(killed.glob("progress/part-*.json")))
    assert 0 < done < _PEOPLE / SMALL["part"]
    with pytest.raises(CityError, match="no whole city"):
        read_manifest(killed)
    told: list[int] = []
    for folder in (killed, whole):
        plan = Plan(city_data(aurel), folder, _PEOPLE, 1, **SMALL)
        make_city(plan, aurel, progress=lambda people, _: told.append(people))
    assert told[0] >= done * SMALL["part"], "what was done before is not done again"
    assert digests(killed) == digests(whole)


def test_a_whole_city_is_left_as_it_is(make: Make, tmp_path: Path) -> None:
    """Given a whole city, when the same is asked for again, then its manifest comes and no file changes."""
    first = make()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "city").rglob("*")}
    assert make() == first == read_manifest(tmp_path / "city")
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "city").rglob("*")}


def test_another_city_in_the_directory_is_not_mixed_with(make: Make, tmp_path: Path) -> None:
    """Given a directory with a city or with something else, when another is asked for, then it is refused."""
    make()
    with pytest.raises(CityError, match="differs in seed"):
        make(seed=2)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine")
    with pytest.raises(CityError, match="something else"):
        make("other")


def test_a_column_more_leaves_the_others_as_they_are(aurel: Policy, tmp_path: Path) -> None:
    """Given city data with one more column, when made, then what was there before has the same values."""
    more = with_city(
        aurel, AUREL_CITY.replace("persons:\n", "persons:\n  - {column: luck, type: bool, share: 0.5}\n")
    )
    for name, policy in (("before", aurel), ("after", more)):
        make_city(Plan(city_data(policy), tmp_path / name, 1000, 1), policy)
    before, after = (pq.read_table(tmp_path / name / "people.parquet") for name in ("before", "after"))
    assert "luck" in after.schema.names
    assert before.equals(after.select(before.schema.names))


def test_memory_does_not_grow_with_the_number_of_people(tmp_path: Path) -> None:
    """Given two sizes, when each is made in a process of its own, then both need the same memory."""
    peak = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    used = []
    for people in (4_000, 40_000):
        script = _RUN.format(people=people) + peak
        ran = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / str(people))],
            env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        used.append(int(ran.stdout))
    assert used[1] < used[0] * 1.1
