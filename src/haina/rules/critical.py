"""The days on which the exact answer of a rule can change, where Kleene's tables leave it unknown.

Between them every condition that is known stays as it is. A condition on something missing cannot be seen to
change; but where two conditions look at the same missing thing, what they say together changes on the day on
which their thresholds pass each other, and these days are found too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from haina.rules.arithmetic import compare
from haina.rules.crossing import compare_pieces
from haina.rules.curves import Curve, Line, Shifted
from haina.rules.declarations import FactDeclaration
from haina.rules.moving import before_today
from haina.rules.periods import FOREVER, Duration
from haina.rules.printer import source_of
from haina.rules.tree import Arithmetic, Call, Compare, Node, Today
from haina.rules.types import DATE

_MOST_THRESHOLDS = 24
_MOST_MOVED = 4
Threshold = tuple[date, date, Any]
"""From a day up to another: a value, or a curve."""


class Critical:
    """Collects days while lines are worked out; ``facts`` say within which ends a missing fact lies."""

    def __init__(self, facts: Mapping[str, FactDeclaration]) -> None:
        self.facts = facts
        self.moves = False
        """Whether an open condition moves with the date itself, so that it may turn on other days too."""
        self.days: set[date] = set()
        self._thresholds: dict[str, list[Threshold]] = {}

    def note(self, line: Line) -> None:
        """Take the steps of a line."""
        self.days.update(day for day, _ in line)

    def note_open(self, line: Line) -> None:
        """Take note of a condition that moves with the date itself."""
        self.moves = self.moves or any(value is None for _, value in line)

    def note_history(self, start: date, alternatives: Sequence[Sequence[Line]], other: Line) -> None:
        """Take the steps of a history function that is compared with something else."""
        self.days.add(start)
        is_open = any(value is None for _, value in other)
        for line in (line for lines in alternatives for line in lines):
            self.note(line)
            self.moves = self.moves or (is_open and any(isinstance(piece, Curve) for _, piece in line))

    def note_threshold(self, node: Compare, left: Any, right: Any, start: date, end: date) -> None:
        """Take what something missing is compared with."""
        if (left is None) == (right is None):
            return
        missing, known = (node.left, right) if left is None else (node.right, left)
        self.moves = self.moves or isinstance(known, Curve)
        what, thresholds = _moved_over(missing, known)
        if what not in self._thresholds:
            self._thresholds[what] = [(date.min, FOREVER, end) for end in self._ends(what)]
        self._thresholds[what] += [(start, end, threshold) for threshold in thresholds]

    def _ends(self, what: str) -> tuple[object, ...]:
        """Give the least and the greatest value of a missing fact, where they are known."""
        declared = self.facts.get(what)
        if declared is None:
            return ()
        ends = (date.min, FOREVER) if declared.type == DATE else (declared.minimum, declared.maximum)
        return tuple(end for end in ends if end is not None)

    def between(self, start: date, end: date) -> list[date]:
        """Give ``start`` and every critical day after it and before ``end``."""
        self._cross()
        return [start, *sorted(day for day in self.days if start < day < end)]

    def _cross(self) -> None:
        """Find the days on which two thresholds of the same thing pass each other."""
        for thresholds in self._thresholds.values():
            for one, other in combinations(thresholds[:_MOST_THRESHOLDS], 2):
                start, end = max(one[0], other[0]), min(one[1], other[1])
                if start < end and _may_pass(one[2], other[2]):
                    for operator in (">=", ">"):
                        for day, _ in compare_pieces(operator, one[2], other[2], start, end, _ordered):
                            self.days.update(_about(day))
        self._thresholds.clear()


def _about(day: date) -> Iterator[date]:
    """Give the days about one, because a month's end moves a corresponding day by as much."""
    for moved in range(-_MOST_MOVED, _MOST_MOVED + 1):
        if 1 <= day.toordinal() + moved <= FOREVER.toordinal():
            yield date.fromordinal(day.toordinal() + moved)


def _may_pass(one: Any, other: Any) -> bool:
    """Whether two thresholds can change their order."""
    if isinstance(one, Shifted) and one.keeps_order_with(other):
        return False
    return isinstance(one, Curve) or isinstance(other, Curve)


def _ordered(operator: str, left: Any, right: Any) -> bool | None:
    """Compare values of one type; what cannot be ordered stays open."""
    if type(left) is not type(right) and not isinstance(left, int | Decimal):
        return None
    return compare(operator, left, right)


def _moved_over(missing: Node, known: Any) -> tuple[str, list[Any]]:
    """Turn a condition on an age, or on a span until today, into one on the day that it counts from."""
    if isinstance(known, int) and isinstance(missing, Call) and missing.function in _AGES:
        unit = _AGES[missing.function]
        counts = (_within(known), _within(known) + 1)
        return source_of(missing.arguments[0]), [before_today(Duration(**{unit: count})) for count in counts]
    if isinstance(known, Duration) and isinstance(missing, Arithmetic) and missing.operator == "-":
        later, earlier = missing.operands
        if isinstance(later, Today) and earlier.type == DATE:
            return source_of(earlier), [before_today(known)]
    return source_of(missing), [known]


_AGES = {"age": "years", "years_since": "years", "months_since": "months"}


def _within(count: int) -> int:
    return max(min(count, 100_000), 0)
