"""Counts answers: statuses and money by element and group, missing facts, and what knowing them settles."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from haina.rules.columns import ColumnPlan, Frames
from haina.rules.columns.plan import facts_below_of
from haina.rules.text import Status
from haina.rules.types import History

from .asked import Asked
from .blocks import Block

ELEMENT, FACT = "element", "fact"
STATUSES = tuple(each.value for each in Status)
#: Amounts in the pack's currency, two places.
MONEY = pl.Decimal(38, 2)
#: Of a programme: what is known to be due to those who get it; the least and the most that it can be, with
#: those of whom it is unknown whether they get it; and how many of these have no upper bound.
SUMS = ("known", "least", "most")
WITHOUT = ("amount_unknown", "without_bound")


class Tally:
    """Asks a block and counts what comes out; the plans are made once for all blocks."""

    def __init__(self, asked: Asked, by: Sequence[str]) -> None:
        self.asked, self.by = asked, list(by)
        program, on = asked.program, asked.on
        self.plan = ColumnPlan.compile(program, asked.elements, on)
        #: The facts that the rule of each element reads, without those of its amount alone.
        self.read = {name: tuple(dict.fromkeys(facts_below_of(self.plan, name))) for name in asked.elements}
        self.amounts = {
            name: ColumnPlan.compile(program, [rule], on)
            for name, rule in asked.amounts.items()
            if name not in self.plan.not_in_force
        }

    def statuses(self, block: Block) -> pl.DataFrame:
        """A status column for each element."""
        return self.plan.run(block.frames).drop(block.frames.key)

    def answers(self, block: Block, statuses: pl.DataFrame) -> pl.DataFrame:
        """A row for each element and group: how many of each status, and of programmes the money."""
        found = []
        for name in self.asked.elements:
            rows = statuses.select(pl.col(name).alias(ELEMENT)).hstack(block.groups.get_columns())
            plan = self.amounts.get(name)
            rows = rows.hstack(
                _nothing(rows.height) if plan is None else self._money(plan, name, block, statuses)
            )
            counts = [(pl.col(ELEMENT) == each).sum().cast(pl.Int64).alias(each) for each in STATUSES]
            sums = [pl.col(each).sum().cast(MONEY) for each in SUMS]
            without = [pl.col(each).sum().cast(pl.Int64) for each in WITHOUT]
            grouped = rows.group_by(self.by) if self.by else rows.group_by(pl.lit(0).alias("_"))
            counted = grouped.agg(*counts, *sums, *without)
            found.append(counted.select(pl.lit(name).alias(ELEMENT), *self.by, *STATUSES, *SUMS, *WITHOUT))
        return pl.concat(found)

    def _money(self, plan: ColumnPlan, name: str, block: Block, statuses: pl.DataFrame) -> list[pl.Series]:
        """What each subject is or may be due, nothing where the answer is no."""
        status = statuses.get_column(name)
        open_or_yes = (status == Status.YES.value) | (status == Status.UNKNOWN.value)
        if not open_or_yes.any():
            return _nothing(len(status))
        frames = Frames(block.frames.subjects.filter(open_or_yes), block.frames.histories, block.frames.key)
        rule = self.asked.amounts[name]
        due = plan.run(frames).select(
            pl.col(rule).cast(MONEY).alias("value"),
            pl.col(f"{rule}_low").cast(MONEY).alias("low"),
            pl.col(f"{rule}_high").cast(MONEY).alias("high"),
        )
        yes = pl.lit(status.filter(open_or_yes) == Status.YES.value)
        nothing = pl.lit(Decimal(0)).cast(MONEY)
        parts = due.select(
            pl.when(yes).then(pl.col("value")).otherwise(nothing).fill_null(nothing).alias("known"),
            pl.when(yes)
            .then(pl.col("low").clip(nothing))
            .otherwise(nothing)
            .fill_null(nothing)
            .alias("least"),
            pl.col("high").fill_null(pl.col("value")).fill_null(nothing).alias("most"),
            (yes & pl.col("value").is_null()).cast(pl.Int64).alias("amount_unknown"),
            pl.col("high").is_null().cast(pl.Int64).alias("without_bound"),
        )
        places = open_or_yes.arg_true()
        return [_spread(parts.get_column(each), places, len(status)) for each in (*SUMS, *WITHOUT)]

    def gaps(self, block: Block, statuses: pl.DataFrame) -> pl.DataFrame:
        """A row for each element and fact: of how many open answers it is missing, of how many it alone.

        Knowing a fact that alone is missing settles the answer, whatever it turns out to be.
        """
        found = []
        for name in self.asked.elements:
            open_ = statuses.get_column(name) == Status.UNKNOWN.value
            if not open_.any():
                continue
            missing = self._missing(block.frames, name).filter(open_)
            alone = missing.sum_horizontal() == 1
            found += [
                (name, fact, int(missing[fact].sum()), int((missing[fact] & alone).sum()))
                for fact in missing.columns
            ]
        schema = {ELEMENT: pl.String, FACT: pl.String, "missing": pl.Int64, "alone": pl.Int64}
        return pl.DataFrame(found, schema=schema, orient="row").filter(pl.col("missing") > 0)

    def _missing(self, frames: Frames, name: str) -> pl.DataFrame:
        """Whether each fact that an element's rule reads is missing, a column each."""
        columns = []
        for fact in self.read[name]:
            history = isinstance(self.asked.program.facts[fact].type, History)
            if fact in frames.subjects.columns:
                column = frames.subjects.get_column(fact)
                missing = ~column.fill_null(False) if history else column.is_null()
            else:
                known = history and fact in frames.histories
                missing = pl.repeat(not known, frames.subjects.height, dtype=pl.Boolean, eager=True)
            columns.append(missing.alias(fact))
        return pl.DataFrame(columns, height=frames.subjects.height)


def _nothing(height: int) -> list[pl.Series]:
    zero = [pl.repeat(Decimal(0), height, dtype=MONEY, eager=True).alias(each) for each in SUMS]
    return [*zero, *(pl.repeat(0, height, dtype=pl.Int64, eager=True).alias(each) for each in WITHOUT)]


def _spread(values: pl.Series, places: pl.Series, height: int) -> pl.Series:
    """Values at their places in a column of zeros."""
    zero = Decimal(0) if values.dtype == MONEY else 0
    column: pl.Series = pl.repeat(zero, height, dtype=values.dtype, eager=True)
    return column.scatter(places, values).alias(values.name)


def added_up(tables: Sequence[pl.DataFrame], keys: Sequence[str]) -> pl.DataFrame:
    """Several tables as one, numbers added up by their keys, in the order of the keys."""
    whole = pl.concat(tables)
    sums = [pl.col(name).sum().cast(kind) for name, kind in whole.schema.items() if name not in keys]
    return whole.group_by(keys).agg(*sums).sort(keys)
