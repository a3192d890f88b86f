"""Rows that the plan's columns leave open, settled by more columns first and by the exact reading last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import polars as pl

from haina.rules.columns.bounded import Bounded, Needed
from haina.rules.columns.certain import Certainty, Verdict
from haina.rules.columns.given import dtype_of
from haina.rules.columns.histories import ROW
from haina.rules.columns.shown import worked_out
from haina.rules.columns.spans import Span, rounded, same
from haina.rules.columns.values import ALWAYS, Truth, Value, Whole
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
        self._certainty = Certainty(bounded)
        self._verdicts: dict[int, Verdict] = {}

    def verdict(self, root: Node) -> Verdict:
        """Judge a rule, once."""
        number = self.bounded.graph.number(root)
        if number not in self._verdicts:
            self._verdicts[number] = self._certainty.of(root)
        return self._verdicts[number]

    def truth(self, root: Node, frame: pl.DataFrame, column: pl.Series) -> tuple[pl.Series, pl.Series | None]:
        """Give a rule's answers as far as columns settle them, and who is left to the exact reading.

        The second is a mask over the rows, or None for nobody.
        """
        verdict, value = self.verdict(root), self.bounded.value(root)
        if not isinstance(value, Truth):
            return column, None if verdict.sure and ALWAYS not in value.rough else column.is_null()
        if verdict.narrow:
            column = self._settled(value.expr, frame, column, column.is_null(), {})
        if verdict.splits:
            open_ = column.is_null() & _any_missing(frame, sorted(verdict.splits))
            column = self._settled(value.expr, frame, column, open_, verdict.splits)
        return column, self._left(verdict, value, frame, column)

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

    def _settled(
        self,
        expr: pl.Expr,
        frame: pl.DataFrame,
        column: pl.Series,
        asked: pl.Series,
        splits: Mapping[str, tuple[object, ...]],
    ) -> pl.Series:
        """Answer some rows, with every value of what is split."""
        if not asked.any():
            return column
        needed = self._needed(expr, splits)
        some = self._some(needed, frame, asked)
        answers = [
            self._answer(expr, needed, some, dict(zip(splits, values, strict=True)))
            for values in product(*splits.values())
        ]
        found = answers[0]
        for each in answers[1:]:
            found = pl.select(pl.when(found == each).then(found)).to_series()
        known = found.is_not_null()
        rows = frame.get_column(ROW).filter(asked).filter(known)
        # A series is changed where it stands, and may be another column too, hence the copy.
        return column.clone().scatter(rows, found.filter(known)).alias(column.name)

    def _needed(self, expr: pl.Expr, splits: Mapping[str, object]) -> Needed:
        return self.bounded.needed([expr], splits)

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

    def _answer(
        self, expr: pl.Expr, needed: Needed, some: pl.DataFrame, filled: Mapping[str, object]
    ) -> pl.Series:
        facts = self.bounded.program.facts
        some = some.with_columns(
            pl.col(name).fill_null(pl.lit(value, dtype=dtype_of(facts[name].type)))
            for name, value in filled.items()
            if name in some.columns
        )
        for level in needed.levels:
            some = some.with_columns(level)
        return worked_out(expr, some)

    def work_out(self, expr: pl.Expr, frame: pl.DataFrame, asked: pl.Series) -> pl.Series:
        """Work out an expression for some rows."""
        needed = self._needed(expr, {})
        return self._answer(expr, needed, self._some(needed, frame, asked), {})

    def _left(
        self, verdict: Verdict, value: Truth, frame: pl.DataFrame, column: pl.Series
    ) -> pl.Series | None:
        """Give the open rows of which columns cannot tell that they are open."""
        if verdict.weak or ALWAYS in value.rough:
            return column.is_null()
        left = _any_missing(frame, sorted(verdict.doubtful)) & column.is_null() if verdict.doubtful else None
        if value.rough:
            rough = self.rough(value, frame) & column.is_null()
            left = rough if left is None else left | rough
        return left

    def rough(self, value: Value, frame: pl.DataFrame) -> pl.Series:
        """Say where a null may also mean that columns could not tell."""
        everybody = pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True)
        if ALWAYS in value.rough:
            return everybody
        return self.work_out(pl.any_horizontal(sorted(value.rough)), frame, everybody).fill_null(True)


def _any_missing(frame: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    """Say where one of these facts or histories is missing."""
    exprs: list[pl.Expr] = []
    for name in names:
        if f"known {name}" in frame.columns:
            exprs.append(~pl.col(f"known {name}"))
        elif name in frame.columns:
            exprs.append(pl.col(name).is_null())
        else:
            return pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True)
    return frame.select(pl.any_horizontal(exprs)).to_series()
