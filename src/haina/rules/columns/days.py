"""Days, durations and measures as columns; on a fixed date most questions become one comparison of days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache, partial

import polars as pl

from haina.rules.columns.numbers import Stage, by_name, nearer, same_where_known
from haina.rules.columns.values import (
    Between,
    Covered,
    Day,
    Fixed,
    Length,
    Scattered,
    Truth,
    Value,
    Whole,
    absent_of,
    opaque,
    rough_of,
    unless_absent,
)
from haina.rules.periods import (
    Days,
    Duration,
    Span,
    completed_months,
    completed_years,
    is_leap,
    month_length,
    shift,
    shift_within,
)

EPOCH = date(1970, 1, 1).toordinal()
FIRST, LAST = date(1200, 1, 1), date(2900, 12, 31)
"""Days outside of these are left to the exact reading, so that no sum of days leaves the calendar."""
_MOST_MONTHS, _MOST_DAYS = 6_000, 180_000
_MOST_COUNT = 10**6


def number_of(day: date) -> int:
    """Give a date as days since 1970."""
    return day.toordinal() - EPOCH


@lru_cache(maxsize=4096)
def day_literal(day: date) -> pl.Expr:
    """Give a date as a column's constant."""
    return pl.lit(number_of(day), dtype=pl.Int32)


def as_day(value: Value) -> Value:
    """Give a day that is the same for everybody as a column."""
    if isinstance(value, Fixed) and isinstance(value.value, date):
        return Day(expr=day_literal(value.value))
    return value


def fits(duration: Duration) -> bool:
    """Say whether a duration is short enough never to lead out of the calendar."""
    return abs(duration.whole_months) <= _MOST_MONTHS and abs(duration.days) <= _MOST_DAYS


def where_true(day: pl.Expr, holds: Callable[[date], bool]) -> pl.Expr:
    """Say for a column of days where ``holds``, which turns at most once as days go on."""
    low, high = FIRST.toordinal(), LAST.toordinal()
    first, last = holds(FIRST), holds(LAST)
    if first == last:
        return same_where_known(day, first)
    while high - low > 1:
        middle = (low + high) // 2
        if holds(date.fromordinal(middle)) == first:
            low = middle
        else:
            high = middle
    return day <= low - EPOCH if first else day >= high - EPOCH


def compare_by_rule(operator: str, day: pl.Expr, rule: Callable[[date], object], other: object) -> pl.Expr:
    """Compare ``rule`` of a day, which turns one way as days go on, with what is the same for everybody."""
    if operator in ("==", "!="):
        equal = compare_by_rule(">=", day, rule, other) & compare_by_rule("<=", day, rule, other)
        return equal if operator == "==" else ~equal
    tests: dict[str, Callable[[date], bool]] = {
        ">=": lambda given: rule(given) >= other,  # type: ignore[operator]
        ">": lambda given: rule(given) > other,  # type: ignore[operator]
        "<=": lambda given: rule(given) <= other,  # type: ignore[operator]
        "<": lambda given: rule(given) < other,  # type: ignore[operator]
    }
    return where_true(day, tests[operator])


def compare_days(operator: str, left: Value, right: Value) -> Value:
    """Compare two days, the left one a column."""
    left_, right_ = as_day(left), as_day(right)
    if not isinstance(left_, Day) or not isinstance(right_, Day):
        return opaque(left, right)
    if left_.rule is not None and left_.origin is not None and isinstance(right, Fixed):
        compared = compare_by_rule(operator, left_.origin, left_.rule, right.value)
    else:
        compared = by_name(operator, left_.expr, right_.expr)
    return Truth(rough_of(left, right), None, unless_absent(compared, left, right))


def offset(day: pl.Expr, duration: Duration, sign: int = 1) -> pl.Expr:
    """Give a column of days plus a duration: years and months first, then days; at most the last day."""
    if duration.whole_months:
        moved = day.cast(pl.Date).dt.offset_by(f"{sign * duration.whole_months}mo")
        day = moved.to_physical()
    return day + sign * duration.days if duration.days else day


def add_duration(day: Value, duration: Value, sign: int, stage: Stage) -> Value:
    """Give a day plus or less a duration."""
    if isinstance(day, Fixed | Day) and isinstance(duration, Length):
        return _add_length(as_day(day), duration, sign, stage)
    length = duration.value if isinstance(duration, Fixed) else None
    if not isinstance(day, Day) or not isinstance(length, Duration) or not fits(length):
        return opaque(day, duration)
    expr = offset(day.expr, length, sign)
    if day.rule is not None:
        return Day(day.rough, day.absent, expr)
    return Day(day.rough, day.absent, expr, day.expr, partial(_moved, length, sign))


def _add_length(day: Value, length: Length, sign: int, stage: Stage) -> Value:
    """Give a day plus or less a duration of its own; one that is too long for the calendar is rough."""
    if not isinstance(day, Day):
        return opaque(day, length)
    unit = 12 if length.unit == "years" else 1
    most = (_MOST_DAYS if length.unit == "days" else _MOST_MONTHS) // unit
    long = stage((length.count.expr.abs() > most).fill_null(False))
    count = pl.when(~pl.col(long)).then(length.count.expr).cast(pl.Int32) * (sign * unit)
    if length.unit == "days":
        expr = day.expr + count
    else:
        known = pl.when(day.expr.is_not_null() & count.is_not_null())
        moved = day.expr.cast(pl.Date).dt.offset_by(pl.format("{}mo", count.fill_null(0)))
        expr = known.then(moved.to_physical())
    return Day(rough_of(day, length) | {long}, absent_of(day, length), expr)


def extreme_day(function: str, values: Sequence[Value]) -> Value:
    """Give the earliest or the latest of some days; unknown where one is unknown."""
    days = [as_day(value) for value in values]
    found = days[0]
    for day in days[1:]:
        if not isinstance(found, Day) or not isinstance(day, Day):
            return opaque(*values)
        expr = nearer(function, found.expr, day.expr)
        found = Day(rough_of(found, day), absent_of(found, day), expr)
    return found


def _moved(length: Duration, sign: int, day: date) -> date:
    return shift_within(day, length, sign)


def since(function: str, value: Value, on: date) -> Value:
    """Give the completed years or months from a column of days to the date."""
    if not isinstance(value, Day):
        return opaque(value)
    rule = completed_months if function == "months_since" else completed_years
    expr = months_until(value.expr, on) if function == "months_since" else years_until(value.expr, on)
    plain = value.rule is None
    return Whole(
        value.rough,
        value.absent,
        expr,
        0,
        40_000,
        value.expr if plain else None,
        (lambda day: rule(day, on)) if plain else None,
    )


def months_until(day: pl.Expr, on: date) -> pl.Expr:
    """Count the completed months from a column of days to the date; 0 where they are later."""
    parts = day.cast(pl.Date).dt
    months = (12 * on.year + on.month) - (12 * parts.year().cast(pl.Int64) + parts.month())
    if on.day < month_length(on.year, on.month):
        months = months - (parts.day() > on.day).cast(pl.Int64)
    return pl.when(months < 0).then(0).otherwise(months)


def years_until(day: pl.Expr, on: date) -> pl.Expr:
    """Count the completed years from a column of days to the date; 0 where they are later."""
    parts = day.cast(pl.Date).dt
    place = parts.month().cast(pl.Int64) * 100 + parts.day()
    reached = on.month * 100 + on.day
    if reached == 228 and not is_leap(on.year):
        reached = 229
    years = on.year - parts.year().cast(pl.Int64) - (place > reached).cast(pl.Int64)
    return pl.when(years < 0).then(0).otherwise(years)


def between(left: Value, right: Value) -> Value:
    """Give left − right of two days as a measure."""
    ends: list[Day | date] = []
    for value in (right, left):
        if isinstance(value, Fixed) and isinstance(value.value, date):
            ends.append(value.value)
        elif isinstance(value, Day):
            ends.append(value)
        else:
            return opaque(left, right)
    return Between(rough_of(left, right), absent_of(left, right), ends[0], ends[1])


def compare_measure(operator: str, measure: Value, length: Value, on: date) -> Value:
    """Compare a measure with a duration that is the same for everybody."""
    if not isinstance(length, Fixed) or not isinstance(length.value, Duration) or not fits(length.value):
        return opaque(measure, length)
    reaching = {
        ">=": ("reaches", True),
        "<": ("reaches", False),
        ">": ("exceeds", True),
        "<=": ("exceeds", False),
    }
    if operator in reaching:
        how, wanted = reaching[operator]
        compared = _reaches(how, measure, length.value, on)
    else:
        wanted = operator == "=="
        reaches = _reaches("reaches", measure, length.value, on)
        exceeds = _reaches("exceeds", measure, length.value, on)
        compared = None if reaches is None or exceeds is None else reaches & ~exceeds
    if compared is None:
        return opaque(measure, length)
    return Truth(measure.rough, None, unless_absent(compared if wanted else ~compared, measure))


def _reaches(how: str, measure: Value, length: Duration, on: date) -> pl.Expr | None:
    """Say whether a measure reaches (or exceeds) a length."""
    if isinstance(measure, Scattered):
        limit = min(max(length.scattered_days, -_MOST_COUNT), _MOST_COUNT * 4)
        return by_name(">=" if how == "reaches" else ">", measure.days.expr, pl.lit(limit))
    if isinstance(measure, Covered):
        long = where_true(measure.start, lambda day: bool(getattr(Span(day, on), how)(length)))
        none = bool(getattr(Days(0), how)(length))
        return (measure.covered & long) | (~measure.covered & pl.lit(none))
    if isinstance(measure, Between):
        return _between_reaches(how, measure, length)
    return None


def _between_reaches(how: str, measure: Between, length: Duration) -> pl.Expr | None:
    start, end = measure.start, measure.end
    if isinstance(start, Day) and not isinstance(end, Day):
        return where_true(start.expr, lambda day: bool(getattr(Span(day, end), how)(length)))
    if isinstance(end, Day) and not isinstance(start, Day):
        return where_true(end.expr, lambda day: bool(getattr(Span(start, day), how)(length)))
    if isinstance(start, Day) and isinstance(end, Day):
        return by_name("<=" if how == "reaches" else "<", offset(start.expr, length), end.expr)
    return None


def whole_units(function: str, measure: Value, on: date) -> Value:
    """Give the completed years or months of a measure."""
    yearly = function == "whole_years"
    if isinstance(measure, Scattered):
        days = measure.days
        return Whole(measure.rough, measure.absent, days.expr // (365 if yearly else 30), 0, days.bound)
    if isinstance(measure, Covered):
        count = years_until(measure.start, on) if yearly else months_until(measure.start, on)
        # An unknown history is neither covered nor not: both conditions are null, and so is the result.
        expr = pl.when(measure.covered).then(count).when(~measure.covered).then(0)
        return Whole(measure.rough, measure.absent, expr, 0, 40_000)
    if isinstance(measure, Between) and isinstance(measure.start, Day) and not isinstance(measure.end, Day):
        found = since("years_since" if yearly else "months_since", measure.start, measure.end)
        if isinstance(found, Whole):
            return Whole(measure.rough, measure.absent, found.expr, 0, found.bound, found.day, found.rule)
    return opaque(measure)


def window_start(on: date, last: Duration) -> int:
    """Give the first of the days that lie within ``last`` up to and including the date, since 1970."""
    before = shift(on, last, -1)
    return number_of(date.min) if before is None else number_of(before) + 1
