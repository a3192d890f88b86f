"""Arithmetic of held values, exact and bounded; no value (``None``) where there is none.

``None`` goes in as unknown and comes out as unknown; :data:`haina.rules.spells.ABSENT` (the field of a spell
that does not exist) stays absent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from haina.rules import limits
from haina.rules.periods import Duration, Span, completed_months, completed_years, shift
from haina.rules.spells import ABSENT

_CONTEXT = Context(prec=2 * limits.RESULT_DIGITS, Emax=999_999, Emin=-999_999)
LARGEST = 10**limits.RESULT_DIGITS
"""Numbers from here on have no value."""
_MOST_UNITS = 4_000_000
Value = Any
"""A value as it is held; the checker has seen to its type."""


def _bounded(value: Value) -> Value:
    """Give no value for what has more digits than the limit."""
    return value if -LARGEST < value < LARGEST else None


def _gap(left: Value, right: Value) -> bool:
    return left is None or right is None or left is ABSENT or right is ABSENT


def _of_gap(left: Value, right: Value) -> Value:
    return ABSENT if left is ABSENT or right is ABSENT else None


def add(left: Value, right: Value) -> Value:
    """Give left + right: numbers, amounts, durations, or a day and a duration."""
    if _gap(left, right):
        return _of_gap(left, right)
    if isinstance(left, date):
        return shift(left, right)
    if isinstance(right, date):
        return shift(right, left)
    if isinstance(left, Duration):
        return left + right
    if isinstance(left, int) and isinstance(right, int):
        return _bounded(left + right)
    return _bounded(_CONTEXT.add(left, right))


def total(values: Sequence[Value]) -> Value:
    """Give the sum of several values."""
    result = values[0]
    for value in values[1:]:
        result = add(result, value)
    return result


def subtract(left: Value, right: Value) -> Value:
    """Give left − right: numbers, amounts, a day less a duration, or the span between two days."""
    if _gap(left, right):
        return _of_gap(left, right)
    if isinstance(left, date):
        return Span(right, left) if isinstance(right, date) else shift(left, right, -1)
    if isinstance(left, int) and isinstance(right, int):
        return _bounded(left - right)
    return _bounded(_CONTEXT.subtract(left, right))


def multiply(left: Value, right: Value) -> Value:
    """Give left × right of numbers and amounts."""
    if _gap(left, right):
        return _of_gap(left, right)
    if isinstance(left, int) and isinstance(right, int):
        return _bounded(left * right)
    return _bounded(_CONTEXT.multiply(left, right))


def divide(left: Value, right: Value) -> Value:
    """Give left / right of numbers and amounts; a division by zero has no value."""
    if _gap(left, right):
        return _of_gap(left, right)
    if not right:
        return None
    return _bounded(_CONTEXT.divide(left, right))


def negate(value: Value) -> Value:
    """Give −value."""
    return value if _gap(value, value) else -value


def absolute(value: Value) -> Value:
    """Give the value without its sign."""
    return value if _gap(value, value) else abs(value)


def least(*values: Value) -> Value:
    """Give the smallest of the values; unknown where one is unknown."""
    if None in values or ABSENT in values:
        return ABSENT if ABSENT in values else None
    return min(values)


def greatest(*values: Value) -> Value:
    """Give the largest of the values; unknown where one is unknown."""
    if None in values or ABSENT in values:
        return ABSENT if ABSENT in values else None
    return max(values)


def rounded(value: Value, places: Value = 0) -> Value:
    """Give the number rounded half up (away from zero) to ``places`` decimal places."""
    if _gap(value, places):
        return _of_gap(value, places)
    unit = Decimal(1).scaleb(-places)
    return _quantized(value, unit, ROUND_HALF_UP)


def _quantized(value: Value, unit: Decimal, rounding: str) -> Decimal | None:
    try:
        return Decimal(value).quantize(unit, rounding, _CONTEXT)
    except InvalidOperation:
        return None


def floor(value: Value) -> Value:
    """Give the greatest int that is not larger."""
    if _gap(value, value):
        return value
    whole = _quantized(value, Decimal(1), ROUND_FLOOR)
    return None if whole is None else int(whole)


def ceiling(value: Value) -> Value:
    """Give the least int that is not smaller."""
    if _gap(value, value):
        return value
    whole = _quantized(value, Decimal(1), ROUND_CEILING)
    return None if whole is None else int(whole)


def size(values: Value) -> Value:
    """Give the number of members of a list."""
    return values if _gap(values, values) else len(values)


def duration(unit: str, count: Value) -> Value:
    """Give the duration of ``count`` years, months or days; no value beyond the calendar."""
    if _gap(count, count):
        return count
    if not isinstance(count, int) or abs(count) > _MOST_UNITS:
        return None
    return Duration(**{unit: count})


def years_since(since: Value, today: date) -> Value:
    """Give the completed years since a day; 0 before it."""
    return completed_years(since, today) if isinstance(since, date) else since


def months_since(since: Value, today: date) -> Value:
    """Give the completed months since a day; 0 before it."""
    return completed_months(since, today) if isinstance(since, date) else since


def whole_years(measure: Value) -> Value:
    """Give the completed years of a measure."""
    return measure if _gap(measure, measure) else measure.whole_years


def whole_months(measure: Value) -> Value:
    """Give the completed months of a measure."""
    return measure if _gap(measure, measure) else measure.whole_months


def compare_measure(operator: str, measure: Value, length: Value) -> bool | None:
    """Compare a measure with a duration, the measure on the left."""
    if _gap(measure, length):
        return False if measure is ABSENT or length is ABSENT else None
    if operator in (">=", "<"):
        return bool(measure.reaches(length)) == (operator == ">=")
    if operator in (">", "<="):
        return bool(measure.exceeds(length)) == (operator == ">")
    equal = bool(measure.reaches(length) and not measure.exceeds(length))
    return equal == (operator == "==")


def compare(operator: str, left: Value, right: Value) -> bool | None:
    """Compare two values of fitting types by the operator's name; an ordered enum comes as its position."""
    if _gap(left, right):
        return False if left is ABSENT or right is ABSENT else None
    match operator:
        case "==" | "!=":
            return bool(left == right) == (operator == "==")
        case "in" | "not in":
            return bool(left in right) == (operator == "in")
        case "<" | ">=":
            return bool(left < right) == (operator == "<")
    return bool(left > right) == (operator == ">")


def compare_bounds(
    comparing: Callable[[str, Value, Value], bool | None],
    operator: str,
    bounds: Sequence[Value],
    other: Value,
) -> bool | None:
    """Compare something that is known between its least and its most with another value."""
    if operator in ("==", "!=") and len(bounds) > 1:
        sides = [compare_candidates(comparing, how, bounds, other) for how in (">=", "<=")]
        if False in sides:
            return operator == "!="
        return None if None in sides else operator == "=="
    return compare_candidates(comparing, operator, bounds, other)


def compare_candidates(
    comparing: Callable[[str, Value, Value], bool | None],
    operator: str,
    candidates: Sequence[Value],
    other: Value,
) -> bool | None:
    """Compare something that is one of several values with another value."""
    first = comparing(operator, candidates[0], other)
    return first if all(comparing(operator, each, other) == first for each in candidates[1:]) else None


def one_of(candidates: Sequence[Value]) -> Value:
    """Give the value that all candidates have; unknown where they differ."""
    first = candidates[0]
    return first if all(value == first for value in candidates[1:]) else None


def choose(branches: Sequence[tuple[bool | None, Value]], otherwise: Value) -> Value:
    """Give the value of the first branch whose condition holds; unknown if that can be different values."""
    found: list[Value] = []
    for test, value in branches:
        if test is not False:
            found.append(value)
        if test:
            break
    else:
        found.append(otherwise)
    first = found[0]
    return first if all(value == first for value in found[1:]) else None


def satisfies(judged: bool | None, standard: Value) -> bool | None:
    """Judge by a standard of type rule: no if it is no anyway, unknown while the standard is unset."""
    return False if judged is False else None if standard is None else judged


class Ordered:
    """Compares values of an ordered enum."""

    def __init__(self, order: Mapping[str, int]) -> None:
        self.positions = Positions(order)

    def __call__(self, operator: str, left: object, right: object) -> bool | None:
        """Compare two values by the operator's name."""
        return compare(operator, self.positions[left], self.positions[right])


class Positions(dict[object, object]):
    """Positions of an enum's values; what is no value (unknown, absent) stays what it is."""

    def __missing__(self, key: object) -> object:
        return key
