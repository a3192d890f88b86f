"""Pieces of lines that move with the date itself: ages, and what lies before today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from haina.rules import arithmetic
from haina.rules.curves import Curve, Line, Shifted
from haina.rules.periods import Duration, Span, next_day, shift, shift_within
from haina.rules.windows import first_reaching


def age_piece(name: str, since: Any) -> Any:
    """Give the completed years (or months) since a day, itself a value or a curve."""
    function = arithmetic.months_since if name == "months_since" else arithmetic.years_since
    unit = "months" if name == "months_since" else "years"
    if isinstance(since, Curve):
        return Curve(lambda day: function(since.at(day), day), 0)
    if not isinstance(since, date):
        return since

    def reached(count: Any) -> date:
        """Give the first day on which the age is at least ``count``."""
        whole = arithmetic.ceiling(count)
        return date.min if whole <= 0 else shift_within(since, Duration(**{unit: min(whole, 200_000)}))

    def turn(strict: bool, count: Any) -> date:
        return reached(arithmetic.floor(count) + 1) if strict else reached(count)

    def changes(start: date, end: date) -> Iterator[date]:
        count = function(max(start, since), max(start, since)) + 1
        while (day := reached(count)) < end:
            if day > start:
                yield day
            count += 1

    return Curve(lambda day: function(since, day), 1, changes, turn)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Lasting(Curve):
    """The span from ``begin`` until today."""

    begin: date


def since_piece(since: date) -> Lasting:
    """Give the span from a day until today."""

    def turn(strict: bool, length: Duration) -> date:
        reached = shift_within(since, length)
        return next_day(reached) if strict else reached

    return Lasting(at=lambda day: Span(since, day), direction=1, turn=turn, begin=since)


def before_today(length: Duration, turn: Callable[[bool, Any], date] | None = None) -> Shifted:
    """Give the curve of the day that lies a length of time before today."""
    return Shifted(at=lambda day: shift(day, length, -1), direction=1, turn=turn, length=length, sign=-1)


def less_a_duration(length: Duration, start: date, end: date) -> Line:
    """Give today less a duration; no value before the calendar begins."""

    def turn(strict: bool, day: date) -> date:
        return first_reaching(next_day(day) if strict else day, length)

    known = first_reaching(date.min, length)
    if known <= date.min or length.mean < 0:
        return [(start, before_today(length))]
    curve = before_today(length, turn)
    if known >= end:
        return [(start, None)]
    return [(start, None), (known, curve)] if known > start else [(start, curve)]
