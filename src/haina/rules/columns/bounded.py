"""The parts of rules once more, for subjects of whom something is missing: numbers by their least and most.

What Kleene's tables leave unknown because a number is (points with one item missing) is often settled by the
ends of its range. The plan's own columns are read where they say the same; nothing here is worked out but
for the rows that the plan leaves open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from haina.rules.columns import spans
from haina.rules.columns.compiler import Compiler, combine
from haina.rules.columns.given import Given, fact_value
from haina.rules.columns.spans import NoSpan, Span, span_of
from haina.rules.columns.values import ALWAYS, Fixed, Opaque, Truth, Value, opaque
from haina.rules.operators import MIRRORED
from haina.rules.tree import Arithmetic, Call, Choose, Compare, Fact, Logic, Node, Reference, TablePoints
from haina.rules.types import Bool, Enum, Int, Money, Number

_COUNTS = frozenset(
    {"age", "years_since", "months_since", "size", "count", "months_covered", "whole_years", "whole_months"}
)


_SINCE = frozenset({"age", "years_since", "months_since", "count", "months_covered"})


def is_plain(compiler: Compiler, node: Compare) -> bool:
    """Say whether a comparison of numbers is of one that is given with what is the same for everybody.

    Nothing is known of such a number where it is missing, so that its range says no more than its column.
    """
    for one, other in ((node.left, node.right), (node.right, node.left)):
        value = compiler.base.value(other) if isinstance(compiler, Bounded) else compiler.value(other)
        if not isinstance(value, Fixed) or not isinstance(value.value, int | Decimal):
            continue
        if isinstance(one, Fact):
            declared = compiler.program.facts[one.name]
            return declared.minimum is None and declared.maximum is None
        return isinstance(one, Call) and one.function in _SINCE and value.value >= 1
    return False


def is_number(node: Node) -> bool:
    """Say whether a part is a number that has a range."""
    return isinstance(node.type, Int | Number | Money)


def can_be_split(node: Fact) -> bool:
    """Say whether a fact has so few values that each can be tried."""
    return isinstance(node.type, Bool | Enum)


@dataclass(frozen=True, slots=True)
class Needed:
    """What some expressions need: columns of the plan, and those to be staged from them, by level."""

    read: tuple[str, ...]
    levels: tuple[tuple[pl.Expr, ...], ...]


class Bounded(Compiler):
    """Compiles beside a plan, from its columns; what it stages itself is named ``b`` and a number.

    A truth or enum that is not given for anybody is a column all the same, which the rows to be settled get.
    """

    def __init__(self, base: Compiler) -> None:
        super().__init__(base.program, base.graph, base.on, base.given, base.histories)
        self.base = base
        self._different: dict[int, bool] = {}
        self.standards = base.standards

    def stage(self, expr: pl.Expr) -> str:
        """Give a name to a column that is worked out once."""
        name = f"b{len(self.levels)}"
        self.columns[name] = expr
        self.levels[name] = 1 + self.level_of(expr)
        return name

    def shared(self, value: Value) -> Value:
        """Give a value whose columns are worked out once."""
        if not isinstance(value, Span):
            return super().shared(value)
        return spans.staged(value, self.stage)

    def _compiled(self, node: Node) -> Value:
        if is_number(node):
            return self._number(node)
        if not self.differs(node):
            return self.base.value(node)
        match node:
            case Fact():
                return fact_value(self.program.facts[node.name].type, Given(), pl.col(node.name))
            case Compare():
                return self._comparison(node)
        return combine(self, node, self.value)

    def differs(self, node: Node) -> bool:
        """Say whether a truth, word or day can be more here than it is in the plan."""
        while isinstance(node, Reference | TablePoints):
            node = self.graph.target(node)
        number = self.graph.number(node)
        if number not in self._different:
            self._different[number] = self._is_different(node)
        return self._different[number]

    def _is_different(self, node: Node) -> bool:
        match node:
            case Fact():
                return can_be_split(node) and node.name not in self.given
            case Compare() if is_number(node.left) and is_number(node.right):
                return not is_plain(self, node)
            case Logic() | Compare() | Choose():
                return any(self.differs(each) for each in node.children)
            case Call() if node.function == "satisfies":
                return any(self.differs(each) for each in node.children)
        return False

    # Numbers

    def _number(self, node: Node) -> Value:
        plain = self.base.value(node)
        if isinstance(plain, Fixed) and plain.value is not None:
            return plain
        below = [] if self._is_read(node) else [self.value(each) for each in node.children]
        if any(isinstance(each, Opaque) for each in below):
            return opaque(*below)
        try:
            return self._span(node)
        except NoSpan:
            return opaque(self.base.value(node))

    @staticmethod
    def _is_read(node: Node) -> bool:
        """Say whether a number is read from the plan's columns as it stands."""
        return not isinstance(node, Arithmetic | Choose) and not (
            isinstance(node, Call) and node.function in ("min", "max", "abs", "round", "floor", "ceiling")
        )

    def _span(self, node: Node) -> Value:
        match node:
            case Fact():
                declared = self.program.facts[node.name]
                return span_of(self.base.value(node), declared.minimum, declared.maximum)
            case Arithmetic():
                return self._joined_spans(node)
            case Choose():
                branches = [(self.value(test), self._of(value)) for test, value in node.branches]
                return spans.choose(branches, self._of(node.otherwise), self.stage)
            case Call() if node.function in _COUNTS:
                return span_of(self.base.value(node), 0)
            case Call() if not self._is_read(node):
                return self._called(node)
        return span_of(self.base.value(node))

    def _of(self, node: Node) -> Span:
        return span_of(self.value(node))

    def _joined_spans(self, node: Arithmetic) -> Span:
        first, *rest = node.operands
        if node.operator == "neg":
            return spans.negate(self._of(first))
        found = self._of(first)
        for each in rest:
            found = self._joined(node.operator, found, self.value(each), self._of(each))
        return found

    def _joined(self, operator: str, found: Span, value: Value, other: Span) -> Span:
        if operator == "+":
            return spans.add(found, other)
        if operator == "-":
            return spans.add(found, spans.negate(other))
        factor = value.value if isinstance(value, Fixed) else None
        if operator == "*":
            if isinstance(factor, int | Decimal):
                return spans.scale(found, Decimal(factor))
            return spans.multiply(found, other, self.stage)
        if isinstance(factor, int | Decimal) and factor:
            inverse = _inverse(Decimal(factor))
            if inverse is not None:
                return spans.scale(found, inverse)
        raise NoSpan

    def _called(self, node: Call) -> Span:
        given = [self._of(each) for each in node.arguments]
        match node.function:
            case "min" | "max":
                return spans.extreme(node.function, given, self.stage)
            case "abs":
                return spans.absolute(given[0], self.stage)
            case "floor" | "ceiling":
                return spans.rounded(given[0], 0, node.function, self.stage)
        places = self.value(node.arguments[1]) if len(node.arguments) > 1 else Fixed(value=0)
        if isinstance(places, Fixed) and isinstance(places.value, int) and 0 <= places.value <= 12:
            return spans.rounded(given[0], places.value, "half", self.stage)
        raise NoSpan

    # Truths

    def _comparison(self, node: Compare) -> Value:
        if not (is_number(node.left) and is_number(node.right)):
            return combine(self, node, self.value)
        left, right, operator = self.value(node.left), self.value(node.right), node.operator
        if isinstance(left, Opaque) or isinstance(right, Opaque):
            return _doubtful(self.base.value(node))
        if isinstance(left, Fixed) and left.value is not None:
            left, right, operator = right, left, MIRRORED.get(operator, operator)
        if isinstance(left, Fixed):
            return self.base.value(node)
        try:
            other = right if isinstance(right, Fixed) and right.value is not None else span_of(right)
            return spans.compare(operator, span_of(left), other, self.stage)
        except NoSpan:
            return _doubtful(self.base.value(node))

    # Working out

    def needed(self, exprs: Iterable[pl.Expr], changed: Collection[str] = ()) -> Needed:
        """Say what expressions need; columns of the plan that rest on ``changed`` ones are staged anew."""
        staged: dict[str, int] = {}
        read: set[str] = set()
        changing: dict[str, bool] = {}

        def rests(name: str) -> bool:
            """Say whether a column of the plan rests on one that changes."""
            if name not in changing:
                expr = self.base.columns.get(name)
                changing[name] = name in changed or (
                    expr is not None and any(rests(each) for each in expr.meta.root_names())
                )
            return changing[name]

        def depth(expr: pl.Expr) -> int:
            return max((of(name) for name in expr.meta.root_names()), default=0)

        def of(name: str) -> int:
            expr = self.columns.get(name)
            if expr is None and name in self.base.columns and rests(name):
                expr = self.base.columns[name]
            if expr is None:
                read.add(name)
                return 0
            if name not in staged:
                staged[name] = 1 + depth(expr)
            return staged[name]

        for expr in exprs:
            depth(expr)
        found: list[list[pl.Expr]] = [[] for _ in range(max(staged.values(), default=0))]
        for name, level in staged.items():
            expr = self.columns[name] if name in self.columns else self.base.columns[name]
            found[level - 1].append(expr.alias(name))
        return Needed(tuple(sorted(read)), tuple(map(tuple, found)))


def _doubtful(value: Value) -> Value:
    """Give a truth that the exact reading may know more about wherever it is null."""
    return Truth(value.rough | {ALWAYS}, None, value.expr) if isinstance(value, Truth) else opaque(value)


def _inverse(number: Decimal) -> Decimal | None:
    """Give 1 / number where that is a decimal of few places."""
    found = 1 / number
    return found if found * number == 1 and len(found.as_tuple().digits) <= 12 else None
