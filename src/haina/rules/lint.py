"""Parts of a rule that can never matter: conditions that are always the same, branches nobody reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from haina.rules.arithmetic import compare
from haina.rules.declarations import FactDeclaration
from haina.rules.operators import MIRRORED, OPPOSITE
from haina.rules.printer import source_of
from haina.rules.problems import Problems, shown
from haina.rules.text import Text
from haina.rules.tree import Arithmetic, Call, Choose, Compare, Constant, Fact, Logic, Node, walk
from haina.rules.types import Enum, Int, List, Money, Number

Bounds = tuple[Decimal | None, Decimal | None]
"""The least and the greatest value, ``None`` where there is no bound."""
_ANY: Bounds = (None, None)
_COUNTS = frozenset({"age", "years_since", "months_since", "size", "count", "months_covered"})
_WHOLE = frozenset({"whole_years", "whole_months"})


class Linter:
    """Looks through trees; ``facts`` say which numbers a fact can be."""

    def __init__(self, facts: dict[str, FactDeclaration], problems: Problems) -> None:
        self.facts = facts
        self.problems = problems

    def look(self, root: Node) -> None:
        """Note every part below ``root`` that can never matter."""
        for node in walk(root):
            if isinstance(node, Logic):
                self._logic(node)
            elif isinstance(node, Compare):
                always = self._always(node)
                if always is not None:
                    self._constant(node, always)
            elif isinstance(node, Choose):
                self._choose(node)
            elif isinstance(node, Call) and isinstance(node.where, Constant):
                self._constant(node.where, bool(node.where.value))

    def _constant(self, node: Node, always: bool) -> None:
        self.problems.add(
            node.place,
            "constant",
            f"此条件恒为{'是' if always else '否'}：{shown(source_of(node))}",
            f"this is always {'yes' if always else 'no'}: {shown(source_of(node))}",
            Text("删去，或改正其中的值", "Leave it out, or mend the value."),
        )

    def _unreachable(self, node: Node) -> None:
        self.problems.add(
            node.place,
            "unreachable",
            f"此分支永远走不到：{shown(source_of(node))}",
            f"this branch is never reached: {shown(source_of(node))}",
            Text("前面的条件已经包含它", "A condition before it covers it."),
        )

    def _logic(self, node: Logic) -> None:
        seen: dict[str, Node] = {}
        for operand in node.operands:
            if isinstance(operand, Constant):
                self._constant(operand, bool(operand.value))
                continue
            source = source_of(operand)
            if source in seen:
                self.problems.add(
                    operand.place,
                    "duplicate",
                    f"同一条件写了两次：{shown(source)}",
                    f"the same condition stands twice: {shown(source)}",
                )
            elif _denied(operand) in seen:
                self._constant(node, node.operator == "or")
            seen[source] = operand
        if node.operator == "and" and _contradicts(list(_thresholds(node))):
            self._constant(node, always=False)

    def _choose(self, node: Choose) -> None:
        before: list[Node] = []
        for test, _ in node.branches:
            if isinstance(test, Constant):
                self._constant(test, bool(test.value))
            elif any(_implies(test, earlier) for earlier in before):
                self._unreachable(test)
            before.append(test)
        values = {source_of(value) for _, value in node.branches} | {source_of(node.otherwise)}
        if len(values) == 1:
            zh, en = "各分支的值相同", "all branches have the same value"
            self.problems.add(node.place, "duplicate", zh, en)

    def _always(self, node: Compare) -> bool | None:
        """Say whether a comparison has the same answer whatever is known; ``None`` where it can differ."""
        if isinstance(node.left, Constant) and isinstance(node.right, Constant):
            return _compared_constants(node)
        if source_of(node.left) == source_of(node.right):
            return node.operator in ("==", "<=", ">=")
        if node.operator in ("in", "not in"):
            return _membership(node)
        if isinstance(node.left.type, Enum):
            return _ordered(node) if node.left.type.ordered else None
        return _decided(node.operator, self.bounds(node.left), self.bounds(node.right))

    def bounds(self, node: Node) -> Bounds:
        """Give what is known of a number whatever the facts are."""
        if not isinstance(node.type, Int | Number | Money):
            return _ANY
        match node:
            case Constant():
                value = Decimal(str(node.value))
                return value, value
            case Fact():
                fact = self.facts[node.name]
                return fact.minimum, fact.maximum
            case Call() if node.function in _COUNTS | _WHOLE:
                return Decimal(0), None
            case Call() if node.function in ("min", "max"):
                return _extreme(node.function, [self.bounds(each) for each in node.arguments])
            case Arithmetic() if node.operator == "+":
                return _summed([self.bounds(each) for each in node.operands])
            case Choose():
                return _joined(
                    [self.bounds(value) for _, value in node.branches] + [self.bounds(node.otherwise)]
                )
        return _ANY


def _denied(node: Node) -> str:
    """Give the text of the opposite condition."""
    if isinstance(node, Logic) and node.operator == "not":
        return source_of(node.operands[0])
    if isinstance(node, Compare):
        left, right = source_of(node.left), source_of(node.right)
        return f"{left} {OPPOSITE[node.operator]} {right}"
    return f"not {source_of(node)}"


def _compared_constants(node: Compare) -> bool | None:
    left, right = getattr(node.left, "value", None), getattr(node.right, "value", None)
    if isinstance(node.left.type, Enum) and isinstance(node.right.type, Enum):
        left, right = node.left.type.order[str(left)], node.right.type.order[str(right)]
    return compare(node.operator, left, right)


def _membership(node: Compare) -> bool | None:
    values = node.right.value if isinstance(node.right, Constant) else None
    if not isinstance(values, tuple) or not isinstance(node.right.type, List):
        return None
    if not values:
        return node.operator == "not in"
    of = node.right.type.of
    if isinstance(of, Enum) and set(of.order) <= set(values):
        return node.operator == "in"
    return None


def _ordered(node: Compare) -> bool | None:
    """Look at a comparison of an ordered enum with its lowest or highest value."""
    if isinstance(node.right, Constant):
        operator, value = node.operator, node.right.value
    elif isinstance(node.left, Constant):
        operator, value = MIRRORED[node.operator], node.left.value
    else:
        return None
    kind = node.left.type
    if operator in ("==", "!=") or not isinstance(kind, Enum):
        return None
    last = len(kind.values) - 1
    return _decided(operator, (Decimal(0), Decimal(last)), (Decimal(kind.order[str(value)]),) * 2)


def _decided(operator: str, left: Bounds, right: Bounds) -> bool | None:
    """Compare two ranges; ``None`` where they overlap."""
    surely_less = left[1] is not None and right[0] is not None and left[1] < right[0]
    surely_at_most = left[1] is not None and right[0] is not None and left[1] <= right[0]
    surely_more = left[0] is not None and right[1] is not None and left[0] > right[1]
    surely_at_least = left[0] is not None and right[1] is not None and left[0] >= right[1]
    yes, no = {
        "<": (surely_less, surely_at_least),
        "<=": (surely_at_most, surely_more),
        ">": (surely_more, surely_at_most),
        ">=": (surely_at_least, surely_less),
        "==": (False, surely_less or surely_more),
        "!=": (surely_less or surely_more, False),
    }[operator]
    return True if yes else False if no else None


def _summed(parts: list[Bounds]) -> Bounds:
    lows = [low for low, _ in parts if low is not None]
    highs = [high for _, high in parts if high is not None]
    low = sum(lows, Decimal(0)) if len(lows) == len(parts) else None
    return low, sum(highs, Decimal(0)) if len(highs) == len(parts) else None


def _joined(parts: list[Bounds]) -> Bounds:
    lows, highs = [low for low, _ in parts], [high for _, high in parts]
    low = None if None in lows else min(low for low in lows if low is not None)
    high = None if None in highs else max(high for high in highs if high is not None)
    return low, high


def _extreme(function: str, parts: list[Bounds]) -> Bounds:
    lows = [low for low, _ in parts if low is not None]
    highs = [high for _, high in parts if high is not None]
    if function == "max":
        return (max(lows) if lows else None), (max(highs) if len(highs) == len(parts) else None)
    return (min(lows) if len(lows) == len(parts) else None), (min(highs) if highs else None)


Threshold = tuple[str, str, Decimal]
"""What is compared (as text), how, and with which number."""


def _threshold(node: Node) -> Threshold | None:
    """Read a comparison with a number as (what, how, number)."""
    if not isinstance(node, Compare) or not isinstance(node.left.type, Int | Number | Money):
        return None
    if isinstance(node.right, Constant):
        return source_of(node.left), node.operator, Decimal(str(node.right.value))
    if isinstance(node.left, Constant):
        return source_of(node.right), MIRRORED[node.operator], Decimal(str(node.left.value))
    return None


def _thresholds(node: Logic) -> Iterator[Threshold]:
    for operand in node.operands:
        found = _threshold(operand)
        if found is not None:
            yield found


def _contradicts(thresholds: Sequence[Threshold]) -> bool:
    """Say whether two comparisons of the same thing exclude each other."""
    for position, (what, first, low) in enumerate(thresholds):
        for other, second, high in thresholds[position + 1 :]:
            if what == other and _exclude(first, low, second, high):
                return True
    return False


def _exclude(first: str, low: Decimal, second: str, high: Decimal) -> bool:
    if first == "==":
        return compare(second, low, high) is False
    if second == "==":
        return compare(first, high, low) is False
    if first in ("<", "<=") and second in (">", ">="):
        first, low, second, high = second, high, first, low
    if first not in (">", ">=") or second not in ("<", "<="):
        return False
    return low > high or (low == high and (first, second) != (">=", "<="))


def _implies(later: Node, earlier: Node) -> bool:
    """Say whether ``earlier`` holds wherever ``later`` does."""
    if source_of(later) == source_of(earlier):
        return True
    first, second = _threshold(later), _threshold(earlier)
    if first is None or second is None or first[0] != second[0]:
        return False
    (_, how, number), (_, wide, bound) = first, second
    if how == "==":
        return compare(wide, number, bound) is True
    if how in (">", ">=") and wide in (">", ">="):
        return number > bound or (number == bound and (wide == ">=" or how == ">"))
    if how in ("<", "<=") and wide in ("<", "<="):
        return number < bound or (number == bound and (wide == "<=" or how == "<"))
    return False
