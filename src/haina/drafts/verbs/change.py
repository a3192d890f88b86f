"""Change a draft of one's own; the consents to it as it was are void."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.cases.policies import store_version
from haina.drafts.models import Consent, Draft, DraftEvent
from haina.drafts.permissions import DraftVerb, require
from haina.drafts.proposals import Proposal
from haina.drafts.recording import locked, note
from haina.drafts.refusals import kindly
from haina.drafts.verbs.write import base_of, check, keep
from haina.people.actors import Actor


def change(actor: Actor, now: datetime, draft_id: UUID, proposal: Proposal, *, seen: str) -> Draft:
    """Store the draft anew where it differs. Raises MayNot, NotThere, and what `write` does."""
    policy = base_of(proposal)
    check(policy, proposal, now)
    with transaction.atomic(), kindly():
        draft = locked(draft_id, seen)
        account = require(actor, DraftVerb.CHANGE, draft)
        if proposal.content == draft.content:
            return draft
        store_version(policy, now)
        voided = Consent.objects.filter(draft=draft, withdrawn_at__isnull=True).update(withdrawn_at=now)
        keep(draft, proposal, now)
        note(draft, DraftEvent.Kind.CHANGED, account, now)
        if voided:
            note(draft, DraftEvent.Kind.VOIDED, account, now, str(voided))
    return draft
