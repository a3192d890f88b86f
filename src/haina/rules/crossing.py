"""Comparing two pieces of lines: the days on which the answer turns.

A rising piece and one that stays, or falls, meet once, and the day is found by halving. Two that rise
together take turns: while one is ahead, the other has to catch up with where the first one is now, and until
it does nothing turns.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from haina.rules.arithmetic import compare
from haina.rules.curves import Curve, Line, Shifted, changes_of, first_day, joined, next_first_day
from haina.rules.operators import MIRRORED
from haina.rules.periods import ONE_DAY

Comparing = Callable[[str, Any, Any], bool | None]
_MIDDLE = date(2000, 1, 1)
_UNTURNED = {">=": False, "<": False, ">": True, "<=": True}
"""For an order comparison whether it turns only when the other side is passed, not already when it is met."""


def compare_pieces(
    operator: str, left: Any, right: Any, start: date, end: date, comparing: Comparing = compare
) -> Line:
    """Give the truth of a comparison from ``start`` up to ``end``; steps begin on ``start``."""
    if not isinstance(left, Curve):
        if not isinstance(right, Curve):
            return [(start, comparing(operator, left, right))]
        left, right, operator = right, left, MIRRORED[operator]
        direct = comparing
        comparing = lambda how, one, other: direct(MIRRORED[how], other, one)  # noqa: E731 (a mirror)
    if not isinstance(right, Curve):
        gap = comparing(operator, None, right)
        if right is None or gap is not None:
            return [(start, gap)]
    if operator in ("==", "!="):
        return _equality(operator, left, right, start, end, comparing)
    return _order(operator, left, right, start, end, comparing)


def _equality(operator: str, left: Curve, right: Any, start: date, end: date, comparing: Comparing) -> Line:
    if left.direction == 0 or (isinstance(right, Curve) and right.direction == 0):
        return _day_by_day(operator, left, right, start, end, comparing)
    least = _order(">=", left, right, start, end, comparing)
    most = _order("<=", left, right, start, end, comparing)
    steps = []
    for day in sorted({day for day, _ in (*least, *most)}):
        sides = (_piece_on(least, day), _piece_on(most, day))
        steps.append((day, None if None in sides else all(sides) == (operator == "==")))
    return joined(steps)


def _piece_on(steps: Line, day: date) -> Any:
    return [value for first, value in steps if first <= day][-1]


def _order(operator: str, left: Curve, right: Any, start: date, end: date, comparing: Comparing) -> Line:
    direction = _direction(left, right)
    if not isinstance(right, Curve):
        if direction and left.turn is not None:
            turn = left.turn(_UNTURNED[operator], right)
            before = (operator in ("<", "<=")) == (direction > 0)
            return _turned(before, turn, start, end)
        if left.low is not None and left.high is not None:
            answer = comparing(operator, left.low, right)
            if answer == comparing(operator, left.high, right):
                return [(start, answer)]
    together = isinstance(right, Curve) and left.direction == right.direction
    if direction == 0 and (not together or left.direction == 0):
        return _day_by_day(operator, left, right, start, end, comparing)

    def answer_on(day: date) -> bool | None:
        return comparing(operator, left.at(day), right.at(day) if isinstance(right, Curve) else right)

    first, last = answer_on(start), answer_on(end - ONE_DAY)
    if first is None or last is None:
        return _order_within(operator, left, right, start, end, comparing)
    if direction == 0:
        return _by_turns(operator, left, right, start, end, comparing)
    if first == last:
        return [(start, first)]
    return _turned(first, first_day(lambda day: answer_on(day) != first, start, end), start, end)


def _order_within(
    operator: str, left: Curve, right: Any, start: date, end: date, comparing: Comparing
) -> Line:
    """Compare where there is no value at an end of the calendar, such as for 30 years before the year 20."""

    def has_value(day: date) -> bool:
        return left.at(day) is not None and (not isinstance(right, Curve) or right.at(day) is not None)

    probes = (end - ONE_DAY, start, min(max(_MIDDLE, start), end - ONE_DAY))
    inner = next((day for day in probes if has_value(day)), None)
    if inner is None:
        return _day_by_day(operator, left, right, start, end, comparing)
    first = first_day(has_value, start, inner)
    after = first_day(lambda day: not has_value(day), inner, end)
    steps: Line = [(start, None)] if first > start else []
    steps += _order(operator, left, right, first, after, comparing)
    return [*steps, (after, None)] if after < end else steps


def _by_turns(operator: str, left: Curve, right: Curve, start: date, end: date, comparing: Comparing) -> Line:
    """Compare two curves that rise together, or fall together."""
    day, steps = start, [(start, comparing(operator, left.at(start), right.at(start)))]
    while day < end:
        answer = steps[-1][1]
        # Of the two values of this day one bounds what the same curve will be, as long as the answer stays.
        left_stays = ((operator in (">=", ">")) == bool(answer)) == (left.direction > 0)
        fixed = left.at(day) if left_stays else right.at(day)

        def may_turn(each: date) -> bool:
            one, other = (fixed, right.at(each)) if left_stays else (left.at(each), fixed)  # noqa: B023
            return comparing(operator, one, other) != answer  # noqa: B023

        day = next_first_day(may_turn, day, end)
        if day < end:
            found = comparing(operator, left.at(day), right.at(day))
            if found != answer:
                steps.append((day, found))
    return steps


def _turned(before: bool, turn: date, start: date, end: date) -> Line:
    if turn <= start:
        return [(start, not before)]
    return [(start, before)] if turn >= end else [(start, before), (turn, not before)]


def _direction(left: Curve, right: Any) -> int:
    """Give the direction of the difference of the two; any where the difference keeps its sign."""
    if not isinstance(right, Curve) or (isinstance(left, Shifted) and left.keeps_order_with(right)):
        return left.direction
    return left.direction if left.direction == -right.direction else 0


def _day_by_day(operator: str, left: Curve, right: Any, start: date, end: date, comparing: Comparing) -> Line:
    """Compare on every day on which one of the two may change."""
    curves = [piece for piece in (left, right) if isinstance(piece, Curve)]
    steps = []
    for day in (start, *changes_of(curves)(start, end)):
        other = right.at(day) if isinstance(right, Curve) else right
        steps.append((day, comparing(operator, left.at(day), other)))
    return joined(steps)
