"""The department does not accept a claim, with its reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal
from haina.money.guarantees.finding import locked_loss
from haina.money.guarantees.models import Loss
from haina.money.guarantees.notices import tell_decided
from haina.money.guarantees.permissions import GuaranteeVerb, account_of
from haina.money.guarantees.refusals import kindly, refuse
from haina.people.actors import Actor


def refuse_loss(actor: Actor, now: datetime, loss_id: UUID, *, why: str) -> Loss:
    """Refuse the claim; a second time changes nothing.

    Raises NotThere, MayNot, or Refusal: reason_missing, loss_is_decided_once.
    """
    if not why.strip():
        raise Refusal("reason_missing", _("Say why, so that the people concerned know."))
    with kindly(), transaction.atomic():
        loss, guarantee = locked_loss(actor, loss_id, GuaranteeVerb.REFUSE_LOSS)
        if loss.state == Loss.State.REFUSED:
            return loss
        if loss.state != Loss.State.CLAIMED:
            raise refuse("loss_is_decided_once")
        loss.state, loss.why = Loss.State.REFUSED, why.strip()
        loss.decided_at, loss.decided_by_id = now, account_of(actor)
        loss.save()
        tell_decided(loss, guarantee, now)
    return loss
