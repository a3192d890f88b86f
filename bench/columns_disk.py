"""A city on disk: three rules over histories beside plans written by hand, and the whole pack as it grows.

Run with `make bench`, or `bench/columns_disk.py --people 100000 1000000`. Makes a city of each size below
`var/bench` with five in a hundred facts missing where there is none, and reads it from Parquet:

* three rules over histories (`--three` names the city, otherwise that of about a million), beside the same
  three written by hand in Polars and in DuckDB, part by part from the same files, with yes, no and unknown
  kept apart. All must count the same. The bar is the better of the two;
* `haina city run`: all rights and programmes of persons and organisations with money, missing facts and near
  misses, in a process for each core, with time a subject and the most memory that all processes took
  together. A run that was stopped goes on where it was; its times are those of what was left.

`--remove` removes the cities and results at the end. Ends with 1 where a bar is missed with a million people
or more.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl

import _measure as measure
from _histories_by_hand import RULES, Counts, by_duckdb, by_polars
from haina import policy
from haina.city import Plan, city_data, make_city
from haina.city.runs import Run, run_city
from haina.city.runs.asked import PERSON
from haina.city.runs.blocks import CityReader
from haina.city.runs.directory import NOTES, manifest_of
from haina.city.runs.processes import Processes, cores
from haina.city.runs.sides import ANSWERS
from haina.rules.columns import ColumnPlan
from haina.rules.columns.patterns import facts_below
from haina.rules.columns.trees import Graph

ON = date(2018, 1, 1)
ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "policies" / "shanghai-2016"
HOME = ROOT / "var" / "bench"
MOST_MEMORY = 2_000
MISSING, SEED = 0.05, 1


def city_of(people: int) -> Path:
    """Return the city of so many people, made where there is none, or what is still to be made of it."""
    directory = HOME / f"city-{people}"
    manifest = directory / "manifest.json"
    if manifest.is_file():
        found = json.loads(manifest.read_text(encoding="utf-8"))
        if found["complete"] and (found["people"], found["missing"]) == (people, MISSING):
            # Whatever the pack was when it was made: the rules that are asked are today's.
            return directory
    pack = policy.load(PACK)
    began = time.perf_counter()
    make_city(Plan(city_data(pack), directory, people, SEED, MISSING), pack, cores())
    print(f"made {directory.name} in {time.perf_counter() - began:,.0f} s", flush=True)
    return directory


# Three rules


def by_haina(city: Path, pack: policy.Policy, names: list[str]) -> Counts:
    """Count the answers of some rules of persons, block by block."""
    plan = ColumnPlan.compile(pack.program, names, ON)
    graph = Graph(pack.program)
    read = {fact for name in names for fact in facts_below(graph, pack.program.tree(name))}
    reader = CityReader(city, PERSON, pack.facts, sorted(read))
    found: Counts = {name: Counter() for name in names}
    for part in reader.parts:
        for block in reader.blocks(part, 250_000):
            truths = plan.truths(block.frames)
            for name in truths.columns:
                _count(found[name], truths[name])
    return found


def _count(found: Counter[str], truth: pl.Series) -> None:
    """Add up yes, no and unknown."""
    yes, unknown = int(truth.sum() or 0), truth.null_count()
    found.update({"yes": yes, "unknown": unknown, "no": len(truth) - yes - unknown})


def three_rules(city: Path, rounds: int, bars: measure.Bars) -> None:
    """Compare three rules with what is written by hand."""
    pack = policy.load(PACK)
    program = pack.program
    now = program.standards_on(ON)
    standards = {name: now[slot] for slot, name in enumerate(program.standards)}
    ways = {
        "Polars by hand": lambda: by_polars(city, standards, ON),
        "DuckDB by hand": lambda: by_duckdb(city, standards, ON),
        "Haina": lambda: by_haina(city, pack, list(RULES)),
    }
    found = {name: way() for name, way in ways.items()}
    for name, counts in found.items():
        assert counts == found["Haina"], (name, counts, found["Haina"])
    times = measure.interleaved({name: lambda way=way: way for name, way in ways.items()}, rounds)
    print(f"\nThree rules over histories from Parquet, {city.name} ({measure.load()}); the same counts:")
    for name, counts in found["Haina"].items():
        print(f"  {name}: {counts['yes']:,} yes, {counts['no']:,} no, {counts['unknown']:,} unknown")
    # The better one by hand, for each of both.
    wall, cpu = (min(times[name][place] for name in ways if name != "Haina") for place in (0, 1))
    print(f"{'':<20}{'wall s':>9}{'CPU s':>9}{'MB':>7}{'wall':>8}{'CPU':>8}")
    for name, (seconds, processor) in times.items():
        (memory,) = measure.figures_of_child(__file__, "--memory-of", name, "--three", city)
        ratios = f"{seconds / wall:>7.2f}x{processor / cpu:>7.2f}x"
        print(f"{name:<20}{seconds:>9.3f}{processor:>9.3f}{memory:>7.0f}{ratios}", flush=True)
    bars.check("wall time beside the better one by hand", times["Haina"][0] / wall, 1.5, "x")
    bars.check("CPU time beside the better one by hand", times["Haina"][1] / cpu, 1.5, "x")


def memory_of(way: str, city: Path) -> float:
    """Return what this process takes in all while it counts the answers in one way."""
    pack = policy.load(PACK)
    now = pack.program.standards_on(ON)
    standards = {name: now[slot] for slot, name in enumerate(pack.program.standards)}
    with measure.Together() as together:
        if way == "Haina":
            by_haina(city, pack, list(RULES))
        else:
            (by_polars if way.startswith("Polars") else by_duckdb)(city, standards, ON)
    return together.megabytes


# The whole pack


def whole_pack(city: Path, processes: int) -> tuple[int, float, float, float]:
    """Run a city; return subjects asked now, seconds, CPU seconds, and megabytes of all processes."""
    pack = policy.load(PACK)
    out = HOME / f"run-{city.name}"
    begun = manifest_of(out)
    if begun.get("complete", True) or begun["pack"]["version"] != pack.version:
        shutil.rmtree(out, ignore_errors=True)
    going_on = any((out / NOTES).glob(f"*-{ANSWERS}-*"))
    told: list[tuple[int, int]] = []
    with measure.Together() as together:
        run_city(Run(city, out), pack, lambda *done: told.append(done), Processes(processes))
    # What had been noted before is told first.
    before = told[0][0] if going_on else 0
    return told[-1][1] - before, together.wall, together.cpu, together.megabytes


def growth(cities: list[Path], processes: int, bars: measure.Bars) -> None:
    """Run cities of several sizes, each in a process of its own, and show how time and memory grow."""
    print(f"\nhaina city run, the whole pack, {processes} processes ({measure.load()})")
    print(
        f"{'':<20}{'subjects':>12}{'wall s':>9}{'CPU s':>9}{'us each':>9}{'CPU us each':>13}{'MB of all':>11}"
    )
    each_cpu = []
    for city in cities:
        asked = ("--whole", city, "--processes", processes)
        subjects, wall, cpu, memory = measure.figures_of_child(__file__, *asked)
        each_cpu.append(cpu / subjects * 1e6)
        line = f"{city.name:<20}{subjects:>12,.0f}{wall:>9.1f}{cpu:>9.1f}{wall / subjects * 1e6:>9.1f}"
        print(f"{line}{each_cpu[-1]:>13.1f}{memory:>11.0f}", flush=True)
        bars.check(f"memory of all processes, {city.name}", memory, MOST_MEMORY, " MB")
    if len(cities) > 1:
        first, last = cities[0].name, cities[-1].name
        bars.check(f"CPU time a subject, {last} beside {first}", each_cpu[-1] / each_cpu[0], 1.25, "x")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--city", type=Path, nargs="*", default=[], help="cities that are there")
    parser.add_argument("--three", type=Path, help="the city that is asked the three rules")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=cores())
    parser.add_argument("--remove", action="store_true", help="remove cities and results at the end")
    parser.add_argument("--whole", type=Path, help="run one city and print figures alone")
    parser.add_argument("--memory-of", help="print the memory of one way alone")
    asked = parser.parse_args()
    if asked.memory_of:
        print(memory_of(asked.memory_of, asked.three))
        return
    if asked.whole:
        print(*whole_pack(asked.whole, asked.processes))
        return
    cities = asked.city or [city_of(people) for people in asked.people]
    largest = max(asked.people) if not asked.city else 0
    bars = measure.Bars(largest >= 1_000_000)
    three = asked.three or (city_of(min(1_000_000, largest)) if largest else cities[-1])
    three_rules(three, asked.rounds, bars)
    growth(cities, asked.processes, bars)
    if asked.remove:
        # Never a city that was named, which somebody else has made.
        made = [] if asked.city else cities
        for directory in (*made, *(HOME / f"run-{city.name}" for city in cities)):
            shutil.rmtree(directory)
    bars.end()


if __name__ == "__main__":
    main()
