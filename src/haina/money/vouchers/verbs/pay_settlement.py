"""The department pays a member what was redeemed at it, in one entry."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.money.events import Event
from haina.money.models import Ground
from haina.money.postings import Posting, transfer
from haina.money.verbs.post import post
from haina.money.vouchers.accounts import owed_to, paid_to
from haina.money.vouchers.finding import locked_settlement
from haina.money.vouchers.models import Settlement
from haina.money.vouchers.notices import tell_settlement
from haina.money.vouchers.permissions import VoucherVerb, account_of
from haina.money.vouchers.refusals import kindly
from haina.people.actors import Actor


def pay_settlement(actor: Actor, now: datetime, settlement_id: UUID) -> Settlement:
    """Pay it, a second time nothing. Raises NotThere, MayNot, or Refusal "nothing_left"."""
    on = timezone.localdate(now)
    with kindly(), transaction.atomic():
        settlement = locked_settlement(actor, settlement_id, VoucherVerb.PAY_SETTLEMENT)
        if settlement.state == Settlement.State.PAID:
            return settlement
        if settlement.fen == 0:
            raise Refusal("nothing_left", _("No use of this settlement was accepted, so nothing is paid."))
        member, currency = settlement.member, current_policy().head.currency.code
        ground = Ground.objects.create(
            document=f"settlement {settlement.pk}", decided_by=member.department, decided_on=on
        )
        legs = transfer(owed_to(member, currency).pk, paid_to(member, currency).pk, settlement.fen)
        posted = post(Posting(uuid5(settlement.pk, "pay"), Event.SETTLE, ground.pk, on, now, legs))
        settlement.state, settlement.paid_at = Settlement.State.PAID, now
        settlement.paid_by_id, settlement.entry_id = account_of(actor), posted.entry
        settlement.save()
        tell_settlement(settlement, now)
    return settlement
