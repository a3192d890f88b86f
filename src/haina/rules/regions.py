"""Finite-domain variables of the decision diagram: what is not known, split where a rule looks at it.

Every missing thing, whatever its type, becomes a variable over one ordered line: a truth is 0 or 1, an enum
value its position, a date its day number, an amount itself. A *cut* is a boundary on that line, and two
neighbouring cuts enclose a *region*; within a region the rule cannot tell one value from another.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

#: A place on a variable's line: a whole number, an exact fraction, or a text.
Position: TypeAlias = int | Fraction | str
#: A boundary: (position, 0) lies just below the position, (position, 1) just above it.
Cut: TypeAlias = tuple[Position, int]


@dataclass(frozen=True, slots=True)
class Domain:
    """The line on which a variable lives: its kind, whether it has whole steps, and its inclusive ends."""

    kind: str
    discrete: bool
    low: int | Fraction | None = None
    high: int | Fraction | None = None

    def below(self, position: Position) -> Cut:
        """Return the cut that has everything smaller than `position` on its left."""
        if self.discrete and not isinstance(position, str):
            return (math.ceil(position), 0)
        return (position, 0)

    def above(self, position: Position) -> Cut:
        """Return the cut that has `position` and everything smaller on its left."""
        if self.discrete and not isinstance(position, str):
            return (math.floor(position) + 1, 0)
        return (position, 1)

    def nothing_left_of(self, cut: Cut) -> bool:
        """Say whether no value of the line lies to the left of the cut."""
        position, side = cut
        if self.low is None or isinstance(position, str):
            return False
        return position < self.low or (position == self.low and side == 0)

    def nothing_right_of(self, cut: Cut) -> bool:
        """Say whether no value of the line lies to the right of the cut."""
        position, side = cut
        if self.high is None or isinstance(position, str):
            return False
        return position > self.high or (position == self.high and side == 1)


BOOL = Domain("bool", True, 0, 1)
NUMBER = Domain("number", False)
TEXT = Domain("text", False)


@dataclass(frozen=True, slots=True)
class Variable:
    """One missing thing: what it is, the facts that settle it, and the standards that nobody has set.

    `key` says what the variable stands for, so that two places in a rule that mean the same share one
    variable.
    """

    key: Hashable
    domain: Domain
    facts: tuple[str, ...]
    standards: tuple[str, ...] = ()
    #: Coefficients over other variables where this one is a linear form of several missing numbers.
    form: tuple[tuple[int, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a variable's line between two cuts (None: up to the line's end)."""

    domain: Domain
    low: Cut | None
    high: Cut | None

    def first(self) -> Position | None:
        """Return the least position of the region where it has one."""
        if self.low is None:
            return self.domain.low
        return self.low[0] if self.low[1] == 0 else None

    def last(self) -> Position | None:
        """Return the greatest position of the region where it has one."""
        if self.high is None:
            return self.domain.high
        position, side = self.high
        if side == 1:
            return position
        if self.domain.discrete and isinstance(position, int):
            return position - 1
        return None

    def point(self) -> Position | None:
        """Return the only position of the region, or None where it has several."""
        first = self.first()
        return first if first is not None and first == self.last() else None

    def sample(self) -> Position:
        """Return some position inside the region."""
        first, last = self.first(), self.last()
        if first is not None:
            return first
        if last is not None:
            return last
        if self.low is None and self.high is None:
            return "" if self.domain.kind == "text" else 0
        return self._inner_sample()

    def _inner_sample(self) -> Position:
        """Return a position strictly between two open ends."""
        low = self.low[0] if self.low is not None else self.domain.low
        high = self.high[0] if self.high is not None else self.domain.high
        if isinstance(low, str) or isinstance(high, str):
            return f"{low}~" if isinstance(low, str) else ""
        if low is None:
            return 0 if high is None else high - 1
        return low + 1 if high is None else Fraction(low + high) / 2


def regions(domain: Domain, cuts: tuple[Cut, ...]) -> tuple[Region, ...]:
    """Split a line at the given ascending cuts."""
    edges: tuple[Cut | None, ...] = (None, *cuts, None)
    return tuple(Region(domain, edges[i], edges[i + 1]) for i in range(len(edges) - 1))


def exact(value: object) -> int | Fraction:
    """Turn a number of an exact type into an int or a Fraction, so that positions compare with each other."""
    if isinstance(value, bool | int):
        return int(value)
    if not isinstance(value, Fraction | Decimal):
        raise TypeError(f"{value!r} is no exact number")
    fraction = Fraction(value)
    return fraction.numerator if fraction.denominator == 1 else fraction


def spread(cuts: Sequence[Cut], parts: Sequence[int], finer: Sequence[Cut]) -> tuple[int, ...]:
    """Repeat what belongs to the regions between cuts so that it fits a finer partition with all of them."""
    result = [parts[0]]
    place = 0
    for cut in finer:
        if place < len(cuts) and cuts[place] == cut:
            place += 1
        result.append(parts[place])
    return tuple(result)
