"""The holder hands the voucher over for a use: its part is owed to the member until it is settled."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.money.events import Event
from haina.money.verbs.post_hold import HoldPayment, post_hold
from haina.money.vouchers.accounts import owed_to
from haina.money.vouchers.finding import locked_use
from haina.money.vouchers.models import Use, Voucher
from haina.money.vouchers.notices import tell_use
from haina.money.vouchers.permissions import VoucherVerb, account_of
from haina.money.vouchers.refusals import kindly, refuse
from haina.people.actors import Actor


def redeem(actor: Actor, now: datetime, use_id: UUID) -> Use:
    """Redeem the voucher for a use that took place; a second time changes nothing.

    Raises NotThere, MayNot, or Refusal: not_confirmed, use_needs_an_issued_voucher, hold_expired,
    use_is_redeemed_once.
    """
    day = timezone.localdate(now)
    with kindly(), transaction.atomic():
        use = locked_use(actor, use_id, VoucherVerb.REDEEM)
        if use.state == Use.State.REDEEMED:
            return use
        if use.state == Use.State.BOOKED:
            raise Refusal("not_confirmed", _("The member has not confirmed the use yet."))
        if use.state != Use.State.DONE:
            raise refuse("use_is_redeemed_once")
        if use.voucher.state != Voucher.State.ISSUED:
            raise refuse("use_needs_an_issued_voucher")
        taker = owed_to(use.member, current_policy().head.currency.code)
        payment = HoldPayment(taker.pk, Event.REDEEM_VOUCHER, day)
        posted = post_hold(use.hold_id, payment, key=uuid5(use.pk, "redeem"), now=now)
        use.state, use.redeemed_at, use.redeemed_by_id = Use.State.REDEEMED, now, account_of(actor)
        use.entry_id = posted.entry
        use.save()
        tell_use(use, now)
    return use
