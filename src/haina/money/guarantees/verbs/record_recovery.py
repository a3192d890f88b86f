"""What is recovered of a loss after it was borne flows back in proportion."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext

from haina.cases.refusals import KeyUsed
from haina.money.events import Event
from haina.money.guarantees.finding import locked_compensation, locked_loss
from haina.money.guarantees.holding import home_account
from haina.money.guarantees.models import Loss, Recovery
from haina.money.guarantees.notices import tell_recovered
from haina.money.guarantees.permissions import GuaranteeVerb, account_of
from haina.money.guarantees.refusals import kindly, refuse
from haina.money.guarantees.verbs.pay_loss import lender_account
from haina.money.postings import Posting, transfer
from haina.money.verbs.claw_back import claw_back
from haina.money.verbs.post import post
from haina.people.actors import Actor


def record_recovery(actor: Actor, now: datetime, loss_id: UUID, recovered: int, *, key: str) -> Recovery:
    """Record what the lender recovered of a loss that was paid; the guarantee's share goes back at once.

    Raises NotThere, MayNot, KeyUsed, or Refusal: recovery_is_real, recovery_is_within_the_loss.
    """
    with kindly(), transaction.atomic():
        loss, guarantee = locked_loss(actor, loss_id, GuaranteeVerb.RECORD_RECOVERY)
        known = _replayed(actor, key)
        if known is not None:
            return known
        borne = loss.fen if loss.state == Loss.State.PAID else 0
        fen = _share(Recovery.objects.filter(of=loss), recovered, borne, loss.loss)
        made = Recovery(of=loss, recovered=recovered, fen=fen, key=key, recorded_at=now)
        made.recorded_by_id = account_of(actor)
        home = home_account(guarantee)
        if fen > 0 and home is not None:
            legs = transfer(lender_account(guarantee, now).pk, home.pk, fen)
            on = timezone.localdate(now)
            own = uuid5(loss.pk, f"recovery|{key}")
            posting = Posting(own, Event.CLAW_BACK, guarantee.ground_id, on, now, legs, note=guarantee.number)
            made.entry_id = post(posting).entry
        made.save()
        guarantee.recovered += fen
        guarantee.save(update_fields=["recovered"])
        tell_recovered(made, guarantee, now)
    return made


def record_recovery_of_compensation(
    actor: Actor, now: datetime, number: int, recovered: int, *, key: str
) -> Recovery:
    """Record what was recovered of a compensated loss, and have the proportion taken back of the award.

    Raises NotThere, MayNot, KeyUsed, or Refusal: recovery_is_real, recovery_is_within_the_loss,
    more_than_paid.
    """
    with kindly(), transaction.atomic():
        row = locked_compensation(actor, number, GuaranteeVerb.RECORD_RECOVERY)
        known = _replayed(actor, key)
        if known is not None:
            return known
        fen = _share(Recovery.objects.filter(compensation=row), recovered, row.fen, row.loss)
        made = Recovery(compensation=row, recovered=recovered, fen=fen, key=key, recorded_at=now)
        made.recorded_by_id = account_of(actor)
        if fen > 0:
            words = gettext("Recovered after the compensation was paid")
            made.clawback = claw_back(actor, now, row.award, fen, words=words, key=f"recovery:{key}"[:80])
        made.save()
    return made


def _replayed(actor: Actor, key: str) -> Recovery | None:
    known = Recovery.objects.filter(key=key).first()
    if known is not None and known.recorded_by_id != actor.account_id:
        raise KeyUsed(key)
    return known


def _share(before: QuerySet[Recovery], recovered: int, borne: int, loss: int) -> int:
    """Fen that come back now: the proportion over all recoveries together, less what came back before."""
    if recovered <= 0:
        raise refuse("recovery_is_real")
    sums = before.aggregate(recovered=Sum("recovered"), fen=Sum("fen"))
    together = int(sums["recovered"] or 0) + recovered
    if borne == 0 or together > loss:
        raise refuse("recovery_is_within_the_loss")
    return borne * together // loss - int(sums["fen"] or 0)
