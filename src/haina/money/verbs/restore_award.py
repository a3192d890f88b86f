"""Restore an award whose grant was revoked, because the revocation was overturned on appeal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from haina.money.commitments import source_of
from haina.money.models import Award, Claim, Ground, Instalment
from haina.money.refusals import refused_kindly
from haina.money.verbs.claim import claim
from haina.money.verbs.end_award import locked
from haina.money.verbs.set_aside import set_aside
from haina.policy import Policy
from haina.policy.guarding import Award as Guarded


def restore_award(policy: Policy, award_id: UUID, guarded: Guarded, ground: Ground, now: datetime) -> Award:
    """Let an award that ended with its grant go on: instalments, places in the guard, money for what is open.

    Inside the transaction of the appeal; nothing happens to an award that ended otherwise. MoneyRefusal where
    another award has taken its place meanwhile, where its call has given as many as it may, or has no money
    left; an award without a call waits for money as any other does.
    """
    with refused_kindly(), transaction.atomic():
        award = locked(award_id)
        if award.state != Award.State.ENDED or not award.ended_with_grant:
            return award
        award.state, award.ended_on, award.ended_with_grant = Award.State.WAITING, None, False
        award.restored += 1
        award.save(update_fields=["state", "ended_on", "ended_with_grant", "restored"])
        for each in award.instalments.filter(state=Instalment.State.CANCELLED):
            each.state = _state_before(each)
            each.save(update_fields=["state"])
        if not Claim.objects.filter(award__in=award.claim_keys, state=Claim.State.ACTIVE).exists():
            claim(policy, _places(award, guarded), ground=ground.pk, now=now)
        return set_aside(award, source_of(award, localdate(now)), now, ground=ground)


def _state_before(instalment: Instalment) -> Instalment.State:
    """Where an instalment was when it was cancelled; one that was given back has the officer's words."""
    if instalment.accepted_at is not None:
        return Instalment.State.ACCEPTED
    if instalment.claimed_at is not None and not instalment.answer_words:
        return Instalment.State.CLAIMED
    return Instalment.State.PLANNED


def _places(award: Award, guarded: Guarded) -> Guarded:
    """What the guard is asked for: the award as it was granted, for whose it is, under a key of its own."""
    who = ((sort, award.person_id if sort == "person" else each) for sort, each in guarded.beneficiaries)
    return replace(
        guarded,
        beneficiaries=frozenset((sort, each) for sort, each in who if each is not None),
        key=award.claim_keys[-1],
        first=award.first,
        last=award.last,
        fen=award.fen,
        entitled=award.entitled,
        purpose=award.purpose,
    )
