"""What a number, amount, date or duration can be while something is unknown: the least and the greatest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from haina.rules import arithmetic
from haina.rules.arithmetic import Value, compare
from haina.rules.expressions import in_doubt
from haina.rules.facts import Facts
from haina.rules.operators import LINEAR
from haina.rules.spells import ABSENT
from haina.rules.tree import (
    Arithmetic,
    Call,
    Choose,
    Compare,
    Fact,
    Logic,
    Node,
    Reference,
    TablePoints,
)

if TYPE_CHECKING:
    from haina.rules.program import Program

Range = tuple[Value, Value]
"""The least and the greatest value; ``None`` where there is no bound."""
_ANY: Range = (None, None)
_RISING = {"round": arithmetic.rounded, "floor": arithmetic.floor, "ceiling": arithmetic.ceiling}
_COUNTS = frozenset(
    {"age", "years_since", "months_since", "size", "count", "months_covered", "whole_years", "whole_months"}
)


class Ranges:
    """Finds ranges for one case on one date; what is unknown can be anything that its declaration allows."""

    def __init__(self, program: Program, facts: Facts, on: date, values: Sequence[Any]) -> None:
        self.program = program
        self.facts = facts
        self.on = on
        self.values = values

    def of(self, node: Node) -> Range:
        """Give the range of a node."""
        value = self.values[node.id]
        if value is not None:
            return _ANY if value is ABSENT else (value, value)
        match node:
            case Fact():
                declared = self.program.facts[node.name]
                return declared.minimum, declared.maximum
            case Reference() | TablePoints():
                return self.of(self.program.tree(node.name if isinstance(node, Reference) else node.target))
            case Arithmetic():
                return self._arithmetic(node)
            case Choose():
                return self._choose(node)
            case Call():
                return self._call(node)
        return _ANY

    def truth(self, node: Node) -> bool | None:
        """Give the truth of a condition, looking at ranges where a number is unknown."""
        value = self.values[node.id]
        if isinstance(value, bool):
            return value
        match node:
            case Logic():
                return self._logic(node)
            case Compare() if node.left.type in LINEAR and node.right.type in LINEAR:
                return compare_ranges(node.operator, self.of(node.left), self.of(node.right))
            case Reference():
                return self.truth(self.program.tree(node.name))
        return None

    def _logic(self, node: Logic) -> bool | None:
        truths = [self.truth(operand) for operand in node.operands]
        if node.operator == "not":
            return None if truths[0] is None else not truths[0]
        settling = node.operator == "or"
        return settling if settling in truths else None if None in truths else not settling

    def _arithmetic(self, node: Arithmetic) -> Range:
        first, *rest = (self.of(operand) for operand in node.operands)
        if node.operator == "neg":
            return arithmetic.negate(first[1]), arithmetic.negate(first[0])
        for other in rest:
            match node.operator:
                case "+":
                    first = arithmetic.add(first[0], other[0]), arithmetic.add(first[1], other[1])
                case "-":
                    first = arithmetic.subtract(first[0], other[1]), arithmetic.subtract(first[1], other[0])
                case "*":
                    first = _multiplied(first, other)
                case _:
                    first = _divided(first, other)
        return first

    def _choose(self, node: Choose) -> Range:
        found: list[Range] = []
        for test, value in node.branches:
            truth = self.truth(test)
            if truth is not False:
                found.append(self.of(value))
            if truth:
                return _joined(found)
        return _joined([*found, self.of(node.otherwise)])

    def _call(self, node: Call) -> Range:
        if in_doubt(node):
            found = self.program.alternatives(node, self.facts, self.on)
            if node.type in LINEAR and not any(value is None or value is ABSENT for value in found):
                return min(found), max(found)
        if node.function in _COUNTS:
            return 0, None
        ranges = [self.of(argument) for argument in node.arguments]
        if node.function in ("min", "max"):
            return _extreme(node.function, ranges)
        if node.function in _RISING:
            change, places = _RISING[node.function], [low for low, _ in ranges[1:]]
            return change(ranges[0][0], *places), change(ranges[0][1], *places)
        return _absolute(ranges[0]) if node.function == "abs" else _ANY


def compare_ranges(operator: str, left: Range, right: Range) -> bool | None:
    """Compare two ranges; unknown where they overlap so that it can be either."""

    def surely(how: str, one: Value, other: Value) -> bool:
        return one is not None and other is not None and compare(how, one, other) is True

    opposite = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
    if operator in opposite:
        falling = operator in ("<", "<=")
        if surely(operator, *((left[1], right[0]) if falling else (left[0], right[1]))):
            return True
        return (
            False
            if surely(opposite[operator], *((left[0], right[1]) if falling else (left[1], right[0])))
            else None
        )
    apart = surely("<", left[1], right[0]) or surely(">", left[0], right[1])
    one_value = None not in (*left, *right) and left[0] == left[1] == right[0] == right[1]
    return operator == "!=" if apart else operator == "==" if one_value else None


def _joined(ranges: Sequence[Range]) -> Range:
    lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
    return (None if None in lows else min(lows)), (None if None in highs else max(highs))


def _extreme(function: str, ranges: Sequence[Range]) -> Range:
    lows = [low for low, _ in ranges if low is not None]
    highs = [high for _, high in ranges if high is not None]
    if function == "max":
        return (max(lows) if lows else None), (max(highs) if len(highs) == len(ranges) else None)
    return (min(lows) if len(lows) == len(ranges) else None), (min(highs) if highs else None)


def _absolute(given: Range) -> Range:
    low, high = given
    if low is not None and low >= 0:
        return given
    if high is not None and high <= 0:
        return arithmetic.negate(high), arithmetic.negate(low)
    return 0, (None if low is None or high is None else max(-low, high))


def _multiplied(left: Range, right: Range) -> Range:
    """Multiply ranges; without bounds only products of what has no negative part are bounded below."""
    if None not in (*left, *right):
        products = [arithmetic.multiply(one, other) for one in left for other in right]
        return _ANY if None in products else (min(products), max(products))
    for one, other in ((left, right), (right, left)):
        if one[0] is not None and one[0] == one[1] and one[0] < 0:
            low, high = (arithmetic.multiply(one[0], end) for end in reversed(other))
            return low, high
    if left[0] is None or right[0] is None or left[0] < 0 or right[0] < 0:
        return _by_constant(left, right)
    return arithmetic.multiply(left[0], right[0]), None


def _by_constant(left: Range, right: Range) -> Range:
    for one, other in ((left, right), (right, left)):
        if one[0] is not None and one[0] == one[1] and one[0] >= 0:
            return arithmetic.multiply(one[0], other[0]), arithmetic.multiply(one[0], other[1])
    return _ANY


def _divided(left: Range, right: Range) -> Range:
    """Divide ranges; a divisor that can be zero, or has no bounds, leaves everything open."""
    low, high = right
    if low is None or high is None or low <= 0 <= high:
        return _ANY
    ends = [arithmetic.divide(one, other) for one in left for other in right]
    if None not in ends:
        return min(ends), max(ends)
    if low == high:
        least, most = (arithmetic.divide(end, low) for end in left)
        return (least, most) if low > 0 else (most, least)
    return _ANY
