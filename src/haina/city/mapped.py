"""Brings somebody's tables into the layout of a city, whole or not at all, and reports what does not fit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from haina.policy import Policy
from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text
from haina.rules.types import BOOL, Type

from .apart import Apart
from .arrow import SUBJECT, WORDS, arrow_type, history_schema
from .converting import Misfit, converted
from .making import MANIFEST, CityError
from .mapping_schema import SpellWriting, TableMapping, Writing
from .parts import HISTORIES, ORGANISATIONS, PEOPLE, part_name
from .records import PERSON
from .table_checks import check_table
from .tables import batches, refused_table, table_columns

#: The column with the ids of the table that was mapped.
OWN_ID = "own_id"
#: So many different things that do not fit are listed; all are counted.
LISTED = 200


@dataclass
class Misfits:
    """What did not fit: how often, where first, and what to do."""

    found: dict[tuple[str, int, str], tuple[int, int, Misfit]] = field(default_factory=dict)
    rows: int = 0

    def add(self, file: Path, column: int, row: int, written: object, misfit: Misfit) -> None:
        """Note a value of a row that did not fit, rows and columns counted from 0."""
        self.rows += 1
        key = (str(file), column, str(written))
        count, first, said = self.found.get(key, (0, row, misfit))
        if count or len(self.found) < LISTED:
            self.found[key] = (count + 1, first, said)

    def problems(self) -> tuple[Problem, ...]:
        """Each thing once, at the first of its rows."""
        listed = []
        for (file, column, _), (count, row, misfit) in self.found.items():
            message = misfit.text
            if count > 1:
                message = Text(zh=f"{message.zh}（共 {count} 行）", en=f"{message.en} ({count} rows)")
            listed.append(Problem(Place(file, row + 2, column + 1), "misfit", message, misfit.todo))
        left = self.rows - sum(count for count, _, _ in self.found.values())
        if left:
            listed.append(
                Problem(
                    Place(listed[0].place.file, 1),
                    "more",
                    Text(zh=f"另有 {left} 处未列出", en=f"{left} more are not listed"),
                )
            )
        return tuple(listed)


def map_file(mapping: TableMapping, table: Path, directory: Path, policy: Policy) -> dict[str, Any]:
    """Bring a table and its tables of spells into a city's layout; gives the manifest.

    Raises `CityError` with all that does not fit; then nothing has been written.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        message = Text(zh="目录里已有别的内容", en="there is something else in the directory")
        todo = Text(zh="请换一个空目录", en="Name an empty directory.")
        raise CityError((Problem(Place(str(directory), 1), "directory_in_use", message, todo),))
    beside = directory.with_name(f".{directory.name}.new")
    rmtree(beside, ignore_errors=True)
    run = _Run(mapping, table, beside)
    try:
        manifest = run.all(policy)
    except BaseException:
        rmtree(beside, ignore_errors=True)
        raise
    if directory.exists():
        directory.rmdir()
    beside.replace(directory)
    return manifest


class _Run:
    """One table on its way into the layout."""

    def __init__(self, mapping: TableMapping, table: Path, directory: Path) -> None:
        self.mapping = mapping
        self.table = table
        self.directory = directory
        self.misfits = Misfits()
        self.ids: dict[str, int] = {}
        self.known: dict[str, int] = {}
        self.rows = 0

    def all(self, policy: Policy) -> dict[str, Any]:
        """Read, check and write everything; raises `CityError`."""
        not_taken = self._check_columns()
        self._number_ids()
        self._write_subjects({each.fact: self._write_spells(each) for each in self.mapping.histories})
        if self.misfits.rows:
            raise CityError(self.misfits.problems())
        manifest = {
            "layout": 1,
            "complete": True,
            "pack": {"id": policy.id, "version": policy.version},
            "subject": self.mapping.subject,
            "rows": self.rows,
            "known": dict(sorted(self.known.items())),
            "not_taken": not_taken,
            "table": {"name": self.table.name, "sha256": _digest(self.table)},
            "mapping": {
                "name": self.mapping.path.name,
                "sha256": hashlib.sha256(self.mapping.text.encode()).hexdigest(),
            },
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (self.directory / MANIFEST).write_text(text, encoding="utf-8")
        return manifest

    # Columns that are there

    def _check_columns(self) -> list[str]:
        """The columns of the table that the mapping does not take; those that it names must be there."""
        mapping = self.mapping
        own = check_table(self.table, mapping.form)
        named = [(each.source, each.place) for each in mapping.columns]
        if mapping.id is not None:
            named.append((mapping.id, Place(str(mapping.path), 1)))
        problems = [*_absent(named, own, self.table)]
        for spells in mapping.histories:
            columns = check_table(spells.file, mapping.form)
            wanted = [(each.source, each.place) for each in _writings(spells)]
            problems.extend(_absent([*wanted, (spells.subject, spells.place)], columns, spells.file))
        if mapping.histories and mapping.id is None:
            message = Text(zh="有经历表时要写 id", en="id is needed where there are tables of spells")
            todo = Text(zh="写作 id: 列名", en="Write id: COLUMN.")
            problems.append(Problem(Place(str(mapping.path), 1), "missing_key", message, todo))
        if problems:
            raise CityError(tuple(problems))
        taken = {each.source for each in mapping.columns} | {mapping.id}
        return [name for name in own if name not in taken]

    def _number_ids(self) -> None:
        """Number the subjects by their own ids, in the table's order; a second one of an id is a misfit."""
        if self.mapping.id is None:
            return
        row = 0
        for batch in batches(self.table, self.mapping.form, [self.mapping.id]):
            for written in batch.column(0).to_pylist():
                word = "" if written is None else str(written).strip()
                if word in self.ids or not word:
                    self.misfits.add(self.table, 0, row, word, _bad_id(word))
                self.ids[word] = row
                row += 1
        if not row:
            raise refused_table(
                self.table,
                "no_rows",
                Text(zh="表头下面没有行", en="there are no rows below the header"),
                Text(zh="请给出有内容的表", en="Give a table with rows."),
            )

    # Subjects

    def _write_subjects(self, listed: dict[str, set[int]]) -> None:
        mapping = self.mapping
        sources = [each.source for each in mapping.columns]
        wanted = [*dict.fromkeys([*sources, *([] if mapping.id is None else [mapping.id])])]
        positions = {name: place for place, name in enumerate(table_columns(self.table, mapping.form))}
        name = PEOPLE if mapping.subject == PERSON else ORGANISATIONS
        with _Table(self.directory / name) as out:
            for batch in batches(self.table, mapping.form, wanted):
                first, size = self.rows, batch.num_rows
                arrays = {SUBJECT: pa.array(range(first, first + size), pa.int64())}
                if mapping.id is not None:
                    arrays[OWN_ID] = batch.column(mapping.id).cast(pa.string())
                for writing in mapping.columns:
                    found = self._column(
                        writing, batch.column(writing.source), self.table, first, positions[writing.source]
                    )
                    arrays[writing.target] = found
                    self._count(writing.target, size - found.null_count)
                for spells in mapping.histories:
                    flags = [
                        spells.complete or row in listed[spells.fact] for row in range(first, first + size)
                    ]
                    arrays[spells.fact] = pa.array(flags, arrow_type(BOOL))
                    self._count(spells.fact, sum(flags))
                self.rows += size
                out.write(pa.RecordBatch.from_pydict(arrays))

    def _count(self, name: str, known: int) -> None:
        self.known[name] = self.known.get(name, 0) + known

    def _column(self, writing: Writing, column: pa.Array, file: Path, first: int, position: int) -> pa.Array:
        """A column's values; each different one is read once, and misfits are noted at their rows."""
        coded = column.dictionary_encode() if not pa.types.is_dictionary(column.type) else column
        codes = coded.indices.to_pylist()
        values: list[object] = []
        wrong: dict[int, tuple[object, Misfit]] = {}
        for code, written in enumerate(coded.dictionary.to_pylist()):
            values.append(None)
            try:
                values[code] = self._value(writing, written)
            except Misfit as misfit:
                wrong[code] = (written, misfit)
        for row, code in enumerate(codes if wrong else ()):
            if code in wrong:
                self.misfits.add(file, position, first + row, *wrong[code])
        return _array([None if code is None else values[code] for code in codes], writing.type)

    def _value(self, writing: Writing, written: object) -> object:
        """A value, or None where it is unknown; a last day may be left empty, not be called unknown."""
        word = "" if written is None else str(written).strip()
        if word not in self.mapping.unknown:
            return converted(writing, written)
        if word and writing.ends:
            raise Misfit(
                Text(zh=f"结束日期“{word}”不详", en=f"the last day is “{word}”, which nobody knows"),
                Text(
                    zh="仍在继续则留空；否则请查明",
                    en="Leave it empty if the spell goes on; else find it out.",
                ),
            )
        return None

    # Spells

    def _write_spells(self, spells: SpellWriting) -> set[int]:
        """The spells of one history; gives the subjects that have one."""
        writings = _writings(spells)
        wanted = [*dict.fromkeys([spells.subject, *(each.source for each in writings)])]
        columns = {name: place for place, name in enumerate(table_columns(spells.file, self.mapping.form))}
        schema = history_schema(spells.type)
        listed: set[int] = set()
        apart = Apart()
        row = 0
        with _Table(self.directory / HISTORIES / f"{spells.fact}.parquet", schema) as out:
            for batch in batches(spells.file, self.mapping.form, wanted):
                arrays = {
                    each.target: self._column(
                        each, batch.column(each.source), spells.file, row, columns[each.source]
                    )
                    for each in writings
                }
                subjects = list(
                    self._subjects(spells, batch.column(spells.subject), row, columns[spells.subject])
                )
                self._check_days(spells, arrays, row, columns)
                listed.update(subjects)
                if spells.disjoint:
                    apart.add(subjects, arrays["from"], arrays.get("to"))
                arrays[SUBJECT] = pa.array(subjects, pa.int64())
                full = [arrays.get(each.name, pa.nulls(batch.num_rows, each.type)) for each in schema]
                out.write(pa.RecordBatch.from_arrays(full, schema=schema))
                row += batch.num_rows
        for each, day in apart.overlapping():
            said = Text(zh=f"与另一段重叠（自 {day}）", en=f"it overlaps another spell, from {day} on")
            self.misfits.add(spells.file, columns[spells.start.source], each, each, Misfit(said))
        return listed

    def _subjects(self, spells: SpellWriting, column: pa.Array, first: int, position: int) -> Iterator[int]:
        for row, written in enumerate(column.to_pylist()):
            found = self.ids.get(str(written).strip())
            if found is None:
                said = Text(zh=f"主表里没有 {written}", en=f"there is no {written} in the main table")
                self.misfits.add(spells.file, position, first + row, written, Misfit(said))
            yield -1 if found is None else found

    def _check_days(
        self, spells: SpellWriting, arrays: dict[str, pa.Array], first: int, columns: dict[str, int]
    ) -> None:
        """A spell has a first day, none ends before it begins, and required fields are there."""
        required = ["from", *(each.name for each in spells.type.fields if each.required)]
        sources = {each.target: each.source for each in _writings(spells)}
        for target in required:
            for row, value in enumerate(arrays[target].to_pylist()):
                if value is None:
                    said = Text(zh=f"缺 {sources[target]}", en=f"{sources[target]} is not given")
                    self.misfits.add(spells.file, columns[sources[target]], first + row, target, Misfit(said))
        if spells.end is None:
            return
        days = zip(arrays["from"].to_pylist(), arrays["to"].to_pylist(), strict=True)
        for row, (start, end) in enumerate(days):
            if start is not None and end is not None and end < start:
                said = Text(
                    zh=f"{end} 早于开始的 {start}", en=f"it ends on {end}, before it begins on {start}"
                )
                self.misfits.add(
                    spells.file, columns[spells.end.source], first + row, (start, end), Misfit(said)
                )


class _Table:
    """A Parquet table in one part, written batch by batch."""

    def __init__(self, path: Path, schema: pa.Schema | None = None) -> None:
        path.mkdir(parents=True)
        self.path = path / part_name(0)
        self.writer = None if schema is None else pq.ParquetWriter(self.path, schema, compression="zstd")

    def __enter__(self) -> _Table:
        return self

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows."""
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, batch.schema, compression="zstd")
        self.writer.write_batch(batch)

    def __exit__(self, *_: object) -> None:
        if self.writer is not None:
            self.writer.close()


def _writings(spells: SpellWriting) -> tuple[Writing, ...]:
    return (spells.start, *(() if spells.end is None else (spells.end,)), *spells.fields)


def _array(values: list[object], kind: Type) -> pa.Array:
    wanted = arrow_type(kind)
    return (
        pa.array(values, pa.string()).dictionary_encode().cast(WORDS)
        if wanted == WORDS
        else pa.array(values, wanted)
    )


def _absent(named: list[tuple[str, Place]], columns: list[str], file: Path) -> Iterator[Problem]:
    for name, place in named:
        if name not in columns:
            message = Text(zh=f"{file} 没有列 {name}", en=f"{file} has no column {name}")
            listed = Text(zh=f"它的列：{'、'.join(columns)}", en=f"Its columns are {', '.join(columns)}.")
            yield Problem(place, "unknown_column", message, nearest(name, columns) or listed)


def _bad_id(word: str) -> Misfit:
    if not word:
        return Misfit(Text(zh="缺编号", en="there is no id"))
    return Misfit(
        Text(zh=f"编号 {word} 重复", en=f"the id {word} is given twice"),
        Text(zh="一行一人（单位）", en="Give each subject one row."),
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
