"""Take an address away; nothing is sent there any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.channels.models import Webhook
from haina.cases.channels.verbs.set_webhook import whose
from haina.people.actors import Actor


def end_webhook(actor: Actor, now: datetime, organisation: UUID | None = None) -> bool:
    """End one's own address, or an organisation's; whether there was one. Raises PermissionError."""
    standing = Webhook.objects.filter(ended_at__isnull=True, **whose(actor, organisation))
    return bool(standing.update(ended_at=now))
