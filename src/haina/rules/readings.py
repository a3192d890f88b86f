"""What the history functions give on a day (docs/rule-language.md, 6).

Each function is defined on what is certain: runs of days covered, or spells. Where spells match only perhaps,
or an argument is unknown, it is read twice, with the least and with the most that can be the case; more
spells and wider gaps never give less, so what both agree on is certain.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any

from haina.rules.facts import Vector
from haina.rules.periods import FOREVER, ONE_DAY, Days, Duration, Span, next_day, shift, shift_within
from haina.rules.spells import ABSENT, NO_TIME, Run, Spell, SpellHistory, bridge, merge

Chosen = tuple[Sequence[Spell], Sequence[Spell]] | None
"""The spells that surely match and those that perhaps do (these included); ``None``: no condition."""
ENDLESS = Duration(years=20_000)
MOST_DOUBTFUL = 8
_ONE_YEAR = Duration(years=1)


def choose_spells(
    history: SpellHistory | None, today: date, where: Callable[[Vector, Vector], bool | None]
) -> Chosen:
    """Find the spells begun by ``today`` that match; ``where`` takes the fields of a spell."""
    if history is None:
        return None
    begun = history.begun(today)
    return _split(begun, [where(spell.fields, ()) for spell in begun])


def choose_spells_as_of(
    history: SpellHistory | None,
    today: date,
    where: Callable[[Vector, Vector], bool | None],
    standards: Vector,
    standards_on: Callable[[date], Vector],
) -> Chosen:
    """Do the same where the condition also looks at the standards of each spell's last day."""
    if history is None:
        return None
    begun = history.begun(today)
    matches = [
        where(spell.fields, standards if spell.end > today else standards_on(spell.end - ONE_DAY))
        for spell in begun
    ]
    return _split(begun, matches)


def _split(begun: Sequence[Spell], matches: Sequence[bool | None]) -> Chosen:
    sure = [spell for spell, match in zip(begun, matches, strict=True) if match]
    if None not in matches:
        return sure, sure
    return sure, [spell for spell, match in zip(begun, matches, strict=True) if match is not False]


# On runs of days covered. A run may reach beyond today; what has not begun is left aside.


def run_at(runs: Sequence[Run], today: date) -> Run | None:
    """Give the run that covers ``today``."""
    position = bisect_right(runs, (today, FOREVER)) - 1
    return runs[position] if position >= 0 and today < runs[position][1] else None


def holds(runs: Sequence[Run], today: date) -> bool:
    """Say whether a spell covers ``today``."""
    return run_at(runs, today) is not None


def held(runs: Sequence[Run], today: date, length: Duration | None) -> bool | None:
    """Say whether the run that covers ``today`` began at least ``length`` ago."""
    run = run_at(runs, today)
    if run is None:
        return False
    return None if length is None else shift_within(run[0], length) <= today


def ever_held(runs: Sequence[Run], today: date, length: Duration | None) -> bool | None:
    """Say whether some run has lasted ``length`` by ``today``."""
    begun = [run for run in runs if run[0] <= today]
    if length is None:
        return None if begun else False
    return any(shift_within(start, length) <= min(today, end) for start, end in begun)


def unbroken(runs: Sequence[Run], today: date) -> Span | Days:
    """Give the length of the run that covers ``today``, no days where there is none."""
    run = run_at(runs, today)
    return Days(0) if run is None else Span(run[0], today)


def window_start(today: date, last: Duration) -> date:
    """Give the first of the days that lie within ``last`` up to and including ``today``."""
    before = shift(today, last, -1)
    return date.min if before is None else next_day(before)


def days_covered(runs: Sequence[Run], start: date, end: date) -> int:
    """Count the days covered from ``start`` up to but not including ``end``."""
    count = 0
    for first, after in runs:
        if first >= end:
            break
        overlap = (min(after, end) - max(first, start)).days
        if overlap > 0:
            count += overlap
    return count


def total(runs: Sequence[Run], today: date, last: Duration | None) -> Days | None:
    """Add up the days covered within ``last`` up to and including ``today``."""
    if last is None:
        return None if days_covered(runs, date.min, next_day(today)) else Days(0)
    return Days(days_covered(runs, window_start(today, last), next_day(today)))


def each_year(runs: Sequence[Run], today: date, last: int | None) -> Days | None:
    """Give the least total of the ``last`` years that end with ``today``; no years: no value."""
    if last is None:
        this_year = total(runs, today, _ONE_YEAR)
        return this_year if this_year == Days(0) else None
    if last < 1:
        return None
    end, fewest = next_day(today), FOREVER.toordinal()
    for years in range(1, min(last, today.year) + 1):
        start = window_start(today, Duration(years=years))
        fewest = min(fewest, days_covered(runs, start, end))
        if not fewest:
            break
        end = start
    return Days(0 if last > today.year else fewest)


def throughout(runs: Sequence[Run], today: date, last: int | None) -> bool | None:
    """Say whether the ``last`` completed calendar years are covered whole."""
    if last is None:
        return None
    if last <= 0:
        return True
    if last >= today.year:
        return False
    start, end = date(today.year - last, 1, 1), date(today.year, 1, 1)
    return any(first <= start and end <= after for first, after in runs)


def month_number(day: date) -> int:
    """Number the months of the calendar one after the other."""
    return 12 * day.year + day.month - 1


def whole_months_of(run: Run) -> tuple[int, int]:
    """Give the numbers of the months that a run covers whole, as a half-open interval."""
    return month_number(run[0]) + (run[0].day > 1), month_number(run[1])


def months_covered(runs: Sequence[Run], today: date, last: int | None) -> int | None:
    """Count how many of the ``last`` completed calendar months are covered whole."""
    present = month_number(today)
    first = 0 if last is None else present - last
    spans = (whole_months_of(run) for run in runs)
    count = sum(max(0, min(end, present) - max(start, first)) for start, end in spans)
    return None if last is None and count else count


RUN_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "holds": holds,
    "held": held,
    "ever_held": ever_held,
    "unbroken": unbroken,
    "total": total,
    "each_year": each_year,
    "throughout": throughout,
    "months_covered": months_covered,
}
_TRUTHS = frozenset({holds, held, ever_held, throughout})


def bounds_on_runs(
    function: Callable[..., Any],
    history: SpellHistory,
    today: date,
    chosen: Chosen,
    gap: Duration | None,
    *arguments: object,
) -> tuple[Any, Any]:
    """Read a function of runs at its least and at its most; both the same where nothing is in doubt."""
    if chosen is None and gap is NO_TIME:
        value = function(history.runs, today, *arguments)
        return value, value
    begun = history.begun(today)
    sure, possible = (begun, begun) if chosen is None else chosen
    low = function(merge(sure, NO_TIME if gap is None else gap), today, *arguments)
    if possible is sure and gap is not None:
        return low, low
    return low, function(merge(possible, ENDLESS if gap is None else gap), today, *arguments)


def on_runs(
    function: Callable[..., Any],
    history: SpellHistory | None,
    today: date,
    chosen: Chosen,
    gap: Any,
    *arguments: Any,
) -> Any:
    """Read a function of runs; unknown where the least and the most differ."""
    if history is None:
        return None
    low, high = bounds_on_runs(function, history, today, chosen, gap, *arguments)
    return low if low == high else None


def on_runs_or_absent(
    function: Callable[..., Any],
    history: SpellHistory | None,
    today: date,
    chosen: Chosen,
    gap: Any,
    *arguments: Any,
) -> Any:
    """Do the same where an argument may be the field of a spell that does not exist."""
    if gap is ABSENT or any(argument is ABSENT for argument in arguments):
        return False if function in _TRUTHS else ABSENT
    return on_runs(function, history, today, chosen, gap, *arguments)


def alternatives_on_runs(
    function: Callable[..., Any],
    history: SpellHistory | None,
    today: date,
    chosen: Chosen,
    gap: Any,
    *arguments: Any,
) -> Sequence[Any]:
    """Give the least and the most that a function of runs can be, once where they are the same."""
    if gap is ABSENT or any(argument is ABSENT for argument in arguments):
        return (ABSENT,)
    if history is None:
        return (None,)
    low, high = bounds_on_runs(function, history, today, chosen, gap, *arguments)
    return (low,) if low == high else (low, high)


# On spells kept apart


def _spells(history: SpellHistory, today: date, chosen: Chosen) -> tuple[Sequence[Spell], Sequence[Spell]]:
    if chosen is not None:
        return chosen
    begun = history.begun(today)
    return begun, begun


def count(history: SpellHistory | None, today: date, chosen: Chosen, last: Any = ENDLESS) -> Any:
    """Count the spells begun by ``today`` that reach into the last …"""
    if history is None or last is ABSENT:
        return last if last is ABSENT else None
    low, high = count_bounds(history, today, chosen, last)
    return low if low == high else None


def count_bounds(
    history: SpellHistory, today: date, chosen: Chosen, last: Duration | None
) -> tuple[int, int]:
    """Count the spells at the least and at the most."""
    sure, possible = _spells(history, today, chosen)
    if last is None:
        return 0, len(possible)
    start = window_start(today, last)
    if start > today:
        return 0, 0
    low, high = (sum(start < spell.end for spell in spells) for spells in (sure, possible))
    return low, high


def alternatives_of_count(
    history: SpellHistory | None, today: date, chosen: Chosen, last: Any = ENDLESS
) -> Sequence[Any]:
    """Give the least and the most that a count can be, once where they are the same."""
    if history is None or last is ABSENT:
        return (last if last is ABSENT else None,)
    low, high = count_bounds(history, today, chosen, last)
    return (low,) if low == high else (low, high)


def consecutive(
    history: SpellHistory | None, today: date, chosen: Chosen, number: Any, each: Any, gap: Any = NO_TIME
) -> bool | None:
    """Say whether ``number`` spells in a row are long enough and near enough, the last at ``today``."""
    if ABSENT in (number, each, gap):
        return False
    if history is None:
        return None
    sure, possible = _spells(history, today, chosen)
    if number is None or each is None or gap is None:
        return False if not possible and number is not None and number > 0 else None
    if len(possible) - len(sure) > MOST_DOUBTFUL:
        return None
    answers = {any(row_end(spells, number, each, gap, today)) for spells in choices(sure, possible)}
    return answers.pop() if len(answers) == 1 else None


def choices(sure: Sequence[Spell], possible: Sequence[Spell]) -> Iterator[Sequence[Spell]]:
    """Give every set of spells that can match: all sure ones, with and without each of the others."""
    certain = {id(spell) for spell in sure}
    doubtful = [id(spell) for spell in possible if id(spell) not in certain]
    for kept in product((True, False), repeat=len(doubtful)):
        dropped = {spell for spell, keep in zip(doubtful, kept, strict=True) if not keep}
        yield [spell for spell in possible if id(spell) not in dropped]


def row_end(
    spells: Sequence[Spell], number: int, each: Duration, gap: Duration, today: date | None
) -> list[bool]:
    """Say for each spell whether it ends a row of ``number`` and, with ``today``, still reaches that day."""
    found: list[bool] = []
    row = 0
    for position, spell in enumerate(spells):
        near = position > 0 and spell.start <= bridge(spells[position - 1].end, gap)
        row = 0 if shift_within(spell.start, each) > spell.end else row + 1 if near else 1
        reaches = today is None or today < bridge(spell.end, gap)
        found.append(row >= number and reaches)
    return [True] if number <= 0 else found


def latest(history: SpellHistory | None, today: date, chosen: Chosen, position: int) -> Any:
    """Give a field of the spell that began last; absent where there is no spell."""
    found = latest_candidates(history, today, chosen, position)
    return found[0] if all(value == found[0] for value in found[1:]) else None


def latest_truth(history: SpellHistory | None, today: date, chosen: Chosen, position: int) -> bool | None:
    """Do the same for a bool field; where there is no spell it is no."""
    found = {value is not ABSENT and value for value in latest_candidates(history, today, chosen, position)}
    return found.pop() if len(found) == 1 else None


def latest_candidates(history: SpellHistory | None, today: date, chosen: Chosen, position: int) -> list[Any]:
    """Give every value that the field of the latest spell can have; ``None`` among them: any value."""
    if history is None:
        return [None]
    sure, possible = _spells(history, today, chosen)
    certain = sure[-1] if sure else None
    found: list[Any] = []
    for spell in reversed(possible):
        found.append(spell.fields[position])
        if spell is certain:
            return found
    found.append(ABSENT)
    return found
