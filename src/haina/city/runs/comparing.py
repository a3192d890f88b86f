"""Asks a city the same of several variants of a policy: two packs, two days, values of a standard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from haina.city.making import read_manifest
from haina.policy import Policy
from haina.rules.text import Status

from .asked import ORGANISATION, PERSON, asked_of
from .beginning import BEGINS, DAY, Ahead, Beginnings
from .blocks import ROWS, Block
from .directory import LAYOUT, begun, city_of, finish, write_tables
from .sides import ANSWERS, Engine, Progress, Side, in_this_process, whole_tables, work_through
from .tally import ELEMENT, Tally, added_up
from .turning import DAYS

CHANGES = "changes"
VARIANT, BEFORE, AFTER = "variant", "before", "after"
#: What a pack says of an element that it does not have.
ABSENT = Status.NOT_IN_FORCE.value


@dataclass(frozen=True)
class Variant:
    """A policy on a day and what people call it; ``values`` of standards were put into it to be tried."""

    name: str
    policy: Policy
    on: date
    values: tuple[str, ...] = ()

    @property
    def head(self) -> dict[str, object]:
        """What tells it from others."""
        pack = {"id": self.policy.id, "version": self.policy.version}
        return {"name": self.name, "pack": pack, "on": self.on.isoformat(), "values": list(self.values)}


@dataclass(frozen=True)
class Comparison:
    """Which variants are asked of which city; the first is the one that all others are compared with."""

    city: Path
    out: Path
    variants: tuple[Variant, ...]
    by: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    rows: int = ROWS
    ahead: Ahead | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it writes."""
        return (ANSWERS, CHANGES, *([BEGINS, DAYS] if self.ahead else []))


def compare_city(
    comparison: Comparison, progress: Progress | None = None, engine: Engine = in_this_process
) -> dict[str, Any]:
    """Write ``answers`` of each variant, and ``changes``: who goes from which answer to which; the manifest.

    A comparison that looks ahead writes ``begins`` and ``days`` too; its variants are of one day. The same
    city, packs and questions give the same bytes, whatever the interruptions. Raises `CityError` where there
    is no whole city, or the directory holds something else.
    """
    city = read_manifest(comparison.city)
    head = {
        "layout": LAYOUT,
        "variants": [each.head for each in comparison.variants],
        "by": list(comparison.by),
        "only": list(comparison.only),
        "city": city_of(city),
        "currency": comparison.variants[0].policy.head.currency.code,
        **({"ahead": comparison.ahead.head} if comparison.ahead else {}),
    }
    # Before the directory is claimed, so that a wish that cannot be met leaves nothing behind.
    sides = [_Side(comparison, subject) for subject in (PERSON, ORGANISATION)]
    there = begun(comparison.out, head)
    if there is not None:
        return there
    work_through(sides, progress, engine)
    write_tables(comparison.out, whole_tables(sides, comparison.tables))
    return finish(comparison.out, head)


class _Side(Side):
    """One kind of subject, asked of every variant."""

    def __init__(self, comparison: Comparison, subject: str) -> None:
        self.rows, self.ahead, self.written = comparison.rows, comparison.ahead, comparison.tables
        self.names = [each.name for each in comparison.variants]
        self.asked = [
            asked_of(each.policy, each.on, subject, comparison.only) for each in comparison.variants
        ]
        facts = {
            name: fact for each in reversed(comparison.variants) for name, fact in each.policy.facts.items()
        }
        super().__init__(comparison.city, comparison.out, comparison.by, self.asked, facts)

    def keys(self, table: str) -> list[str]:
        """What tells the rows of a table apart."""
        more = {ANSWERS: [], CHANGES: [BEFORE, AFTER], BEGINS: [DAY], DAYS: [DAY]}[table]
        return [ELEMENT, *([] if table == DAYS else self.groups), VARIANT, *more]

    def tables(self, part: str) -> dict[str, pl.DataFrame]:
        """Ask one part: its share of each table."""
        tallies = [Tally(asked, self.groups) for asked in self.asked]
        begins = self._beginnings()
        kept: dict[str, list[pl.DataFrame]] = {CHANGES: [], BEGINS: [], DAYS: [], ANSWERS: []}
        for block in self.reader.blocks(part, self.rows):
            firsts: list[pl.DataFrame] = []
            for variant, tally in zip(self.names, tallies, strict=True):
                statuses = tally.statuses(block)
                named = pl.lit(variant).alias(VARIANT)
                if tally.asked.elements:
                    kept[ANSWERS].append(tally.answers(block, statuses).with_columns(named))
                if firsts:
                    kept[CHANGES].append(self._changes(block, firsts[0], statuses).with_columns(named))
                if begins is not None or not firsts:
                    firsts.append(statuses)
            if begins is not None:
                for name, table in begins.of(block, firsts).items():
                    kept[name].append(table)
        return {
            name: added_up(kept[name], self.keys(name)) if kept[name] else self._none()
            for name in self.written
        }

    def _beginnings(self) -> Beginnings | None:
        if self.ahead is None:
            return None
        return Beginnings(self.asked, self.ahead, self.groups, self.names)

    def _none(self) -> pl.DataFrame:
        schema: dict[str, Any] = dict.fromkeys(self.keys(CHANGES), pl.String)
        return pl.DataFrame(schema={**schema, "subjects": pl.Int64})

    def _changes(self, block: Block, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
        """How many go from which answer to which other, by element and group."""
        found = []
        for name in dict.fromkeys((*before.columns, *after.columns)):
            height = block.frames.subjects.height
            pair = pl.DataFrame([_of(before, name, BEFORE, height), _of(after, name, AFTER, height)])
            rows = pair.hstack(block.groups.get_columns()).filter(pl.col(BEFORE) != pl.col(AFTER))
            counted = rows.group_by([*self.groups, BEFORE, AFTER]).agg(
                pl.len().cast(pl.Int64).alias("subjects")
            )
            columns = [ELEMENT, *self.groups, BEFORE, AFTER, "subjects"]
            found.append(counted.with_columns(pl.lit(name).alias(ELEMENT)).select(columns))
        return pl.concat(found)


def _of(statuses: pl.DataFrame, name: str, called: str, height: int) -> pl.Series:
    if name in statuses.columns:
        return statuses.get_column(name).cast(pl.String).alias(called)
    return pl.repeat(ABSENT, height, dtype=pl.String, eager=True).alias(called)
