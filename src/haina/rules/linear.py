"""Linear forms over missing numbers, and whether a set of linear conditions can hold at once.

The exact answer needs this where one missing number stands in two conditions together with different
others: the branch `income >= 10 and income + bonus < 5 and bonus >= 0` of a diagram can be drawn but cannot
happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple, Protocol

from haina.rules.regions import Cut, Domain, Region

#: Conditions kept during an elimination before the engine stops and calls the set possible.
CONDITION_LIMIT = 400


class Linear(NamedTuple):
    """A sum of missing numbers times exact coefficients, plus a constant; terms ascend by variable."""

    terms: tuple[tuple[int, Fraction], ...]
    constant: Fraction

    def plus(self, other: Linear) -> Linear:
        """Return the sum of two forms."""
        coefficients = dict(self.terms)
        for variable, coefficient in other.terms:
            coefficients[variable] = coefficients.get(variable, Fraction(0)) + coefficient
        return linear(coefficients, self.constant + other.constant)

    def times(self, factor: Fraction) -> Linear:
        """Return the form multiplied by a number."""
        return linear(
            {variable: coefficient * factor for variable, coefficient in self.terms}, self.constant * factor
        )

    def canonical(self, discrete: bool) -> tuple[Linear, Fraction]:
        """Return (form without constant, factor) such that self − constant = factor × form.

        The first coefficient of the form is 1, or, over whole numbers, the coefficients are whole and share
        no divisor, so that forms that differ by a factor or a constant are one variable.
        """
        lead = self.terms[0][1]
        if discrete:
            denominators = lcm(*(coefficient.denominator for _, coefficient in self.terms))
            shared = gcd(*(int(coefficient * denominators) for _, coefficient in self.terms))
            factor = Fraction(shared, denominators) * (1 if lead > 0 else -1)
        else:
            factor = lead
        return Linear(tuple((v, c / factor) for v, c in self.terms), Fraction(0)), factor


def linear(coefficients: dict[int, Fraction], constant: Fraction) -> Linear:
    """Build a form from coefficients by variable; terms that cancel out are dropped."""
    kept = tuple(sorted((variable, value) for variable, value in coefficients.items() if value))
    return Linear(kept, constant)


def number(value: Fraction | int) -> Linear:
    """Return the form that is a plain number."""
    return Linear((), Fraction(value))


def variable_form(level: int) -> Linear:
    """Return the form that is one variable."""
    return Linear(((level, Fraction(1)),), Fraction(0))


class Condition(NamedTuple):
    """The condition  form ≤ 0,  or  form < 0  where it is strict."""

    form: Linear
    strict: bool


class Link(Protocol):
    """What ties a variable to those that it is worked out from."""

    @property
    def bases(self) -> tuple[int, ...]:
        """The variables that it is worked out from."""

    def always(self, level: int) -> list[Condition]:
        """Give the conditions that hold anyway between the variable and its bases."""

    def within(self, level: int, base: int, region: Region) -> list[Condition]:
        """Give the conditions that a region of a base puts on the variable."""


def at_most(form: Linear, bound: Fraction | int, strict: bool = False) -> Condition:
    """Return the condition that a form is at most (strictly: below) a number."""
    return Condition(Linear(form.terms, form.constant - bound), strict)


def at_least(form: Linear, bound: Fraction | int, strict: bool = False) -> Condition:
    """Return the condition that a form is at least (strictly: above) a number."""
    return Condition(Linear(form.terms, form.constant - bound).times(Fraction(-1)), strict)


def between(form: Linear, domain: Domain, low: Cut | None, high: Cut | None) -> list[Condition]:
    """Return the conditions that a form lies between two cuts of a domain, its ends included."""
    conditions = []
    if low is not None and not isinstance(low[0], str):
        conditions.append(at_least(form, low[0], strict=low[1] == 1))
    elif domain.low is not None:
        conditions.append(at_least(form, domain.low))
    if high is not None and not isinstance(high[0], str):
        if domain.discrete:
            conditions.append(at_most(form, high[0] - 1))
        else:
            conditions.append(at_most(form, high[0], strict=high[1] == 0))
    elif domain.high is not None:
        conditions.append(at_most(form, domain.high))
    return conditions


def possible(conditions: Iterable[Condition]) -> bool:
    """Say whether some exact numbers fulfil all conditions (Fourier–Motzkin elimination).

    Exact over fractions.  Whole-number variables are treated as fractions, and a set that grows past
    CONDITION_LIMIT counts as possible: both err towards unknown.
    """
    current = set(conditions)
    while True:
        constants = [condition for condition in current if not condition.form.terms]
        if any(_broken(condition) for condition in constants):
            return False
        current.difference_update(constants)
        if not current:
            return True
        if len(current) > CONDITION_LIMIT:
            return True
        current = eliminate(current)[2]


def _broken(condition: Condition) -> bool:
    """Say whether a condition without variables is false."""
    return condition.form.constant > 0 or (condition.strict and condition.form.constant == 0)


def eliminate(conditions: set[Condition]) -> tuple[int, list[Condition], set[Condition]]:
    """Remove the variable that costs fewest new conditions.

    Gives it, the conditions that spoke of it, and the conditions on the others that are left.
    """
    above: dict[int, list[Condition]] = {}
    below: dict[int, list[Condition]] = {}
    for condition in conditions:
        for variable, coefficient in condition.form.terms:
            (above if coefficient > 0 else below).setdefault(variable, []).append(condition)
    variables = above.keys() | below.keys()
    chosen = min(variables, key=lambda v: (len(above.get(v, ())) * len(below.get(v, ())), v))
    uppers, lowers = above.get(chosen, []), below.get(chosen, [])
    kept = conditions.difference(uppers, lowers)
    for upper in uppers:
        for lower in lowers:
            kept.add(_combine(upper, lower, chosen))
    return chosen, [*uppers, *lowers], kept


def _combine(upper: Condition, lower: Condition, variable: int) -> Condition:
    """Add two conditions so that a variable cancels out, scaled so that equal conditions compare equal."""
    form = upper.form.times(1 / dict(upper.form.terms)[variable])
    form = form.plus(lower.form.times(-1 / dict(lower.form.terms)[variable]))
    if form.terms:
        form = form.times(1 / abs(form.terms[0][1]))
    return Condition(form, upper.strict or lower.strict)
