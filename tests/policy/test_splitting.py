"""Dividing an amount of money: nothing is lost, protected shares are kept, rounding is least."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.policy.splitting import COINS, Share, SplitError, split


def coins(amount: Decimal) -> int:
    return int(amount * COINS)


@st.composite
def divisions(draw: st.DrawFn) -> tuple[Decimal, list[Share]]:
    """An amount and shares that add up to one, the first of them protected or not."""
    weights = draw(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
    total = Decimal(draw(st.integers(0, 10**12))) / COINS
    whole = sum(weights)
    first = draw(st.booleans()) and len(weights) > 1
    return total, [Share(Fraction(each, whole), first and index == 0) for index, each in enumerate(weights)]


@given(divisions())
def test_parts_add_up_and_lie_within_a_coin_of_their_share(division: tuple[Decimal, list[Share]]) -> None:
    """Given any amount and shares, when it is divided, then no coin is lost and each part is fair."""
    total, shares = division
    try:
        parts = split(total, shares)
    except SplitError:
        # Only where what is left after the protected part cannot pay its last coin.
        protected = sum((s.of_whole for s in shares if s.protected), Fraction(0))
        assert 0 < (1 - protected) * Fraction(total) * COINS < len(shares)
        return
    assert sum(parts, Decimal(0)) == total
    for part, share in zip(parts, shares, strict=True):
        exact = share.of_whole * Fraction(total) * COINS
        assert abs(coins(part) - exact) < (1 if not any(s.protected for s in shares) else 2)
        if share.protected:
            assert 0 <= coins(part) - exact < 1


def test_the_protected_share_is_rounded_up() -> None:
    """Given 70 % of 100.01 for the team, when divided, then the team gets 70.01, not 70.00."""
    assert split(Decimal("100.01"), [Share(Fraction(7, 10), True), Share(Fraction(3, 10))]) == (
        Decimal("70.01"),
        Decimal("30.00"),
    )


def test_the_largest_remainder_gets_the_coin() -> None:
    """Given a third each of 1.00, when divided, then the first of equal remainders gets the coin."""
    assert split(Decimal("1.00"), [Share(Fraction(1, 3))] * 3) == (
        Decimal("0.34"),
        Decimal("0.33"),
        Decimal("0.33"),
    )


def test_a_coin_comes_back_from_the_smallest_remainder() -> None:
    """Given two protected halves but one coin, when divided, then the unprotected part pays first."""
    shares = [Share(Fraction(1, 4), True), Share(Fraction(1, 4), True), Share(Fraction(1, 2))]
    assert split(Decimal("0.02"), shares) == (Decimal("0.01"), Decimal("0.01"), Decimal("0.00"))


@pytest.mark.parametrize(
    ("total", "shares"),
    [
        (Decimal("-1"), [Share(Fraction(1))]),
        (Decimal("0.001"), [Share(Fraction(1))]),
        (Decimal("1"), [Share(Fraction(1, 2))]),
        (Decimal("1"), [Share(Fraction(3, 2)), Share(Fraction(-1, 2))]),
        (Decimal("0.01"), [Share(Fraction(1, 2), True), Share(Fraction(1, 2), True)]),
    ],
)
def test_what_cannot_be_divided_is_refused(total: Decimal, shares: list[Share]) -> None:
    """Given a negative amount, half a coin or shares that are not one, when divided, then it is refused."""
    with pytest.raises(SplitError):
        split(total, shares)
