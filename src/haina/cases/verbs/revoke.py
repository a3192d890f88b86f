"""Take back what was issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

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
        valid = IssuedDocument.objects.filter(case=matter.row, revoked_at__isnull=True)
        valid.update(revoked_at=now)

    return perform(order, lambda matter: Revoke(tuple(reasons), note), change=mark)
