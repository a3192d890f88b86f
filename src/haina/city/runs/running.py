"""Runs a city part by part, going on where a run was stopped; the result is a few small tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from haina.city.making import read_manifest
from haina.policy import Policy

from .asked import ORGANISATION, PERSON, asked_of, out_of_reach
from .beginning import BEGINS, DAY, Ahead, Beginnings
from .blocks import ROWS, Block
from .directory import LAYOUT, begun, city_of, day_of, finish, read_table, whole_manifest, write_tables
from .near import NEAR_KEYS, NearMisses
from .sides import (
    ANSWERS,
    SUBJECT_COLUMN,
    Engine,
    Progress,
    Side,
    in_this_process,
    whole_tables,
    work_through,
)
from .tally import ELEMENT, FACT, STATUSES, SUMS, WITHOUT, Tally, added_up
from .turning import DAYS

MISSING, NEAR = "missing", "near"
Tables = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Run:
    """What is run over which city, and where the result goes; ``by`` groups, ``ahead`` goes on in time."""

    city: Path
    out: Path
    on: date | None = None
    by: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    rows: int = ROWS
    ahead: Ahead | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it writes."""
        return (ANSWERS, MISSING, NEAR, *([BEGINS, DAYS] if self.ahead else []))


def run_city(
    run: Run, policy: Policy, progress: Progress | None = None, engine: Engine = in_this_process
) -> dict[str, Any]:
    """Ask a city and write the tables ``answers``, ``missing`` and ``near``; gives the run's manifest.

    A run that looks ahead writes ``begins`` and ``days`` too.

    The same city, pack and questions give the same bytes, whatever the interruptions. Raises `CityError`
    where there is no whole city, or the directory holds something else.
    """
    city = read_manifest(run.city)
    head = _head(run, policy, city)
    # Before the directory is claimed, so that a wish that cannot be met leaves nothing behind.
    sides = [
        _Side(run, policy, date.fromisoformat(head["on"]), subject) for subject in (PERSON, ORGANISATION)
    ]
    there = begun(run.out, head)
    if there is not None:
        return there
    work_through(sides, progress, engine)
    write_tables(run.out, whole_tables(sides, run.tables))
    return finish(
        run.out, {**head, "subjects": _counts(sides), "not_asked": list(out_of_reach(policy, run.only))}
    )


def read_run(directory: Path) -> tuple[dict[str, Any], Tables]:
    """The manifest and the tables of a whole run; raises `CityError` where there is none."""
    manifest = whole_manifest(directory)
    names = (ANSWERS, MISSING, NEAR, *([BEGINS, DAYS] if "ahead" in manifest else []))
    return manifest, {name: read_table(directory, name) for name in names}


class _Side(Side):
    """One kind of subject in a run."""

    def __init__(self, run: Run, policy: Policy, on: date, subject: str) -> None:
        self.rows, self.asked = run.rows, asked_of(policy, on, subject, run.only)
        self.ahead = run.ahead
        super().__init__(run.city, run.out, run.by, [self.asked], policy.facts)

    def tables(self, part: str) -> Tables:
        """Ask one part: its share of each table."""
        tally = Tally(self.asked, self.groups)
        near = NearMisses(self.asked, tally.plan.not_in_force)
        begins = None if self.ahead is None else Beginnings([self.asked], self.ahead, self.groups, ())
        kept: dict[str, list[pl.DataFrame]] = {NEAR: [], MISSING: [], BEGINS: [], DAYS: [], ANSWERS: []}
        for block in self.reader.blocks(part, self.rows):
            for name, table in _asked(block, tally, near, begins).items():
                kept[name].append(table)
        return {name: added_up(tables, self.keys(name)) for name, tables in kept.items() if tables}

    def keys(self, table: str) -> list[str]:
        """What tells the rows of a table apart."""
        return {
            ANSWERS: [ELEMENT, *self.groups],
            MISSING: [ELEMENT, FACT],
            NEAR: list(NEAR_KEYS),
            BEGINS: [ELEMENT, *self.groups, DAY],
            DAYS: [ELEMENT, DAY],
        }[table]


def _asked(block: Block, tally: Tally, near: NearMisses, begins: Beginnings | None) -> Tables:
    statuses = tally.statuses(block)
    found = {
        ANSWERS: tally.answers(block, statuses),
        MISSING: tally.gaps(block, statuses),
        NEAR: near.of(block, statuses),
    }
    return found if begins is None else {**found, **begins.of(block, [statuses])}


def _head(run: Run, policy: Policy, city: dict[str, Any]) -> dict[str, Any]:
    """All on which the bytes of a run depend."""
    on = day_of(run.city, city, run.on)
    return {
        "layout": LAYOUT,
        "pack": {"id": policy.id, "version": policy.version},
        "on": on.isoformat(),
        "by": list(run.by),
        "only": list(run.only),
        "city": city_of(city),
        "currency": policy.head.currency.code,
        **({"ahead": run.ahead.head} if run.ahead else {}),
    }


def _counts(sides: Sequence[_Side]) -> dict[str, int]:
    return {side.subject: sum(side.reader.rows(part) for part in side.reader.parts) for side in sides}


def totals(answers: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The answers of each element over all groups, in the order of the table."""
    columns = [*STATUSES, *SUMS, *WITHOUT]
    whole = answers.group_by(SUBJECT_COLUMN, ELEMENT, maintain_order=True).agg(pl.col(columns).sum())
    yield from whole.iter_rows(named=True)
