"""The days on which the exact answer of a rule can change, where Kleene's tables leave it unknown.

Between them every condition that is known stays as it is. A condition on something missing cannot be seen to
change; but where two conditions look at the same missing thing, what they say together changes on the day on
which their thresholds pass each other, and these days are found too.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from haina.rules.arithmetic import compare
from haina.rules.curves import Curve, Line, Shifted, compare_pieces
from haina.rules.moving import before_today
from haina.rules.periods import Duration
from haina.rules.printer import source_of
from haina.rules.tree import Arithmetic, Call, Compare, Node, Today
from haina.rules.types import DATE

_MOST_THRESHOLDS = 24
Threshold = tuple[date, date, Any]
"""From a day up to another: a value, or a curve."""


class Critical:
    """Collects days while lines are worked out."""

    def __init__(self) -> None:
        self.days: set[date] = set()
        self._thresholds: dict[str, list[Threshold]] = {}

    def note(self, line: Line) -> None:
        """Take the steps of a line."""
        self.days.update(day for day, _ in line)

    def note_threshold(self, node: Compare, left: Any, right: Any, start: date, end: date) -> None:
        """Take what something missing is compared with."""
        if (left is None) == (right is None):
            return
        missing, known = (node.left, right) if left is None else (node.right, left)
        what, threshold = _moved_over(missing, known)
        self._thresholds.setdefault(what, []).append((start, end, threshold))

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
                        self.note(compare_pieces(operator, one[2], other[2], start, end, _ordered))
        self._thresholds.clear()


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


def _moved_over(missing: Node, known: Any) -> tuple[str, Any]:
    """Turn a condition on an age, or on a span until today, into one on the day that it counts from."""
    if isinstance(known, int) and isinstance(missing, Call) and missing.function in _AGES:
        return source_of(missing.arguments[0]), before_today(
            Duration(**{_AGES[missing.function]: _within(known)})
        )
    if isinstance(known, Duration) and isinstance(missing, Arithmetic) and missing.operator == "-":
        later, earlier = missing.operands
        if isinstance(later, Today) and earlier.type == DATE:
            return source_of(earlier), before_today(known)
    return source_of(missing), known


_AGES = {"age": "years", "years_since": "years", "months_since": "months"}


def _within(count: int) -> int:
    return max(min(count, 100_000), 0)
