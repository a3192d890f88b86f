"""What a term can be while something is missing, and the step functions that can be turned round.

A term becomes a diagram whose leaves are the values below; known parts are plain constants in it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from haina.rules import types
from haina.rules.linear import Condition, Linear, at_least, at_most, number, variable_form
from haina.rules.periods import Duration
from haina.rules.regions import Domain, Position, Region, exact
from haina.rules.tree import Node

FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Symbol:
    """A known enum value or text."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A missing enum value or text: the variable that stands for it."""

    level: int


@dataclass(frozen=True, slots=True)
class Known:
    """A known measure or list, as the evaluator holds it."""

    value: object


@dataclass(frozen=True, slots=True)
class Lasting:
    """A known duration, with its units as written: 12 months and a year differ where days are added up."""

    years: int
    months: int
    days: int

    @property
    def duration(self) -> Duration:
        """The duration itself."""
        return Duration(self.years, self.months, self.days)


@dataclass(frozen=True, slots=True)
class Between:
    """The measure from one date to another, at least one of them missing; both are forms in day numbers."""

    start: Linear
    end: Linear


@dataclass(frozen=True, slots=True)
class RunSince:
    """The missing length of the run that covers the day; its variable is the run's first day, later for
    none.
    """

    level: int


@dataclass(frozen=True, slots=True)
class DaysAdded:
    """A missing number of scattered days."""

    level: int


@dataclass(frozen=True, slots=True)
class Vague:
    """A term of which nothing can be said but that it is missing."""


VAGUE = Vague()


@dataclass(frozen=True, slots=True)
class Quotient:
    """The quotient of two forms, kept so that comparing it multiplies out."""

    above: Linear
    below: Linear


@dataclass(frozen=True, slots=True)
class Threshold:
    """The arguments with which a step function is large enough: form `operator` bound; None: never, True:
    always.
    """

    operator: str
    bound: int | Fraction


@dataclass(frozen=True)
class Step:
    """A monotone function of one form whose values are multiples of `unit`.

    `reaches(value)` says for which arguments the function is at least a value (a multiple of the unit).
    """

    inner: Linear
    unit: Fraction
    reaches: Callable[[Fraction], Threshold | bool]
    #: The function itself, where it is one of whole numbers.
    function: Callable[[int], int] | None = None
    #: How far below and above the form's value (divided by `divisor`) the function's value can lie.
    slack: tuple[Fraction, Fraction] | None = None
    divisor: int = 1

    @property
    def bases(self) -> tuple[int, ...]:
        """The variables of the form."""
        return tuple(level for level, _ in self.inner.terms)

    def always(self, level: int) -> list[Condition]:
        """Give the bounds that rounding keeps between the function and its form."""
        if self.slack is None:
            return []
        gap = variable_form(level).plus(self.inner.times(Fraction(-1, self.divisor)))
        return [at_least(gap, self.slack[0]), at_most(gap, self.slack[1])]

    def within(self, level: int, base: int, region: Region) -> list[Condition]:
        """Give the values that the function can have while its only variable lies in a region."""
        ends = self.ends(region)
        if ends is None:
            return []
        return [at_least(variable_form(level), ends[0]), at_most(variable_form(level), ends[1])]

    def ends(self, region: Region) -> tuple[int, int] | None:
        """Give the least and greatest value of the function while its only variable lies in a region."""
        if self.function is None or len(self.inner.terms) != 1 or self.inner.terms[0][1] != 1:
            return None
        first, last = region.first(), region.last()
        if not isinstance(first, int) or not isinstance(last, int):
            return None
        values = [self.function(int(end + self.inner.constant)) for end in (first, last)]
        return min(values), max(values)

    def next_multiple(self, value: Fraction, strictly: bool) -> Fraction:
        """Return the least value of the function that is at least (strictly: above) `value`."""
        count = value / self.unit
        return (math.floor(count) + 1 if strictly else math.ceil(count)) * self.unit


def floor_step(inner: Linear, divisor: int = 1) -> Step:
    """Return the step  floor(inner / divisor)."""
    return Step(
        inner,
        Fraction(1),
        lambda value: Threshold(">=", value * divisor),
        slack=(Fraction(-1), Fraction(0)),
        divisor=divisor,
    )


def ceiling_step(inner: Linear) -> Step:
    """Return the step  ceiling(inner)."""
    return Step(inner, Fraction(1), lambda value: Threshold(">", value - 1), slack=(Fraction(0), Fraction(1)))


def round_step(inner: Linear, places: int) -> Step:
    """Return the step  round(inner, places), half away from zero."""
    unit = Fraction(10) ** -places

    def reaches(value: Fraction) -> Threshold:
        return Threshold(">=" if value > 0 else ">", value - unit / 2)

    return Step(inner, unit, reaches, slack=(-unit / 2, unit / 2))


def searched_step(inner: Linear, function: Callable[[int], int], low: int, high: int) -> Step:
    """Return the step of a monotone function over whole numbers from `low` to `high`, turned round by
    bisection.
    """
    rising = function(low) <= function(high)

    def reaches(value: Fraction) -> Threshold | bool:
        bound = bisect_true(lambda argument: function(argument) >= value, low, high, rising)
        if bound is None:
            return False
        return Threshold(">=" if rising else "<=", bound)

    return Step(inner, Fraction(1), reaches, function)


def bisect_true(holds: Callable[[int], bool], low: int, high: int, rising: bool) -> int | None:
    """Return the least (rising) or greatest (falling) argument that holds, None where none does."""
    if not holds(high if rising else low):
        return None
    while low < high:
        middle = (low + high) // 2 if rising else (low + high + 1) // 2
        if holds(middle):
            low, high = (low, middle) if rising else (middle, high)
        else:
            low, high = (middle + 1, high) if rising else (low, middle - 1)
    return low


def domain_of(kind: types.Type, minimum: Decimal | None = None, maximum: Decimal | None = None) -> Domain:
    """Return the line on which missing values of a type lie."""
    if isinstance(kind, types.Bool):
        return Domain("bool", True, 0, 1)
    if isinstance(kind, types.Enum):
        return Domain("enum", True, 0, len(kind.values) - 1)
    if isinstance(kind, types.Date):
        return Domain("date", True, FIRST_DAY, LAST_DAY)
    if isinstance(kind, types.TextType):
        return Domain("text", False)
    low = None if minimum is None else exact(minimum)
    high = None if maximum is None else exact(maximum)
    if isinstance(kind, types.Int):
        low = None if low is None else math.ceil(low)
        return Domain("int", True, low, None if high is None else math.floor(high))
    return Domain("money" if isinstance(kind, types.Money) else "number", False, low, high)


def position_of(kind: types.Type, value: object) -> Position:
    """Return the position of a known scalar on the line of its type."""
    if isinstance(kind, types.Enum):
        return kind.order[str(value)]
    if isinstance(value, date):
        return value.toordinal()
    return value if isinstance(value, str) else exact(value)


def constant(kind: types.Type, value: object) -> Hashable:
    """Return the leaf value that stands for a known value of a type."""
    if isinstance(kind, types.Enum | types.TextType):
        return Symbol(str(value))
    if isinstance(value, Duration):
        return Lasting(value.years, value.months, value.days)
    if isinstance(value, date):
        return number(value.toordinal())
    if isinstance(value, int | Decimal):
        return number(exact(value))
    return Known(value)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a variable stands for in the rule, for wording it: a kind and the node where it was first met."""

    kind: str
    node: Node
    detail: str = ""
