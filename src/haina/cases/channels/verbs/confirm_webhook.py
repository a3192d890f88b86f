"""Confirm the address of a system by a challenge; the outbox does it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.channels.models import Webhook
from haina.cases.channels.port import NotDelivered
from haina.cases.channels.webhook import challenge


def confirm_webhook(now: datetime, id: UUID) -> None:
    """Ask the system for what it was sent, and keep how that went.

    Raises NotDelivered where it went wrong in a way that may be right later.
    """
    waiting = Webhook.objects.filter(pk=id, confirmed_at__isnull=True, ended_at__isnull=True)
    webhook = waiting.first()
    if webhook is None:
        return
    try:
        challenge(webhook, now)
    except NotDelivered as error:
        waiting.update(problem=error.trouble)
        if error.again:
            raise
    else:
        waiting.update(confirmed_at=now, problem="")
