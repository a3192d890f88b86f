"""Give back the places of an award that was taken back, so that another can take them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from haina.money.models import Claim
from haina.money.refusals import refused_kindly
from haina.money.rooms import Taking, give_room_back


def release_claim(award: UUID, *, ground: int, now: datetime) -> int:
    """Release every place of the award and bring back what it took of rooms; return how many, 0 once done."""
    with refused_kindly(), transaction.atomic():
        held = list(
            Claim.objects.select_for_update()
            .filter(award=award, state=Claim.State.ACTIVE)
            .order_by("rule", "beneficiary")
        )
        for each in held:
            if not each.conflict:
                give_room_back(each, Taking(ground, localdate(now), now))
        Claim.objects.filter(pk__in=[each.pk for each in held]).update(
            state=Claim.State.RELEASED, released_at=now
        )
    return len(held)
