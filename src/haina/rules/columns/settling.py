"""The ends of formulas of which something is missing, by columns."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from haina.rules.columns.bounded import Bounded, Needed
from haina.rules.columns.given import dtype_of
from haina.rules.columns.histories import ROW
from haina.rules.columns.shown import worked_out
from haina.rules.columns.spans import Span, rounded, same
from haina.rules.columns.values import ALWAYS, Value, Whole
from haina.rules.tree import Node

_FEW = 16


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of a formula's range for some rows, as columns of ``frame``; ``left``: who is not among them.

    ``frame`` has a column ``same`` too: whether both ends are one, unrounded.
    """

    rows: pl.Series
    frame: pl.DataFrame
    low: Whole
    high: Whole
    left: pl.Series


class Settler:
    """Settles what a plan's own columns leave open, rule by rule."""

    def __init__(self, bounded: Bounded) -> None:
        self.bounded = bounded

    def ends(self, root: Node, frame: pl.DataFrame, asked: pl.Series, places: int | None) -> Ends | None:
        """Give the least and the most that a formula can be, rounded to ``places``; None: columns cannot."""
        span = self.bounded.value(root)
        if not isinstance(span, Span) or ALWAYS in span.rough:
            return None
        shown = span if places is None else rounded(span, places, "half", self.bounded.stage)
        exprs = {"low": shown.low.expr, "high": shown.high.expr, "same": same(span)}
        left = asked & False
        if span.rough:
            left = asked & self.rough(span, frame)
            asked = asked & ~left
        needed = self.bounded.needed(exprs.values())
        some = self._some(needed, frame, asked)
        for level in needed.levels:
            some = some.with_columns(level)
        found = some.select(ROW, **exprs)
        low, high = (
            Whole(expr=pl.col(name), scale=end.scale, bound=end.bound)
            for name, end in (("low", shown.low), ("high", shown.high))
        )
        return Ends(found.get_column(ROW), found, low, high, left)

    def _some(self, needed: Needed, frame: pl.DataFrame, asked: pl.Series) -> pl.DataFrame:
        """Give what expressions read of some rows; a fact that is not given is missing for everybody."""
        given = [name for name in needed.read if name in frame.columns]
        facts = self.bounded.program.facts
        lacking = [
            pl.lit(None, dtype=dtype_of(facts[name].type)).alias(name)
            for name in needed.read
            if name not in given
        ]
        rows = frame.get_column(ROW).filter(asked)
        columns = frame.select(given).get_columns()
        # Few rows are fetched by their places, so that the rest of the columns is not read at all.
        few = len(rows) < frame.height // _FEW
        some = [each.gather(rows) if few else each.filter(asked) for each in columns]
        # The rows' own numbers stand in where nothing is read, for a frame must have rows.
        return pl.DataFrame([rows, *some]).with_columns(lacking)

    def work_out(self, expr: pl.Expr, frame: pl.DataFrame, asked: pl.Series) -> pl.Series:
        """Work out an expression for some rows."""
        needed = self.bounded.needed([expr])
        some = self._some(needed, frame, asked)
        for level in needed.levels:
            some = some.with_columns(level)
        return worked_out(expr, some)

    def rough(self, value: Value, frame: pl.DataFrame) -> pl.Series:
        """Say where a null may also mean that columns could not tell."""
        everybody = pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True)
        if ALWAYS in value.rough:
            return everybody
        return self.work_out(pl.any_horizontal(sorted(value.rough)), frame, everybody).fill_null(True)
