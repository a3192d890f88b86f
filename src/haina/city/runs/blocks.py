"""Reads a city block by block, as frames that rules read; memory does not grow with the city."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from haina.city.arrow import SUBJECT
from haina.city.making import CityError
from haina.city.parts import HISTORIES, ORGANISATIONS, PEOPLE
from haina.city.schema import EMPLOYER
from haina.rules.columns import Frames
from haina.rules.declarations import FactDeclaration
from haina.rules.text import Place, Problem, Text
from haina.rules.types import History

from .asked import ORGANISATION, PERSON
from .grouping import Grouping, check_bands

#: Subjects that are answered at a time.
ROWS = 50_000
_TABLES = {PERSON: PEOPLE, ORGANISATION: ORGANISATIONS}


@dataclass(frozen=True)
class Block:
    """Some subjects of a part: their facts, and the groups that they belong to, a column each."""

    frames: Frames
    groups: pl.DataFrame


class CityReader:
    """The tables of one kind of subject in a city's directory.

    A person's rules may read facts of the employer: they stand beside the person's own, unknown for who has
    no employer.
    """

    def __init__(
        self,
        directory: Path,
        subject: str,
        facts: Mapping[str, FactDeclaration],
        read: Sequence[str],
        by: Sequence[Grouping] = (),
    ) -> None:
        # Absolute, as another process may have another working directory.
        self.directory, self.subject, self.by = directory.absolute(), subject, by
        self.table = self.directory / _TABLES[subject]
        self.parts = sorted(each.name for each in self.table.glob("part-*.parquet"))
        if not self.parts:
            return
        schema = pq.read_schema(self.table / self.parts[0])
        columns = set(schema.names)
        self._check_groups(columns)
        check_bands(by, schema)
        own = [name for name in read if facts[name].subject == subject]
        self.own = [name for name in own if name in columns]
        self.histories = [name for name in own if isinstance(facts[name].type, History)]
        self.employers: list[str] = []
        self.employer_histories: list[str] = []
        employers = self.directory / ORGANISATIONS / self.parts[0]
        if subject == PERSON and EMPLOYER in columns and employers.is_file():
            there = set(pq.read_schema(employers).names)
            theirs = [name for name in read if facts[name].subject == ORGANISATION and name in there]
            self.employers = theirs
            self.employer_histories = [name for name in theirs if isinstance(facts[name].type, History)]

    def rows(self, part: str) -> int:
        """How many subjects a part has."""
        return int(pq.read_metadata(self.table / part).num_rows)

    def blocks(self, part: str, rows: int = ROWS) -> Iterator[Block]:
        """The subjects of a part, so many at a time."""
        employers = self._employers(part)
        linked = [EMPLOYER] if self.employers else []
        grouped = [each.column for each in self.by]
        names = list(dict.fromkeys([SUBJECT, *linked, *self.own, *grouped]))
        spells = {name: self._spells(name, part) for name in (*self.histories, *self.employer_histories)}
        file = pq.ParquetFile(self.table / part)
        for batch in file.iter_batches(rows, columns=names):
            people = pl.from_arrow(batch)
            assert isinstance(people, pl.DataFrame)  # noqa: S101 - a batch is a frame; told to the type checker
            groups = people.select(each.expression() for each in self.by)
            if employers is not None:
                people = people.join(employers, on=EMPLOYER, how="left", maintain_order="left")
            yield Block(Frames(people, self._of(people, spells), SUBJECT), groups)

    def _employers(self, part: str) -> pl.DataFrame | None:
        if not self.employers:
            return None
        path = self.directory / ORGANISATIONS / part
        return pl.read_parquet(path, columns=[SUBJECT, *self.employers]).rename({SUBJECT: EMPLOYER})

    def _spells(self, name: str, part: str) -> pl.DataFrame | None:
        """The spells of a part; None where the city has no such table, so that nobody's are known."""
        folder = self.directory / HISTORIES / f"{name}.parquet"
        if not folder.is_dir():
            return None
        path = folder / part
        if path.is_file():
            return pl.read_parquet(path)
        first = min(folder.glob("part-*.parquet"))
        return pl.DataFrame(schema=pl.read_parquet_schema(first))

    def _of(self, people: pl.DataFrame, spells: Mapping[str, pl.DataFrame | None]) -> dict[str, pl.DataFrame]:
        found = {}
        for name, table in spells.items():
            if table is None:
                continue
            if name in self.employer_histories:
                pairs = people.select(SUBJECT, EMPLOYER).drop_nulls()
                found[name] = pairs.join(table.rename({SUBJECT: EMPLOYER}), on=EMPLOYER).drop(EMPLOYER)
            else:
                found[name] = table
        return found

    def _check_groups(self, columns: set[str]) -> None:
        for each in self.by:
            if each.column in columns:
                continue
            names = ", ".join(sorted(columns - {SUBJECT, EMPLOYER}))
            raise CityError(
                (
                    Problem(
                        Place(str(self.table), 1),
                        "no_column",
                        Text(
                            zh=f"表里没有可分组的列 {each.column}",
                            en=f"the table has no column {each.column} to group by",
                        ),
                        Text(zh=f"可用的列：{names}", en=f"It has {names}."),
                    ),
                )
            )
