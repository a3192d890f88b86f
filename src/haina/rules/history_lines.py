"""The history functions over all time, for spells and arguments that stay the same.

They say for every day what :mod:`haina.rules.readings` says for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from haina.rules.curves import Curve, Line, intervals, joined, steady
from haina.rules.moving import since_piece
from haina.rules.periods import FOREVER, Days, Duration, shift_within
from haina.rules.readings import ENDLESS, month_number, months_covered, row_end, whole_months_of
from haina.rules.spells import ABSENT, Run, Spell, bridge, bridged, merge
from haina.rules.windows import first_reaching, total_line, year_lines

_LAST_MONTH = 12 * date.max.year + 11
_LAST_MONTHS = _LAST_MONTH - 11


def holds_line(spells: Sequence[Spell], _gap: Duration) -> Line:
    """Give when a spell covers the day."""
    return intervals(merge(spells))


def held_line(spells: Sequence[Spell], gap: Duration, length: Duration | None) -> Line:
    """Give when the run that covers the day has lasted ``length``."""
    runs = merge(spells)
    if length is None:
        return [(day, None if covered else False) for day, covered in intervals(runs)]
    reached = (shift_within(begin, length) for begin in bridged(runs, gap))
    return intervals((max(day, start), end) for day, (start, end) in zip(reached, runs, strict=True))


def ever_held_line(spells: Sequence[Spell], gap: Duration, length: Duration | None) -> Line:
    """Give when some run has lasted ``length``."""
    runs = merge(spells)
    if length is None:
        return _from(runs[0][0] if runs else FOREVER, False, None)
    first = FOREVER
    for begin, (start, end) in zip(bridged(runs, gap), runs, strict=True):
        reached = shift_within(begin, length)
        if reached <= end:
            first = min(first, max(reached, start))
    return _from(first, False, True)


def _from(day: date, before: object, after: object) -> Line:
    """Give the line that changes once."""
    if day >= FOREVER:
        return steady(before)
    return steady(after) if day == date.min else [(date.min, before), (day, after)]


def unbroken_line(spells: Sequence[Spell], gap: Duration) -> Line:
    """Give the length of the run that covers the day."""
    runs = merge(spells)
    steps: Line = [(date.min, Days(0))]
    for begin, (start, end) in zip(bridged(runs, gap), runs, strict=True):
        steps += [(start, since_piece(begin)), (end, Days(0))]
    return joined(step for step in steps if step[0] < FOREVER)


def total_lines(spells: Sequence[Spell], _gap: Duration, last: Duration | None) -> Line:
    """Give the days covered within ``last``."""
    runs = merge(spells)
    if last is None:
        return _from(runs[0][0] if runs else FOREVER, Days(0), None)
    return total_line(runs, last)


def each_year_lines(spells: Sequence[Spell], last: int | None) -> list[Line]:
    """Give the days covered in each of the last years; the function's value is the least of them."""
    runs = merge(spells)
    if last is None:
        year = total_line(runs, Duration(years=1))
        return [[(day, piece if piece == Days(0) else None) for day, piece in year]]
    return [steady(None)] if last < 1 else year_lines(runs, last)


def throughout_line(spells: Sequence[Spell], _gap: Duration, last: int | None) -> Line:
    """Give when the last completed calendar years are covered whole."""
    if last is None or last <= 0:
        return steady(None if last is None else True)
    spans = []
    for start, end in merge(spells):
        first = start.year + (start > date(start.year, 1, 1))
        if end.year - first >= last:
            after = FOREVER if end >= FOREVER or end.year >= date.max.year else date(end.year + 1, 1, 1)
            spans.append((date(first + last, 1, 1), after))
    return intervals(spans)


def months_covered_line(spells: Sequence[Spell], _gap: Duration, last: int | None) -> Line:
    """Give how many of the last completed calendar months are covered whole."""
    runs = merge(spells)
    months = [whole_months_of(run) for run in runs]
    if last is None:
        first = min((start for start, end in months if start < end), default=_LAST_MONTH)
        return _from(_month(first + 1), 0, None)
    edges = {edge + moved for span in months for edge in span for moved in (0, max(last, 0))}
    days = [date.min, *(_month(edge) for edge in sorted(edges) if 12 < edge <= _LAST_MONTH)]
    return joined(
        (day, _months_piece(runs, last, day, after))
        for day, after in zip(days, [*days[1:], FOREVER], strict=True)
    )


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1) if number <= _LAST_MONTH else FOREVER


def _months_piece(runs: Sequence[Run], last: int, start: date, end: date) -> Any:
    """Give the count between two days between which it only stays, only rises or only falls."""
    first, second = months_covered(runs, start, last), months_covered(runs, _last_of(start, end), last)
    if first is None or second is None or first == second:
        return first
    return Curve(lambda day: months_covered(runs, day, last), 1 if second > first else -1, _first_days)


def _last_of(start: date, end: date) -> date:
    return max(start, date.fromordinal(end.toordinal() - 1))


def _first_days(start: date, end: date) -> Iterator[date]:
    """Give the first days of months between two days."""
    for number in range(month_number(start) + 1, month_number(end) + 1):
        if (day := _month(number)) < end:
            yield day


def count_line(spells: Sequence[Spell], last: Duration = ENDLESS) -> Line:
    """Give how many of the spells begun reach into the last …"""
    if last.mean <= 0:
        return steady(0)
    changes: dict[date, int] = {date.min: 0}
    for spell in spells:
        gone = FOREVER if last is ENDLESS else _gone(spell, last)
        if gone > spell.start:
            changes[spell.start] = changes.get(spell.start, 0) + 1
            changes[gone] = changes.get(gone, 0) - 1
    steps, number = [], 0
    for day in sorted(changes):
        number += changes[day]
        if day < FOREVER:
            steps.append((day, number))
    return joined(steps)


def _gone(spell: Spell, last: Duration) -> date:
    """Give the first day on which the spell no longer reaches into the window."""
    return FOREVER if spell.last_day is None else first_reaching(spell.last_day, last)


def consecutive_line(spells: Sequence[Spell], number: int, each: Duration, gap: Duration) -> Line:
    """Give when a row of ``number`` spells reaches the day."""
    if number <= 0:
        return steady(True)
    ends = row_end(spells, number, each, gap, None)
    rows = [spell for spell, ends_row in zip(spells, ends, strict=True) if ends_row]
    return intervals(sorted((spell.start, bridge(spell.end, gap)) for spell in rows))


def latest_line(sure: Sequence[Spell], possible: Sequence[Spell], position: int) -> list[Line]:
    """Give the field of the spell that began last, one line for each of what it can be."""
    if possible is sure:
        steps: Line = [(date.min, ABSENT)]
        steps += [(spell.start, spell.fields[position]) for spell in sure]
        return [joined(steps)]
    return [_candidates_line(sure, possible, position)]


def _candidates_line(sure: Sequence[Spell], possible: Sequence[Spell], position: int) -> Line:
    steps: Line = [(date.min, (ABSENT,))]
    for spell in possible:
        certain = any(each is spell for each in sure)
        before = () if certain else steps[-1][1]
        steps.append((spell.start, (spell.fields[position], *before)))
    return joined(steps)


RUN_LINES: dict[str, Callable[..., Line]] = {
    "holds": holds_line,
    "held": held_line,
    "ever_held": ever_held_line,
    "unbroken": unbroken_line,
    "total": total_lines,
    "throughout": throughout_line,
    "months_covered": months_covered_line,
}
