"""Enter shares into the equity register that a unit received for a result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from haina.money.books.acting import Act, same_again
from haina.money.books.models import Stake
from haina.money.books.refusals import refused_kindly
from haina.people.book_permissions import BookVerb, require_book
from haina.people.models import Organisation


@dataclass(frozen=True, slots=True)
class NewStake:
    """Shares as they were received; the value in fen."""

    title: str
    company: str
    shares: int
    fen: int
    received_on: date


def record_stake(act: Act, organisation: Organisation, new: NewStake) -> Stake:
    """Enter it, once for a key. Raises MayNotKeep and MoneyRefusal."""
    login = require_book(act.actor, BookVerb.RECORD_STAKE, organisation.pk)
    with refused_kindly():
        stake, is_new = Stake.objects.get_or_create(
            key=act.key,
            defaults={
                "organisation": organisation,
                "title": new.title,
                "company": new.company,
                "shares": new.shares,
                "fen": new.fen,
                "received_on": new.received_on,
                "recorded_by_id": login,
                "recorded_at": act.now,
            },
        )
    if not is_new:
        same_again(stake, stake.organisation_id, organisation.pk)
    return stake
