"""Comparing words and truths, and choosing between values by conditions that may be unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import polars as pl

from haina.rules.columns.days import as_day
from haina.rules.columns.numbers import Stage, aligned, as_number, by_name, literal, real_of
from haina.rules.columns.values import (
    ALWAYS,
    LARGE,
    SMALL,
    Day,
    Fixed,
    Opaque,
    Ratio,
    Real,
    Truth,
    Value,
    Whole,
    Word,
    Words,
    absent_of,
    opaque,
    rough_of,
    unless_absent,
)

Make = Callable[[pl.Expr, pl.Expr | None, frozenset[str]], Value]
"""Makes a value of its column, where it is absent, and its rough columns."""
Alike = tuple[list[pl.Expr], list[pl.Expr | None], Make]


def compare_words(operator: str, left: Word, right: Value) -> Value:
    """Compare two enum values, or two texts, the left one a column."""
    if isinstance(right, Fixed) and isinstance(right.value, str):
        other = _code(left, right.value)
        if other is None:
            return opaque(left, right)
    elif isinstance(right, Word):
        other = right.expr
    else:
        return opaque(left, right)
    return Truth(rough_of(left, right), None, unless_absent(by_name(operator, left.expr, other), left, right))


def _code(word: Word, value: str) -> pl.Expr | None:
    if word.enum is None:
        return pl.lit(value)
    position = word.enum.order.get(value)
    return None if position is None else position_literal(position)


@cache
def position_literal(position: int) -> pl.Expr:
    """Give the position of an enum's value as a column's constant."""
    return pl.lit(position, dtype=pl.Int16)


def compare_truths(operator: str, left: Truth, right: Value) -> Value:
    """Compare two truths for being the same or not."""
    other = (
        right.expr if isinstance(right, Truth) else pl.lit(right.value) if isinstance(right, Fixed) else None
    )
    if other is None or operator not in ("==", "!="):
        return opaque(left, right)
    return Truth(rough_of(left, right), None, by_name(operator, left.expr, other))


def is_in(left: Value, right: Value) -> Value:
    """Say whether a word stands in a list; never by an engine's own ``in``, which takes unknown for no."""
    if isinstance(right, Fixed) and isinstance(right.value, tuple) and isinstance(left, Word):
        codes = [_code(left, str(each)) for each in right.value]
        found = left.expr != left.expr
        for code in codes:
            if code is not None:
                found = found | (left.expr == code)
        return Truth(left.rough, None, unless_absent(found, left))
    if isinstance(right, Words):
        if isinstance(left, Fixed) and isinstance(left.value, str):
            return Truth(right.rough, None, right.expr.list.contains(pl.lit(left.value)))
        if isinstance(left, Word) and left.absent is None:
            known = left.expr.is_not_null() & right.expr.is_not_null()
            return Truth(
                rough_of(left, right), None, pl.when(known).then(right.expr.list.contains(left.text))
            )
    return opaque(left, right)


def choose(branches: Sequence[tuple[Value, Value]], otherwise: Value, stage: Stage) -> Value:
    """Give the value of the first branch whose condition holds; unknown if that can be different values."""
    open_branches: list[tuple[Value, Value]] = []
    for test, value in branches:
        if isinstance(test, Fixed) and test.value is False:
            continue
        if isinstance(test, Fixed) and test.value is True:
            otherwise = value
            break
        open_branches.append((test, value))
    if not open_branches:
        return otherwise
    tests = [test for test, _ in open_branches]
    values = [value for _, value in open_branches] + [otherwise]
    exprs = [test.expr if isinstance(test, Truth) else pl.lit(None, dtype=pl.Boolean) for test in tests]
    found = _alike(values)
    if found is None:
        return opaque(*tests, *values)
    columns, absents, make = found
    rough = rough_of(*tests, *values)
    if any(isinstance(value, Ratio | Real) for value in values):
        # In floating point two values that are the same cannot be told from two that are nearly so.
        rough |= {stage(test.expr.is_null()) for test in tests if isinstance(test, Truth)}
        rough |= {ALWAYS for test in tests if not isinstance(test, Truth)}
    if len(open_branches) > 1 or any(not expr.meta.is_column() for expr in exprs):
        exprs = [expr if expr.meta.is_column() else pl.col(stage(expr)) for expr in exprs]
    result, absent = columns[-1], absents[-1]
    for condition, column, gone in zip(
        reversed(exprs), reversed(columns[:-1]), reversed(absents[:-1]), strict=True
    ):
        result = _chosen(condition, column, result)
        if gone is not None or absent is not None:
            no = pl.lit(False)
            one, other = no if gone is None else gone, no if absent is None else absent
            absent = pl.when(condition).then(one).when(~condition).then(other).otherwise(one & other)
    return make(result, absent, rough)


def _chosen(test: pl.Expr, value: pl.Expr, rest: pl.Expr) -> pl.Expr:
    """Choose by a condition; where it is unknown, what both sides agree on."""
    chosen = pl.when(test).then(value).when(~test).then(rest)
    if value.meta.is_literal() and rest.meta.is_literal():
        return value if value.meta.eq(rest) else chosen
    return chosen.otherwise(pl.when(value == rest).then(value))


def _alike(values: Sequence[Value]) -> Alike | None:
    """Give the columns of values in one form, where each is absent, and how to make a value of one."""
    if any(isinstance(value, Opaque) for value in values):
        return None
    known = [value for value in values if not (isinstance(value, Fixed) and value.value is None)]
    if not known:
        return None
    if any(isinstance(value, Truth) or isinstance(getattr(value, "value", None), bool) for value in known):
        return _truths(values)
    if any(isinstance(as_day(value), Day) for value in known):
        return _days(values)
    if any(isinstance(value, Word) for value in known):
        return _words(values)
    if any(isinstance(value, Fixed) and isinstance(value.value, str | tuple) for value in known):
        return None
    return in_one_form(values)


def _absents(values: Sequence[Value]) -> list[pl.Expr | None]:
    return [absent_of(value) for value in values]


def _truths(values: Sequence[Value]) -> Alike | None:
    columns = [
        value.expr if isinstance(value, Truth) else pl.lit(getattr(value, "value", None), dtype=pl.Boolean)
        for value in values
    ]
    return columns, [None] * len(columns), lambda expr, absent, rough: Truth(rough, None, expr)


def _days(values: Sequence[Value]) -> Alike | None:
    known = [as_day(value) for value in values]
    columns = [each.expr if isinstance(each, Day) else pl.lit(None, dtype=pl.Int32) for each in known]
    return columns, _absents(values), lambda expr, absent, rough: Day(rough, absent, expr)


def _words(values: Sequence[Value]) -> Alike | None:
    first = next(value for value in values if isinstance(value, Word))
    columns = []
    for value in values:
        if isinstance(value, Word):
            columns.append(value.expr)
        elif isinstance(value, Fixed) and isinstance(value.value, str):
            code = _code(first, value.value)
            if code is None:
                return None
            columns.append(code)
        else:
            columns.append(pl.lit(None, dtype=pl.String if first.enum is None else pl.Int16))
    return columns, _absents(values), lambda expr, absent, rough: Word(rough, absent, expr, first.enum)


def in_one_form(values: Sequence[Value]) -> Alike | None:
    """Give the columns of numbers in the same units, where each is absent, and how to make a value of one."""
    known = [as_number(value) for value in values]
    if any(not isinstance(each, Whole | Ratio | Real | Fixed) for each in known):
        return None
    if any(isinstance(each, Ratio | Real) for each in known):
        return _reals(known)
    scale = max(each.scale for each in known if isinstance(each, Whole))
    bound = max(each.bound * 10 ** (scale - each.scale) for each in known if isinstance(each, Whole))
    if bound >= LARGE:
        return None
    unit = Whole(expr=literal(0, bound), scale=scale, bound=bound)
    columns = []
    for each in known:
        if not isinstance(each, Whole):
            columns.append(pl.lit(None, dtype=pl.Int64 if bound < SMALL else pl.Int128))
            continue
        pair = aligned(each, Whole(expr=unit.expr, scale=scale, bound=0))
        if pair is None:
            return None
        columns.append(pair[0] if bound < SMALL else pair[0].cast(pl.Int128))
    return columns, _absents(values), lambda expr, absent, rough: Whole(rough, absent, expr, scale, bound)


def _reals(values: Sequence[Value]) -> Alike | None:
    known = [real_of(each) for each in values]
    if not all(isinstance(each, Real) for each in known):
        return None
    columns = [each.expr for each in known if isinstance(each, Real)]
    bound = max(each.bound for each in known if isinstance(each, Real))
    error = max(each.error for each in known if isinstance(each, Real))
    return columns, _absents(values), lambda expr, absent, rough: Real(rough, absent, expr, bound, error)
