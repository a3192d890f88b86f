"""End a voucher by decision, as after misuse: what is left goes back to where it came from."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal
from haina.money.vouchers.ending import end_award_of, end_voucher
from haina.money.vouchers.finding import locked_voucher
from haina.money.vouchers.models import Voucher
from haina.money.vouchers.permissions import VoucherVerb
from haina.money.vouchers.refusals import kindly, refuse
from haina.people.actors import Actor


def end(actor: Actor, now: datetime, voucher_id: UUID, *, why: str) -> Voucher:
    """End the voucher, with a reason; a second time changes nothing.

    Raises NotThere, MayNot, or Refusal: reason_missing, voucher_ends_once.
    """
    if not why.strip():
        raise Refusal("reason_missing", _("Say why, so that the people concerned know."))
    with kindly(), transaction.atomic():
        voucher = locked_voucher(actor, voucher_id, VoucherVerb.END)
        if voucher.state == Voucher.State.ENDED:
            return voucher
        if voucher.state == Voucher.State.EXPIRED:
            raise refuse("voucher_ends_once")
        end_voucher(voucher, why.strip(), now)
        end_award_of(voucher, now)
    return voucher
