"""Values of formulas as their columns show them: amounts to the fen, numbers to six places, half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy
import polars as pl
import pyarrow

from haina.rules.columns.histories import ROW
from haina.rules.columns.values import SMALL, Day, Fixed, Opaque, Value, Whole, Word
from haina.rules.types import INT, Date, Int, Money, Number

PLACES = {Money: 2, Number: 6}
"""Decimal places of the columns of formulas; amounts and numbers are rounded half up to them."""


def dtype_of_formula(kind: object) -> pl.DataType:
    """Give the type of a formula's column."""
    if isinstance(kind, Money | Number):
        return pl.Decimal(38, PLACES[type(kind)])
    return pl.Int64() if isinstance(kind, Int) else pl.Date() if isinstance(kind, Date) else pl.String()


def worked_out(expr: pl.Expr, frame: pl.DataFrame) -> pl.Series:
    """Give an expression's column, a value a row even where it is the same for everybody."""
    return frame.select(pl.col(ROW), expr.alias("v")).get_column("v")


def column_shown(value: Value, kind: Any, frame: pl.DataFrame) -> pl.Series:
    """Give a formula's column; null where columns have no value."""
    dtype = dtype_of_formula(kind)
    if isinstance(value, Fixed):
        return pl.repeat(as_shown(kind, value.value), frame.height, dtype=dtype, eager=True)
    if value.absent is not None or isinstance(value, Opaque):
        return pl.repeat(None, frame.height, dtype=dtype, eager=True)
    if isinstance(value, Whole):
        return whole_shown(value, kind, worked_out(value.expr, frame))
    if isinstance(value, Day):
        return worked_out(value.expr.cast(pl.Int32).cast(pl.Date), frame)
    if isinstance(value, Word) and value.enum is not None:
        names = list(value.enum.order)
        return worked_out(
            value.expr.replace_strict(list(range(len(names))), names, return_dtype=pl.String), frame
        )
    return pl.repeat(None, frame.height, dtype=dtype, eager=True)


def in_units(value: Value, kind: Any) -> pl.Expr | None:
    """Give a formula in whole units of its last place, None where it has none of 64 bits."""
    if not isinstance(value, Whole) or value.absent is not None:
        return None
    factor = 10 ** (0 if kind == INT else PLACES[type(kind)] - value.scale)
    if not isinstance(factor, int) or value.bound * factor >= SMALL:
        return None
    whole = value.expr.cast(pl.Int64)
    return whole if factor == 1 else whole * factor


def whole_shown(value: Whole, kind: Any, whole: pl.Series) -> pl.Series:
    """Give a formula's column from that of its whole numbers."""
    if kind == INT:
        return whole.cast(pl.Int64)
    places = PLACES[type(kind)]
    factor = 10 ** max(places - value.scale, 0)
    if value.scale <= places and value.bound * factor < SMALL:
        return _decimals(whole.cast(pl.Int64) * factor if factor > 1 else whole.cast(pl.Int64), places)
    unit = pl.lit(Decimal(1).scaleb(-value.scale), dtype=pl.Decimal(38, places))
    return pl.select(whole.cast(pl.Decimal(38, 0)) * unit).to_series().cast(dtype_of_formula(kind))


def _decimals(whole: pl.Series, places: int) -> pl.Series:
    """Give whole numbers of 10^-``places`` in 64 bits as decimals: the same bits, wider."""
    column = whole.rechunk().to_arrow()
    validity, data = column.buffers()
    low = numpy.frombuffer(data, dtype=numpy.int64, count=column.offset + len(whole))
    wide = numpy.empty((len(low), 2), dtype=numpy.int64)
    wide[:, 0] = low
    numpy.right_shift(low, 63, out=wide[:, 1])
    buffers = [validity, pyarrow.py_buffer(wide)]
    kind = pyarrow.decimal128(38, places)
    return pl.Series(whole.name, pyarrow.Array.from_buffers(kind, len(whole), buffers, offset=column.offset))


def as_shown(kind: Any, value: Any) -> Any:
    """Give a value as a formula's column shows it."""
    if value is None:
        return None
    if isinstance(kind, Money | Number):
        return Decimal(value).quantize(Decimal(1).scaleb(-PLACES[type(kind)]), ROUND_HALF_UP)
    if isinstance(kind, Int):
        return int(value)
    return value if isinstance(kind, Date) else str(value)
