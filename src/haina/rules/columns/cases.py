"""Cases as a population: the facts of single subjects put into frames."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from haina.rules.columns.frames import Frames
from haina.rules.facts import Facts
from haina.rules.program import Program
from haina.rules.spells import SpellHistory
from haina.rules.types import Bool, Date, Enum, History, Int, List, Money, Number, Type

KEY = "subject"


def frames_of(program: Program, cases: Sequence[Facts], on: date) -> Frames:
    """Give the cases as frames, with what their facts are on the date; subjects are numbered from 0."""
    columns: list[pl.Series] = [pl.Series(KEY, range(len(cases)), dtype=pl.Int64)]
    histories: dict[str, pl.DataFrame] = {}
    for name, declared in program.facts.items():
        values = [facts.value(name, on) for facts in cases]
        if all(value is None for value in values):
            continue
        if isinstance(declared.type, History):
            columns.append(pl.Series(name, [value is not None for value in values], dtype=pl.Boolean))
            histories[name] = _spells(declared.type, values)
        else:
            columns.append(_series(name, declared.type, values))
    return Frames(pl.DataFrame(columns), histories, KEY)


def empty_frames(program: Program) -> Frames:
    """Give frames of nobody with a column, or a frame, for every fact: the form that asks most of a plan."""
    columns = [pl.Series(KEY, [], dtype=pl.Int64)]
    histories: dict[str, pl.DataFrame] = {}
    for name, declared in program.facts.items():
        if isinstance(declared.type, History):
            histories[name] = _spells(declared.type, ())
        else:
            columns.append(_series(name, declared.type, ()))
    return Frames(pl.DataFrame(columns), histories, KEY)


def _spells(kind: History, values: Sequence[object]) -> pl.DataFrame:
    keys: list[int] = []
    first: list[date] = []
    last: list[date | None] = []
    fields: dict[str, list[object]] = {each.name: [] for each in kind.fields}
    for key, value in enumerate(values):
        for spell in value.spells if isinstance(value, SpellHistory) else ():
            keys.append(key)
            first.append(spell.start)
            last.append(spell.last_day)
            for each, given in zip(kind.fields, spell.fields, strict=True):
                fields[each.name].append(given)
    return pl.DataFrame(
        [
            pl.Series(KEY, keys, dtype=pl.Int64),
            pl.Series("from", first, dtype=pl.Date),
            pl.Series("to", last, dtype=pl.Date),
            *(_series(each.name, each.type, fields[each.name]) for each in kind.fields),
        ]
    )


def _series(name: str, kind: Type, values: Sequence[object]) -> pl.Series:
    if isinstance(kind, Number | Money):
        decimals = [None if value is None else Decimal(value) for value in values]  # type: ignore[arg-type]
        places = max((_places(value) for value in decimals if value is not None), default=0)
        return pl.Series(name, decimals, dtype=pl.Decimal(38, places))
    return pl.Series(
        name, [list(value) if isinstance(value, tuple) else value for value in values], dtype=_dtype(kind)
    )


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _dtype(kind: Type) -> pl.DataType:
    match kind:
        case Bool():
            return pl.Boolean()
        case Int():
            return pl.Int64()
        case Date():
            return pl.Date()
        case Enum():
            return pl.Enum(list(kind.order))
        case List():
            return pl.List(pl.String)
    return pl.String()
