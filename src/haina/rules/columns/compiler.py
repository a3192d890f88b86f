"""From the typed tree to columns: each part of the rules once, staged by what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from threading import RLock
from typing import Any

import polars as pl

from haina.rules import arithmetic
from haina.rules.columns import numbers
from haina.rules.columns.choices import choose, compare_truths, compare_words, is_in
from haina.rules.columns.days import (
    add_duration,
    as_day,
    between,
    compare_by_rule,
    compare_days,
    compare_measure,
    extreme_day,
    since,
    whole_units,
)
from haina.rules.columns.given import Given, fact_value
from haina.rules.columns.histories import Stage
from haina.rules.columns.spells import SpellReader
from haina.rules.columns.trees import Graph, captured, is_history_call
from haina.rules.columns.values import (
    Day,
    Fixed,
    Length,
    Opaque,
    Truth,
    Value,
    Whole,
    Word,
    Words,
    opaque,
    rough_of,
)
from haina.rules.operators import MIRRORED
from haina.rules.program import Program
from haina.rules.tree import (
    Arithmetic,
    Call,
    Choose,
    Compare,
    Constant,
    Fact,
    Logic,
    Node,
    Reference,
    Standard,
    TablePoints,
    Today,
)
from haina.rules.types import MEASURE, Enum

UNKNOWN = pl.lit(None, dtype=pl.Boolean)
_SIMPLE = (Truth, Whole, Day, Word)


class Compiler:
    """Compiles parts of a program for one date and the facts that are given.

    ``steps`` are the columns to work out, by level: a column of a level rests on those of lower ones only.
    """

    def __init__(
        self,
        program: Program,
        graph: Graph,
        on: date,
        given: Mapping[str, Given],
        histories: Mapping[str, Mapping[str, Given]],
    ) -> None:
        self.program = program
        self.graph = graph
        self.on = on
        self.given = given
        self.histories = histories
        self.history_stages: dict[tuple[str, int], Stage] = {}
        self.conditions: dict[tuple[str, int, str], str] = {}
        self.standards = program.standards_on(on)
        self.columns: dict[str, pl.Expr] = {}
        self.stages: dict[str, Stage] = {}
        self.levels: dict[str, int] = {}
        self.not_columnar: dict[int, Node] = {}
        self._values: dict[int, Value] = {}
        # Slices of a population are answered beside each other, but one at a time compiles.
        self.lock = RLock()

    # Columns with names

    def stage(self, expr: pl.Expr) -> str:
        """Give a name to a column that is worked out once."""
        name = f"c{len(self.levels)}"
        self.columns[name] = expr
        self.levels[name] = 1 + self.level_of(expr)
        return name

    def level_of(self, expr: pl.Expr) -> int:
        """Give the level of the highest column that an expression rests on; 0 for given facts."""
        levels = self.levels
        return max((levels[name] for name in expr.meta.root_names() if name in levels), default=0)

    def reserve(self, stage: Stage, level: int) -> str:
        """Give a name to a column that a stage of a history will give, one level above what it reads."""
        name = f"c{len(self.levels)}"
        self.levels[name] = 1 + level
        self.stages[name] = stage
        return name

    # Values

    def value(self, node: Node) -> Value:
        """Give the value of a part for all subjects."""
        number = self.graph.number(node)
        if (found := self._values.get(number)) is None:
            while isinstance(node, Reference | TablePoints):
                node = self.graph.target(node)
            found = self._compiled(node)
            if isinstance(found, Opaque) and not self._opaque_below(node):
                self.not_columnar[number] = node
            if self.graph.uses[number] > 1 and node.children:
                found = self.shared(found)
            self._values[number] = found
        return found

    def _opaque_below(self, node: Node) -> bool:
        """Say whether a part of a node is what columns cannot say."""
        below = captured(node) if is_history_call(node) else node.children
        return any(isinstance(self.value(each), Opaque) for each in below)

    def shared(self, value: Value) -> Value:
        """Give a value whose column is worked out once."""
        if not isinstance(value, _SIMPLE) or value.expr.meta.is_column():
            return value
        return with_expr(value, pl.col(self.stage(value.expr)))

    def _compiled(self, node: Node) -> Value:
        if isinstance(node, Call) and is_history_call(node):
            return SpellReader(self, node).value()
        return combine(self, node, self.value)

    def leaf(self, node: Node) -> Value:
        """Give the value of a node that has nothing below it."""
        match node:
            case Constant():
                return Fixed(value=node.value)
            case Fact():
                return fact_value(
                    self.program.facts[node.name].type, self.given.get(node.name), pl.col(node.name)
                )
            case Standard():
                return Fixed(value=self.standards[node.slot])
            case Today():
                return Fixed(value=self.on)
        raise TypeError(f"no value for a {type(node).__name__}")


def with_expr(value: Value, expr: pl.Expr) -> Value:
    """Give the same value read from another column."""
    match value:
        case Truth():
            return Truth(value.rough, None, expr)
        case Whole():
            return Whole(value.rough, value.absent, expr, value.scale, value.bound, value.day, value.rule)
        case Day():
            return Day(value.rough, value.absent, expr, value.origin, value.rule)
        case Word():
            return Word(value.rough, value.absent, expr, value.enum)
    raise TypeError("no single column")


def combine(compiler: Compiler, node: Node, below: Callable[[Node], Value]) -> Value:
    """Give the value of a node from those of its children."""
    match node:
        case Logic():
            return logic(node.operator, [below(each) for each in node.operands])
        case Compare():
            return _compared(compiler, node, below(node.left), below(node.right))
        case Arithmetic():
            return _arithmetic(compiler, node, [below(each) for each in node.operands])
        case Choose():
            branches = [(below(test), below(value)) for test, value in node.branches]
            return choose(branches, below(node.otherwise), compiler.stage)
        case Call():
            return _call(compiler, node, [below(each) for each in node.arguments])
    return compiler.leaf(node)


def logic(operator: str, values: list[Value]) -> Value:
    """Join truths by Kleene's tables."""
    if operator == "not":
        return _negated(values[0])
    settling = operator == "or"
    rough = rough_of(*values)
    exprs: list[pl.Expr] = []
    for value in values:
        if isinstance(value, Fixed):
            if value.value is settling:
                return value
            if value.value is None:
                exprs.append(UNKNOWN)
        else:
            exprs.append(value.expr if isinstance(value, Truth) else UNKNOWN)
    if not exprs:
        return Fixed(value=not settling)
    if all(isinstance(value, Fixed) for value in values):
        return Fixed(value=None)
    joined = exprs[0]
    for expr in exprs[1:]:
        joined = joined | expr if settling else joined & expr
    return Truth(rough, None, joined)


def _negated(value: Value) -> Value:
    if isinstance(value, Truth):
        return Truth(value.rough, None, ~value.expr)
    if isinstance(value, Fixed) and value.value is not None:
        return Fixed(value=not value.value)
    return value


def _compared(compiler: Compiler, node: Compare, left: Value, right: Value) -> Value:
    """Compare; what is a column stands on the left."""
    operator = node.operator
    if isinstance(left, Fixed) and isinstance(right, Fixed):
        return _fixed_comparison(node, left.value, right.value)
    if operator in ("in", "not in"):
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Fixed) and one.value is None:
                return _with_unknown(other)
        found = is_in(left, right)
        return _negated(found) if operator == "not in" else found
    if node.right.type == MEASURE or (isinstance(left, Fixed) and node.left.type != MEASURE):
        left, right, operator = right, left, MIRRORED[operator]
    if isinstance(left, Opaque) or isinstance(right, Opaque):
        return opaque(left, right)
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Fixed) and one.value is None:
            return _with_unknown(other)
    if MEASURE in (node.left.type, node.right.type):
        return compare_measure(operator, left, right, compiler.on)
    return _compare_columns(compiler, operator, left, right)


def _compare_columns(compiler: Compiler, operator: str, left: Value, right: Value) -> Value:
    if isinstance(left, Truth):
        return compare_truths(operator, left, right)
    if isinstance(left, Word):
        return compare_words(operator, left, right)
    if isinstance(left, Day):
        return compare_days(operator, left, right)
    if (
        isinstance(left, Whole)
        and left.rule is not None
        and left.day is not None
        and isinstance(right, Fixed)
    ):
        compared = compare_by_rule(operator, left.day, left.rule, right.value)
        return Truth(left.rough, None, compared if left.absent is None else compared & ~left.absent)
    return numbers.compare(operator, left, right, compiler.stage)


def _with_unknown(other: Value) -> Value:
    """Compare with what nobody knows: no where the other side is absent, else unknown."""
    if other.absent is None:
        return Truth(other.rough, None, UNKNOWN) if other.rough else Fixed(value=None)
    return Truth(other.rough, None, UNKNOWN & ~other.absent)


def _fixed_comparison(node: Compare, left: Any, right: Any) -> Value:
    operator, kind = node.operator, node.left.type
    if kind == MEASURE:
        return Fixed(value=arithmetic.compare_measure(operator, left, right))
    if node.right.type == MEASURE:
        return Fixed(value=arithmetic.compare_measure(MIRRORED[operator], right, left))
    if isinstance(kind, Enum) and operator not in ("in", "not in"):
        left, right = kind.order.get(left), kind.order.get(right)
    return Fixed(value=arithmetic.compare(operator, left, right))


_EXACT: dict[str, Callable[..., Any]] = {
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "neg": arithmetic.negate,
    "min": arithmetic.least,
    "max": arithmetic.greatest,
    "abs": arithmetic.absolute,
    "round": arithmetic.rounded,
    "floor": arithmetic.floor,
    "ceiling": arithmetic.ceiling,
    "size": arithmetic.size,
    "whole_years": arithmetic.whole_years,
    "whole_months": arithmetic.whole_months,
    "satisfies": arithmetic.satisfies,
}


def _nothing(values: list[Value]) -> Value | None:
    """Give the value of something that has none for anybody; None where it may have one."""
    if any(isinstance(value, Opaque) for value in values):
        return opaque(*values)
    if any(isinstance(value, Fixed) and value.value is None for value in values):
        partly = any(value.absent is not None or value.rough for value in values)
        return opaque(*values) if partly else Fixed(value=None)
    return None


def _arithmetic(compiler: Compiler, node: Arithmetic, values: list[Value]) -> Value:
    if all(isinstance(value, Fixed) for value in values):
        held = [value.value for value in values if isinstance(value, Fixed)]
        return Fixed(value=arithmetic.total(held) if node.operator == "+" else _EXACT[node.operator](*held))
    nothing = _nothing(values)
    if nothing is not None:
        return nothing
    if node.operator == "neg":
        return numbers.negate(values[0])
    found = values[0]
    for value in values[1:]:
        found = _joined(compiler, node.operator, found, value)
    return found


def _joined(compiler: Compiler, operator: str, left: Value, right: Value) -> Value:
    """Work out one step of a sum or product, of which one side is a column."""
    if isinstance(left, Fixed) and isinstance(right, Fixed):
        return Fixed(value=arithmetic.add(left.value, right.value))
    days = [isinstance(as_day(each), Day) for each in (left, right)]
    if operator == "-" and all(days):
        return between(left, right)
    if any(days):
        if operator == "+":
            day, length = (left, right) if days[0] else (right, left)
            return add_duration(day, length, 1, compiler.stage)
        return add_duration(left, right, -1, compiler.stage)
    left, right = numbers.as_number(left), numbers.as_number(right)
    match operator:
        case "+":
            return numbers.add(left, right)
        case "-":
            return numbers.add(left, right, -1)
        case "*":
            return numbers.multiply(left, right)
    return numbers.divide(left, right)


def _call(compiler: Compiler, node: Call, values: list[Value]) -> Value:
    name, on = node.function, compiler.on
    if name == "as_of_spell":
        return values[0]
    if name == "satisfies":
        unset = isinstance(values[1], Fixed) and values[1].value is None
        return logic("and", [values[0], Fixed(value=None)]) if unset else values[0]
    if all(isinstance(value, Fixed) for value in values):
        return Fixed(value=_fixed_call(name, [each.value for each in values if isinstance(each, Fixed)], on))
    nothing = _nothing(values)
    if nothing is not None:
        return nothing
    if name in ("age", "years_since", "months_since"):
        return since(name, values[0], on)
    if name in ("years", "months", "days") and isinstance(values[0], Whole):
        return Length(values[0].rough, values[0].absent, values[0], name)
    if name in ("whole_years", "whole_months"):
        return whole_units(name, values[0], on)
    return _number_call(compiler, name, values)


def _number_call(compiler: Compiler, name: str, values: list[Value]) -> Value:
    first = values[0]
    if name in ("min", "max"):
        if any(isinstance(as_day(each), Day) for each in values):
            return extreme_day(name, values)
        known = [numbers.as_number(each) for each in values]
        if any(isinstance(each, Fixed) for each in known):
            return opaque(*values)
        return numbers.extreme(name, known)
    if name == "abs":
        return numbers.absolute(first)
    if name in ("floor", "ceiling"):
        return numbers.rounded(first, 0, name, compiler.stage)
    if name == "round" and all(isinstance(each, Fixed) for each in values[1:]):
        places = values[1].value if len(values) > 1 and isinstance(values[1], Fixed) else 0
        if isinstance(places, int) and 0 <= places <= 12:
            return numbers.rounded(first, places, "half", compiler.stage)
    if name == "size" and isinstance(first, Words):
        return Whole(first.rough, first.absent, first.expr.list.len().cast(pl.Int64), 0, 2_000)
    return opaque(*values)


def _fixed_call(name: str, values: list[Any], on: date) -> object:
    if name in ("years", "months", "days"):
        return arithmetic.duration(name, *values)
    if name in ("age", "years_since"):
        return arithmetic.years_since(values[0], on)
    if name == "months_since":
        return arithmetic.months_since(values[0], on)
    return _EXACT[name](*values)
