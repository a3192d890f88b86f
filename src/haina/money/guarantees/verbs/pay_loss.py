"""The department pays what the guarantee bears of a loss."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal
from haina.money.events import Event
from haina.money.guarantees.finding import locked_loss
from haina.money.guarantees.holding import set_aside
from haina.money.guarantees.models import Guarantee, Loss
from haina.money.guarantees.notices import tell_decided
from haina.money.guarantees.permissions import GuaranteeVerb, account_of
from haina.money.guarantees.refusals import kindly, refuse
from haina.money.models import Account
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.verbs.post_hold import HoldPayment, post_hold
from haina.people.actors import Actor


def pay_loss(actor: Actor, now: datetime, loss_id: UUID) -> Loss:
    """Pay the claim out of what is set aside; a second time changes nothing.

    Raises NotThere, MayNot, or Refusal: loss_is_decided_once, guarantee_pays_no_more_than_its_cover.
    """
    with kindly(), transaction.atomic():
        loss, guarantee = locked_loss(actor, loss_id, GuaranteeVerb.PAY_LOSS)
        if loss.state == Loss.State.PAID:
            return loss
        if loss.state != Loss.State.CLAIMED or guarantee.hold_id is None:
            raise refuse("loss_is_decided_once")
        if loss.claimed_by_id == actor.account_id:
            raise refuse("loss_is_decided_by_another")
        payment = HoldPayment(
            lender_account(guarantee, now).pk, Event.PAY, timezone.localdate(now), fen=loss.fen
        )
        posted = post_hold(guarantee.hold_id, payment, key=uuid5(loss.pk, "pay"), now=now)
        loss.state, loss.decided_at, loss.decided_by_id = Loss.State.PAID, now, account_of(actor)
        loss.entry_id = posted.entry
        loss.save()
        guarantee.paid += loss.fen
        set_aside(guarantee, str(loss.pk), now)
        tell_decided(loss, guarantee, now)
    return loss


def lender_account(guarantee: Guarantee, now: datetime) -> Account:
    """The account that says what the lender has been paid under guarantees."""
    if guarantee.lender is None or guarantee.source is None:
        raise Refusal("guarantee_runs_for_a_loan", _("The loan has not been entered yet."))
    currency = guarantee.source.currency
    return open_account(
        NewAccount(
            f"paid/guarantees/{guarantee.lender_id}/{currency}",
            Account.Kind.PAID,
            timezone.localdate(now),
            currency=currency,
            organisation=guarantee.lender_id,
        )
    )
