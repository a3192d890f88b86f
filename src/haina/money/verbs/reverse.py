"""Take one entry back by another that does the opposite."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from haina.money.events import Event
from haina.money.models import Leg
from haina.money.postings import Movement, Posting
from haina.money.verbs.post import Posted, post


def reverse(entry: int, *, key: UUID, ground: int, happened_on: date, now: datetime, note: str) -> Posted:
    """Write the opposite of every leg; raises MoneyRefusal if that was done before or the money is gone."""
    legs = Leg.objects.filter(entry_id=entry).order_by("position").values_list("account_id", "amount")
    movements = tuple(Movement(account, -amount) for account, amount in legs)
    return post(Posting(key, Event.REVERSE, ground, happened_on, now, movements, reverses=entry, note=note))
