"""Have a draft tried over a synthetic city."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from haina.cases.policies import policy_of
from haina.drafts import outbox
from haina.drafts.models import DraftEvent, Trial
from haina.drafts.permissions import DraftVerb, require
from haina.drafts.recording import locked, note
from haina.drafts.refusals import kindly, refuse
from haina.drafts.trying import has_city, question_of
from haina.people.actors import Actor

#: The seed of the cities in which drafts are tried, the same for all so that results can be compared.
SEED = 1


def try_out(actor: Actor, now: datetime, draft_id: UUID) -> Trial:
    """Leave a trial to the worker; the one that is under way or done where there is one already.

    Raises MayNot, NotThere, and Refusal where there is nothing to be asked of a city.
    """
    with transaction.atomic(), kindly():
        draft = locked(draft_id)
        account = require(actor, DraftVerb.TRY_OUT, draft)
        there = draft.trials.filter(content=draft.content).exclude(state=Trial.State.FAILED).first()
        if there is not None:
            return there
        if not has_city(policy_of(draft.base_id)):
            raise refuse("draft_has_no_city")
        asked, on = question_of(draft, timezone.localdate(now))
        if not asked:
            raise refuse("draft_changes_no_right")
        trial = Trial.objects.create(
            draft=draft,
            content=draft.content,
            people=settings.HAINA_TRIAL_PEOPLE,
            seed=SEED,
            on=on,
            asked=list(asked),
            begun_at=now,
        )
        note(draft, DraftEvent.Kind.TRIED, account, now)
        outbox.try_out(trial.pk)
    return trial
