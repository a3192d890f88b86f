"""The parts of rules once more, for rows of which a missing number lies in a known region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy
import polars as pl

from haina.rules.columns.bounded import Bounded
from haina.rules.columns.compiler import Compiler
from haina.rules.columns.numbers import literal, whole_of
from haina.rules.columns.regions import Region
from haina.rules.columns.spans import Span
from haina.rules.columns.values import SMALL, Value, Whole
from haina.rules.tree import Compare, Fact, Node, Reference, TablePoints


@dataclass(frozen=True, slots=True)
class Form:
    """How the ends of a number's regions are held: its decimal places, and a bound for its size."""

    scale: int
    bound: int


def form_of(compiler: Compiler, name: str, tried: Sequence[Region]) -> Form:
    """Give a form that holds a fact as it is given and all ends of its regions."""
    given = compiler.given.get(name)
    scale, bound = (0, 0) if given is None else (given.scale, given.bound)
    ends = [whole_of(each) for region in tried for each in (region.low, region.high) if each is not None]
    most = max((places for _, places in ends), default=0)
    scale_ = max(scale, most)
    sizes = [abs(number) * 10 ** (scale_ - places) for number, places in ends]
    return Form(scale_, max([bound * 10 ** (scale_ - scale), *sizes]) + 1)


class Ranged(Bounded):
    """Reads some numbers from two columns, ``low NAME`` and ``high NAME`` (null: no end)."""

    def __init__(self, base: Compiler, forms: Mapping[str, Form]) -> None:
        super().__init__(base)
        self.forms = dict(forms)
        self._resting: dict[int, bool] = {}

    def _span(self, node: Node) -> Value:
        if isinstance(node, Fact) and node.name in self.forms:
            form = self.forms[node.name]
            low, high = (
                Whole(expr=pl.col(f"{end} {node.name}"), scale=form.scale, bound=form.bound)
                for end in ("low", "high")
            )
            return Span(low=low, high=high)
        return super()._span(node)

    def _is_different(self, node: Node) -> bool:
        if isinstance(node, Compare) and self._rests(node):
            return True
        return super()._is_different(node)

    def _rests(self, node: Node) -> bool:
        """Say whether a part rests on a number that is read as a range."""
        while isinstance(node, Reference | TablePoints):
            node = self.graph.target(node)
        number = self.graph.number(node)
        if number not in self._resting:
            self._resting[number] = (isinstance(node, Fact) and node.name in self.forms) or any(
                self._rests(each) for each in node.children
            )
        return self._resting[number]

    def ends(self, name: str, tried: Sequence[Region], sizes: Sequence[int], given: bool) -> list[pl.Expr]:
        """Give the columns of a number's ends: the number where it is known, else those of regions.

        The rows of one region after the other, ``sizes`` of each.
        """
        form = self.forms[name]
        dtype = pl.Int64() if form.bound < SMALL else pl.Int128()
        known = pl.col(name).cast(dtype) if given else pl.lit(None, dtype=dtype)
        places = form.scale - (self.given[name].scale if given else form.scale)
        if places:
            known = known * literal(10**places, form.bound)
        low = [_end(region.low, form) for region in tried]
        high = [_end(region.high, form) for region in tried]
        return [
            known.fill_null(repeated(values, sizes, dtype)).alias(f"{side} {name}")
            for side, values in (("low", low), ("high", high))
        ]


def repeated(values: Sequence[object], sizes: Sequence[int], dtype: pl.DataType) -> pl.Expr:
    """Give a column of values, so many times each."""
    if len(set(values)) == 1:
        return pl.lit(values[0], dtype=dtype)
    return pl.lit(pl.Series(values, dtype=dtype).gather(numpy.repeat(numpy.arange(len(values)), sizes)))


def _end(end: object, form: Form) -> int | None:
    return None if not isinstance(end, int | Decimal) else int(Decimal(end).scaleb(form.scale))
