"""The member claims what was redeemed at it and has not been claimed yet."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import KeyUsed, Refusal
from haina.money.vouchers.finding import member_for
from haina.money.vouchers.models import Settlement, Use
from haina.money.vouchers.notices import tell_settlement
from haina.money.vouchers.permissions import VoucherVerb, account_of
from haina.money.vouchers.refusals import kindly
from haina.people.actors import Actor


def claim_settlement(actor: Actor, now: datetime, member_id: int, *, key: str) -> Settlement:
    """Claim every redeemed use together; doing it twice with one key does it once.

    Raises NotThere, MayNot, KeyUsed, or Refusal "nothing_redeemed".
    """
    with kindly(), transaction.atomic():
        member = member_for(actor, member_id, VoucherVerb.CLAIM_SETTLEMENT)
        known = Settlement.objects.filter(key=key).first()
        if known is not None:
            if (known.member_id, known.claimed_by_id) != (member.pk, actor.account_id):
                raise KeyUsed(key)
            return known
        open_uses = Use.objects.select_for_update(of=("self",)).filter(
            member=member, state=Use.State.REDEEMED, settlement__isnull=True
        )
        uses = list(open_uses.order_by("pk"))
        if not uses:
            raise Refusal("nothing_redeemed", _("Nothing has been redeemed that is not claimed yet."))
        made = Settlement.objects.create(
            member=member,
            fen=sum(use.fen for use in uses),
            key=key,
            claimed_at=now,
            claimed_by_id=account_of(actor),
        )
        Use.objects.filter(pk__in=[use.pk for use in uses]).update(settlement=made)
        tell_settlement(made, now)
    return made
