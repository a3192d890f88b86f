"""Comparisons with something missing in them: a line is split where the rule looks at it."""

from __future__ import annotations

import math
from collections.abc import Hashable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from haina.rules.diagram import NO, OPEN, YES, Node
from haina.rules.linear import Linear, number
from haina.rules.operators import MIRRORED
from haina.rules.periods import Days, Duration, Span
from haina.rules.regions import Domain
from haina.rules.spells import ABSENT
from haina.rules.terms import (
    FIRST_DAY,
    LAST_DAY,
    Between,
    Choice,
    DaysAdded,
    Known,
    Lasting,
    Origin,
    RunSince,
    Step,
    Symbol,
    Vague,
    bisect_true,
)
from haina.rules.tree import Compare
from haina.rules.tree import Node as TreeNode
from haina.rules.types import Enum

if TYPE_CHECKING:
    from haina.rules.residual import Residual

#: Enum values up to which two missing values are compared value by value.
ENUM_LIMIT = 64


def _holds(difference: Fraction | int, operator: str) -> bool:
    """Say whether  left `operator` right  where left − right is known."""
    if operator in ("==", "!="):
        return (difference == 0) is (operator == "==")
    if difference == 0:
        return operator in ("<=", ">=")
    return (difference < 0) is (operator in ("<", "<="))


def compare(residual: Residual, node: Compare, left: Hashable, right: Hashable) -> Node:
    """Return the diagram of a comparison between two leaves."""
    if left is ABSENT or right is ABSENT:
        return NO
    if left is None or right is None:
        return OPEN
    if isinstance(left, Linear) and isinstance(right, Linear):
        return compare_forms(residual, node, left, right, node.operator)
    if isinstance(left, Symbol | Choice) and isinstance(right, Symbol | Choice):
        return _compare_names(residual, node, left, right)
    if Vague in (type(left), type(right)):
        return residual.atom(node)
    return _compare_lengths(residual, node, left, right)


def _compare_lengths(residual: Residual, node: Compare, left: Hashable, right: Hashable) -> Node:
    """Return the diagram of a comparison between two durations, or a measure and a duration."""
    if isinstance(left, Lasting) and isinstance(right, Lasting):
        difference = left.duration.mean - right.duration.mean
        return YES if _holds(difference, node.operator) else NO
    if isinstance(left, Lasting):
        return _compare_measure(residual, node, right, left, MIRRORED[node.operator])
    if isinstance(right, Lasting):
        return _compare_measure(residual, node, left, right, node.operator)
    return residual.atom(node)


def compare_forms(residual: Residual, node: TreeNode, left: Linear, right: Linear, operator: str) -> Node:
    """Return the diagram of  left `operator` right  for two linear forms."""
    form = left.plus(right.times(Fraction(-1)))
    if not form.terms:
        return YES if _holds(form.constant, operator) else NO
    if len(form.terms) == 1:
        ((level, factor),) = form.terms
    else:
        discrete = all(residual.diagrams.domain(level).discrete for level, _ in form.terms)
        bare, factor = form.canonical(discrete)
        level = _form_level(residual, bare, discrete, node)
    bound = -form.constant / factor
    return _literal(residual, node, level, operator if factor > 0 else MIRRORED[operator], bound)


def bounds(residual: Residual, form: Linear) -> tuple[Fraction | None, Fraction | None]:
    """Return the least and greatest value of a form, None where there is no such bound."""
    low: Fraction | None = form.constant
    high: Fraction | None = form.constant
    for level, coefficient in form.terms:
        domain = residual.diagrams.domain(level)
        ends = (domain.low, domain.high) if coefficient > 0 else (domain.high, domain.low)
        low = None if low is None or ends[0] is None else low + coefficient * ends[0]
        high = None if high is None or ends[1] is None else high + coefficient * ends[1]
    return low, high


def _form_level(residual: Residual, form: Linear, discrete: bool, node: TreeNode) -> int:
    """Return the variable of a form of several missing numbers."""
    low, high = bounds(residual, form)
    if discrete:
        domain = Domain(
            "int", True, None if low is None else math.ceil(low), None if high is None else math.floor(high)
        )
    else:
        domain = Domain("number", False, low, high)
    variables = [residual.diagrams.variables[level] for level, _ in form.terms]
    facts = sorted({fact for variable in variables for fact in variable.facts})
    standards = sorted({standard for variable in variables for standard in variable.standards})
    return residual.level(("form", form.terms), domain, facts, standards, Origin("form", node), form.terms)


def _literal(residual: Residual, node: TreeNode, level: int, operator: str, bound: Fraction) -> Node:
    """Return the diagram of  variable `operator` bound, turning step functions and quotients round."""
    made = residual.steps.get(level)
    if made is not None:
        return _compare_step(residual, node, made, operator, bound)
    quotient = residual.quotients.get(level)
    if quotient is not None:
        difference = quotient.above.plus(quotient.below.times(-bound))
        return residual.diagrams.if_else(
            compare_forms(residual, node, quotient.below, number(0), ">"),
            compare_forms(residual, node, difference, number(0), operator),
            compare_forms(residual, node, difference, number(0), MIRRORED[operator]),
        )
    return cut_at(residual, level, operator, bound)


def cut_at(residual: Residual, level: int, operator: str, bound: Fraction | int) -> Node:
    """Return the diagram of  variable `operator` bound  as a cut of the variable's own line."""
    diagrams = residual.diagrams
    position = int(bound) if Fraction(bound).denominator == 1 else bound
    domain = diagrams.domain(level)
    if operator in ("==", "!="):
        found = diagrams.is_point(level, position)
        return found if operator == "==" else diagrams.opposite(found)
    cut = domain.below(position) if operator in ("<", ">=") else domain.above(position)
    return (
        diagrams.test(level, cut, NO, YES) if operator in (">", ">=") else diagrams.test(level, cut, YES, NO)
    )


def _compare_step(residual: Residual, node: TreeNode, made: Step, operator: str, bound: Fraction) -> Node:
    """Return the diagram of  step function `operator` bound."""
    diagrams = residual.diagrams
    at_least = _reached(residual, node, made, made.next_multiple(bound, strictly=False))
    above = _reached(residual, node, made, made.next_multiple(bound, strictly=True))
    exactly = diagrams.both(at_least, diagrams.opposite(above))
    results = {">=": at_least, ">": above, "==": exactly}
    if operator in results:
        return results[operator]
    return diagrams.opposite({"<": at_least, "<=": above, "!=": exactly}[operator])


def _reached(residual: Residual, node: TreeNode, made: Step, value: Fraction) -> Node:
    """Return for which arguments a step function reaches a value."""
    threshold = made.reaches(value)
    if isinstance(threshold, bool):
        return YES if threshold else NO
    return compare_forms(residual, node, made.inner, number(threshold.bound), threshold.operator)


def _compare_names(residual: Residual, node: Compare, left: Symbol | Choice, right: Symbol | Choice) -> Node:
    """Return the diagram of a comparison of enum values or texts."""
    kind, operator = node.left.type, node.operator
    if isinstance(left, Symbol):
        left, right, operator = right, left, MIRRORED[operator]
    if isinstance(left, Symbol) and isinstance(right, Symbol):
        difference = _rank(kind, left.name, right.name)
        return YES if _holds(Fraction(difference), operator) else NO
    if isinstance(left, Choice) and isinstance(right, Symbol):
        position = kind.order[right.name] if isinstance(kind, Enum) else right.name
        if isinstance(position, int):
            return cut_at(residual, left.level, operator, position)
        found = residual.diagrams.is_point(left.level, position)
        return found if operator == "==" else residual.diagrams.opposite(found)
    if left == right:
        return YES if operator in ("==", "<=", ">=") else NO
    if (
        isinstance(kind, Enum)
        and len(kind.values) <= ENUM_LIMIT
        and isinstance(left, Choice)
        and isinstance(right, Choice)
    ):
        diagrams = residual.diagrams
        pairs = [
            diagrams.both(
                cut_at(residual, left.level, "==", place),
                cut_at(residual, right.level, MIRRORED[operator], place),
            )
            for place in range(len(kind.values))
        ]
        return diagrams.any_of(pairs)
    return residual.atom(node)


def _rank(kind: object, left: str, right: str) -> int:
    """Return how two values stand to each other: negative, zero or positive."""
    if isinstance(kind, Enum):
        return kind.order[left] - kind.order[right]
    return 0 if left == right else 1


def _compare_measure(
    residual: Residual, node: Compare, measure: Hashable, duration: Lasting, operator: str
) -> Node:
    """Return the diagram of  measure `operator` duration."""
    reaches = _measure_reaches(residual, node, measure, duration, strictly=False)
    exceeds = _measure_reaches(residual, node, measure, duration, strictly=True)
    if reaches is None or exceeds is None:
        return residual.atom(node)
    diagrams = residual.diagrams
    exactly = diagrams.both(reaches, diagrams.opposite(exceeds))
    results = {">=": reaches, ">": exceeds, "==": exactly}
    if operator in results:
        return results[operator]
    return diagrams.opposite({"<": reaches, "<=": exceeds, "!=": exactly}[operator])


def _measure_reaches(
    residual: Residual, node: Compare, measure: Hashable, duration: Lasting, strictly: bool
) -> Node | None:
    """Return where a measure is at least (strictly: longer than) a duration."""
    length = duration.duration
    if isinstance(measure, Known) and isinstance(measure.value, Span | Days):
        return YES if (measure.value.exceeds(length) if strictly else measure.value.reaches(length)) else NO
    if isinstance(measure, RunSince):
        return run_reaches(residual, measure.level, length, strictly)
    if isinstance(measure, DaysAdded):
        return days_reach(residual, measure.level, length, strictly)
    if isinstance(measure, Between):
        return _between_reaches(residual, node, measure, duration, strictly)
    return None


def _between_reaches(
    residual: Residual, node: Compare, measure: Between, duration: Lasting, strictly: bool
) -> Node | None:
    """Return where the measure between two dates reaches a duration."""
    length = duration.duration

    def reaches(start: int, end: int) -> bool:
        span = Span(date.fromordinal(start), date.fromordinal(end))
        return span.exceeds(length) if strictly else span.reaches(length)

    if not measure.end.terms:
        end = int(measure.end.constant)
        bound = bisect_true(lambda day: reaches(day, end), FIRST_DAY, LAST_DAY, rising=False)
        return NO if bound is None else compare_forms(residual, node, measure.start, number(bound), "<=")
    if not measure.start.terms:
        start = int(measure.start.constant)
        bound = bisect_true(lambda day: reaches(start, day), FIRST_DAY, LAST_DAY, rising=True)
        return NO if bound is None else compare_forms(residual, node, measure.end, number(bound), ">=")
    if duration.days and (duration.years or duration.months):
        return None
    in_days = bool(duration.days)
    level = residual.own_level(("between", measure, in_days), Domain("number", False), node, "between")
    count = duration.days if in_days else length.whole_months
    return cut_at(residual, level, ">" if strictly else ">=", count)


def latest_start_of(residual: Residual, length: Duration, strictly: bool) -> int | None:
    """Return the latest first day of a run that is long enough today; None where no day is early enough."""
    on = residual.on

    def long_enough(day: int) -> bool:
        measure = Span(min(date.fromordinal(day), on), on)
        return measure.exceeds(length) if strictly else measure.reaches(length)

    return bisect_true(long_enough, FIRST_DAY, on.toordinal() + 1, rising=False)


def run_reaches(residual: Residual, level: int, length: Duration, strictly: bool) -> Node:
    """Return where the run that covers the day is at least (strictly: longer than) a duration."""
    latest_start = latest_start_of(residual, length, strictly)
    if latest_start is None:
        return NO
    residual.durations.setdefault((level, residual.diagrams.domain(level).above(latest_start)), length)
    return cut_at(residual, level, "<=", latest_start)


def days_reach(residual: Residual, level: int, length: Duration, strictly: bool) -> Node:
    """Return where scattered days are at least (strictly: more than) a duration."""
    days = length.scattered_days
    domain = residual.diagrams.domain(level)
    residual.durations.setdefault((level, domain.above(days) if strictly else domain.below(days)), length)
    return cut_at(residual, level, ">" if strictly else ">=", days)
