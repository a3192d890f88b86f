"""Arithmetic of columns: whole numbers of a power of ten as long as that is exact, then bounded errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache

import polars as pl

from haina.rules.columns.values import (
    LARGE,
    SMALL,
    Fixed,
    Opaque,
    Ratio,
    Real,
    Truth,
    Value,
    Whole,
    absent_of,
    opaque,
    rough_of,
    unless_absent,
)
from haina.rules.limits import RESULT_DIGITS

Stage = Callable[[pl.Expr], str]
"""Gives a name to a column that is worked out once."""
_UNIT = 2.0**-50
"""Four times the relative error of one operation in 64-bit floating point."""
_LARGEST = 10**RESULT_DIGITS
_MOST_PLACES = 12


def whole_of(value: object) -> tuple[int, int]:
    """Give an int or a Decimal as a whole number of 10^-scale, with the scale."""
    sign, digits, exponent = Decimal(value).normalize().as_tuple()  # type: ignore[arg-type]
    number = int("".join(map(str, digits))) * (-1 if sign else 1)
    if not isinstance(exponent, int):
        raise TypeError("a number is finite")
    return (number * 10**exponent, 0) if exponent >= 0 else (number, -exponent)


def as_number(value: Value) -> Value:
    """Give a number that is the same for everybody as a column."""
    if isinstance(value, Fixed) and isinstance(value.value, int | Decimal):
        number, scale = whole_of(value.value)
        if abs(number) >= LARGE:
            return opaque(value)
        return Whole(expr=literal(number, abs(number)), scale=scale, bound=abs(number))
    return value


def literal(number: int, bound: int) -> pl.Expr:
    """Give a whole number in the width that holds it."""
    return _literal(number, bound < SMALL)


@lru_cache(maxsize=4096)
def _literal(number: int, small: bool) -> pl.Expr:
    return pl.lit(number, dtype=pl.Int64 if small else pl.Int128)


def _built(expr: pl.Expr, scale: int, bound: int, *from_: Value) -> Value:
    if bound >= LARGE or bound >= _LARGEST * 10**scale or scale > 30:
        return opaque(*from_)
    return Whole(rough=rough_of(*from_), absent=absent_of(*from_), expr=expr, scale=scale, bound=bound)


def _wide(value: Whole, bound: int) -> pl.Expr:
    return value.expr if bound < SMALL else value.expr.cast(pl.Int128)


def _scaled(value: Whole, scale: int, bound: int) -> pl.Expr:
    """Give a number in units of 10^-``scale``, in the width of what it is to be joined to (``bound``)."""
    expr = _wide(value, bound)
    return expr if scale == value.scale else expr * literal(10 ** (scale - value.scale), bound)


def aligned(left: Whole, right: Whole) -> tuple[pl.Expr, pl.Expr, int, int] | None:
    """Give two numbers in the same units, the scale and a bound for their sum; ``None``: too large."""
    scale = max(left.scale, right.scale)
    bound = left.bound * 10 ** (scale - left.scale) + right.bound * 10 ** (scale - right.scale)
    if bound >= LARGE:
        return None
    return _scaled(left, scale, bound), _scaled(right, scale, bound), scale, bound


def real_of(value: Value) -> Value:
    """Give a number in floating point with its error."""
    if isinstance(value, Ratio):
        top, bottom = real_of(value.top), real_of(value.bottom)
        if not isinstance(top, Real) or not isinstance(bottom, Real):
            return opaque(value)
        bound = top.bound * 10.0**value.bottom.scale
        quotient = pl.when(value.bottom.expr != 0).then(top.expr / bottom.expr)
        return Real(value.rough, value.absent, quotient, bound, 4 * bound * _UNIT)
    if isinstance(value, Whole):
        bound = value.bound / 10**value.scale
        expr = value.expr.cast(pl.Float64) / 10.0**value.scale
        return Real(value.rough, value.absent, expr, bound, bound * _UNIT)
    return value


def add(left: Value, right: Value, sign: int = 1) -> Value:
    """Give left + right, with ``sign`` -1 left - right."""
    if isinstance(left, Whole) and isinstance(right, Whole):
        found = aligned(left, right)
        if found is None:
            return opaque(left, right)
        one, other, scale, bound = found
        return _built(one + other if sign > 0 else one - other, scale, bound, left, right)
    one_, other_ = real_of(left), real_of(right)
    if not isinstance(one_, Real) or not isinstance(other_, Real):
        return opaque(left, right)
    bound_ = one_.bound + other_.bound
    expr = one_.expr + other_.expr if sign > 0 else one_.expr - other_.expr
    error = one_.error + other_.error + bound_ * _UNIT
    return Real(rough_of(left, right), absent_of(left, right), expr, bound_, error)


def multiply(left: Value, right: Value) -> Value:
    """Give left × right."""
    if isinstance(left, Whole) and isinstance(right, Whole):
        bound = left.bound * right.bound
        if bound >= LARGE:
            return opaque(left, right)
        product = _wide(left, bound) * _wide(right, bound)
        return _built(product, left.scale + right.scale, bound, left, right)
    one, other = real_of(left), real_of(right)
    if not isinstance(one, Real) or not isinstance(other, Real):
        return opaque(left, right)
    bound_ = one.bound * other.bound
    error = one.error * (other.bound + other.error) + other.error * one.bound + bound_ * _UNIT
    return Real(rough_of(left, right), absent_of(left, right), one.expr * other.expr, bound_, error)


def divide(left: Value, right: Value) -> Value:
    """Give left / right, which has no value where right is zero."""
    if isinstance(left, Whole) and isinstance(right, Whole):
        return Ratio(rough_of(left, right), absent_of(left, right), left, right)
    return opaque(left, right)


def minus(expr: pl.Expr) -> pl.Expr:
    """Give −expr, which the engine does not have for 128 bits."""
    return expr * -1


def magnitude(expr: pl.Expr) -> pl.Expr:
    """Give a whole number without its sign."""
    return pl.when(expr < 0).then(minus(expr)).otherwise(expr)


def negate(value: Value) -> Value:
    """Give −value."""
    if isinstance(value, Whole):
        return Whole(value.rough, value.absent, minus(value.expr), value.scale, value.bound)
    value = real_of(value)
    if isinstance(value, Real):
        return Real(value.rough, value.absent, -value.expr, value.bound, value.error)
    return opaque(value)


def absolute(value: Value) -> Value:
    """Give the value without its sign."""
    if isinstance(value, Whole):
        return Whole(value.rough, value.absent, magnitude(value.expr), value.scale, value.bound)
    value = real_of(value)
    if isinstance(value, Real):
        return Real(value.rough, value.absent, value.expr.abs(), value.bound, value.error)
    return opaque(value)


def extreme(function: str, values: Sequence[Value]) -> Value:
    """Give the smallest or the largest; unknown where one is unknown, which Polars' own would skip."""
    found = values[0]
    for value in values[1:]:
        found = _extreme(function, found, value)
    return found


def nearer(function: str, one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Give the smaller (``min``) or larger of two columns; null where one is."""
    smaller = one <= other
    first, second = (one, other) if function == "min" else (other, one)
    return pl.when(smaller).then(first).when(~smaller).then(second)


def nearer_known(function: str, one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Give the same as :func:`nearer`, of columns of which a constant one is not null."""
    for constant, column in ((one, other), (other, one)):
        if constant.meta.is_literal():
            # Where the column is null the comparison is, and so the column is given.
            beyond = column > constant if function == "min" else column < constant
            return pl.when(beyond).then(constant).otherwise(column)
    return nearer(function, one, other)


def _extreme(function: str, left: Value, right: Value) -> Value:
    if isinstance(left, Whole) and isinstance(right, Whole):
        found = aligned(left, right)
        if found is None:
            return opaque(left, right)
        one, other, scale, _ = found
        bound = max(left.bound * 10 ** (scale - left.scale), right.bound * 10 ** (scale - right.scale))
        return _built(nearer_known(function, one, other), scale, bound, left, right)
    one_, other_ = real_of(left), real_of(right)
    if not isinstance(one_, Real) or not isinstance(other_, Real):
        return opaque(left, right)
    bound_, error = max(one_.bound, other_.bound), max(one_.error, other_.error)
    return Real(
        rough_of(left, right), absent_of(left, right), nearer(function, one_.expr, other_.expr), bound_, error
    )


def rounded(value: Value, places: int, how: str, stage: Stage) -> Value:
    """Round to ``places``: ``half`` (up, away from zero), ``floor`` or ``ceiling``; near its edges: rough."""
    if isinstance(value, Whole):
        return _rounded_whole(value, places, how)
    value = real_of(value)
    if not isinstance(value, Real) or value.bound * 10.0**places > 2**50:
        return opaque(value)
    number = value.expr * 10.0**places
    error = (value.error + value.bound * _UNIT) * 10.0**places
    edge = number.abs() + 0.5 if how == "half" else number
    near = stage(((edge - edge.round()).abs() <= error).fill_null(False))
    sign = pl.when(number < 0).then(-1.0).otherwise(1.0)
    whole = {"half": edge.floor() * sign, "floor": number.floor(), "ceiling": number.ceil()}[how]
    expr = pl.when(~pl.col(near)).then(whole.cast(pl.Int64))
    bound = int(value.bound * 10.0**places) + 2
    return Whole(value.rough | {near}, value.absent, expr, places, bound)


def _rounded_whole(value: Whole, places: int, how: str) -> Value:
    if places >= value.scale:
        return value
    unit = 10 ** (value.scale - places)
    width = value.bound + unit
    if width >= LARGE:
        return opaque(value)
    expr, by = _wide(value, width), literal(unit, width)
    if how == "half":
        up = (magnitude(expr) + literal(unit // 2, width)) // by
        whole = pl.when(expr < 0).then(minus(up)).otherwise(up)
    else:
        whole = expr // by if how == "floor" else minus(minus(expr) // by)
    bound = value.bound // unit + 1
    return Whole(value.rough, value.absent, whole if bound >= SMALL else whole.cast(pl.Int64), places, bound)


# Comparisons


def by_name(operator: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Compare two columns; null where one is."""
    match operator:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
    return left >= right


def same_where_known(expr: pl.Expr, answer: bool) -> pl.Expr:
    """Give one answer wherever a column is known."""
    return expr == expr if answer else expr != expr


def compare(operator: str, left: Value, right: Value, stage: Stage) -> Value:
    """Compare two numbers, at least one of them a column."""
    if isinstance(left, Opaque) or isinstance(right, Opaque):
        return opaque(left, right)
    rough = rough_of(left, right)
    if isinstance(left, Whole) and isinstance(right, Fixed):
        compared = _with_fixed(operator, left, Decimal(right.value))  # type: ignore[arg-type]
        return Truth(rough, None, unless_absent(compared, left, right))
    left, right = as_number(left), as_number(right)
    if isinstance(left, Whole) and isinstance(right, Whole):
        found = aligned(left, right)
        if found is None:
            return opaque(left, right)
        return Truth(rough, None, unless_absent(by_name(operator, found[0], found[1]), left, right))
    if isinstance(left, Ratio) and isinstance(right, Whole):
        crossed = _crossed(left, right)
        if crossed is not None:
            return Truth(rough, None, unless_absent(by_name(operator, *crossed), left, right))
    return _compare_reals(operator, real_of(left), real_of(right), stage)


def _with_fixed(operator: str, left: Whole, number: Decimal) -> pl.Expr:
    """Compare with what is the same for everybody, by the nearest whole number of the column's units."""
    exact = number.scaleb(left.scale)
    rounding = ROUND_FLOOR if operator in (">", "<=") else ROUND_CEILING
    threshold = int(exact.to_integral_value(rounding))
    if threshold != exact and operator in ("==", "!="):
        return same_where_known(left.expr, operator == "!=")
    limit = left.bound + 1
    threshold = min(max(threshold, -limit), limit)
    return by_name(operator, left.expr, literal(threshold, left.bound + 1))


def _crossed(ratio: Ratio, other: Whole) -> tuple[pl.Expr, pl.Expr] | None:
    """Give top and other × bottom, both with the bottom's sign; null where the bottom is zero."""
    product = multiply(
        other, Whole(expr=magnitude(ratio.bottom.expr), scale=ratio.bottom.scale, bound=ratio.bottom.bound)
    )
    if not isinstance(product, Whole):
        return None
    found = aligned(ratio.top, product)
    if found is None:
        return None
    top, crossed, _, _ = found
    bottom = ratio.bottom.expr
    return pl.when(bottom > 0).then(top).when(bottom < 0).then(minus(top)), crossed


def _compare_reals(operator: str, left: Value, right: Value, stage: Stage) -> Value:
    """Compare in floating point; where the two are nearer than their error columns cannot say."""
    if not isinstance(left, Real) or not isinstance(right, Real):
        return opaque(left, right)
    error = left.error + right.error + (left.bound + right.bound) * _UNIT
    difference = left.expr - right.expr
    near = stage((difference.abs() <= error).fill_null(False))
    answer = pl.when(~pl.col(near)).then(by_name(operator, difference, pl.lit(0.0)))
    return Truth(rough_of(left, right) | {near}, None, unless_absent(answer, left, right))
