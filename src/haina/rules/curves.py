"""Values over time: lines of pieces, each a constant or a curve, and the days on which two of them cross.

A *line* is a list of (first day, piece) that starts at ``date.min``; a piece holds until the next one begins.
A piece is a value as held, or a :class:`Curve` that gives a value for each day. Lines of truths have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import merge
from operator import itemgetter
from typing import Any

from haina.rules.arithmetic import compare
from haina.rules.operators import MIRRORED
from haina.rules.periods import FOREVER, ONE_DAY, Duration

Line = list[tuple[date, Any]]
Comparing = Callable[[str, Any, Any], bool | None]
_MIDDLE = date(2000, 1, 1)
_DAY_OF = itemgetter(0)
_MOST_OFF = 4_800 * 6
"""Six days, in the unit of a mean length."""
_UNTURNED = {">=": False, "<": False, ">": True, "<=": True}
"""For an order comparison whether it turns only when the other side is passed, not already when it is met."""


def every_day(start: date, end: date) -> Iterator[date]:
    """Give the days after ``start`` and before ``end``."""
    for number in range(start.toordinal() + 1, end.toordinal()):
        yield date.fromordinal(number)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A value that changes from day to day.

    ``direction`` is 1 where it never falls, -1 where it never rises, 0 where it may do both; in the first two
    cases it has a value on every day. ``changes`` gives, within two days, every day on which it may change.
    ``turn(strict, value)``, where it is known, is the first day on which a rising curve is at least (strict:
    more than) ``value``, a falling one is no longer so. ``low`` and ``high`` bound it where they are known.
    """

    at: Callable[[date], Any]
    direction: int
    changes: Callable[[date, date], Iterable[date]] = every_day
    turn: Callable[[bool, Any], date] | None = None
    low: Any = field(default=None)
    high: Any = field(default=None)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Shifted(Curve):
    """The day that lies a fixed length of time after each day (``sign`` 1) or before it (-1)."""

    length: Duration
    sign: int = 1

    def keeps_order_with(self, other: object) -> bool:
        """Whether this and another such curve never pass each other, because their lengths are far apart.

        Two numbers of whole months, or of days, always keep their order; a mixed pair does where the mean
        lengths differ by more than months can differ from their mean.
        """
        if not isinstance(other, Shifted):
            return False
        both = (self.length, other.length)
        if not any(each.days for each in both) or not any(each.whole_months for each in both):
            return True
        return abs(self.sign * self.length.mean - other.sign * other.length.mean) > _MOST_OFF


def steady(value: object) -> Line:
    """Give the line of one value for all time."""
    return [(date.min, value)]


def joined(steps: Iterable[tuple[date, Any]]) -> Line:
    """Leave out steps that change nothing; of several on one day the last counts."""
    line: Line = []
    for day, value in steps:
        if line and line[-1][0] == day:
            line.pop()
        if not line or line[-1][1] is not value:
            line.append((day, value))
    return line


def together(lines: Sequence[Line]) -> list[tuple[date, date, list[Any]]]:
    """Give (first day, day after the last, the piece of each line) for each stretch without a step."""
    pieces = [line[0][1] for line in lines]
    moving = [number for number, line in enumerate(lines) if len(line) > 1]
    if not moving:
        return [(date.min, FOREVER, pieces)]
    steps = [(day, number, piece) for number in moving for day, piece in lines[number][1:]]
    if len(moving) > 1:
        steps.sort(key=_DAY_OF)
    found = []
    start = date.min
    for day, number, piece in steps:
        if day > start:
            found.append((start, day, pieces.copy()))
            start = day
        pieces[number] = piece
    found.append((start, FOREVER, pieces))
    return found


def clipped(line: Line, start: date, end: date) -> Iterator[tuple[date, Any]]:
    """Give the steps of a line between two days, the first one on ``start``."""
    for place, (day, value) in enumerate(line):
        if day >= end:
            return
        after = line[place + 1][0] if place + 1 < len(line) else FOREVER
        if after > start:
            yield max(day, start), value


def intervals(spans: Iterable[tuple[date, date]]) -> Line:
    """Give the line that is yes within any of the half-open spans, which come in order of their beginning."""
    steps: Line = [(date.min, False)]
    reach = date.min
    for start, end in spans:
        if end <= max(start, reach):
            continue
        if start <= reach and len(steps) > 1:
            steps.pop()
        else:
            steps.append((start, True))
        reach = end
        steps.append((end, False))
    if steps[-1][0] >= FOREVER:
        steps.pop()
    return joined(steps)


def first_day(holds: Callable[[date], bool], start: date, end: date) -> date:
    """Give the first day from ``start`` on which what turns once holds; ``end`` where it does not before."""
    low, high = start.toordinal(), end.toordinal()
    while low < high:
        middle = (low + high) // 2
        if holds(date.fromordinal(middle)):
            high = middle
        else:
            low = middle + 1
    return date.fromordinal(low)


# Comparing pieces


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
    if left.direction == 0 or _direction(left, right) == 0:
        return _day_by_day(operator, left, right, start, end, comparing)
    least = _order(">=", left, right, start, end, comparing)
    most = _order("<=", left, right, start, end, comparing)
    steps = []
    for day in sorted({day for day, _ in (*least, *most)}):
        equal = _piece_on(least, day) and _piece_on(most, day)
        steps.append((day, equal == (operator == "==")))
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
    if direction == 0:
        return _day_by_day(operator, left, right, start, end, comparing)

    def answer_on(day: date) -> bool | None:
        return comparing(operator, left.at(day), right.at(day) if isinstance(right, Curve) else right)

    first, last = answer_on(start), answer_on(end - ONE_DAY)
    if first is None or last is None:
        return _order_within(operator, left, right, start, end, comparing)
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


def changes_of(curves: Sequence[Curve]) -> Callable[[date, date], Iterable[date]]:
    """Give the days on which any of the curves may change."""
    if len(curves) == 1:
        return curves[0].changes
    return lambda start, end: merge(*(curve.changes(start, end) for curve in curves))


def expanded(line: Line) -> Line:
    """Give the same line with every curve written out as steps."""
    steps: Line = []
    for start, end, (piece,) in together([line]):
        if isinstance(piece, Curve):
            steps += [(day, piece.at(day)) for day in (start, *piece.changes(start, end))]
        else:
            steps.append((start, piece))
    return without_repeats(steps)


def without_repeats(steps: Iterable[tuple[date, Any]]) -> Line:
    """Leave out steps to an equal value; of several on one day the last counts."""
    line: Line = []
    for day, value in steps:
        if line and line[-1][0] == day:
            line.pop()
        if not line or (line[-1][1] is not value and line[-1][1] != value):
            line.append((day, value))
    return line


# Combining pieces


def mapped(change: Callable[..., Any], pieces: Sequence[Any], directions: Sequence[int]) -> Any:
    """Apply a function to pieces; ``directions`` say how the result moves when each argument rises.

    1: with it, -1: against it, 0: neither way for certain.
    """
    curves = [piece for piece in pieces if isinstance(piece, Curve)]
    if not curves:
        return change(*pieces)
    if any(piece is None for piece in pieces):
        return None

    def at(day: date) -> Any:
        return change(*(piece.at(day) if isinstance(piece, Curve) else piece for piece in pieces))

    ways = {
        piece.direction * way
        for piece, way in zip(pieces, directions, strict=True)
        if isinstance(piece, Curve)
    }
    return Curve(at, ways.pop() if len(ways) == 1 else 0, changes_of(curves))
