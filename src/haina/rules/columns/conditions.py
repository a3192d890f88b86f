"""Conditions that can turn out either way, whatever is known: what they rest on, and which values tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from haina.rules import arithmetic
from haina.rules.arithmetic import compare
from haina.rules.columns.bounded import Bounded, is_number, is_plain
from haina.rules.columns.regions import FIRST, LAST, cuts_of
from haina.rules.columns.sources import Condition, Sources, Terms, only
from haina.rules.columns.trees import is_history_call
from haina.rules.columns.values import Fixed
from haina.rules.declarations import FactDeclaration
from haina.rules.operators import MIRRORED
from haina.rules.periods import Duration, shift
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
    SpellField,
    Standard,
    TablePoints,
)
from haina.rules.types import Bool, Date, Enum, Int, Money, Number, Type

_LARGE = 10**12
_ORDERED = frozenset(MIRRORED)
_SINCE = ("age", "years_since", "months_since")
_TRUTHS = ("holds", "held", "ever_held", "throughout", "consecutive")
_MOST_SOURCES = 200


class Conditions:
    """Reads the conditions of one compiled plan."""

    def __init__(self, bounded: Bounded) -> None:
        self.bounded = bounded

    def of(self, node: Node) -> Condition | None:
        """Give a condition; ``None``: it need not turn out either way, or nobody can say."""
        match node:
            case Fact() if isinstance(node.type, Bool):
                return Condition(Terms((node.name,)), bool, (True, False))
            case Standard() if not node.as_of_spell:
                return Condition(only(node.name))
            case Compare():
                return self._compared(node)
            case Call() if node.function in _TRUTHS and self._can_hold(node):
                return self._history(node)
            case Call() if node.function == "latest":
                return self._history(node)
        return None

    def _fixed(self, node: Node) -> object:
        """Give what is the same for everybody and known, else ``None``."""
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Standard) and node.as_of_spell:
            return None
        value = self.bounded.value(node)
        return value.value if isinstance(value, Fixed) else None

    # Comparisons

    def _compared(self, node: Compare) -> Condition | None:
        left, right, operator = node.left, node.right, node.operator
        if self._fixed(right) is None and operator in MIRRORED:
            left, right, operator = right, left, MIRRORED[operator]
        other = self._fixed(right)
        if other is not None and (
            not is_number(left) or isinstance(left, Fact) or is_plain(self.bounded, node)
        ):
            found = self._with_fixed(operator, left, other)
            if found is not None:
                return found
        if is_number(node.left) and is_number(node.right):
            return self._ranges(node)
        if isinstance(node.left.type, Date) and isinstance(node.right.type, Date):
            return self._days(node)
        return None

    def _with_fixed(self, operator: str, left: Node, other: object) -> Condition | None:
        """Compare one thing that may be missing with what is the same for everybody."""
        if isinstance(left, Fact):
            position = _positions(left.type, operator)
            values = candidates(left.type, self.bounded.program.facts[left.name], other)
            terms = Terms((left.name,), cuts=tuple((left.name, each) for each in cuts_of(operator, other)))
            return _either(
                Condition(terms, lambda v: compare(operator, position(v), position(other)), values)
            )
        if not isinstance(left, Call):
            return None
        first = left.arguments[0]
        if left.function in _SINCE and isinstance(first, Fact) and isinstance(other, int):
            return self._since(operator, left.function, first, other)
        if is_history_call(left):
            if left.function == "count" and isinstance(other, int) and self._can_hold(left):
                counts = [each for each in (0, other - 1, other, other + 1) if 0 <= each <= 1_000]
                turns = {compare(operator, each, other) for each in counts} >= {True, False}
                return self._history(left) if turns else None
            if left.function == "latest":
                near = candidates(left.type, None, other)
                position = _positions(left.type, operator)
                turns = {compare(operator, position(v), position(other)) for v in near} >= {True, False}
                return self._history(left) if turns else None
        return None

    def _since(self, operator: str, function: str, fact: Fact, other: int) -> Condition | None:
        on = self.bounded.on
        unit = "months" if function == "months_since" else "years"
        measure = arithmetic.months_since if unit == "months" else arithmetic.years_since
        values: list[object] = [on, FIRST]
        for count in (other, other + 1):
            day = shift(on, Duration(**{unit: count}), -1) if abs(count) < 1_000 else None
            if day is not None:
                values += [day + timedelta(days=step) for step in (-1, 0, 1)]
        # The measure turns on one of these days, whichever way the comparison goes.
        terms = Terms((fact.name,), cuts=tuple((fact.name, each) for each in cuts_of("==", tuple(values))))
        return _either(Condition(terms, lambda v: compare(operator, measure(v, on), other), tuple(values)))

    # Ranges of numbers

    def _ranges(self, node: Compare) -> Condition | None:
        """Compare numbers whose least and greatest values are reached, each source on its own."""
        if node.operator in ("==", "!=") and not self._same_kind(node):
            return None
        left, right = self._terms(node.left), self._terms(node.right)
        if left is None or right is None:
            return None
        terms = left + right
        if not terms.sources or len(terms.sources) > _MOST_SOURCES:
            return None
        rising = node.operator in (">", ">=")
        ways = {}
        if node.operator not in ("==", "!="):
            sides = ((node.left, rising), (node.right, not rising))
            ways = {each.name: way for each, way in sides if isinstance(each, Fact | Standard)}
        return Condition(terms, narrow=True, way=self._way(node, left, right), ways=ways)

    def _way(self, node: Compare, left: Terms, right: Terms) -> tuple[int, bool] | None:
        """Say of which number a comparison with what is the same for everybody turns yes, and which way."""
        rising = node.operator in (">=", ">")
        if node.operator in ("==", "!=") or (left.sources and right.sources):
            return None
        if left.sources:
            return self.bounded.graph.number(node.left), rising
        return self.bounded.graph.number(node.right), not rising

    def _same_kind(self, node: Compare) -> bool:
        """Say whether two facts are compared that can surely be the same as well as not."""
        both = (node.left, node.right)
        return all(isinstance(each, Fact) for each in both) and node.left.type == node.right.type

    def _terms(self, node: Node) -> Terms | None:
        """Give the sources of a number that reaches both of its ends; ``None``: nobody can say."""
        value = self.bounded.value(node)
        if isinstance(value, Fixed) and value.value is not None:
            return Terms()
        match node:
            case Reference() | TablePoints():
                return self._terms(self.bounded.graph.target(node))
            case Fact():
                return Terms((node.name,), frozenset({node.name}))
            case Standard():
                return only(node.name)
            case Arithmetic():
                plain = node.operator in ("+", "-", "neg")
                return self._joined(node.operands) if plain else self._scaled(node)
            case Choose():
                return self._chosen(node)
            case Call():
                return self._of_call(node)
        return None

    def _of_call(self, node: Call) -> Terms | None:
        first = node.arguments[0]
        if node.function in ("min", "max"):
            return self._joined(node.arguments)
        if node.function in ("round", "floor", "ceiling"):
            return self._terms(first)
        if node.function in _SINCE and isinstance(first, Fact):
            return only(first.name)
        if node.function == "count" and self._can_hold(node):
            found = self._history(node)
            return None if found is None else found.terms
        return None

    def _joined(self, nodes: Iterable[Node]) -> Terms | None:
        found = Terms()
        for node in nodes:
            terms = self._terms(node)
            if terms is None or len(found.sources) > _MOST_SOURCES:
                return None
            found += terms
        return found

    def _scaled(self, node: Arithmetic) -> Terms | None:
        """Give the sources of something times, or divided by, what is the same for everybody."""
        known = [self._fixed(each) for each in node.operands]
        unknown = [each for each, value in zip(node.operands, known, strict=True) if value is None]
        factors = [value for value in known if value is not None]
        if len(unknown) != 1 or not all(isinstance(each, int | Decimal) and each for each in factors):
            return None
        if node.operator == "/" and known[0] is not None:
            return None
        return self._terms(unknown[0])

    def _chosen(self, node: Choose) -> Terms | None:
        """Give the sources of a choice by one fact of which every branch can come."""
        tests = [self.of(test) for test, _ in node.branches]
        values = self._joined((*(value for _, value in node.branches), node.otherwise))
        first = tests[0]
        if values is None or first is None:
            return None
        candidates_: list[object] = []
        for each in tests:
            if each is None or each.test is None or each.sources != first.sources:
                return None
            candidates_ += each.values
        reached = set()
        for value in candidates_:
            answers = [each.test(value) for each in tests if each is not None and each.test is not None]
            reached.add(answers.index(True) if True in answers else len(answers))
        if len(reached) <= len(tests):
            return None
        cuts = tuple(cut for each in tests if each is not None for cut in each.terms.cuts)
        uncut = frozenset(first.sources if any(map(_is_of_members, node.branches)) else ())
        return Terms(first.sources, cuts=cuts, uncut=uncut) + values

    # Days

    def _days(self, node: Compare) -> Condition | None:
        """Compare days, of which a missing one can be early or late."""
        if node.operator in ("==", "!=", "in", "not in"):
            return None
        left, right = self._day_terms(node.left), self._day_terms(node.right)
        if left is None or right is None or not left + right:
            return None
        rising = node.operator in (">", ">=")
        ways = [(name, way is rising) for name, way in left] + [
            (name, way is not rising) for name, way in right
        ]
        return Condition(only(*(name for name, _ in ways)), ways=dict(ways))

    def _day_terms(self, node: Node, rising: bool = True) -> list[tuple[str, bool]] | None:
        """Give the sources of a day, each with whether the day rises with it; ``None``: nobody can say."""
        if self._fixed(node) is not None:
            return []
        match node:
            case Fact() if isinstance(node.type, Date):
                return [(node.name, rising)]
            case Reference():
                return self._day_terms(self.bounded.graph.target(node), rising)
            case Arithmetic() if node.operator in ("+", "-"):
                first, *rest = node.operands
                found = self._day_terms(first, rising)
                for each in rest:
                    more = self._day_terms(each, rising is (node.operator == "+"))
                    found = None if found is None or more is None else found + more
                return found
            case Call() if node.function in ("years", "months", "days"):
                length = node.arguments[0]
                unset = (
                    isinstance(length, Standard) and not length.as_of_spell and self._fixed(length) is None
                )
                return [(length.name, rising)] if unset and isinstance(length, Standard) else None
        return None

    # Histories

    def _can_hold(self, node: Call) -> bool:
        """Say whether a history could make the truth yes, and another one no."""
        for name, option in node.options:
            value = self.bounded.value(option)
            unset = isinstance(value, Fixed) and value.value is None and isinstance(option, Standard)
            if not unset and (not isinstance(value, Fixed) or not _ordinary(name, value.value)):
                return False
        return node.function != "consecutive"

    def _history(self, node: Call) -> Condition | None:
        """Give what may be missing for a history function: its history and what its condition reads."""
        name = node.arguments[0].name if isinstance(node.arguments[0], Fact) else ""
        sources = [name]
        for _, option in node.options:
            if isinstance(option, Standard) and self._fixed(option) is None:
                sources.append(option.name)
        if node.where is not None:
            below = self._where(node.where)
            if below is None or len(set(below)) < len(below):
                return None
        return Condition(only(*sources))

    def _where(self, node: Node) -> Sources | None:
        """Judge a condition on spells: fields alone, each once, against what is the same for everybody."""
        if isinstance(node, Logic):
            found: Sources = ()
            for each in node.operands:
                below = self._where(each)
                if below is None:
                    return None
                found += below
            return found
        if isinstance(node, SpellField):
            return (node.name,)
        if isinstance(node, Compare) and isinstance(node.left, SpellField):
            other, kind = self._spell_fixed(node.right), node.left.type
            if other is not None:
                position = _positions(kind, node.operator)
                values = candidates(kind, None, other)
                answers = {compare(node.operator, position(v), position(other)) for v in values}
                return (node.left.name,) if answers >= {True, False} else None
        return None

    def _spell_fixed(self, node: Node) -> object:
        return self._fixed(node) if isinstance(node, Constant | Fact | Standard) else None


def _ordinary(name: str, value: object) -> bool:
    """Say whether an option asks for a length that some histories reach and others do not."""
    if isinstance(value, Duration):
        return name == "last" and 1 <= value.scattered_days <= 36_500
    return (
        isinstance(value, int)
        and not isinstance(value, bool)
        and 1 <= value <= (36_500 if name == "days" else 90)
    )


def candidates(kind: Type, declared: FactDeclaration | None, other: object) -> tuple[object, ...]:
    """Give values of a type that a fact can have, about ``other``, within its declared bounds."""
    match kind:
        case Bool():
            return (True, False)
        case Enum():
            return tuple(kind.order)
        case Date() if isinstance(other, date):
            return (FIRST, other - timedelta(days=1), other, other + timedelta(days=1), LAST)
        case Int() | Number() | Money() if isinstance(other, int | Decimal):
            near = [Decimal(other) + step for step in (-_LARGE, -1, 0, 1, _LARGE)]
            if isinstance(kind, Int):
                near = [each.to_integral_value() for each in near]
            low = None if declared is None else declared.minimum
            high = None if declared is None else declared.maximum
            near += [each for each in (low, high) if each is not None]
            return tuple(
                each for each in near if (low is None or each >= low) and (high is None or each <= high)
            )
    return ()


def _positions(kind: Type, operator: str) -> Callable[[object], object]:
    """Give how values of a kind are compared: enums by their order, but for lists of them."""
    if isinstance(kind, Enum) and operator not in ("in", "not in"):
        order = kind.order
        return lambda value: order.get(str(value))
    return lambda value: value


def _either(condition: Condition) -> Condition | None:
    """Give a condition if it is yes for some of its values and no for others."""
    test = condition.test
    answers = set() if test is None else {test(value) for value in condition.values}
    return condition if answers >= {True, False} else None


def _is_of_members(branch: tuple[Node, Node]) -> bool:
    """Say whether a branch's test compares a number with a list, which its range does not tell."""
    test = branch[0]
    return isinstance(test, Compare) and is_number(test.left) and test.operator not in _ORDERED
