"""Dividing an amount of money exactly: to the smallest coin by the largest remainder, nothing lost or made.

The rule is the one of Hamilton's method of apportionment. A part that the law protects (the team's share of
the income from its result, for example) is first rounded up, so that it never falls below its exact share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

#: Smallest coins in one unit of money.
COINS = 100


class SplitError(ValueError):
    """Shares that cannot divide an amount: one below zero, or a sum that is not one."""


@dataclass(frozen=True, slots=True)
class Share:
    """What part of the whole somebody has; `protected`: the amount may not fall below it by a coin."""

    of_whole: Fraction
    protected: bool = False


def split(total: Decimal, shares: Sequence[Share]) -> tuple[Decimal, ...]:
    """Divide `total` (two places, not negative) into one amount for each share; they add up to it exactly.

    Raises `SplitError` when the amount is negative or finer than a coin, a share is below zero, the shares do
    not add up to one, or the protected ones leave nothing to round with.
    """
    coins = Fraction(total) * COINS
    if coins < 0 or coins.denominator != 1:
        raise SplitError("the amount is negative or finer than the smallest coin")
    if any(share.of_whole < 0 for share in shares):
        raise SplitError("a share is below zero")
    if sum((share.of_whole for share in shares), Fraction(0)) != 1:
        raise SplitError("the shares do not add up to one")
    exact = [share.of_whole * coins for share in shares]
    parts = [
        -(-each // 1) if share.protected else each // 1 for each, share in zip(exact, shares, strict=True)
    ]
    _settle(parts, exact, shares, int(coins) - sum(parts))
    return tuple(Decimal(int(part)).scaleb(-2) for part in parts)


def _settle(parts: list[int], exact: Sequence[Fraction], shares: Sequence[Share], left: int) -> None:
    """Give out the coins that are left over, or take back those that protection gave too much."""
    open_ = [index for index, share in enumerate(shares) if not share.protected]
    # The first of two equal remainders wins, so that the same input always gives the same result.
    by_remainder = sorted(open_, key=lambda index: (parts[index] - exact[index], index))
    for index in by_remainder[:left] if left > 0 else ():
        parts[index] += 1
        left -= 1
    for index in [each for each in reversed(by_remainder) if parts[each] > 0][:-left] if left < 0 else ():
        parts[index] -= 1
        left += 1
    if left:
        raise SplitError("the protected shares leave no coin to round with")
