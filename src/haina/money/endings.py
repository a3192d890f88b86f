"""The port by which what an award has become ends with it: a voucher, a guarantee.

Whatever ends first, the other ends with it, in the same transaction: its money is back on the award's account
before that is emptied, and the guard knows whether any of it was paid.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from haina.cases.refusals import Refusal
from haina.money.models import Award
from haina.money.refusals import MoneyRefusal

#: Ends what an award has become, if it is such a thing; returns whether any of its money was paid.
Follower = Callable[[Award, datetime], bool]

_FOLLOWERS: list[Follower] = []


def add_follower(follower: Follower) -> None:
    """Have something end with its award; an app calls this once, when it is ready."""
    _FOLLOWERS.append(follower)


def end_what_it_became(award: Award, now: datetime) -> bool:
    """End it, inside the transaction; return whether any of its money was paid. Raises MoneyRefusal."""
    try:
        paid = [follower(award, now) for follower in _FOLLOWERS]
    except Refusal as refusal:
        raise MoneyRefusal(refusal.code, refusal.message, **refusal.facts) from refusal
    return any(paid)
