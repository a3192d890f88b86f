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

from haina.rules.periods import FOREVER, Duration

Line = list[tuple[date, Any]]
_DAY_OF = itemgetter(0)
_MOST_OFF = 4_800 * 6
"""Six days, in the unit of a mean length."""


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


def next_first_day(holds: Callable[[date], bool], start: date, end: date) -> date:
    """Give what :func:`first_day` gives, sooner where that day is near; on ``start`` it does not hold."""
    low, step, last = start.toordinal(), 1, end.toordinal()
    while low + step < last and not holds(date.fromordinal(low + step)):
        low += step
        step *= 2
    return first_day(holds, date.fromordinal(low + 1), date.fromordinal(min(low + step, last)))


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
        return change(*(None if isinstance(piece, Curve) else piece for piece in pieces))

    def at(day: date) -> Any:
        return change(*(piece.at(day) if isinstance(piece, Curve) else piece for piece in pieces))

    ways = {
        piece.direction * way
        for piece, way in zip(pieces, directions, strict=True)
        if isinstance(piece, Curve)
    }
    return Curve(at, ways.pop() if len(ways) == 1 else 0, changes_of(curves))


def stepwise(curve: Curve) -> Curve:
    """Give the same curve, of a value that stays the same for long, with the days on which it changes."""

    def changes(start: date, end: date) -> Iterator[date]:
        day = start
        while day < end:
            present = curve.at(day)

            def is_new(each: date, present: Any = present) -> bool:
                return bool(curve.at(each) != present)

            day = next_first_day(is_new, day, end)
            if day < end:
                yield day

    return Curve(curve.at, curve.direction, changes)
