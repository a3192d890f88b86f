"""The member says that a use took place, with the number of its invoice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal
from haina.money.vouchers.finding import locked_use
from haina.money.vouchers.models import Use
from haina.money.vouchers.notices import tell_use
from haina.money.vouchers.permissions import VoucherVerb, account_of
from haina.money.vouchers.refusals import kindly, refuse
from haina.people.actors import Actor


def confirm_use(actor: Actor, now: datetime, use_id: UUID, *, invoice: str) -> Use:
    """Note the use as done; the same invoice a second time changes nothing.

    Raises NotThere, MayNot, or Refusal: not_over, use_has_an_invoice, invoice_is_used_once,
    use_is_redeemed_once.
    """
    number = invoice.strip()
    if not number:
        raise refuse("use_has_an_invoice")
    with kindly(), transaction.atomic():
        use = locked_use(actor, use_id, VoucherVerb.CONFIRM_USE)
        if use.state == Use.State.DONE and use.invoice == number:
            return use
        if use.state != Use.State.BOOKED:
            raise refuse("use_is_redeemed_once")
        if use.ends_at > now:
            raise Refusal("not_over", _("The use is not over yet."))
        use.state, use.invoice, use.done_at, use.done_by_id = Use.State.DONE, number, now, account_of(actor)
        use.save()
        tell_use(use, now)
    return use
