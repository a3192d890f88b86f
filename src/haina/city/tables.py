"""Reads somebody's CSV or Parquet table batch by batch, every CSV value as the text that stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq

from haina.rules.text import Place, Problem, Text

from .making import CityError

_PARQUET = (".parquet", ".pq")
_BYTES = 8_000_000
_ROWS = 50_000
_SHOULD = Text(zh="应为 UTF-8 的 CSV，或 Parquet", en="It must be CSV in UTF-8, or Parquet.")


@dataclass(frozen=True, slots=True)
class Form:
    """How a CSV is written: what stands between its values, and the encoding, as Python calls it."""

    delimiter: str = ","
    encoding: str = "utf-8"


def is_parquet(path: Path) -> bool:
    """Whether a table is Parquet, by its name."""
    return path.suffix.lower() in _PARQUET


def table_columns(path: Path, form: Form) -> list[str]:
    """The names of a table's columns; raises `CityError` where it cannot be read."""
    ragged: list[csv.InvalidRow] = []
    try:
        if is_parquet(path):
            return list(pq.read_schema(path).names)
        with csv.open_csv(path, _reading(form), _parse(form, ragged)) as table:
            return list(table.schema.names)
    except (OSError, pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise (_not_as_wide(path, ragged[0]) if ragged else unreadable(path, error)) from None


def _reading(form: Form) -> csv.ReadOptions:
    return csv.ReadOptions(block_size=_BYTES, use_threads=False, encoding=form.encoding)


def _parse(form: Form, ragged: list[csv.InvalidRow]) -> csv.ParseOptions:
    def note(row: csv.InvalidRow) -> str:
        ragged.append(row)
        return "error"

    return csv.ParseOptions(delimiter=form.delimiter, newlines_in_values=True, invalid_row_handler=note)


def batches(path: Path, form: Form, columns: list[str]) -> Iterator[pa.RecordBatch]:
    """Some columns of a table, batch by batch; raises `CityError` where it cannot be read."""
    ragged: list[csv.InvalidRow] = []
    try:
        if is_parquet(path):
            yield from pq.ParquetFile(path).iter_batches(_ROWS, columns=columns)
            return
        yield from csv.open_csv(
            path,
            _reading(form),
            _parse(form, ragged),
            csv.ConvertOptions(
                include_columns=columns,
                column_types={each: pa.string() for each in columns},
                strings_can_be_null=False,
            ),
        )
    except (OSError, pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise (_not_as_wide(path, ragged[0]) if ragged else unreadable(path, error)) from None


def _not_as_wide(path: Path, row: csv.InvalidRow) -> CityError:
    text = re.sub(r"\s+", " ", row.text)[:60]
    return refused_table(
        path,
        "ragged_row",
        Text(
            zh=f"这一行有 {row.actual_columns} 列，表头有 {row.expected_columns} 列：{text}",
            en=f"this row has {row.actual_columns} values, the header {row.expected_columns}: {text}",
        ),
        Text(
            zh="补齐或删去这一行；值里有分隔符时用双引号括起来",
            en="Complete it or take it out; a value that holds the delimiter stands in double quotes.",
        ),
        row.number or 1,
    )


def unreadable(path: Path, error: Exception) -> CityError:
    """What is said of a table that cannot be read."""
    message = Text(zh=f"读不了这个表：{error}", en=f"this table cannot be read: {error}")
    return refused_table(path, "table_unreadable", message, _SHOULD)


def refused_table(path: Path, code: str, message: Text, todo: Text = _SHOULD, row: int = 1) -> CityError:
    """What is said of a table that is not taken, at one of its rows counted from 1."""
    return CityError((Problem(Place(str(path), row), code, message, todo),))
