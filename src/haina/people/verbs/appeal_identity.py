"""Appeal against a decision on who one is, and answer such an appeal."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from haina.people.actors import Actor
from haina.people.identities import all_joined
from haina.people.identity_permissions import IdentityVerb, MayNotDecide, account_of, require
from haina.people.models import Appeal, IdentityEvent
from haina.people.verbs.merge import IdentityRefused, refused
from haina.people.verbs.split import undo


def appeal_identity(actor: Actor, event: IdentityEvent, words: str, *, now: datetime) -> Appeal:
    """Say why a decision is wrong. Raises MayNotDecide for who is not concerned, IdentityRefused."""
    require(actor, IdentityVerb.APPEAL, *all_joined(event.one_id, event.other_id))
    try:
        with transaction.atomic():
            return Appeal.objects.create(
                event=event, made_by_id=account_of(actor), made_at=now, words=words.strip()
            )
    except IntegrityError as error:
        raise refused(error) from error


def answer_appeal(
    actor: Actor, appeal: Appeal, answer: str, *, granted: bool, on: date, now: datetime
) -> Appeal:
    """Answer an appeal; where it is right, the decision is taken back.

    Who made the decision does not answer. Raises MayNotDecide, IdentityRefused for an answer given already.
    """
    event = appeal.event
    require(actor, IdentityVerb.ANSWER_APPEAL, *all_joined(event.one_id, event.other_id))
    if event.decided_by_id == actor.account_id:
        raise MayNotDecide(f"{actor.name} made the decision")
    with transaction.atomic():
        locked = Appeal.objects.select_for_update().get(pk=appeal.pk)
        if locked.answered_at is not None:
            raise IdentityRefused("identity_appeal_is_answered_whole")
        if granted:
            locked.granted_by = undo(actor, event, reason=answer, on=on, now=now)
        locked.answered_at, locked.answered_by_id, locked.answer = now, actor.account_id, answer.strip()
        try:
            with transaction.atomic():
                locked.save()
        except IntegrityError as error:
            raise refused(error) from error
        return locked
