"""The tables of docs/running-at-scale.md: what was measured, and what a country would need."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from haina.city.parts import PART
from haina.city.runs.sides import SUBJECT_COLUMN, notes_added_up
from haina.city.runs.tally import STATUSES, SUMS, WITHOUT

#: A city is measured in at least so many parts, so that two workers have something each.
PARTS = 8
#: For whom is reckoned, in people; and with which machines, in cores and seconds.
PLACES = {"a city": 25_000_000, "a province": 100_000_000, "a country": 1_400_000_000}
CORES, SECONDS = 32, 600
#: The tables of a run, and the columns of each that are added up.
_ADDED = {
    "answers": (*STATUSES, *SUMS, *WITHOUT),
    "missing": ("missing", "alone"),
    "near": ("subjects",),
}


class Size(NamedTuple):
    """One run that was measured; seconds of the clock, of the processor (Spark's too), MB of the command."""

    where: str
    people: int
    subjects: int
    seconds: float
    processor: float
    memory: float


class Adding(NamedTuple):
    """What adding up so many parts took: processor seconds, and MB at most."""

    parts: int
    processor: float
    memory: float


def adding_up(run: Path, notes: Path, parts: int = 5600) -> Adding:
    """Add up a run's own tables as if so many parts had given each, in a process of its own."""
    notes.mkdir()
    for name in _ADDED:
        table = pl.read_parquet(run / f"{name}.parquet")
        share = table.filter(pl.col(SUBJECT_COLUMN) == "person").drop(SUBJECT_COLUMN)
        first = notes / f"{name}-0"
        share.write_parquet(first)
        for number in range(1, parts):
            (notes / f"{name}-{number}").write_bytes(first.read_bytes())
    command = [sys.executable, "-m", "tests.cluster.sizes", str(notes), str(parts)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return Adding(parts, float(said[0]), float(said[1]))


def tables(sizes: Sequence[Size], bytes_a_person: float, adding: Adding) -> Iterator[str]:
    """The lines of the tables; the rate of the largest run here is what larger places are reckoned with."""
    yield "| | people | subjects | seconds | processor seconds | a second and core | memory at most |"
    yield "|--|--:|--:|--:|--:|--:|--:|"
    for each in sizes:
        yield (
            f"| {each.where} | {each.people:,} | {each.subjects:,} | {each.seconds:.0f} "
            f"| {each.processor:.0f} | {each.subjects / each.processor:,.0f} | {each.memory:.0f} MB |"
        )
    largest = max((each for each in sizes if each.where == "here"), key=lambda each: each.people)
    each_person = largest.processor / largest.people
    yield ""
    yield f"| | people | parts | on disk | core hours | machines of {CORES} cores, {SECONDS // 60} minutes |"
    yield "|--|--:|--:|--:|--:|--:|"
    for name, people in PLACES.items():
        work = people * each_person
        parts = -(-people // PART)
        yield (
            f"| {name} | {people:,} | {parts:,} | {people * bytes_a_person / 1e9:.1f} GB | {work / 3600:.1f} "
            f"| {-(-work // (CORES * SECONDS)):.0f} |"
        )
    yield ""
    yield (
        f"adding up {adding.parts:,} parts where the command runs: {adding.processor:.0f} processor seconds, "
        f"{adding.memory:.0f} MB at most"
    )


def _add(notes: Path, parts: int) -> None:
    """Add up, and say the processor seconds and the memory that it took."""
    import resource

    began = time.process_time()
    for name, sums in _ADDED.items():
        paths = [notes / f"{name}-{number}" for number in range(parts)]
        keys = [each for each in pl.read_parquet_schema(paths[0]) if each not in sums]
        notes_added_up(paths, keys)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.process_time() - began:.1f} {memory:.0f}")


if __name__ == "__main__":
    _add(Path(sys.argv[1]), int(sys.argv[2]))
