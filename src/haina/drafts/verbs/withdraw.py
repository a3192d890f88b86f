"""Withdraw one's consent to a draft that is not published yet."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.drafts.models import Consent, DraftEvent
from haina.drafts.permissions import DraftVerb, require
from haina.drafts.recording import locked, note
from haina.drafts.refusals import kindly, refuse
from haina.people.actors import Actor


def withdraw(actor: Actor, now: datetime, draft_id: UUID) -> None:
    """Take the consent back. Raises MayNot, NotThere, and Refusal where there is none or it is too late."""
    with transaction.atomic(), kindly():
        draft = locked(draft_id)
        account = require(actor, DraftVerb.WITHDRAW, draft)
        mine = Consent.objects.filter(draft=draft, account_id=account, withdrawn_at__isnull=True)
        if not mine.update(withdrawn_at=now):
            raise refuse("draft_no_consent")
        note(draft, DraftEvent.Kind.WITHDRAWN, account, now)
