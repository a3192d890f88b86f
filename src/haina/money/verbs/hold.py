"""Set money of an account aside, so that nothing else can take it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from haina.money.models import Hold
from haina.money.refusals import WORDS, MoneyRefusal, refused_kindly


def hold(
    account: int, fen: int, *, key: UUID, ground: int, now: datetime, expires_on: date | None = None
) -> Hold:
    """Set `fen` aside until it is paid or released; once for a key. Raises MoneyRefusal."""
    with refused_kindly(), transaction.atomic():
        placed, new = Hold.objects.get_or_create(
            key=key,
            defaults={
                "account_id": account,
                "amount": fen,
                "ground_id": ground,
                "placed_at": now,
                "expires_on": expires_on,
            },
        )
    if not new and (placed.account_id, placed.amount, placed.ground_id) != (account, fen, ground):
        raise MoneyRefusal("key_means_one_entry", WORDS["key_means_one_entry"])
    return placed
