"""Draws one part of a city and writes its files, whole or not at all."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from haina.rules.types import BOOL

from .arrow import SUBJECT, arrow_array, history_batch
from .drawing import Block, Drawn, draw_subjects
from .frame import Values
from .records import CityData, Column, Subject
from .schema import EMPLOYER

PEOPLE, ORGANISATIONS, HISTORIES, TRUTH = "people.parquet", "organisations.parquet", "histories", "truth"
#: Where it is noted which parts are done, while a city is being made.
PROGRESS = "progress"
#: People drawn and written at a time; the memory of a process grows with it and with nothing else.
BLOCK = 50_000
#: People of a part: what a process does at a time, and what is done again after an interruption.
PART = 250_000


@dataclass(frozen=True)
class Plan:
    """What is to be made; `missing` None as the pack says, otherwise the share of every fact."""

    data: CityData
    directory: Path
    people: int
    seed: int
    missing: float | None = None
    truth: bool = False
    part: int = PART
    block: int = BLOCK

    @property
    def parts(self) -> int:
        """How many parts there are."""
        return -(-self.people // self.part)

    def people_of(self, part: int) -> int:
        """How many people a part has."""
        return min(self.part, self.people - part * self.part)

    def employers_of(self, part: int) -> int:
        """How many organisations a part has, at least one."""
        return max(1, round(self.people_of(part) * self.data.organisations))

    @property
    def employers_each(self) -> int:
        """How far the ids of the organisations of one part lie from those of the next."""
        return max(1, round(self.part * self.data.organisations))


def part_name(part: int) -> str:
    """The name of a part's files."""
    return f"part-{part:05d}.parquet"


def note_path(directory: Path, part: int) -> Path:
    """Where it is noted that a part is done."""
    return directory / PROGRESS / f"part-{part:05d}.json"


def make_part(plan: Plan, part: int) -> dict[str, Any]:
    """Draw and write one part; gives the counts that are also noted as its being done."""
    files = _Files(plan, part)
    first = part * plan.employers_each
    employers = draw_subjects(
        plan.data,
        plan.data.employers,
        Block(plan.seed, part, 0, first, plan.employers_of(part)),
        missing=plan.missing,
    )
    files.write(plan.data.employers, employers)
    size = plan.people_of(part)
    for number, start in enumerate(range(0, size, plan.block)):
        block = Block(plan.seed, part, number, part * plan.part + start, min(plan.block, size - start))
        files.write(
            plan.data.persons, draw_subjects(plan.data, plan.data.persons, block, employers, plan.missing)
        )
    counts = files.close()
    write_whole(note_path(plan.directory, part), json.dumps(counts, sort_keys=True).encode())
    return counts


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, whenever the machine stops."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


class _Files:
    """The files of a part: written under other names, and given their own when all is written."""

    def __init__(self, plan: Plan, part: int) -> None:
        self.plan = plan
        self.part = part
        self.writers: dict[Path, pq.ParquetWriter] = {}
        self.counts: dict[str, Any] = {"rows": {}, "known": {}, "spells": {}}

    def write(self, subject: Subject, drawn: Drawn) -> None:
        """The rows of a block and their spells; with the truth beside them where that is wanted."""
        table = ORGANISATIONS if subject.name == "organisation" else PEOPLE
        rows = self.counts["rows"]
        rows[subject.name] = rows.get(subject.name, 0) + drawn.frame.size
        self._append(self._path(table), self._batch(subject, drawn, truth=False))
        if self.plan.truth:
            self._append(self._path(f"{TRUTH}/{table}"), self._batch(subject, drawn, truth=True))
        for column in subject.columns:
            if column.fact:
                known = self.counts["known"]
                known[column.name] = known.get(column.name, 0) + int(drawn.known[column.name].sum())
            if column.history:
                self._write_spells(column, drawn)

    def _write_spells(self, column: Column, drawn: Drawn) -> None:
        table = drawn.histories[column.name]
        seen = table.only(drawn.known[column.name])
        spells = self.counts["spells"]
        spells[column.name] = spells.get(column.name, 0) + len(seen.rows)
        inside = f"{HISTORIES}/{column.name}.parquet"
        for folder, shown in (("", seen), *(((f"{TRUTH}/", table),) if self.plan.truth else ())):
            if len(shown.rows) or self.part == 0:  # part 0 has every table, so that each has a schema
                self._append(self._path(f"{folder}{inside}"), history_batch(shown, column, drawn.first))

    def _batch(self, subject: Subject, drawn: Drawn, truth: bool) -> pa.RecordBatch:
        """A row each: the id, the employer's id, helper columns, facts, and of histories whether known."""
        size = drawn.frame.size
        names, arrays = [SUBJECT], [pa.array(np.arange(drawn.first, drawn.first + size))]
        link = drawn.frame.links.get(EMPLOYER)
        if subject.name == "person":
            chosen = np.full(size, -1, np.int64) if link is None else link.rows
            names.append(EMPLOYER)
            arrays.append(pa.array(chosen + self.part * self.plan.employers_each, mask=chosen < 0))
        for column in subject.columns:
            if not (column.kept or column.fact):
                continue
            known = None if truth else drawn.known.get(column.name)
            names.append(column.name)
            if column.history:
                flag = np.ones(size, np.bool_) if known is None else known
                arrays.append(arrow_array(Values(flag), BOOL))
            else:
                arrays.append(arrow_array(drawn.frame[column.name], column.type, known))
        return pa.RecordBatch.from_arrays(arrays, names=names)

    def _path(self, inside: str) -> Path:
        return self.plan.directory / inside / part_name(self.part)

    def _append(self, path: Path, batch: pa.RecordBatch) -> None:
        writer = self.writers.get(path)
        if writer is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            words = [field.name for field in batch.schema if pa.types.is_dictionary(field.type)]
            writer = self.writers[path] = pq.ParquetWriter(
                path.with_name(f".{path.name}.new"), batch.schema, compression="zstd", use_dictionary=words
            )
        writer.write_batch(batch)

    def close(self) -> dict[str, Any]:
        """Finish all files and give them their names; the counts of the part."""
        for path, writer in self.writers.items():
            writer.close()
            beside = path.with_name(f".{path.name}.new")
            with beside.open("rb") as file:
                os.fsync(file.fileno())
            beside.replace(path)
        return self.counts
