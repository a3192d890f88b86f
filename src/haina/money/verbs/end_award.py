"""End an award before it is paid in full: what is not paid goes back to where it came from."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from haina.money.commitments import home_of
from haina.money.endings import end_what_it_became
from haina.money.events import Event
from haina.money.models import Award, Instalment
from haina.money.permissions import MoneyVerb, require_award
from haina.money.postings import Posting, transfer
from haina.money.refusals import WORDS, MoneyRefusal, refused_kindly
from haina.money.verbs.post import post
from haina.money.verbs.release_claim import release_claim
from haina.people.actors import Actor


def end_award(actor: Actor, now: datetime, award_id: UUID) -> Award:
    """End an award by decision; what was paid stays paid. Raises MoneyRefusal where it is over already."""
    with transaction.atomic():
        award = locked(award_id)
        require_award(actor, MoneyVerb.END_AWARD, award)
        if award.is_over:
            raise MoneyRefusal("award_goes_forward", WORDS["award_goes_forward"])
        return ended(award, Award.State.ENDED, now)


def end_awards_of(case_id: UUID, now: datetime) -> None:
    """End what a case had been granted, because its grant was revoked; inside the transaction of that."""
    for id in Award.objects.filter(case_id=case_id).values_list("pk", flat=True):
        award = locked(id)
        if not award.is_over:
            award.ended_with_grant = True
            ended(award, Award.State.ENDED, now)


def locked(award_id: UUID) -> Award:
    """The award, locked to the end of the transaction."""
    found = Award.objects.select_for_update(of=("self",)).select_related("case", "account", "call", "plan")
    return found.get(pk=award_id)


def ended(award: Award, state: Award.State, now: datetime) -> Award:
    """Cancel what is not paid, give its money back, and free the guard's places where nothing was paid."""
    on = localdate(now)
    was_used = end_what_it_became(award, now)
    with refused_kindly():
        open_ = award.instalments.exclude(state__in=[Instalment.State.PAID, Instalment.State.CANCELLED])
        open_.update(state=Instalment.State.CANCELLED)
        if award.account is not None:
            award.account.refresh_from_db()
            if award.account.balance > 0:
                legs = transfer(award.account.pk, home_of(award).pk, award.account.balance)
                key = award.key_of("release")
                post(Posting(key, Event.RELEASE, award.ground_id, on, now, legs, note=award.number))
        award.state, award.ended_on = state, on
        award.save(update_fields=["state", "ended_on", "ended_with_grant"])
    nothing_paid = not was_used and not award.instalments.filter(state=Instalment.State.PAID).exists()
    if nothing_paid or state == Award.State.TAKEN_BACK:
        for key in award.claim_keys:
            release_claim(key, ground=award.ground_id, now=now)
    return award
