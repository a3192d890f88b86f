"""The department does not accept a redeemed use: its part goes back before it is settled."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal
from haina.money.verbs.reverse import reverse
from haina.money.vouchers.finding import locked_use
from haina.money.vouchers.models import Settlement, Use
from haina.money.vouchers.notices import tell_use
from haina.money.vouchers.permissions import VoucherVerb, account_of
from haina.money.vouchers.refusals import kindly, refuse
from haina.people.actors import Actor


def refuse_use(actor: Actor, now: datetime, use_id: UUID, *, why: str) -> Use:
    """Take the redemption back into the voucher, with a reason; a second time changes nothing.

    Raises NotThere, MayNot, or Refusal: reason_missing, use_is_settled_once, use_is_redeemed_once.
    """
    if not why.strip():
        raise Refusal("reason_missing", _("Say why, so that the people concerned know."))
    with kindly(), transaction.atomic():
        use = locked_use(actor, use_id, VoucherVerb.REFUSE_USE)
        if use.state == Use.State.REFUSED:
            return use
        if use.state != Use.State.REDEEMED or use.entry_id is None:
            raise refuse("use_is_redeemed_once")
        _leave_settlement(use)
        reverse(
            use.entry_id,
            key=uuid5(use.pk, "refuse"),
            ground=use.voucher.ground_id,
            happened_on=timezone.localdate(now),
            now=now,
            note=why.strip()[:200],
        )
        use.state, use.why, use.ended_at = Use.State.REFUSED, why.strip(), now
        use.ended_by_id, use.settlement = account_of(actor), None
        use.save()
        tell_use(use, now)
    return use


def _leave_settlement(use: Use) -> None:
    if use.settlement_id is None:
        return
    claimed = Settlement.objects.select_for_update().get(pk=use.settlement_id)
    if claimed.state == Settlement.State.PAID:
        raise refuse("use_is_settled_once")
    claimed.fen -= use.fen
    claimed.save(update_fields=["fen"])
