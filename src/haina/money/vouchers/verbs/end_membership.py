"""End a unit's membership: nothing new is booked there; what was redeemed is still settled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from haina.money.vouchers.finding import member_for
from haina.money.vouchers.models import Member
from haina.money.vouchers.permissions import VoucherVerb
from haina.people.actors import Actor


def end_membership(actor: Actor, now: datetime, member_id: int) -> Member:
    """End the membership today; a second time changes nothing. Raises NotThere or MayNot."""
    with transaction.atomic():
        member = member_for(actor, member_id, VoucherVerb.END_MEMBERSHIP)
        if member.left_on is None:
            member.left_on = timezone.localdate(now)
            member.save(update_fields=["left_on"])
    return member
