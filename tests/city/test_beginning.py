"""Who begins to get something as time goes on is who would by each one's own timeline."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from haina.city.runs import Run, run_city, turning
from haina.city.runs.asked import ORGANISATION, PERSON, asked_of
from haina.city.runs.beginning import BEGINS, DAY, STOCKS, Ahead
from haina.city.runs.blocks import CityReader
from haina.city.runs.comparing import Comparison, compare_city
from haina.city.runs.running import read_run
from haina.city.runs.sides import ANSWERS, SUBJECT_COLUMN
from haina.city.runs.sweeping import variants_of
from haina.city.runs.tally import ELEMENT
from haina.city.runs.turning import DAYS, FLOWS
from haina.policy import Policy
from haina.rules.columns.frames import facts_of
from haina.rules.text import Status
from haina.rules.timeline import Timeline

from .conftest import Make, digests

ON = date(2022, 3, 1)
#: Beyond the end of a right of Aurel.
AHEAD = Ahead(date(2030, 2, 10), "year")
_PEOPLE = 400
_COUNTED = (*FLOWS, *STOCKS)
Key = tuple[str, str, date, str]


@pytest.fixture
def city(make: Make, tmp_path: Path) -> Path:
    """A small city of Aurel, in two parts."""
    make(people=_PEOPLE, part=250, block=100)
    return tmp_path / "city"


def counted_alone(timeline: Timeline[Status], days: tuple[date, ...]) -> Counter[tuple[date, str]]:
    """What one subject adds to the table, by its timeline."""
    first, begun = timeline.at(days[0]), timeline.at(days[0]) is Status.YES
    ended = not begun
    found: Counter[tuple[date, str]] = Counter()
    for day in days:
        status = timeline.at(day)
        if status is Status.YES:
            found[day, "yes"] += 1
            if not begun:
                found[day, "settle" if first is Status.UNKNOWN else "begin"] += 1
            begun = True
        elif status is Status.UNKNOWN:
            found[day, "unknown"] += 1
        elif not ended:
            found[day, "end"] += 1
            ended = True
    return found


def day_alone(timeline: Timeline[Status], until: date) -> tuple[date, str] | None:
    """On which day one subject begins or ceases, and which of both, by its timeline."""
    first = timeline.at(ON)
    sure = {Status.NO, Status.NOT_IN_FORCE} if first is Status.YES else {Status.YES}
    kind = {Status.YES: "end", Status.UNKNOWN: "settle"}.get(first, "begin")
    days = (day for day, status in timeline.steps if ON < day <= until and status in sure)
    return next(((day, kind) for day in days), None)


@pytest.mark.parametrize("many", [3, 10**9])
def test_a_city_begins_as_each_of_its_people_would_alone(
    city: Path, aurel: Policy, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a city with gaps and open spells, when it looks ahead, then it counts what the timelines say.

    Whether the days of many are proved by columns or those of each are read off its timeline.
    """
    monkeypatch.setattr(turning, "MANY", many)
    run_city(Run(city, city.parent / "run", ahead=AHEAD, rows=150), aurel)
    run_city(Run(city, city.parent / "exact", ahead=replace(AHEAD, exactly=True), rows=150), aurel)
    tables = read_run(city.parent / "run")[1]
    table = tables[BEGINS]
    expected: Counter[Key] = Counter()
    exact: Counter[Key] = Counter()
    for subject in (PERSON, ORGANISATION):
        asked = asked_of(aurel, ON, subject)
        reader = CityReader(city, subject, aurel.facts, asked.read)
        for block in (block for part in reader.parts for block in reader.blocks(part)):
            rows = range(block.frames.subjects.height)
            for facts in facts_of(aurel.program, block.frames, rows, asked.read):
                for name in asked.elements:
                    line = aurel.program.timeline(name, facts)
                    alone = counted_alone(line, AHEAD.days(ON))
                    expected.update({(subject, name, *key): count for key, count in alone.items()})
                    day = day_alone(line, AHEAD.until)
                    exact.update([] if day is None else [(subject, name, *day)])
    found = flattened(table, _COUNTED)
    assert found == dict(expected)
    assert {name for *_, name in found} >= {"begin", "end", *STOCKS}
    assert flattened(read_run(city.parent / "exact")[1][DAYS], FLOWS) == dict(exact)
    assert {name for *_, name in exact} >= {"begin", "end"}
    # Who turns there and back within a year is not seen; all others are, each on its own day.
    seen = flattened(tables[DAYS], FLOWS)
    assert set(seen) <= set(exact)
    assert sum(seen.values()) == sum(count for (*_, name), count in found.items() if name in FLOWS)


def flattened(table: pl.DataFrame, names: tuple[str, ...]) -> dict[Key, int]:
    """What a table counts, without what is nothing."""
    return {
        (row[SUBJECT_COLUMN], row[ELEMENT], row[DAY], name): row[name]
        for row in table.iter_rows(named=True)
        for name in names
        if row[name]
    }


def test_a_stopped_look_ahead_ends_in_the_same_bytes_and_agrees_with_the_run(
    city: Path, aurel: Policy
) -> None:
    """Given a run that looks ahead, stopped amid its parts, when run again, then nothing differs."""

    class Stopped(Exception):
        """The run is stopped here."""

    def stop(done: int, total: int) -> None:
        if done < total:
            raise Stopped

    whole, broken = city.parent / "whole", city.parent / "broken"
    run_city(Run(city, whole, by=("rank",), ahead=AHEAD), aurel)
    with pytest.raises(Stopped):
        run_city(Run(city, broken, by=("rank",), ahead=AHEAD), aurel, stop)
    run_city(Run(city, broken, by=("rank",), ahead=AHEAD, rows=90), aurel)
    assert digests(whole) == digests(broken)
    tables = read_run(whole)[1]
    keys = [SUBJECT_COLUMN, ELEMENT, "rank"]
    today = tables[BEGINS].filter(pl.col(DAY) == ON).select(*keys, *STOCKS).sort(keys)
    counted = tables[ANSWERS].select(*keys, *STOCKS).filter(pl.any_horizontal(pl.col(STOCKS) > 0)).sort(keys)
    assert today.equals(counted)
    assert "rank" in tables[BEGINS].columns


def test_a_shorter_wait_begins_earlier(city: Path, aurel: Policy) -> None:
    """Given two lengths of a wait, when compared ahead, then the shorter gains first and never loses."""
    out = city.parent / "compared"
    compare_city(Comparison(city, out, variants_of(aurel, ON, {"pass_years": ["3", "2"]}), ahead=AHEAD))
    begins = pl.read_parquet(out / f"{BEGINS}.parquet")
    sums = begins.group_by("variant").agg(pl.col("gain", "lose", "begin").sum())
    found = {row["variant"]: row for row in sums.iter_rows(named=True)}
    same, shorter = found["pass_years=3"], found["pass_years=2"]
    assert (same["gain"], same["lose"]) == (0, 0)
    assert shorter["gain"] > shorter["lose"] == 0
    days = pl.read_parquet(out / f"{DAYS}.parquet").filter(pl.col("variant") == "pass_years=2")
    first = begins.filter(pl.col("variant") == "pass_years=2", pl.col("gain") > 0)[DAY].min()
    bites = days.filter(pl.col("gain") > 0)
    assert bites[DAY].min() <= first  # type: ignore[operator] # of a column of days
    assert bites["gain"].sum() >= begins.filter(pl.col("gain") > 0)["gain"].max()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("every", "until", "days"),
    [
        ("quarter", "2022-09-30", ["2022-03-01", "2022-03-31", "2022-06-30", "2022-09-30"]),
        ("month", "2022-04-15", ["2022-03-01", "2022-03-31", "2022-04-15"]),
        ("year", "2023-12-31", ["2022-03-01", "2022-12-31", "2023-12-31"]),
        ("year", "2022-03-01", ["2022-03-01"]),
    ],
)
def test_days_are_the_last_of_their_periods(every: str, until: str, days: list[str]) -> None:
    """Given a horizon, then the days are the first, the last of each period, and the horizon."""
    found = Ahead(date.fromisoformat(until), every).days(ON)
    assert [each.isoformat() for each in found] == days
