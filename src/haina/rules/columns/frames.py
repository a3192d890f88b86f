"""A population as frames, prepared for rules; and single subjects of it as the facts of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from haina.rules.columns.days import number_of
from haina.rules.columns.given import Ends, FrameError, Given, column_of, describe
from haina.rules.columns.histories import END, NEVER_ENDS, ROW, START
from haina.rules.facts import Facts
from haina.rules.periods import FOREVER, next_day
from haina.rules.program import Program
from haina.rules.spells import Spell, SpellHistory
from haina.rules.types import History, List, Money, Number, Type


@dataclass(frozen=True)
class Frames:
    """A population.

    ``subjects`` has one row a subject, its ``key``, and a column for each scalar fact (null: unknown; a fact
    without a column is unknown for everybody). Amounts and numbers are whole or decimal, never floating
    point; an enum is text or :class:`polars.Enum`. ``histories`` has one frame for each history: ``key``,
    ``from``, ``to`` (null: it goes on) and the fields. A Boolean column of ``subjects`` named like a history
    says whose history is known; without one everybody's is, so that no spell means none.
    """

    subjects: pl.DataFrame
    histories: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    key: str = "subject"
    ends: dict[str, Ends] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The ends of columns once looked for: the subjects' under ``key``, those of histories by name."""

    def slices(self, rows: int) -> list[Frames]:
        """Give the population in slices of so many subjects, for plans that read no history."""
        found = []
        for first in range(0, max(self.subjects.height, 1), rows):
            found.append(replace(self, subjects=self.subjects.slice(first, rows)))
            # The form of a slice is that of all, lest each were planned for itself.
            found[-1].ends.update(self.ends)
        return found


@dataclass(frozen=True, slots=True)
class Prepared:
    """Frames as rules read them: columns of facts, spells with the row of their subject, who is known."""

    subjects: pl.DataFrame
    spells: Mapping[str, pl.DataFrame]
    known: Mapping[str, pl.Series | None]


def described(
    program: Program, frames: Frames, facts: Sequence[str]
) -> tuple[dict[str, Given], dict[str, dict[str, Given]]]:
    """Say how the facts that rules read are given, scalars and the fields of histories."""
    kinds = {name: program.facts[name].type for name in facts}
    scalars = {name: kind for name, kind in kinds.items() if not isinstance(kind, History)}
    given = describe(scalars, frames.subjects, frames.ends.setdefault(frames.key, {}))
    histories: dict[str, dict[str, Given]] = {}
    for name, kind in kinds.items():
        if isinstance(kind, History) and name in frames.histories:
            fields: dict[str, Type] = {each.name: each.type for each in kind.fields}
            histories[name] = describe(fields, frames.histories[name], frames.ends.setdefault(name, {}))
    return given, histories


def prepare(
    program: Program, frames: Frames, given: Sequence[str], histories: Sequence[str], on: date
) -> Prepared:
    """Bring frames into the form that rules read; raises :class:`FrameError` where one does not fit."""
    schema = dict(zip(frames.subjects.columns, frames.subjects.dtypes, strict=True))
    columns = [
        column_of(name, program.facts[name].type, schema[name], pl.col(name)).alias(name) for name in given
    ]
    subjects = frames.subjects.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias(ROW), *columns)
    spells, known = {}, {}
    for name in histories:
        spells[name] = _spells(program, frames, name, on)
        known[name] = _known(frames, name)
    return Prepared(subjects, spells, known)


def _known(frames: Frames, name: str) -> pl.Series | None:
    if name not in frames.subjects.columns:
        return None
    column = frames.subjects.get_column(name)
    if column.dtype != pl.Boolean:
        raise FrameError(f"{name}: whose history is known is said by a Boolean column")
    column = column.fill_null(False)
    return None if column.all() else column


def _spells(program: Program, frames: Frames, name: str, on: date) -> pl.DataFrame:
    """Give the spells begun by the date, sorted by subject, first and last day."""
    kind, frame = program.facts[name].type, frames.histories[name]
    if not isinstance(kind, History):
        raise FrameError(f"{name} is no history")
    schema = dict(zip(frame.columns, frame.dtypes, strict=True))
    fields = [
        column_of(f"{name}.{each.name}", each.type, schema[each.name], pl.col(each.name)).alias(
            f"x.{each.name}"
        )
        for each in kind.fields
        if each.name in schema
    ]
    last = pl.col("to").cast(pl.Date).to_physical()
    after = pl.when(last.is_null() | (last >= NEVER_ENDS)).then(NEVER_ENDS).otherwise(last + 1)
    begun, row = _with_rows(frames, frame.filter(pl.col("from") <= on))
    found = begun.select(
        row, pl.col("from").to_physical().alias(START), after.cast(pl.Int32).alias(END), *fields
    )
    return found if _in_order(found) else found.sort(ROW, START, END, maintain_order=True)


def _with_rows(frames: Frames, spells: pl.DataFrame) -> tuple[pl.DataFrame, pl.Expr]:
    """Give the spells of the subjects, and what says in which row the subject of each stands."""
    keys, key = frames.subjects.get_column(frames.key), pl.col(frames.key)
    if keys.dtype == pl.Int64 == spells.schema[frames.key] and len(keys) and (keys.diff()[1:] == 1).all():
        # Keys that count on, as those of a city do, need no join.
        first, last = keys[0], keys[-1]
        return spells.filter(key.is_between(first, last)), (key - first).cast(pl.UInt32).alias(ROW)
    rows = frames.subjects.select(frames.key, pl.int_range(pl.len(), dtype=pl.UInt32).alias(ROW))
    return spells.join(rows, on=frames.key, how="inner", maintain_order="left"), pl.col(ROW)


def _in_order(spells: pl.DataFrame) -> bool:
    """Say whether spells are sorted by subject, first and last day; finding out costs less than sorting."""
    (row, before), (start, start_before), (end, end_before) = (
        (pl.col(name).slice(1), pl.col(name).slice(0, pl.len() - 1)) for name in (ROW, START, END)
    )
    same, later = row == before, start > start_before
    ordered = (row > before) | (same & (later | ((start == start_before) & (end >= end_before))))
    return spells.height < 2 or bool(spells.select(ordered.all()).item())


def facts_of(program: Program, frames: Frames, rows: Sequence[int], names: Sequence[str]) -> list[Facts]:
    """Give the facts of single subjects, by their rows, as far as ``names`` go."""
    some = frames.subjects[list(rows)]
    columns: dict[str, list[object]] = {}
    for name in names:
        kind = program.facts[name].type
        if isinstance(kind, History):
            if name in frames.histories:
                columns[name] = _histories(kind, frames, some, name)
        elif name in some.columns:
            columns[name] = [_held(kind, value) for value in some.get_column(name).to_list()]
    nothing = program.nothing_known
    return [
        nothing.replacing({name: values[position] for name, values in columns.items()})
        for position in range(len(rows))
    ]


def _held(kind: Type, value: object) -> object:
    """Give a value of a frame as the rule language holds it."""
    if value is None:
        return None
    if isinstance(kind, Number | Money):
        from decimal import Decimal

        return Decimal(str(value))
    return tuple(value) if isinstance(kind, List) and isinstance(value, list) else value


def _histories(kind: History, frames: Frames, some: pl.DataFrame, name: str) -> list[object]:
    keys = some.get_column(frames.key)
    known = (
        [True] * len(keys) if name not in some.columns else some.get_column(name).fill_null(False).to_list()
    )
    found: dict[object, list[Spell]] = {key: [] for key in keys}
    frame = frames.histories[name]
    for spell in frame.filter(pl.col(frames.key).is_in(keys.implode())).iter_rows(named=True):
        end = FOREVER if spell["to"] is None else next_day(spell["to"])
        fields = tuple(_held(each.type, spell.get(each.name)) for each in kind.fields)
        found[spell[frames.key]].append(Spell(spell["from"], end, fields))
    return [
        SpellHistory.of(found[key]) if is_known else None for key, is_known in zip(keys, known, strict=True)
    ]


__all__ = ["FrameError", "Frames", "Prepared", "described", "facts_of", "number_of", "prepare"]
