"""Drawn columns as Arrow arrays of exact types: decimals, dates, and words for enums."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from haina.rules.types import Enum, History, Type

from .frame import Array, Values
from .records import Column
from .spells import SpellTable

MONEY = pa.decimal128(18, 2)
NUMBER = pa.decimal128(18, 6)
WORDS = pa.dictionary(pa.int32(), pa.string())
SUBJECT = "subject"
_SIMPLE = {
    "bool": pa.bool_(),
    "int": pa.int64(),
    "money": MONEY,
    "number": NUMBER,
    "date": pa.date32(),
    "text": pa.string(),
}


def arrow_type(kind: Type) -> pa.DataType:
    """The Arrow type of a column; of a history that of the flag whether it is known."""
    if isinstance(kind, Enum):
        return WORDS
    return pa.bool_() if isinstance(kind, History) else _SIMPLE[kind.name]


def arrow_array(values: Values, kind: Type, known: NDArray[np.bool_] | None = None) -> pa.Array:
    """A column as an Arrow array; null where it is not known to the city, or to the `known` of a register."""
    mask = _unknown(values, known)
    if values.words is not None:
        codes = pa.array(values.data.astype(np.int32), mask=mask)
        words = pa.array(values.words, pa.string())
        return pa.DictionaryArray.from_arrays(codes, words) if isinstance(kind, Enum) else words.take(codes)
    if kind.name in ("money", "number"):
        return _decimals(values.data, arrow_type(kind), mask)
    if kind.name == "bool":
        return pa.array(values.data.astype(np.bool_), mask=mask)
    whole = _whole(values.data, mask)
    return (
        pa.array(whole.astype(np.int32), pa.date32(), mask=mask)
        if kind.name == "date"
        else pa.array(whole, mask=mask)
    )


def _unknown(values: Values, known: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    if values.known is None:
        return None if known is None else ~known
    return ~values.known if known is None else ~(values.known & known)


def _whole(data: Array, mask: NDArray[np.bool_] | None) -> NDArray[np.int64]:
    return np.rint(data if mask is None else np.where(mask, 0, data)).astype(np.int64)


def _decimals(data: Array, kind: pa.DataType, mask: NDArray[np.bool_] | None) -> pa.Array:
    """Decimals made of scaled whole numbers, 128 bits each, without passing through text."""
    scaled = _whole(data * 10.0**kind.scale, mask)
    words = np.empty((len(scaled), 2), np.int64)
    words[:, 0] = scaled
    words[:, 1] = scaled >> 63
    valid = None if mask is None else pa.array(~mask).buffers()[1]
    return pa.Array.from_buffers(kind, len(scaled), [valid, pa.py_buffer(words)])


def history_schema(kind: History) -> pa.Schema:
    """The columns of a history's table: subject, from, to (null: goes on), and its fields."""
    head = [(SUBJECT, pa.int64()), ("from", pa.date32()), ("to", pa.date32())]
    return pa.schema([*head, *((field.name, arrow_type(field.type)) for field in kind.fields)])


def history_batch(table: SpellTable, column: Column, first: int) -> pa.RecordBatch:
    """The spells of a history as a batch; `first` is the id of the first subject."""
    assert isinstance(column.type, History)  # noqa: S101
    size = len(table.rows)
    arrays = [
        pa.array(table.rows + first),
        pa.array(table.start.astype(np.int32), pa.date32()),
        pa.array(table.end.astype(np.int32), pa.date32(), mask=table.goes_on),
    ]
    for field in column.type.fields:
        drawn = table.fields.get(field.name)
        kind = arrow_type(field.type)
        arrays.append(pa.nulls(size, kind) if drawn is None else arrow_array(drawn, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=history_schema(column.type))
