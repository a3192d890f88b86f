"""Cancel a booked use; what was set aside for it is free again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal
from haina.money.verbs.release_hold import release_hold
from haina.money.vouchers.finding import locked_use, roles_to_use
from haina.money.vouchers.models import Use
from haina.money.vouchers.notices import tell_use
from haina.money.vouchers.permissions import VoucherRole, VoucherVerb, account_of
from haina.money.vouchers.refusals import kindly, refuse
from haina.people.actors import Actor


def cancel(actor: Actor, now: datetime, use_id: UUID, *, why: str = "") -> Use:
    """Cancel it, a second time nothing. Raises NotThere, MayNot, or Refusal: over, use_is_redeemed_once."""
    with kindly(), transaction.atomic():
        use = locked_use(actor, use_id, VoucherVerb.CANCEL)
        if use.state == Use.State.CANCELLED:
            return use
        if use.state != Use.State.BOOKED:
            raise refuse("use_is_redeemed_once")
        if use.starts_at <= now and VoucherRole.MEMBER not in roles_to_use(actor, use):
            raise Refusal("over", _("The time has come; only the owner can cancel it now."))
        release_hold(use.hold_id, now)
        use.state, use.ended_at, use.ended_by_id = Use.State.CANCELLED, now, account_of(actor)
        use.why = why.strip()
        use.save()
        tell_use(use, now)
    return use
