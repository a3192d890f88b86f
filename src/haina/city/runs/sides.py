"""What every run of a city does alike: one kind of subject at a time, part by part."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl

from haina.rules.declarations import FactDeclaration

from .asked import Asked
from .blocks import CityReader
from .directory import note
from .grouping import groupings
from .tally import added_up

#: The table that every run has; of a part it is noted last, so that it says that the part is done.
ANSWERS = "answers"
#: Whose subjects a table's rows are about.
SUBJECT_COLUMN = "of"
#: Told after every part: subjects done, and subjects in all.
Progress = Callable[[int, int], None]


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
    def run(self, part: str) -> None:
        """Ask one part and note what came out, the answers last."""

    def note(self, table: str, part: str) -> Path:
        """Where a part's share of a table is kept."""
        return note(self.out, self.subject, table, part)

    def whole(self, table: str) -> pl.DataFrame:
        """A table over all parts."""
        parts = [pl.read_parquet(self.note(table, part)) for part in self.parts]
        return added_up(parts, self.keys(table)).with_columns(pl.lit(self.subject).alias(SUBJECT_COLUMN))


def work_through(sides: Sequence[Side], progress: Progress | None) -> None:
    """Ask every part that has not been noted yet."""
    works = [(side, part) for side in sides for part in side.parts]
    total = sum(side.reader.rows(part) for side, part in works)
    done = 0
    for side, part in works:
        if not side.note(ANSWERS, part).is_file():
            side.run(part)
        done += side.reader.rows(part)
        if progress is not None:
            progress(done, total)


def whole_tables(sides: Sequence[Side], names: Sequence[str]) -> dict[str, list[pl.DataFrame]]:
    """The tables over all parts, a piece for each kind of subject that was asked."""
    return {name: [side.whole(name) for side in sides if side.parts] for name in names}
