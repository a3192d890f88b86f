"""The record of every step of a draft, and finding a draft to act on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.drafts.models import Draft, DraftEvent
from haina.drafts.refusals import refuse


class NotThere(LookupError):
    """There is no such draft."""


def note(draft: Draft, kind: DraftEvent.Kind, account: UUID, now: datetime, words: str = "") -> None:
    """Write down a step; in the transaction of the step itself."""
    DraftEvent.objects.create(
        draft=draft, kind=kind, account_id=account, at=now, content=draft.content, words=words
    )


def locked(draft_id: UUID, seen: str = "") -> Draft:
    """An open draft, held until the transaction ends; `seen` is the content that the actor looked at.

    Raises NotThere, and Refusal for one that is closed or was changed since.
    """
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise NotThere(str(draft_id))
    if draft.state != Draft.State.OPEN:
        raise refuse("draft_is_open")
    if seen and seen != draft.content:
        raise refuse("draft_changed_meanwhile")
    return draft
