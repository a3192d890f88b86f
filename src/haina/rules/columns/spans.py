"""Numbers of which only a range is known, as columns: the least and the most that each can be.

The ends are worked out as `haina.rules.ranges` does it for one case, for all subjects at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from haina.rules.columns import numbers
from haina.rules.columns.choices import in_one_form
from haina.rules.columns.numbers import Stage, as_number, nearer, nearer_known
from haina.rules.columns.values import Fixed, Truth, Value, Whole, rough_of

NOTHING = Whole(expr=pl.lit(None, dtype=pl.Int64))
"""No bound for anybody."""
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_NEVER = pl.lit(False)


@dataclass(frozen=True, slots=True)
class Span(Value):
    """A number from ``low`` to ``high``, both columns; null: no bound. Where both are one it is known."""

    low: Whole = NOTHING
    high: Whole = NOTHING


class NoSpan(Exception):
    """Columns cannot give the ends of this number; the exact reading has to."""


def span_of(value: Value, low: object = None, high: object = None) -> Span:
    """Give a value as a span; where it is null it lies between ``low`` and ``high`` (None: no bound)."""
    if isinstance(value, Span):
        return value
    if isinstance(value, Fixed) and value.value is None:
        return Span(low=_whole(Fixed(value=low)), high=_whole(Fixed(value=high)))
    if isinstance(value, Fixed):
        fixed = _whole(value)
        return Span(low=fixed, high=fixed)
    if not isinstance(value, Whole) or value.absent is not None:
        raise NoSpan
    plain = Whole(expr=value.expr, scale=value.scale, bound=value.bound)
    return Span(value.rough, None, _filled(plain, low), _filled(plain, high))


def _whole(value: Value) -> Whole:
    """Give what is the same for everybody as a column."""
    if isinstance(value, Fixed) and value.value is None:
        return NOTHING
    found = as_number(value)
    if not isinstance(found, Whole) or found.absent is not None:
        raise NoSpan
    return found


def _filled(value: Whole, end: object) -> Whole:
    return value if end is None else _first(value, _whole(Fixed(value=end)))


def _first(one: Whole, other: Whole) -> Whole:
    """Give the one, or the other where the one is null."""
    (first, second), make = _alike(one, other)
    return make(pl.coalesce(first, second))


def _alike(*values: Whole) -> tuple[list[pl.Expr], Callable[[pl.Expr], Whole]]:
    """Give the columns of numbers in the same units, and how to make a number of such a column."""
    if all(value is NOTHING for value in values):
        return [value.expr for value in values], lambda expr: NOTHING
    found = in_one_form([Fixed(value=None) if value is NOTHING else value for value in values])
    if found is None:
        raise NoSpan
    columns, _, make = found

    def made(expr: pl.Expr) -> Whole:
        value = make(expr, None, frozenset())
        if not isinstance(value, Whole):
            raise NoSpan
        return value

    return columns, made


def _either(function: str, one: Whole, other: Whole, skip: bool = False) -> Whole:
    """Give the smaller or larger of two ends; null where one is, or, to ``skip``, only where both are."""
    if one is NOTHING or other is NOTHING:
        known = other if one is NOTHING else one
        return known if skip else NOTHING
    (first, second), make = _alike(one, other)
    found = nearer_known(function, first, second)
    return make(pl.coalesce(found, first, second) if skip else found)


def _checked(value: Value) -> Whole:
    if not isinstance(value, Whole):
        raise NoSpan
    return value


# Arithmetic


def negate(span: Span) -> Span:
    """Give −span."""
    return Span(span.rough, None, _minus(span.high), _minus(span.low))


def _minus(value: Whole) -> Whole:
    return NOTHING if value is NOTHING else _checked(numbers.negate(value))


def add(left: Span, right: Span) -> Span:
    """Give left + right."""
    return Span(rough_of(left, right), None, _sum(left.low, right.low), _sum(left.high, right.high))


def _sum(one: Whole, other: Whole) -> Whole:
    if one is NOTHING or other is NOTHING:
        return NOTHING
    return _checked(numbers.add(one, other))


def multiply(left: Span, right: Span, stage: Stage) -> Span:
    """Give left × right; without bounds only products of what has no negative part are bounded below."""
    left, right = staged(left, stage), staged(right, stage)
    ends = [
        [_checked(numbers.multiply(one, other)) for other in (right.low, right.high)]
        for one in (left.low, left.high)
    ]
    (ll, lh, hl, hh), make = _alike(*(each for row in ends for each in row))
    known = ll.is_not_null() & hh.is_not_null() & lh.is_not_null() & hl.is_not_null()
    (one, one_), _ = _alike(left.low, left.high)
    (other, other_), _ = _alike(right.low, right.high)
    fixed, fixed_ = (one == one_).fill_null(False), (other == other_).fill_null(False)
    rising = ((one >= 0) & (other >= 0)).fill_null(False)

    def end(extreme: pl.Expr, by_left: pl.Expr, by_right: pl.Expr, plain: pl.Expr, above: bool) -> Whole:
        chosen = pl.when(known).then(extreme).when(fixed & (one < 0)).then(by_left)
        chosen = chosen.when(fixed_ & (other < 0)).then(by_right)
        return make(chosen.when(fixed | fixed_ if above else rising | fixed | fixed_).then(plain))

    products = (ll, lh, hl, hh)
    # All four are known wherever these are used, so that the engine's skipping of nulls does not matter.
    low = end(pl.min_horizontal(*products), lh, hl, ll, False)
    high = end(pl.max_horizontal(*products), ll, ll, hh, True)
    return Span(rough_of(left, right), None, low, high)


def scale(span: Span, factor: Decimal) -> Span:
    """Give a span times what is the same for everybody."""
    by = _whole(Fixed(value=factor))
    low, high = (span.low, span.high) if factor >= 0 else (span.high, span.low)
    return Span(span.rough, None, _product(low, by), _product(high, by))


def _product(one: Whole, by: Whole) -> Whole:
    return NOTHING if one is NOTHING else _checked(numbers.multiply(one, by))


def staged(span: Span, stage: Stage) -> Span:
    """Give a span whose ends are worked out once; each step reads its parts' ends several times."""
    return Span(span.rough, None, _staged(span.low, stage), _staged(span.high, stage))


def _staged(end: Whole, stage: Stage) -> Whole:
    if end is NOTHING or end.expr.meta.is_column() or end.expr.meta.is_literal():
        return end
    return Whole(expr=pl.col(stage(end.expr)), scale=end.scale, bound=end.bound)


def extreme(function: str, spans: Sequence[Span], stage: Stage) -> Span:
    """Give the smallest or the largest of some numbers."""
    found = staged(spans[0], stage)
    for given in spans[1:]:
        span = staged(given, stage)
        low = _either(function, found.low, span.low, skip=function == "max")
        high = _either(function, found.high, span.high, skip=function == "min")
        found = staged(Span(rough_of(found, span), None, low, high), stage)
    return found


def absolute(given: Span, stage: Stage) -> Span:
    """Give a number without its sign."""
    span = staged(given, stage)
    (low, high, up, down), make = _alike(span.low, span.high, _minus(span.low), _minus(span.high))
    above, below = (low >= 0).fill_null(False), (high <= 0).fill_null(False)
    least = pl.when(above).then(low).when(below).then(down).otherwise(0)
    most = pl.when(above).then(high).when(below).then(up).otherwise(nearer("max", up, high))
    return Span(span.rough, None, make(least), make(most))


def rounded(span: Span, places: int, how: str, stage: Stage) -> Span:
    """Round both ends as `haina.rules.columns.numbers.rounded` does."""
    return Span(span.rough, None, *(_rounded(end, places, how, stage) for end in (span.low, span.high)))


def _rounded(end: Whole, places: int, how: str, stage: Stage) -> Whole:
    return NOTHING if end is NOTHING else _checked(numbers.rounded(end, places, how, stage))


def choose(branches: Sequence[tuple[Value, Span]], otherwise: Span, stage: Stage) -> Span:
    """Give what can be chosen: where a condition is unknown, anything from the least to the most of both."""
    found = otherwise
    for test, given in reversed(branches):
        found, span = staged(found, stage), staged(given, stage)
        if isinstance(test, Fixed) and test.value is not None:
            found = span if test.value is True else found
            continue
        condition = test.expr if isinstance(test, Truth) else pl.lit(None, dtype=pl.Boolean)
        if not condition.meta.is_column():
            condition = pl.col(stage(condition))
        low = _chosen("min", condition, span.low, found.low)
        high = _chosen("max", condition, span.high, found.high)
        found = Span(rough_of(test, span, found), None, low, high)
    return found


def _chosen(function: str, condition: pl.Expr, one: Whole, rest: Whole) -> Whole:
    if one is NOTHING and rest is NOTHING:
        return NOTHING
    (first, second), make = _alike(one, rest)
    known = one is not NOTHING and rest is not NOTHING
    if known and first.meta.is_literal() and second.meta.is_literal():
        # Which of two constants is nearer need not be asked of everybody.
        is_nearer = bool(pl.select(first <= second if function == "min" else first >= second).item())
        if is_nearer:
            return make(pl.when(~condition).then(second).otherwise(first))
        return make(pl.when(condition).then(first).otherwise(second))
    both = nearer(function, first, second)
    return make(pl.when(condition).then(first).when(~condition).then(second).otherwise(both))


# Comparisons


def same(span: Span) -> pl.Expr:
    """Say where both ends are one, so that the number is known."""
    (low, high), _ = _alike(span.low, span.high)
    return (low == high).fill_null(False)


def compare(operator: str, left: Span | Fixed, right: Span | Fixed, stage: Stage) -> Truth:
    """Compare two spans; null where they overlap so that it can be either."""
    (low, high), (low_, high_) = _ends(left, stage), _ends(right, stage)

    def surely(how: str, one: Value, other: Value) -> pl.Expr:
        if one is NOTHING or other is NOTHING:
            return _NEVER
        found = numbers.compare(how, one, other, stage)
        if not isinstance(found, Truth) or found.rough:
            raise NoSpan
        return found.expr

    if operator in _OPPOSITE:
        falling = operator in ("<", "<=")
        yes = surely(operator, *((high, low_) if falling else (low, high_)))
        no = surely(_OPPOSITE[operator], *((low, high_) if falling else (high, low_)))
    else:
        apart = surely("<", high, low_) | surely(">", low, high_)
        same = _same(low, high, surely) & _same(low_, high_, surely) & surely("==", low, low_)
        yes, no = (apart, same) if operator == "!=" else (same, apart)
    expr = pl.when(yes).then(True).when(no).then(False)
    return Truth(rough_of(left, right), None, expr)


def _ends(value: Span | Fixed, stage: Stage) -> tuple[Value, Value]:
    if isinstance(value, Fixed):
        return value, value
    span = staged(value, stage)
    return span.low, span.high


def _same(low: Value, high: Value, surely: Callable[[str, Value, Value], pl.Expr]) -> pl.Expr:
    return pl.lit(True) if isinstance(low, Fixed) or low is high else surely("==", low, high)
