"""The lender claims a loss on a guaranteed loan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import KeyUsed, Refusal
from haina.money.guarantees.finding import locked_guarantee
from haina.money.guarantees.models import Guarantee, Loss
from haina.money.guarantees.notices import tell_claimed
from haina.money.guarantees.permissions import GuaranteeVerb, account_of
from haina.money.guarantees.refusals import kindly, refuse
from haina.money.vouchers.terms import part_of
from haina.people.actors import Actor


@dataclass(frozen=True, slots=True)
class NewLoss:
    """A loss as the lender claims it, in fen."""

    fen: int
    defaulted_on: date
    papers: str


def claim_loss(actor: Actor, now: datetime, guarantee_id: UUID, loss: NewLoss, *, key: str) -> Loss:
    """Claim the loss; the guarantee bears its share of it, as far as the cover goes. Once for a key.

    Raises NotThere, MayNot, KeyUsed, or Refusal: no_papers, not_yet, loss_lies_within_the_guarantee,
    losses_are_within_the_loan, guarantee_pays_no_more_than_its_cover.
    """
    with kindly(), transaction.atomic():
        guarantee = locked_guarantee(actor, guarantee_id, GuaranteeVerb.CLAIM_LOSS)
        known = Loss.objects.filter(key=key).first()
        if known is not None:
            if (known.guarantee_id, known.claimed_by_id) != (guarantee.pk, actor.account_id):
                raise KeyUsed(key)
            return known
        _check(loss, timezone.localdate(now))
        if guarantee.state != Guarantee.State.RUNNING or guarantee.share is None:
            raise refuse("loss_lies_within_the_guarantee")
        open_claims = Loss.objects.filter(guarantee=guarantee, state=Loss.State.CLAIMED)
        waiting = open_claims.aggregate(total=Sum("fen"))["total"] or 0
        left = guarantee.left - int(waiting)
        if left <= 0:
            raise refuse("guarantee_pays_no_more_than_its_cover")
        claimed = Loss.objects.create(
            guarantee=guarantee,
            loss=loss.fen,
            fen=min(part_of(loss.fen, guarantee.share), left),
            defaulted_on=loss.defaulted_on,
            papers=loss.papers.strip(),
            key=key,
            claimed_at=now,
            claimed_by_id=account_of(actor),
        )
        tell_claimed(claimed, guarantee, now)
    return claimed


def _check(loss: NewLoss, on: date) -> None:
    if loss.fen <= 0:
        raise refuse("loss_is_real")
    if not loss.papers.strip():
        raise Refusal("no_papers", _("Name the papers that show the default and the loss."))
    if loss.defaulted_on > on:
        raise Refusal("not_yet", _("The day of the default is still to come."))
