"""Throw a draft of one's own away; it stays on record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.drafts.models import Consent, Draft, DraftEvent
from haina.drafts.permissions import DraftVerb, require
from haina.drafts.recording import locked, note
from haina.drafts.refusals import kindly
from haina.people.actors import Actor


def discard(actor: Actor, now: datetime, draft_id: UUID) -> Draft:
    """Discard the draft. Raises MayNot, NotThere, and Refusal for one that is closed."""
    with transaction.atomic(), kindly():
        draft = locked(draft_id)
        account = require(actor, DraftVerb.DISCARD, draft)
        Consent.objects.filter(draft=draft, withdrawn_at__isnull=True).update(withdrawn_at=now)
        draft.state, draft.changed_at = Draft.State.DISCARDED, now
        draft.save()
        note(draft, DraftEvent.Kind.DISCARDED, account, now)
    return draft
