"""Terms with something missing in them: arithmetic, step functions, and comparisons of their leaves."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from haina.rules import residual_history
from haina.rules.diagram import LEAF_LEVEL, OPEN, Node
from haina.rules.linear import Linear, number, variable_form
from haina.rules.periods import Days, Span, completed_months, completed_years, shift_within
from haina.rules.printer import source_of
from haina.rules.regions import Domain
from haina.rules.residual_compare import bounds, compare_forms
from haina.rules.spells import ABSENT
from haina.rules.terms import (
    FIRST_DAY,
    LAST_DAY,
    Between,
    Choice,
    DaysAdded,
    Known,
    Lasting,
    Quotient,
    RunSince,
    Step,
    ceiling_step,
    domain_of,
    floor_step,
    round_step,
    searched_step,
)
from haina.rules.tree import Arithmetic, Call, Fact, Standard
from haina.rules.tree import Node as TreeNode
from haina.rules.types import Date, DurationType, Enum, List, Measure, TextType

if TYPE_CHECKING:
    from haina.rules.residual import Residual


def plain(residual: Residual, node: Fact | Standard) -> Node:
    """Return the diagram of a missing fact or unset standard."""
    if isinstance(node.type, DurationType | List):
        return residual.vague(node)
    level = residual.plain(node)
    if isinstance(node.type, Enum | TextType):
        return residual.diagrams.leaf(Choice(level))
    return residual.diagrams.leaf(variable_form(level))


def term(residual: Residual, node: TreeNode) -> Node:
    """Return the diagram of a calculation or a call whose value is unknown."""
    if isinstance(node, Arithmetic):
        return _arithmetic(residual, node)
    if isinstance(node, Call):
        if node.function in residual_history.TERMS:
            return residual_history.term(residual, node)
        if node.function in _FUNCTIONS:
            return _call(residual, node)
        if node.function == "size":
            return opaque(residual, node, low=0)
        if node.function in ("money", "as_of_spell"):
            return residual.term(node.arguments[0])
    return opaque(residual, node)


def opaque(residual: Residual, node: TreeNode, low: int | None = None, kind: str = "value") -> Node:
    """Return one variable of the node's type for a term that is not looked into."""
    if isinstance(node.type, DurationType | List | Measure):
        return residual.vague(node)
    unknowns = residual.unknowns(node)
    if not unknowns.facts and not unknowns.standards:
        return OPEN
    domain = domain_of(node.type)
    if low is not None:
        domain = Domain(domain.kind, domain.discrete, low, domain.high)
    level = residual.own_level(("value", source_of(node)), domain, node, kind)
    if isinstance(node.type, Enum | TextType):
        return residual.diagrams.leaf(Choice(level))
    return residual.diagrams.leaf(variable_form(level))


# -- calculations


def _arithmetic(residual: Residual, node: Arithmetic) -> Node:
    """Return the diagram of + - * / neg, worked out leaf by leaf."""
    result = residual.term(node.operands[0])
    if node.operator == "neg":
        return fold(residual, ("neg", node.id), node, (result,))
    for place, operand in enumerate(node.operands[1:]):
        result = fold(residual, (node.operator, node.id, place), node, (result, residual.term(operand)))
    return result


def _call(residual: Residual, node: Call) -> Node:
    """Return the diagram of min, max and the step functions."""
    result = residual.term(node.arguments[0])
    if node.function not in ("min", "max"):
        return fold(residual, (node.function, node.id), node, (result,))
    for place, operand in enumerate(node.arguments[1:]):
        result = fold(residual, (node.function, node.id, place), node, (result, residual.term(operand)))
    return result


def fold(residual: Residual, name: Hashable, node: Arithmetic | Call, parts: tuple[Node, ...]) -> Node:
    """Combine the leaves of one or two diagrams; no spell makes the whole no spell, no value no value."""
    diagrams = residual.diagrams

    def shortcut(nodes: tuple[Node, ...]) -> Node | None:
        if any(diagrams.level[each] != LEAF_LEVEL for each in nodes):
            return None
        values = [diagrams.leaf_values[each] for each in nodes]
        if any(value is ABSENT for value in values):
            return diagrams.leaf(ABSENT)
        if OPEN in nodes:
            return OPEN
        found = _combined(residual, node, values)
        return found if found is not None else opaque(residual, node)

    return diagrams.apply(("fold", name), shortcut, parts)


def _combined(residual: Residual, node: Arithmetic | Call, values: list[Hashable]) -> Node | None:
    """Return the diagram for known kinds of leaves, None where the operation cannot be built exactly."""
    first = values[0]
    if isinstance(node, Call) and node.function in ("whole_years", "whole_months"):
        return _whole(residual, node, first)
    if len(values) == 1:
        return _single(residual, node, first) if isinstance(first, Linear) else None
    second = values[1]
    if isinstance(node.type, Date) and isinstance(node, Arithmetic):
        return _shifted(residual, node, first, second)
    if not (isinstance(first, Linear) and isinstance(second, Linear)):
        return None
    if isinstance(node.type, Measure):
        return residual.diagrams.leaf(Between(second, first))
    if isinstance(node, Call):
        below = compare_forms(residual, node, first, second, "<=")
        ends = (first, second) if node.function == "min" else (second, first)
        return residual.diagrams.if_else(below, *(residual.diagrams.leaf(end) for end in ends))
    return _calculated(residual, node, first, second)


def _calculated(residual: Residual, node: Arithmetic, left: Linear, right: Linear) -> Node | None:
    """Return left (+ - * /) right."""
    if node.operator in "+-":
        return residual.diagrams.leaf(left.plus(right if node.operator == "+" else right.times(Fraction(-1))))
    if node.operator == "*":
        if left.terms and right.terms:
            return _product(residual, node, left, right)
        return residual.diagrams.leaf(
            left.times(right.constant) if left.terms else right.times(left.constant)
        )
    if not right.terms:
        return residual.diagrams.leaf(left.times(1 / right.constant)) if right.constant else OPEN
    return _quotient(residual, node, left, right)


def _product(residual: Residual, node: Arithmetic, left: Linear, right: Linear) -> Node:
    """Return the product of two missing numbers: one variable within the bounds that intervals give."""
    key = ("product", *sorted((left, right)))
    ends = [_times(a, b) for a in bounds(residual, left) for b in bounds(residual, right)]
    known = [end for end in ends if end is not None]
    domain = Domain("number", False, *((min(known), max(known)) if len(known) == len(ends) else (None, None)))
    if None in ends and all(
        low is not None and low >= 0 for low in (bounds(residual, left)[0], bounds(residual, right)[0])
    ):
        domain = Domain("number", False, min(known), None)
    return residual.diagrams.leaf(variable_form(residual.own_level(key, domain, node, "value")))


def _times(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    """Multiply two ends of intervals; None is an end that is open."""
    return None if left is None or right is None else left * right


def _quotient(residual: Residual, node: Arithmetic, above: Linear, below: Linear) -> Node:
    """Return a quotient with a missing divisor: no value where the divisor is zero."""
    level = residual.own_level(("quotient", above, below), Domain("number", False), node, "value")
    residual.quotients[level] = Quotient(above, below)
    zero = compare_forms(residual, node, below, number(0), "==")
    return residual.diagrams.if_else(zero, OPEN, residual.diagrams.leaf(variable_form(level)))


# -- step functions


def _single(residual: Residual, node: Arithmetic | Call, form: Linear) -> Node | None:
    """Return a function of one form."""
    if isinstance(node, Arithmetic):
        return residual.diagrams.leaf(form.times(Fraction(-1)))
    if node.function == "abs":
        negative = compare_forms(residual, node, form, number(0), "<")
        leaf = residual.diagrams.leaf
        return residual.diagrams.if_else(negative, leaf(form.times(Fraction(-1))), leaf(form))
    made = _step(residual, node, form)
    return None if made is None else step_leaf(residual, node, made, (node.function, form, made.unit))


def _step(residual: Residual, node: Call, form: Linear) -> Step | None:
    """Return the step function that a call is."""
    if node.function == "floor":
        return floor_step(form)
    if node.function == "ceiling":
        return ceiling_step(form)
    if node.function == "round":
        places = residual.known(node.arguments[1]) if len(node.arguments) > 1 else 0
        return round_step(form, places) if isinstance(places, int) else None
    counted = completed_months if node.function == "months_since" else completed_years
    return searched_step(form, lambda day: counted(date.fromordinal(day), residual.on), FIRST_DAY, LAST_DAY)


def step_leaf(residual: Residual, node: TreeNode, made: Step, key: Hashable) -> Node:
    """Return the leaf of a step function: a number of its own that is turned round when it is compared."""
    if not made.inner.terms:
        return opaque(residual, node)
    domain = domain_of(node.type)
    if isinstance(node, Call) and node.function not in ("floor", "ceiling", "round"):
        domain = Domain(domain.kind, domain.discrete, 0, None)
    level = residual.own_level(("step", key), domain, node, "value")
    residual.steps[level] = residual.diagrams.links[level] = made
    return residual.diagrams.leaf(variable_form(level))


def _shifted(residual: Residual, node: Arithmetic, first: Hashable, second: Hashable) -> Node | None:
    """Return a missing date plus or minus a known duration."""
    if isinstance(first, Lasting):
        first, second = second, first
    if not (isinstance(first, Linear) and isinstance(second, Lasting)):
        return None
    duration, sign = second.duration, -1 if node.operator == "-" else 1
    if not first.terms:
        day = shift_within(date.fromordinal(int(first.constant)), duration, sign)
        return residual.diagrams.leaf(number(day.toordinal()))
    moved = searched_step(
        first,
        lambda day: shift_within(date.fromordinal(day), duration, sign).toordinal(),
        FIRST_DAY,
        LAST_DAY,
    )
    return step_leaf(residual, node, moved, ("shift", first, second, sign))


def _whole(residual: Residual, node: Call, value: Hashable) -> Node | None:
    """Return the completed years or months of a measure."""
    years = node.function == "whole_years"
    if isinstance(value, Known) and isinstance(value.value, Span | Days):
        return residual.diagrams.leaf(number(value.value.whole_years if years else value.value.whole_months))
    key = (node.function, value)
    if isinstance(value, DaysAdded):
        return step_leaf(residual, node, floor_step(variable_form(value.level), 365 if years else 30), key)
    counted = completed_years if years else completed_months
    if isinstance(value, RunSince):
        last = residual.on.toordinal()

        def completed(day: int) -> int:
            return counted(date.fromordinal(day), residual.on) if day <= last else 0

        return step_leaf(
            residual, node, searched_step(variable_form(value.level), completed, FIRST_DAY, last + 1), key
        )
    if isinstance(value, Between) and not value.end.terms:
        end = date.fromordinal(int(value.end.constant))
        made = searched_step(
            value.start, lambda day: counted(date.fromordinal(day), end), FIRST_DAY, LAST_DAY
        )
        return step_leaf(residual, node, made, key)
    if isinstance(value, Between) and not value.start.terms:
        start = date.fromordinal(int(value.start.constant))
        made = searched_step(
            value.end, lambda day: counted(start, date.fromordinal(day)), FIRST_DAY, LAST_DAY
        )
        return step_leaf(residual, node, made, key)
    return None


_FUNCTIONS = frozenset(
    (
        "min",
        "max",
        "abs",
        "round",
        "floor",
        "ceiling",
        "age",
        "years_since",
        "months_since",
        "whole_years",
        "whole_months",
    )
)
