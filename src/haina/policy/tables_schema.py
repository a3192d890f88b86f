"""The shape of the points tables of an article, and what the compiler takes of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from haina.rules.declarations import BandSource, ItemSource, RowSource, TableSource
from haina.rules.text import Place, Text

from .kinds import (
    Expression,
    Key,
    both,
    decimal,
    expression,
    list_of,
    name,
    naming,
    optional,
    record,
    reference,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a points table."""

    when: Expression
    points: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a points table: its rows, or the items of which the best counts."""

    id: str
    title: Text
    rows: tuple[Row, ...]
    best_of: tuple[str, ...]
    cap: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a table of brackets: the part of an amount up to a bound, and its rate."""

    rate: Expression
    up_to: Expression | None
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A points table, or a table of brackets, as written."""

    id: str
    title: Text
    items: tuple[Item, ...]
    cap: Decimal | None
    clause: str | None
    brackets: tuple[Band, ...]
    place: Place


_BAND = record(Band, {"up_to": optional(expression), "rate": Key(expression)})
_ROW = record(Row, {"when": Key(expression), "points": Key(expression)})
_ITEM = record(
    Item,
    {
        "id": Key(name),
        "title": Key(both),
        "rows": optional(list_of(_ROW, at_least=1), default=()),
        "best_of": optional(list_of(name, at_least=2), default=()),
        "cap": optional(decimal),
    },
)
TABLE = record(
    Table,
    {
        "id": Key(naming("table")),
        "title": Key(both),
        "items": optional(list_of(_ITEM, at_least=1), default=()),
        "brackets": optional(list_of(_BAND, at_least=1), default=()),
        "cap": optional(decimal),
        "clause": optional(reference("clause")),
    },
)


def table_source(table: Table) -> TableSource:
    """What the compiler takes of a table."""
    items = tuple(
        ItemSource(
            id=item.id,
            title=item.title,
            rows=tuple(
                RowSource(row.when.text, row.points.text, row.when.place, row.points.place)
                for row in item.rows
            ),
            best_of=item.best_of,
            cap=item.cap,
            place=item.place,
        )
        for item in table.items
    )
    brackets = tuple(
        BandSource(
            rate=band.rate.text,
            up_to=None if band.up_to is None else band.up_to.text,
            rate_place=band.rate.place,
            up_to_place=band.place if band.up_to is None else band.up_to.place,
            place=band.place,
        )
        for band in table.brackets
    )
    return TableSource(table.id, table.title, items, table.cap, table.place, brackets)
