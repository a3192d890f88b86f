"""The history functions of a tree over all time: which spells match when, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from haina.rules.curves import (
    Curve,
    Line,
    changes_of,
    clipped,
    every_day,
    expanded,
    first_day,
    joined,
    steady,
    together,
    without_repeats,
)
from haina.rules.history_lines import (
    RUN_LINES,
    consecutive_line,
    count_line,
    each_year_lines,
    latest_line,
)
from haina.rules.periods import FOREVER, ONE_DAY, Duration
from haina.rules.readings import ENDLESS, MOST_DOUBTFUL, choices
from haina.rules.spells import ABSENT, NO_TIME, Spell, SpellHistory
from haina.rules.tree import Call, Constant, Fact, Node
from haina.rules.types import BOOL, Bool, History

if TYPE_CHECKING:
    from haina.rules.timelines import Walker

Alternatives = list[list[Line]]
"""Everything the value can be: each is the least of some lines. A piece may be a tuple of candidates."""
_UNITS = ("years", "months", "days")
_LONG = 800


def pieces_of(walker: Walker, node: Node) -> Iterator[tuple[date, date, Alternatives]]:
    """Give what the function can be for each stretch on which its arguments and matches stay."""
    if not isinstance(node, Call):
        raise TypeError("only a function of a history has pieces")
    history = walker.facts.values[_slot(node)]
    names = [name for name, _ in node.options]
    given = (*node.arguments[1:], *(value for _, value in node.options))
    lines = [expanded(walker.line(value)) for value in given]
    matches = [] if not isinstance(history, SpellHistory) else _matches(walker, node, history)
    for start, end, pieces in together([*lines, *matches]):
        arguments = pieces[: len(lines)]
        if any(argument is ABSENT for argument in arguments):
            yield start, end, [[steady(False if node.type == BOOL else ABSENT)]]
        elif not isinstance(history, SpellHistory):
            yield start, end, [[steady(None)]]
        else:
            sure, possible = _split(history, pieces[len(lines) :])
            options = dict(zip(names, arguments[len(node.arguments) - 1 :], strict=True))
            yield start, end, _alternatives(node, sure, possible, arguments, options)


def _slot(node: Call) -> int:
    fact = node.arguments[0]
    if not isinstance(fact, Fact):
        raise TypeError("the first argument of a history function is a fact")
    return fact.slot


def _matches(walker: Walker, node: Call, history: SpellHistory) -> list[Line]:
    """Give for each spell when it matches; what lies before its beginning does not count."""
    if node.where is None:
        return []
    lines = []
    for spell in history.spells:
        line = walker.for_spell(spell).line(node.where)
        first = next(clipped(line, spell.start, FOREVER))[1] if spell.start < FOREVER else None
        lines.append([(date.min, first), *(step for step in line if step[0] > spell.start)])
    return lines


def _split(history: SpellHistory, matches: Sequence[Any]) -> tuple[Sequence[Spell], Sequence[Spell]]:
    if not matches:
        return history.spells, history.spells
    pairs = list(zip(history.spells, matches, strict=True))
    sure = [spell for spell, match in pairs if match]
    if None not in matches:
        return sure, sure
    return sure, [spell for spell, match in pairs if match is not False]


def _alternatives(
    node: Call,
    sure: Sequence[Spell],
    possible: Sequence[Spell],
    arguments: list[Any],
    options: dict[str, Any],
) -> Alternatives:
    name = node.function
    gap = options.get("gap", NO_TIME)
    if name == "latest":
        return [latest_line(sure, possible, _position(node))]
    if name == "consecutive":
        return _consecutive(sure, possible, arguments[0], options["each"], gap)
    if name == "count":
        last = options.get("last", ENDLESS)
        if last is None:
            return [[steady(0)], [count_line(possible)]]
        return [[count_line(spells, last)] for spells in _both(sure, possible)]
    if name == "each_year":
        return [each_year_lines(spells, options["last"]) for spells in _both(sure, possible)]
    line, rest = RUN_LINES[name], _lengths(node, options)
    if possible is sure and gap is not None:
        return [[line(sure, gap, *rest)]]
    low, high = (NO_TIME, ENDLESS) if gap is None else (gap, gap)
    return [[line(sure, low, *rest)], [line(possible, high, *rest)]]


def _both(sure: Sequence[Spell], possible: Sequence[Spell]) -> list[Sequence[Spell]]:
    return [sure] if possible is sure else [sure, possible]


def _position(node: Call) -> int:
    kind = node.arguments[0].type
    if not isinstance(kind, History) or node.field is None:
        raise TypeError("latest looks at a field of a history")
    return kind.positions[node.field]


def _lengths(node: Call, options: dict[str, Any]) -> list[Any]:
    """Give the length that is asked for, or the window."""
    for unit in _UNITS:
        if unit in options:
            count = options[unit]
            if isinstance(node.option(unit), Constant):
                count = min(count, 4_000_000)
            known = count is not None and abs(count) <= 4_000_000
            return [Duration(**{unit: count}) if known else None]
    if "last" in options:
        return [options["last"]]
    return [ENDLESS] if node.function == "total" else []


def _consecutive(
    sure: Sequence[Spell], possible: Sequence[Spell], number: Any, each: Any, gap: Any
) -> Alternatives:
    if number is None or each is None or gap is None:
        first = possible[0].start if possible and number is not None and number > 0 else None
        if first is None:
            return [[steady(False if not possible and number is not None and number > 0 else None)]]
        return [[joined([(date.min, False), (first, None)])]]
    doubtful = [spell for spell in possible if not any(spell is each for each in sure)]
    if len(doubtful) > MOST_DOUBTFUL:
        return [[joined([(date.min, False), (doubtful[0].start, None)])]]
    return [[consecutive_line(spells, number, each, gap)] for spells in choices(sure, possible)]


# As a value


def value_line(walker: Walker, node: Call) -> Line:
    """Give the value of a history function for all time, unknown where it is known only within bounds."""
    steps: Line = []
    for start, end, alternatives in pieces_of(walker, node):
        lines = [_least(lines) for lines in alternatives]
        steps += clipped(lines[0] if len(lines) == 1 else _agreed(lines), start, end)
    if node.function == "latest":
        steps = [(day, _one_of(value, isinstance(node.type, Bool))) for day, value in steps]
    return joined(steps)


def _one_of(value: Any, is_truth: bool) -> Any:
    """Give the one value that all candidates have; the field of no spell is no truth."""
    candidates = value if isinstance(value, tuple) else (value,)
    if is_truth:
        candidates = tuple(each is not ABSENT and each for each in candidates)
    return candidates[0] if all(each == candidates[0] for each in candidates) else None


def _least(lines: Sequence[Line]) -> Line:
    """Give the least of several lines of days."""
    if len(lines) == 1:
        return lines[0]
    return joined((start, _least_piece(pieces)) for start, _, pieces in together(lines))


def _least_piece(pieces: list[Any]) -> Any:
    curves = [piece for piece in pieces if isinstance(piece, Curve)]
    if not curves:
        return min(pieces, key=_days_of)

    def at(day: date) -> Any:
        return min((piece.at(day) if isinstance(piece, Curve) else piece for piece in pieces), key=_days_of)

    ways = {curve.direction for curve in curves}
    return Curve(at, ways.pop() if len(ways) == 1 else 0, changes_of(curves))


def _days_of(days: Any) -> int:
    return int(days.count)


def _agreed(lines: Sequence[Line]) -> Line:
    """Give what all lines say, unknown where they differ."""
    steps: Line = []
    for start, end, pieces in together(lines):
        if not any(isinstance(piece, Curve) for piece in pieces):
            steps.append((start, pieces[0] if all(piece == pieces[0] for piece in pieces) else None))
        else:
            steps += _agreed_pieces(pieces, start, end)
    return without_repeats(steps)


def _agreed_pieces(pieces: list[Any], start: date, end: date) -> Line:
    """Compare curves day by day, over a long stretch by its ends and the day between that parts them."""
    if (end - start).days <= _LONG:
        days = [start, *every_day(start, end)]
        return [(day, _value_on(pieces[0], day) if _same_on(pieces, day) else None) for day in days]
    same = _same_on(pieces, start)
    found: Line = [(start, pieces[0] if same else None)]
    if _same_on(pieces, end - ONE_DAY) != same:
        parted = first_day(lambda day: _same_on(pieces, day) != same, start, end)
        found.append((parted, None if same else pieces[0]))
    return found


def _value_on(piece: Any, day: date) -> Any:
    return piece.at(day) if isinstance(piece, Curve) else piece


def _same_on(pieces: list[Any], day: date) -> bool:
    values = [_value_on(piece, day) for piece in pieces]
    return all(value == values[0] for value in values)
