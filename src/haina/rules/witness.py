"""A point that fulfils linear conditions, so that a way through a diagram can be tried with real values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction

from haina.rules.linear import CONDITION_LIMIT, Condition, Linear, eliminate

Point = dict[int, Fraction]


def witness(conditions: Iterable[Condition], near: Mapping[int, int]) -> Point | None:
    """Give numbers that fulfil all conditions, whole and near the wanted ones where that can be.

    Fourier–Motzkin elimination, then back: each variable takes a value between the bounds that the ones
    eliminated after it leave. None where there is no such point, or too many conditions arise on the way.
    """
    current = {condition for condition in conditions if condition.form.terms}
    stages: list[tuple[int, list[Condition]]] = []
    while current:
        if len(current) > CONDITION_LIMIT:
            return None
        variable, involved, rest = eliminate(current)
        stages.append((variable, involved))
        current = {condition for condition in rest if condition.form.terms}
    point: Point = {}
    for variable, involved in reversed(stages):
        value = _between(variable, involved, point, Fraction(near.get(variable, 0)))
        if value is None:
            return None
        point[variable] = value
    return point


def _between(variable: int, involved: list[Condition], point: Point, wanted: Fraction) -> Fraction | None:
    """Give a value within the bounds on one variable: the wanted one, a whole one next to a bound, or any."""
    low: Fraction | None = None
    high: Fraction | None = None
    for condition in involved:
        factor, bound = _bound(variable, condition.form, point)
        if factor > 0:
            high = bound if high is None else min(high, bound)
        else:
            low = bound if low is None else max(low, bound)
    candidates = [wanted]
    if low is not None:
        candidates += [Fraction(math.ceil(low)), Fraction(math.floor(low) + 1), low]
    if high is not None:
        candidates += [Fraction(math.floor(high)), Fraction(math.ceil(high) - 1), high]
    if low is not None and high is not None:
        candidates.append((low + high) / 2)
    for candidate in candidates:
        if all(_holds(condition, {**point, variable: candidate}) for condition in involved):
            return candidate
    return None


def _bound(variable: int, form: Linear, point: Point) -> tuple[Fraction, Fraction]:
    """Give the variable's factor in a condition, and where the condition is just met."""
    factor, rest = Fraction(0), Fraction(form.constant)
    for level, each in form.terms:
        if level == variable:
            factor = Fraction(each)
        else:
            rest += each * point.get(level, Fraction(0))
    return factor, -rest / factor


def _holds(condition: Condition, point: Point) -> bool:
    """Say whether a point fulfils a condition; variables that it does not name are zero."""
    value = condition.form.constant + sum(
        factor * point.get(level, Fraction(0)) for level, factor in condition.form.terms
    )
    return value < 0 if condition.strict else value <= 0
