"""The truths of a plan for one population: leaves by columns, joins by planes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_

import polars as pl

from haina.rules.columns.given import dtype_of
from haina.rules.columns.judged import Judged
from haina.rules.columns.planes import (
    Bits,
    Planes,
    Rows,
    Some,
    everybody,
    nobody,
    of_series,
    open_in,
    rows_in,
    same,
    series_of,
)
from haina.rules.columns.values import ALWAYS, Truth
from haina.rules.tree import Node

_MANY = 24


class Truths:
    """The truths of one population, whose frame has every column of the plan."""

    def __init__(self, judged: Judged, frame: pl.DataFrame, exact: bool) -> None:
        self.judged, self.frame = judged, frame
        self.rows = frame.height
        self._kept: dict[int, Planes] = {}
        self._missing: dict[str, Bits] = {}
        self._leaves = self._read_leaves()
        if exact:
            self._narrow()

    def of(self, root: Node) -> Planes:
        """Give a rule's truth by Kleene's tables."""
        return self._worked_out(self.judged.root(root))

    def _worked_out(self, number: int) -> Planes:
        return self.judged.circuit.worked_out(number, self._leaves.__getitem__, self._kept, self.rows)

    def missing(self, names: Iterable[str]) -> Bits:
        """Say of whom one of these facts or histories is missing."""
        return reduce(or_, map(self._missing_of, names), nobody(self.rows))

    def _missing_of(self, name: str) -> Bits:
        if name not in self._missing:
            columns = self.frame.columns
            if f"known {name}" in columns:
                found = of_series(self.frame.get_column(f"known {name}")).no
            elif name in columns:
                found = of_series(self.frame.get_column(name).is_null()).yes
            else:
                found = everybody(self.rows)
            self._missing[name] = found
        return self._missing[name]

    def _read_leaves(self) -> dict[int, Planes]:
        base = self.judged.bounded.base
        exprs, found = {}, {}
        for number, node in self.judged.circuit.leaves.items():
            value = base.value(node)
            if isinstance(value, Truth):
                exprs[str(number)] = value.expr
            else:
                found[number] = same(None, self.rows)
        for series in values_of(self.frame, exprs):
            found[int(series.name)] = of_series(series)
        return found

    def _narrow(self) -> None:
        """Read leaves of numbers by their ranges where something is missing."""
        alike: dict[bytes, tuple[Bits, list[int]]] = {}
        for number in self.judged.narrow:
            asked = self._asked(number)
            if asked.any():
                alike.setdefault(asked.tobytes(), (asked, []))[1].append(number)
        # What was worked out by now rests on leaves that are about to say more.
        self._kept.clear()
        for asked, leaves in alike.values():
            rows = rows_in(asked)
            some = Some(rows)
            # Of many rows it takes less to look at everybody than to fetch each.
            all_ = asked if len(rows) * _MANY > self.rows else None
            exprs = {str(each): self.judged.narrow[each] for each in leaves}
            needed = self.judged.bounded.needed(exprs.values())
            for series in values_of(self.some(needed.read, rows, all_), exprs, needed.levels):
                number, more = int(series.name), of_series(series)
                base = self._leaves[number]
                self._leaves[number] = Planes(some.back(base.yes, more.yes), some.back(base.no, more.no))

    def _asked(self, leaf: int) -> Bits:
        """Say of whom a leaf is open, and with it a rule that rests on it."""
        found = nobody(self.rows)
        for root in self.judged.resting[leaf]:
            found |= open_in(self._worked_out(root), self.rows)
        return found & open_in(self._leaves[leaf], self.rows)

    def some(self, names: Iterable[str], rows: Rows, plane: Bits | None = None) -> pl.DataFrame:
        """Give columns of some rows, who may be all of a ``plane``; a fact not given is missing for all."""
        facts = self.judged.bounded.program.facts
        asked = dict.fromkeys(names)
        given = [name for name in asked if name in self.frame.columns]
        lacking = [
            pl.repeat(None, len(rows), dtype=dtype_of(facts[name].type), eager=True).alias(name)
            for name in asked
            if name in facts and name not in given
        ]
        place = pl.Series("row", rows)
        # The rows' own numbers stand in where nothing is read, for a frame must have rows.
        columns = self._fetched(given, place, plane) if given else []
        return pl.DataFrame([place, *columns, *lacking])

    def _fetched(self, names: list[str], place: pl.Series, plane: Bits | None) -> list[pl.Series]:
        columns = self.frame.select(names)
        if plane is None:
            return columns[place].get_columns()
        return columns.filter(series_of("asked", Planes(plane, ~plane), self.rows)).get_columns()

    def leaf(self, number: int) -> Planes:
        """Give a leaf's truth."""
        return self._leaves[number]

    def left(self, root: Node, truth: Planes) -> Bits | None:
        """Say of whom columns cannot tell that a truth which they leave open is; None: of nobody."""
        open_ = open_in(truth, self.rows)
        if not open_.any():
            return None
        verdict, rough = self.judged.verdict(root), self.judged.rough(root)
        if verdict.weak or ALWAYS in rough:
            return open_
        found = nobody(self.rows)
        if verdict.doubtful:
            found |= self.missing(sorted(verdict.doubtful))
        for series in values_of(self.frame, {name: pl.col(name) for name in rough}):
            found |= of_series(series.fill_null(True)).yes
        found &= open_
        return found if found.any() else None


def values_of(
    frame: pl.DataFrame, exprs: Mapping[str, pl.Expr], levels: Iterable[Iterable[pl.Expr]] = ()
) -> list[pl.Series]:
    """Work out some truths, a value a row even where one is the same for everybody."""
    if not exprs:
        return []
    staged = frame.lazy()
    for level in levels:
        staged = staged.with_columns(level)
    height = pl.int_range(pl.len(), dtype=pl.UInt32).alias("rows")
    found = staged.select(height, *(expr.alias(name) for name, expr in exprs.items()))
    return found.collect().get_columns()[1:]
