"""Facts and fields of spells as they are given in a frame, and the columns that rules read them from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from haina.rules.columns.days import FIRST, LAST
from haina.rules.columns.values import ALWAYS, Day, Fixed, Opaque, Truth, Value, Whole, Word, Words
from haina.rules.types import Bool, Date, Enum, Int, List, Money, Number, TextType, Type

_STEP = 1_000


class FrameError(ValueError):
    """A frame does not fit the facts that are declared."""


@dataclass(frozen=True, slots=True)
class Given:
    """How a fact is given: its decimal places and a bound for its size; days may be out of reach."""

    scale: int = 0
    bound: int = 0
    in_reach: bool = True


def column_of(name: str, kind: Type, dtype: pl.DataType, source: pl.Expr) -> pl.Expr:
    """Give the column that rules read of one as given: days as numbers, amounts in their smallest unit.

    Raises :class:`FrameError` where the given type cannot hold the fact exactly.
    """
    match kind:
        case Bool() if dtype == pl.Boolean:
            return source
        case Int() | Number() | Money() if dtype.is_integer():
            return source.cast(pl.Int64)
        case Number() | Money() if isinstance(dtype, pl.Decimal):
            return source.to_physical().cast(pl.Int64)
        case Date() if dtype == pl.Date:
            return source.to_physical()
        case Enum():
            return _positions(kind, dtype, source)
        case TextType():
            return source.cast(pl.String)
        case List() if isinstance(dtype, pl.List):
            return source.cast(pl.List(pl.String))
    if dtype == pl.Null:
        return pl.lit(None, dtype=dtype_of(kind))
    raise FrameError(f"{name}: a column of type {dtype} cannot hold a fact of type {kind}")


def _positions(kind: Enum, dtype: pl.DataType, source: pl.Expr) -> pl.Expr:
    names = list(kind.order)
    if not (isinstance(dtype, pl.Enum) and dtype.categories.to_list() == names):
        source = source.cast(pl.String).cast(pl.Enum(names))
    return source.to_physical().cast(pl.Int16)


def dtype_of(kind: Type) -> pl.DataType:
    """Give the type of the column that rules read of a fact or field."""
    match kind:
        case Bool():
            return pl.Boolean()
        case Date():
            return pl.Int32()
        case Enum():
            return pl.Int16()
        case TextType():
            return pl.String()
        case List():
            return pl.List(pl.String)
    return pl.Int64()


Ends = dict[str, tuple[object, object]]
"""The least and the greatest value of columns."""


def describe(kinds: dict[str, Type], frame: pl.DataFrame, kept: Ends) -> dict[str, Given]:
    """Say how the columns of a frame give facts or fields of spells, as far as rules must know.

    ``frame`` is as given; names that it lacks are left out. The ends of its columns are ``kept``, so that
    they are looked for once.
    """
    schema = dict(zip(frame.columns, frame.dtypes, strict=True))
    asked = {name: kind for name, kind in kinds.items() if name in schema}
    wanted = [name for name, kind in asked.items() if isinstance(kind, Int | Number | Money | Date)]
    known = [name for name in wanted if schema[name] != pl.Null and not schema[name].is_float()]
    new = [name for name in known if name not in kept]
    ends = frame.select(
        *(pl.col(name).min().alias(f"least {name}") for name in new),
        *(pl.col(name).max().alias(f"most {name}") for name in new),
    )
    if not frame.is_empty():
        kept |= {name: (ends[0, f"least {name}"], ends[0, f"most {name}"]) for name in new}
    found: dict[str, Given] = {}
    for name in asked:
        given = Given()
        if name in known and not frame.is_empty():
            given = _bounded(schema[name], *kept[name])
        found[name] = given
    return found


def _bounded(dtype: pl.DataType, least: object, most: object) -> Given:
    scale = dtype.scale if isinstance(dtype, pl.Decimal) else 0
    if least is None or most is None:
        return Given(scale, _STEP)
    if isinstance(least, date) and isinstance(most, date):
        return Given(in_reach=FIRST + timedelta(0) <= least and most <= LAST)
    largest = max(abs(int(least)), abs(int(most))) * 10**scale + 10**scale  # type: ignore[call-overload]
    bound = _STEP
    while bound < largest:
        bound *= _STEP
    return replace(Given(scale), bound=bound)


def fact_value(kind: Type, given: Given | None, column: pl.Expr) -> Value:
    """Give the value of a fact or field that is read from a column made by :func:`column_of`."""
    if given is None:
        return Fixed(value=None)
    match kind:
        case Bool():
            return Truth(expr=column)
        case Int() | Number() | Money():
            return Whole(expr=column, scale=given.scale, bound=given.bound)
        case Date():
            return Day(expr=column) if given.in_reach else Opaque(frozenset({ALWAYS}))
        case Enum():
            return Word(expr=column, enum=kind)
        case TextType():
            return Word(expr=column)
        case List():
            return Words(expr=column)
    return Opaque(frozenset({ALWAYS}))
