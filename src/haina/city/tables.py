"""Reads somebody's CSV or Parquet table batch by batch, every CSV value as the text that stands there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq

from haina.rules.text import Place, Problem, Text

from .making import CityError

_PARQUET = (".parquet", ".pq")
_BYTES = 8_000_000
_ROWS = 50_000


def table_columns(path: Path, delimiter: str) -> list[str]:
    """The names of a table's columns; raises `CityError` where it cannot be read."""
    try:
        if path.suffix.lower() in _PARQUET:
            return list(pq.read_schema(path).names)
        with csv.open_csv(path, csv.ReadOptions(block_size=_BYTES), _parse(delimiter)) as table:
            return list(table.schema.names)
    except (OSError, pa.ArrowInvalid) as error:
        raise unreadable(path, error) from None


def _parse(delimiter: str) -> csv.ParseOptions:
    return csv.ParseOptions(delimiter=delimiter, newlines_in_values=True)


def batches(path: Path, delimiter: str, columns: list[str]) -> Iterator[pa.RecordBatch]:
    """Some columns of a table, batch by batch; raises `CityError` where it cannot be read."""
    try:
        if path.suffix.lower() in _PARQUET:
            yield from pq.ParquetFile(path).iter_batches(_ROWS, columns=columns)
            return
        yield from csv.open_csv(
            path,
            csv.ReadOptions(block_size=_BYTES, use_threads=False),
            _parse(delimiter),
            csv.ConvertOptions(
                include_columns=columns,
                column_types={each: pa.string() for each in columns},
                strings_can_be_null=False,
            ),
        )
    except (OSError, pa.ArrowInvalid) as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: Exception) -> CityError:
    """What is said of a table that cannot be read."""
    return CityError(
        (
            Problem(
                Place(str(path), 1),
                "table_unreadable",
                Text(zh=f"读不了这个表：{error}", en=f"this table cannot be read: {error}"),
                Text(zh="应为 UTF-8 的 CSV，或 Parquet", en="It must be CSV in UTF-8, or Parquet."),
            ),
        )
    )
