"""Values of a fact that a rule cannot tell apart: between two cuts, one value stands for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from haina.rules.declarations import FactDeclaration
from haina.rules.types import Bool, Date, Enum, Int, Money, Number, Type

FIRST, LAST = date(1800, 1, 1), date(2300, 12, 31)
"""The days that a missing date is taken to lie between."""
Cut = tuple[object, bool]
"""A value at which conditions turn: just before it (False) or just after it (True)."""


@dataclass(frozen=True, slots=True)
class Region:
    """Some values of a fact: ``value`` is one of them, all lie from ``low`` to ``high`` (None: no end)."""

    value: object
    low: object
    high: object


def cuts_of(operator: str, other: object) -> tuple[Cut, ...]:
    """Give where a comparison with ``other`` turns."""
    members = other if isinstance(other, tuple | list) else (other,)
    before, after = operator not in (">", "<="), operator not in (">=", "<")
    return tuple((each, side) for each in members for side in (False, True) if (after if side else before))


def regions(kind: Type, declared: FactDeclaration, cuts: Iterable[Cut], moving: bool) -> tuple[Region, ...]:
    """Give the regions of a fact's values between cuts; none where it has no such regions.

    ``moving``: something more than the cuts depends on the value, so that a region has to be whole.
    """
    match kind:
        case Bool():
            return _each((True, False))
        case Enum():
            return _each(tuple(kind.order))
        case Date() if not moving:
            days = [(each.toordinal(), side) for each, side in cuts if isinstance(each, date)]
            return _whole(days, FIRST.toordinal(), LAST.toordinal(), date.fromordinal)
        case Int():
            low, high = (None if end is None else int(end) for end in (declared.minimum, declared.maximum))
            return _whole(_numbers(cuts), low, high, int)
        case Number() | Money() if not moving:
            return _decimals(_numbers(cuts), declared)
    return ()


def _each(values: tuple[object, ...]) -> tuple[Region, ...]:
    return tuple(Region(value, value, value) for value in values)


def _numbers(cuts: Iterable[Cut]) -> list[tuple[Decimal, bool]]:
    return [(Decimal(each), side) for each, side in cuts if isinstance(each, int | Decimal)]


def _whole(
    cuts: Iterable[tuple[Decimal | int, bool]],
    low: int | None,
    high: int | None,
    made: Callable[[int], object],
) -> tuple[Region, ...]:
    """Give regions of whole numbers, each of which begins where one is cut."""
    starts = {
        int(Decimal(each).to_integral_value(ROUND_FLOOR)) + 1
        if side
        else int(Decimal(each).to_integral_value(ROUND_CEILING))
        for each, side in cuts
    }
    inside = sorted(each for each in starts if (low is None or each > low) and (high is None or each <= high))
    ends = [low, *inside, None if high is None else high + 1]
    found = []
    for first, next_ in pairwise(ends):
        last = None if next_ is None else next_ - 1
        one = first if first is not None else last if last is not None else 0
        low_, high_ = (None if end is None else made(end) for end in (first, last))
        found.append(Region(made(one), low_, high_))
    return tuple(found)


def _decimals(cuts: list[tuple[Decimal, bool]], declared: FactDeclaration) -> tuple[Region, ...]:
    """Give a number of each region; decimals lie as near to one another as anybody likes."""
    low = None if declared.minimum is None else (Decimal(declared.minimum), False)
    high = None if declared.maximum is None else (Decimal(declared.maximum), True)
    inside = sorted({each for each in cuts if (low is None or each > low) and (high is None or each < high)})
    if not inside:
        one = low or high or (Decimal(0), False)
        return _each((one[0],))
    values = []
    if low is None:
        values.append(inside[0][0] - 1)
    for (start, after), (end, _) in pairwise([*([low] if low else []), *inside, *([high] if high else [])]):
        values.append(start if not after else (start + end) / 2)
    if high is None:
        last, after = inside[-1]
        values.append(last + 1 if after else last)
    return _each(tuple(values))
