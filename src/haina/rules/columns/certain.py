"""Where Kleene's tables are exact: rules in which nothing missing is asked for twice.

If each missing fact, field or standard stands in one condition only, and each condition can turn out either
way whatever is known, then a rule that Kleene's tables leave open is open. Of all other rules the rows that
stay unknown go to the exact reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from haina.rules.arithmetic import compare
from haina.rules.columns.compiler import Compiler
from haina.rules.columns.trees import is_history_call
from haina.rules.columns.values import ALWAYS, Fixed
from haina.rules.declarations import FactDeclaration
from haina.rules.operators import MIRRORED
from haina.rules.periods import Duration
from haina.rules.tree import (
    Call,
    Compare,
    Constant,
    Fact,
    Logic,
    Node,
    Reference,
    SpellField,
    Standard,
    TablePoints,
)
from haina.rules.types import Bool, Date, Enum, History, Int, Money, Number, Type

_LARGE = 10**12
_SINCE = ("age", "years_since", "months_since")
_TRUTHS = ("holds", "held", "ever_held", "throughout", "consecutive")
_REPEATED: dict[str, int] = {"": 2}
Sources = dict[str, int]
"""How often each thing that may be missing is asked for (from two on it does not matter)."""


class Certainty:
    """Judges the rules of one compiled plan."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self._sources: dict[int, Sources | None] = {}

    def of(self, root: Node) -> bool:
        """Say whether a rule that Kleene's tables leave open is open."""
        sources = self._of(root)
        return sources is not None and all(count < 2 for count in sources.values())

    def _of(self, node: Node) -> Sources | None:
        """Give what may be missing for a condition; ``None``: some part need not turn out either way."""
        number = self.compiler.graph.number(node)
        if number not in self._sources:
            self._sources[number] = self._judged(node)
        return self._sources[number]

    def _judged(self, node: Node) -> Sources | None:
        value = self.compiler.value(node)
        if isinstance(value, Fixed) and value.value is not None:
            return {}
        if ALWAYS in value.rough:
            return None
        match node:
            case Reference() | TablePoints():
                return self._of(self.compiler.graph.target(node))
            case Logic():
                return _added(self._of(each) for each in node.operands)
            case Fact() | Standard():
                return {node.name: 1}
            case Compare():
                return self._compared(node)
            case Call():
                return self._called(node)
        return None

    def _called(self, node: Call) -> Sources | None:
        if node.function == "satisfies":
            return _added(self._of(each) for each in node.arguments)
        if node.function in _TRUTHS and self._can_hold(node):
            return self._history(node)
        if node.function == "latest":
            return self._history(node)
        return None

    def _can_hold(self, node: Call) -> bool:
        """Say whether a history could make the truth yes, and another one no."""
        for name, option in node.options:
            value = self.compiler.value(option)
            unset = isinstance(value, Fixed) and value.value is None and isinstance(option, Standard)
            if not unset and (not isinstance(value, Fixed) or not _ordinary(name, value.value)):
                return False
        return node.function != "consecutive"

    def _history(self, node: Call) -> Sources | None:
        """Give what may be missing for a history function: its history and what its condition reads."""
        name = node.arguments[0].name if isinstance(node.arguments[0], Fact) else ""
        sources: Sources = {name: 1}
        for _, option in node.options:
            if isinstance(option, Standard) and self._fixed(option) is None:
                sources[option.name] = 1
        if node.where is None:
            return sources
        below = self._where(node.where)
        return None if below is None or any(count > 1 for count in below.values()) else sources

    def _where(self, node: Node) -> Sources | None:
        """Judge a condition on spells: fields alone, each once, against what is the same for everybody."""
        if isinstance(node, Logic):
            return _added(self._where(each) for each in node.operands)
        if isinstance(node, SpellField):
            return {node.name: 1}
        if isinstance(node, Compare) and isinstance(node.left, SpellField):
            other = self._fixed(node.right)
            if other is not None and _either(
                node.operator, candidates(node.left.type, None, other), other, node.left.type
            ):
                return {node.left.name: 1}
        return None

    def _fixed(self, node: Node) -> object:
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Standard) and node.as_of_spell:
            return None
        if isinstance(node, Fact | Standard):
            value = self.compiler.value(node)
            return value.value if isinstance(value, Fixed) else None
        return None

    def _compared(self, node: Compare) -> Sources | None:
        """Judge a comparison of one thing that may be missing with what is the same for everybody."""
        left, right, operator = node.left, node.right, node.operator
        other = self.compiler.value(right)
        if not isinstance(other, Fixed) and operator in MIRRORED:
            left, right, operator = right, left, MIRRORED[operator]
            other = self.compiler.value(right)
        if not isinstance(other, Fixed) or other.value is None:
            return None
        values = self._values(left, other.value)
        if values is None or not _either(operator, values, other.value, left.type):
            return None
        return self._history(left) if isinstance(left, Call) and is_history_call(left) else self._source(left)

    def _source(self, node: Node) -> Sources | None:
        if isinstance(node, Call):
            return self._source(node.arguments[0])
        return {node.name: 1} if isinstance(node, Fact) else None

    def _values(self, node: Node, other: object) -> list[object] | None:
        """Give values that something missing can surely have, about what it is compared with."""
        if isinstance(node, Fact):
            return candidates(node.type, self.compiler.program.facts[node.name], other)
        if not isinstance(node, Call):
            return None
        if node.function in _SINCE and isinstance(node.arguments[0], Fact) and isinstance(other, int):
            return [each for each in (0, other - 1, other, other + 1) if 0 <= each <= 90]
        if node.function == "count" and isinstance(other, int) and self._can_hold(node):
            return [each for each in (0, other - 1, other, other + 1) if 0 <= each <= 1_000]
        return None


def _ordinary(name: str, value: object) -> bool:
    """Say whether an option asks for a length that some histories reach and others do not."""
    if isinstance(value, Duration):
        return name == "last" and 1 <= value.scattered_days <= 36_500
    return (
        isinstance(value, int)
        and not isinstance(value, bool)
        and 1 <= value <= (36_500 if name == "days" else 90)
    )


def candidates(kind: Type, declared: FactDeclaration | None, other: object) -> list[object]:
    """Give values of a type that a fact can have, about ``other``, within its declared bounds."""
    match kind:
        case Bool():
            return [True, False]
        case Enum():
            return list(kind.order)
        case Date() if isinstance(other, date):
            return [other - timedelta(days=1), other, other + timedelta(days=1)]
        case Int() | Number() | Money() if isinstance(other, int | Decimal):
            near = [Decimal(other) + step for step in (-_LARGE, -1, 0, 1, _LARGE)]
            if isinstance(kind, Int):
                near = [each.to_integral_value() for each in near]
            low = None if declared is None else declared.minimum
            high = None if declared is None else declared.maximum
            near += [each for each in (low, high) if each is not None]
            return [each for each in near if (low is None or each >= low) and (high is None or each <= high)]
    return []


def _either(operator: str, values: Iterable[object], other: object, kind: Type) -> bool:
    """Say whether the comparison is yes for some of the values and no for others."""
    position: Callable[[object], object] = lambda value: value  # noqa: E731
    if isinstance(kind, Enum) and operator not in ("in", "not in"):
        order = kind.order
        position = lambda value: order.get(str(value))  # noqa: E731
    return {compare(operator, position(value), position(other)) for value in values} >= {True, False}


def _added(parts: Iterable[Sources | None]) -> Sources | None:
    total: Sources = {}
    for part in parts:
        if part is None:
            return None
        for name, count in part.items():
            total[name] = min(2, total.get(name, 0) + count)
    return total


__all__ = ["Certainty", "History", "candidates"]
