"""Reads subjects of a city back as the facts that rules read: what is not known is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds

from haina.rules.declarations import FactDeclaration
from haina.rules.types import NUMBER, History, Type

from .arrow import SUBJECT
from .parts import HISTORIES, ORGANISATIONS, PEOPLE
from .records import ORGANISATION


def facts_of_subjects(
    directory: Path, subject: str, facts: Mapping[str, FactDeclaration], first: int, count: int
) -> Iterator[tuple[int, dict[str, object]]]:
    """The ids and the known facts of the subjects from id `first` on, as `Program.read_facts` takes them."""
    table = _rows(directory / (ORGANISATIONS if subject == ORGANISATION else PEOPLE), first, count)
    named = [name for name in table.schema.names if name in facts]
    histories = [name for name in named if isinstance(facts[name].type, History)]
    spells = {name: _spells(directory, facts[name].type, name, first, count) for name in histories}
    for row in table.to_pylist():
        own: dict[str, object] = {}
        for name in named:
            if row[name] is None or (row[name] is False and name in spells):
                continue
            own[name] = (
                spells[name].get(row[SUBJECT], []) if name in spells else _plain(row[name], facts[name].type)
            )
        yield row[SUBJECT], own


def _rows(path: Path, first: int, count: int) -> pa.Table:
    subject = ds.field(SUBJECT)
    found = ds.dataset(path, format="parquet", exclude_invalid_files=False)
    return found.to_table(filter=(subject >= first) & (subject < first + count))


def _spells(
    directory: Path, kind: Type, name: str, first: int, count: int
) -> dict[int, list[dict[str, Any]]]:
    assert isinstance(kind, History)  # noqa: S101
    types = {field.name: field.type for field in kind.fields}
    found: dict[int, list[dict[str, Any]]] = {}
    for row in _rows(directory / HISTORIES / f"{name}.parquet", first, count).to_pylist():
        subject = row.pop(SUBJECT)
        spell = {key: value for key, value in row.items() if value is not None}
        found.setdefault(subject, []).append(
            {key: _plain(value, types[key]) if key in types else value for key, value in spell.items()}
        )
    return found


def _plain(value: object, kind: Type) -> object:
    """A value as a facts file would have it; a number that is whole stays a decimal."""
    if isinstance(value, Decimal) and kind == NUMBER:
        return value.normalize() if value == value.to_integral_value() else value
    if isinstance(value, bool | int | str | date | Decimal):
        return value
    raise TypeError(f"no value of a fact: {value!r}")
