"""Take back what was issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from haina.cases import statuses_published
from haina.cases.commands import Revoke
from haina.cases.models import IssuedDocument
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def revoke(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    *,
    reasons: Sequence[str],
    note: str = "",
    key: str,
    seen: int,
) -> Receipt:
    """Revoke the issued document with reasons; whoever checks it is told from now on."""
    order = Order(actor, Verb.REVOKE, now, case_id, key, seen)

    def mark(matter: Matter) -> None:
        if matter.state.granted is None:
            raise TypeError("what is revoked was granted")
        document = IssuedDocument.objects.get(pk=matter.state.granted.number)
        document.revoked_at = now
        document.save(update_fields=["revoked_at"])
        statuses_published.forget(document.status_index)

    return perform(order, lambda matter: Revoke(tuple(reasons), note), change=mark)
