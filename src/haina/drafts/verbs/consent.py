"""Consent to a draft's being published as it stands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.cases.policies import current_policy
from haina.drafts.models import CONSENTS, Consent, DraftEvent
from haina.drafts.permissions import DraftVerb, draft_verbs, require
from haina.drafts.recording import locked, note
from haina.drafts.refusals import kindly, refuse
from haina.people.actors import Actor


def consent(actor: Actor, now: datetime, draft_id: UUID, *, reason: str, seen: str) -> Consent:
    """Give the first or the second consent to the content that was `seen`.

    Raises MayNot, NotThere, and Refusal: for an author who would be the second, for who has consented,
    without a reason, where the draft was changed since, and over another version than the one in force.
    """
    with transaction.atomic(), kindly():
        draft = locked(draft_id, seen)
        account = require(actor, DraftVerb.CONSENT_FIRST, draft)
        if draft.base_id != current_policy().version:
            raise refuse("draft_is_stale")
        standing = list(Consent.objects.filter(draft=draft, withdrawn_at__isnull=True))
        if any(each.account_id == account for each in standing):
            raise refuse("draft_consented_by_two_people")
        if len(standing) >= CONSENTS:
            raise refuse("draft_takes_two_consents")
        if standing and DraftVerb.CONSENT_SECOND not in draft_verbs(actor, draft):
            raise refuse("draft_author_is_not_the_second")
        given = Consent.objects.create(
            draft=draft,
            account_id=account,
            author_id=draft.author_id,
            place=2 if any(each.place == 1 for each in standing) else 1,
            content=draft.content,
            reason=reason.strip(),
            given_at=now,
        )
        note(draft, DraftEvent.Kind.CONSENTED, account, now, given.reason)
    return given
