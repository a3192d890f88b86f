"""What every run of a city does alike: one kind of subject at a time, part by part."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from haina.city.parts import write_whole
from haina.rules.declarations import FactDeclaration

from .asked import Asked
from .blocks import CityReader
from .directory import note, parquet
from .grouping import groupings
from .tally import added_up

#: The table that every run has; of a part it is noted last, so that it says that the part is done.
ANSWERS = "answers"
#: Notes that are read before they are added up.
TOGETHER = 64
#: Whose subjects a table's rows are about.
SUBJECT_COLUMN = "of"
#: Told after every part: subjects done, and subjects in all.
Progress = Callable[[int, int], None]
#: What comes out of a part: its share of each table, as the bytes of a Parquet file.
Shares = Mapping[str, bytes]


class Side(ABC):
    """One kind of subject in a run: what it is asked, where it is read, and what came out so far."""

    def __init__(
        self,
        city: Path,
        out: Path,
        by: Sequence[str],
        asked: Sequence[Asked],
        facts: Mapping[str, FactDeclaration],
    ) -> None:
        """Of a city, for a directory; raises `CityError` for a group that the city does not have."""
        self.subject, self.out = asked[0].subject, out
        grouped = groupings(by, self.subject)
        #: The columns that the tables are grouped by.
        self.groups = [each.column for each in grouped]
        read = tuple(dict.fromkeys(fact for each in asked for fact in each.read))
        self.reader = CityReader(city, self.subject, facts, read, grouped)
        self.parts = self.reader.parts if any(each.elements for each in asked) else []

    @abstractmethod
    def keys(self, table: str) -> list[str]:
        """What tells the rows of a table apart."""

    @abstractmethod
    def tables(self, part: str) -> dict[str, pl.DataFrame]:
        """Ask one part: its share of each table. It reads the city's files and nothing else."""

    def shares(self, part: str) -> Shares:
        """Ask one part; what comes out as bytes, the same wherever they are made."""
        return {name: parquet(table) for name, table in self.tables(part).items()}

    def keep(self, part: str, shares: Shares) -> None:
        """Note what came out of a part; the answers last, since they say that it is done."""
        for name in sorted(shares, key=lambda each: each == ANSWERS):
            write_whole(self.note(name, part), shares[name])

    def note(self, table: str, part: str) -> Path:
        """Where a part's share of a table is kept."""
        return note(self.out, self.subject, table, part)

    def whole(self, table: str) -> pl.DataFrame:
        """A table over all parts."""
        notes = [self.note(table, part) for part in self.parts]
        return notes_added_up(notes, self.keys(table)).with_columns(
            pl.lit(self.subject).alias(SUBJECT_COLUMN)
        )


def notes_added_up(notes: Sequence[Path], keys: Sequence[str]) -> pl.DataFrame:
    """The tables of all these files as one; memory does not grow with how many there are."""
    whole: list[pl.DataFrame] = []
    for start in range(0, len(notes), TOGETHER):
        some = [pl.read_parquet(path) for path in notes[start : start + TOGETHER]]
        whole = [added_up([*whole, *some], keys)]
    return whole[0]


class Work(NamedTuple):
    """One part that one of several sides has to ask."""

    side: int
    part: str


#: Asks parts, on one machine or on many, and gives what came out of each as soon as it is there.
Engine = Callable[[Sequence[Side], Sequence[Work]], Iterator[tuple[Work, Shares]]]


def in_this_process(sides: Sequence[Side], works: Sequence[Work]) -> Iterator[tuple[Work, Shares]]:
    """Asks one part after another, each with all cores of the machine."""
    for work in works:
        yield work, sides[work.side].shares(work.part)


def work_through(sides: Sequence[Side], progress: Progress | None, engine: Engine = in_this_process) -> None:
    """Ask every part that has not been noted yet."""
    works = [Work(number, part) for number, side in enumerate(sides) for part in side.parts]
    rows = {work: sides[work.side].reader.rows(work.part) for work in works}
    left = [work for work in works if not sides[work.side].note(ANSWERS, work.part).is_file()]
    total = sum(rows.values())
    done = total - sum(rows[work] for work in left)
    if progress is not None and done:
        progress(done, total)
    for work, shares in engine(sides, left):
        sides[work.side].keep(work.part, shares)
        done += rows[work]
        if progress is not None:
            progress(done, total)


def whole_tables(sides: Sequence[Side], names: Sequence[str]) -> dict[str, list[pl.DataFrame]]:
    """The tables over all parts, a piece for each kind of subject that was asked."""
    return {name: [side.whole(name) for side in sides if side.parts] for name in names}
