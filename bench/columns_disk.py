"""A city on disk: three rules over histories beside plans written by hand, and the whole pack as it grows.

Run with `make bench`, or `bench/columns_disk.py --people 100000 1000000`. Makes a city of each size below
`var/bench` with five in a hundred facts missing where there is none (`--city` names ones that are there),
reads it from Parquet block by block, and counts yes, no and unknown for

* three rules over histories, beside the same three written by hand in Polars, with the three answers kept
  apart, part by part from the same files; both must count the same. Part 1 has runs of work merged and
  measured, part 2 a condition on spells, part 3 an age and a spell that goes on;
* all rights and programmes of persons and organisations, with time a person and the most memory that a
  process of its own took.

Ends with 1 where a bar is missed with a million people or more.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

import _measure as measure
from haina import policy
from haina.city import Plan, city_data, make_city
from haina.city.runs.asked import ORGANISATION, PERSON, asked_of
from haina.city.runs.blocks import CityReader
from haina.rules.columns import ColumnPlan
from haina.rules.columns.patterns import facts_below
from haina.rules.columns.trees import Graph

ON = date(2018, 1, 1)
ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "policies" / "shanghai-2016"
RULES = ("pr_after_talent_permit", "graduate_startup_permit", "young_talent_support")
MOST_MEMORY = 2_000
Counts = dict[str, Counter[str]]


def city_of(people: int) -> Path:
    """Return the city of so many people, made where there is none."""
    directory = ROOT / "var" / "bench" / f"city-{people}"
    pack = policy.load(PACK)
    make_city(Plan(city_data(pack), directory, people, 1, 0.05), pack, 1)
    return directory


def counted(found: Counter[str], truth: pl.Series) -> None:
    """Add up yes, no and unknown."""
    yes, unknown = int(truth.sum() or 0), truth.null_count()
    found.update({"yes": yes, "unknown": unknown, "no": len(truth) - yes - unknown})


def by_haina(city: Path, pack: policy.Policy, names: list[str], subject: str) -> Counts:
    """Count the answers of some rules, block by block."""
    plan = ColumnPlan.compile(pack.program, names, ON)
    graph = Graph(pack.program)
    read = {fact for name in names for fact in facts_below(graph, pack.program.tree(name))}
    reader = CityReader(city, subject, pack.facts, sorted(read))
    found: Counts = {name: Counter() for name in names}
    for part in reader.parts:
        for block in reader.blocks(part, 250_000 if len(names) == len(RULES) else 50_000):
            truths = plan.truths(block.frames)
            for name in truths.columns:
                counted(found[name], truths[name])
    return found


# By hand


def by_hand(city: Path, standards: dict[str, Any]) -> Counts:
    """Count the answers of the three rules, part by part, as someone would write it who knows them."""
    found: Counts = {name: Counter() for name in RULES}
    for path in sorted((city / "people.parquet").glob("part-*.parquet")):
        truths = _part(city, path.name, standards).collect()
        for name in RULES:
            counted(found[name], truths[name])
    return found


def _spells(city: Path, name: str, part: str) -> pl.LazyFrame:
    return (
        pl.scan_parquet(city / "histories" / f"{name}.parquet" / part)
        .filter(pl.col("from") <= ON)
        .with_columns(end=pl.col("to").fill_null(date(9999, 12, 30)) + pl.duration(days=1))
    )


def _long(spells: pl.LazyFrame, since: date, name: str) -> pl.LazyFrame:
    """Say whose unbroken run goes on from `since`, or earlier, to the day."""
    reach = pl.col("end").cum_max().shift(1).over("subject")
    return (
        spells.sort("subject", "from", "end")
        .with_columns(run=(pl.col("from") > reach).fill_null(True).cum_sum())
        .group_by("run")
        .agg(pl.col("subject").first(), pl.col("from").min(), pl.col("end").max())
        .group_by("subject")
        .agg(((pl.col("end") > ON) & (pl.col("from") <= since)).any().alias(name))
    )


def _part(city: Path, part: str, standards: dict[str, Any]) -> pl.LazyFrame:
    years = standards["pr_talent_work_years"]
    since = ON.replace(year=ON.year - years)
    talent = (pl.col("kind").cast(pl.String) == "work") & (pl.col("endorsement").cast(pl.String) == "talent")
    permits, work = _spells(city, "residence_permits", part), _spells(city, "shanghai_work", part)
    level, place = pl.col("level").cast(pl.String), pl.col("place").cast(pl.String)
    studied = level.is_in(["bachelor", "master", "doctor"]) & place.is_in(["shanghai", "other_china"])
    degrees = _spells(city, "degrees", part).filter(pl.col("end") > ON)
    people = pl.scan_parquet(city / "people.parquet" / part)
    foreign = pl.col("nationality").cast(pl.String) == "foreign"
    birth, limit = pl.col("birth_date"), standards["youth_age_limit"]
    # Young until the day before the birthday after the limit's.
    young = birth > ON.replace(year=ON.year - limit - 1)

    def known(name: str, answer: str) -> pl.Expr:
        return pl.when(pl.col(name)).then(pl.col(answer).fill_null(False))

    return (
        people.select(
            "subject",
            "nationality",
            "birth_date",
            "employer_recommendation",
            "startup_in_shanghai",
            "business_plan",
            "business_registered",
            "shanghai_work",
            "residence_permits",
            "degrees",
        )
        .join(_long(work, since, "worked"), on="subject", how="left")
        .join(
            work.group_by("subject").agg((pl.col("end") > ON).any().alias("works")), on="subject", how="left"
        )
        .join(_long(permits.filter(talent), since, "sure"), on="subject", how="left")
        .join(_long(permits.filter(talent.fill_null(True)), since, "perhaps"), on="subject", how="left")
        .join(
            degrees.group_by("subject").agg(
                studied.any().alias("studied"), studied.is_null().any().alias("doubt")
            ),
            on="subject",
            how="left",
        )
    ).select(
        pr_after_talent_permit=foreign
        & pl.when(known("residence_permits", "sure"))
        .then(True)
        .when(~known("residence_permits", "perhaps"))
        .then(False)
        & known("shanghai_work", "worked")
        & pl.col("employer_recommendation"),
        graduate_startup_permit=foreign
        & pl.when(pl.col("degrees") & pl.col("studied").fill_null(False))
        .then(True)
        .when(pl.col("degrees") & ~pl.col("doubt").fill_null(False))
        .then(False)
        & pl.col("startup_in_shanghai")
        & (pl.col("business_plan") | pl.col("business_registered")),
        young_talent_support=young & known("shanghai_work", "works"),
    )


# Tables


def whole_pack(city: Path) -> tuple[int, int, float, float]:
    """Ask everything of everybody; return people, outputs, seconds and CPU seconds."""
    pack = policy.load(PACK)
    wall, cpu = time.perf_counter(), time.process_time()
    people = outputs = 0
    for subject in (PERSON, ORGANISATION):
        asked = asked_of(pack, ON, subject)
        names = list(asked.elements)
        outputs += len(names)
        found = by_haina(city, pack, names, subject)
        people += sum(max(found.values(), key=lambda each: each.total()).values())
    return people, outputs, time.perf_counter() - wall, time.process_time() - cpu


def three_rules(city: Path, rounds: int, bars: measure.Bars) -> None:
    """Compare three rules with what is written by hand."""
    pack = policy.load(PACK)
    program = pack.program
    now = program.standards_on(ON)
    standards = {name: now[slot] for slot, name in enumerate(program.standards)}
    mine, theirs = by_haina(city, pack, list(RULES), PERSON), by_hand(city, standards)
    assert mine == theirs, (mine, theirs)
    ways = {
        "Polars by hand": lambda: lambda: by_hand(city, standards),
        "Haina": lambda: lambda: by_haina(city, pack, list(RULES), PERSON),
    }
    times = measure.interleaved(ways, rounds)
    print(f"\nThree rules over histories from Parquet, {city.name} ({measure.load()}); the same counts:")
    for name, found in mine.items():
        print(f"  {name}: {found['yes']:,} yes, {found['no']:,} no, {found['unknown']:,} unknown")
    unit = times["Polars by hand"][0]
    print(f"{'':<40}{'wall s':>9}{'CPU s':>9}{'ratio':>8}")
    for what, (wall, cpu) in times.items():
        print(f"{what:<40}{wall:>9.3f}{cpu:>9.3f}{wall / unit:>7.1f}x")
    bars.check("time beside Polars by hand", times["Haina"][0] / unit, 1.5, "x")
    bars.check("  the same in CPU time", times["Haina"][1] / times["Polars by hand"][1], 1.5, "x")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--city", type=Path, nargs="*", default=[], help="cities that are there")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--whole", type=Path, help="ask one city everything and print figures alone")
    asked = parser.parse_args()
    if asked.whole:
        figures: list[Any] = []
        memory = measure.peak_over(lambda: figures.extend(whole_pack(asked.whole)))
        print(*figures, memory)
        return
    cities = asked.city or [city_of(people) for people in asked.people]
    bars = measure.Bars(any(people >= 1_000_000 for people in asked.people))
    three_rules(cities[-1], asked.rounds, bars)
    print(f"\nAll rights and programmes from Parquet ({measure.load()})")
    print(f"{'':<20}{'subjects':>12}{'outputs':>9}{'wall s':>9}{'us each':>9}{'CPU us each':>13}{'MB':>7}")
    each_cpu = []
    for city in cities:
        people, outputs, wall, cpu, memory = measure.figures_of_child(__file__, "--whole", city)
        each_cpu.append(cpu / people)
        line = f"{people:>12,.0f}{outputs:>9.0f}{wall:>9.1f}{wall / people * 1e6:>9.1f}"
        print(f"{city.name:<20}{line}{cpu / people * 1e6:>13.1f}{memory:>7.0f}")
        bars.check(f"memory of {city.name}", memory, MOST_MEMORY, " MB")
    bars.check("CPU time a subject, largest city beside smallest", each_cpu[-1] / each_cpu[0], 1.25, "x")
    bars.end()


if __name__ == "__main__":
    main()
