"""What a node of a rule is for all subjects at once: a value that is the same for everybody, or columns.

Unknown is null in every column. A truth is a nullable Boolean (two bit columns: the value and whether it is
known), joined by Polars only with ``&``, ``|`` and ``~``, whose tables are Kleene's; where a value is chosen
by a condition, the unknown condition is a branch of its own.

``absent`` is a Boolean column without nulls: where it is true, the value is the field of a spell that does
not exist. ``rough`` names Boolean columns: where one of them is true, a null may also say that columns could
not tell (a comparison too near for floating point, a spell of which a field is unknown), and the exact
reading has to; :data:`ALWAYS` stands for a column that is true for everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from haina.rules.types import Enum

ALWAYS = "*"
NOT_ROUGH: frozenset[str] = frozenset()
SMALL = 2**62
"""Scaled numbers below this are held in 64 bits."""
LARGE = 2**126
"""Scaled numbers below this are held in 128 bits; larger ones are left to the exact reading."""


@dataclass(frozen=True, slots=True)
class Value:
    """A column's common part."""

    rough: frozenset[str] = NOT_ROUGH
    absent: pl.Expr | None = None


@dataclass(frozen=True, slots=True)
class Fixed(Value):
    """The same for everybody, as the rule language holds it; ``None``: unknown for everybody."""

    value: object = None


@dataclass(frozen=True, slots=True)
class Opaque(Value):
    """What columns cannot say: unknown for everybody, and the exact reading may know more."""


@dataclass(frozen=True, slots=True)
class Truth(Value):
    """Yes, no or null."""

    expr: pl.Expr = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Whole(Value):
    """An int, number or amount as a whole number of 10^-``scale``; never more than ``bound`` of them.

    ``day`` and ``rule``: the number is ``rule`` of that day (an age), which never turns back as days go on.
    """

    expr: pl.Expr = None  # type: ignore[assignment]
    scale: int = 0
    bound: int = 0
    day: pl.Expr | None = None
    rule: Callable[[date], int] | None = None


@dataclass(frozen=True, slots=True)
class Ratio(Value):
    """A quotient that has not been worked out."""

    top: Whole = None  # type: ignore[assignment]
    bottom: Whole = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Real(Value):
    """A number in floating point, never further than ``error`` from the exact one, nor above ``bound``."""

    expr: pl.Expr = None  # type: ignore[assignment]
    bound: float = 0.0
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Day(Value):
    """A date as days since 1970; with ``rule`` it is ``rule`` of the day ``origin``, rising with it."""

    expr: pl.Expr = None  # type: ignore[assignment]
    origin: pl.Expr | None = None
    rule: Callable[[date], date] | None = None


@dataclass(frozen=True, slots=True)
class Word(Value):
    """An enum's value as its position, or (without ``enum``) a text."""

    expr: pl.Expr = None  # type: ignore[assignment]
    enum: Enum | None = None

    @property
    def text(self) -> pl.Expr:
        """The value in letters."""
        if self.enum is None:
            return self.expr
        order = self.enum.order
        return self.expr.replace_strict(
            list(order.values()), list(order), default=None, return_dtype=pl.String
        )


@dataclass(frozen=True, slots=True)
class Words(Value):
    """A list of words."""

    expr: pl.Expr = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Length(Value):
    """A duration: so many of a unit that is ``years``, ``months`` or ``days``."""

    count: Whole = None  # type: ignore[assignment]
    unit: str = "days"


@dataclass(frozen=True, slots=True)
class Between(Value):
    """The span between two days, each a column or the same for everybody."""

    start: Day | date = date.min
    end: Day | date = date.min


@dataclass(frozen=True, slots=True)
class Covered(Value):
    """The span from ``start`` to the date where ``covered``, else no days; null: the history is unknown."""

    start: pl.Expr = None  # type: ignore[assignment]
    covered: pl.Expr = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Scattered(Value):
    """Days added up."""

    days: Whole = None  # type: ignore[assignment]


def rough_of(*values: Value) -> frozenset[str]:
    """Give all rough columns of some values."""
    return NOT_ROUGH.union(*(value.rough for value in values))


def absent_of(*values: Value) -> pl.Expr | None:
    """Say where one of some values is absent."""
    found = None
    for value in values:
        if value.absent is not None:
            found = value.absent if found is None else found | value.absent
    return found


def opaque(*values: Value) -> Opaque:
    """Give what columns cannot say."""
    return Opaque(rough_of(*values) | {ALWAYS})


def unless_absent(compared: pl.Expr, *values: Value) -> pl.Expr:
    """Give a comparison that is no where one side is absent."""
    absent = absent_of(*values)
    return compared if absent is None else compared & ~absent
