"""End a guarantee: the loan was repaid or never drawn, or the time for claims is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal
from haina.money.guarantees.finding import locked_guarantee
from haina.money.guarantees.holding import award_of, let_go
from haina.money.guarantees.models import Guarantee, Loss
from haina.money.guarantees.notices import tell_ended
from haina.money.guarantees.permissions import GuaranteeVerb
from haina.money.guarantees.refusals import kindly
from haina.money.models import Award
from haina.money.verbs.end_award import ended
from haina.people.actors import Actor


def end(actor: Actor, now: datetime, guarantee_id: UUID, *, why: str) -> Guarantee:
    """End the guarantee with its reason; what was set aside goes back. A second time changes nothing.

    Raises NotThere, MayNot, or Refusal: reason_missing, claims_open.
    """
    if not why.strip():
        raise Refusal("reason_missing", _("Say why, so that the people concerned know."))
    with kindly(), transaction.atomic():
        guarantee = locked_guarantee(actor, guarantee_id, GuaranteeVerb.END)
        end_guarantee(guarantee, why.strip(), now)
        award = award_of(guarantee)
        if award is not None and not award.is_over:
            ended(award, Award.State.ENDED, now)
    return guarantee


def end_guarantee(guarantee: Guarantee, why: str, now: datetime) -> None:
    """End it, unless it has ended; inside the transaction. Raises Refusal while a claim is open."""
    if guarantee.state == Guarantee.State.ENDED:
        return
    if Loss.objects.filter(guarantee=guarantee, state=Loss.State.CLAIMED).exists():
        raise Refusal("claims_open", _("A claim is open. Decide on it first."))
    let_go(guarantee, now)
    guarantee.state, guarantee.ended_at, guarantee.ended_why = Guarantee.State.ENDED, now, why
    guarantee.save()
    tell_ended(guarantee, now)


def end_with_award(award: Award, now: datetime) -> bool:
    """End the guarantee that an award is, if it is one; whether a loss was paid under it."""
    rows = Guarantee.objects.select_for_update(of=("self",), no_key=True)
    guarantee = rows.filter(award=award.pk).first()
    if guarantee is None:
        return False
    end_guarantee(guarantee, award.number, now)
    return guarantee.paid > 0
