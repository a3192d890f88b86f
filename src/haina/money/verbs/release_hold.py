"""Set free what was set aside."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from haina.money.models import Hold
from haina.money.refusals import WORDS, MoneyRefusal


def release_hold(number: int, now: datetime) -> Hold:
    """End a pending hold without paying, once; raises MoneyRefusal if it was paid."""
    with transaction.atomic():
        placed = Hold.objects.select_for_update().get(pk=number)
        if placed.state == Hold.State.POSTED:
            raise MoneyRefusal("hold_ends_once", WORDS["hold_ends_once"])
        if placed.state == Hold.State.PENDING:
            placed.state, placed.ended_at = Hold.State.RELEASED, now
            placed.save(update_fields=["state", "ended_at"])
    return placed
