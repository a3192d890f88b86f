"""End the private address of one's calendar."""

from __future__ import annotations

from datetime import datetime

from haina.cases.dates.models import Feed
from haina.people.actors import Actor


def end_feed(actor: Actor, now: datetime) -> bool:
    """Make the address good for nothing; whether there was one. Raises PermissionError for a visitor."""
    if actor.account_id is None:
        raise PermissionError("nobody is signed in")
    standing = Feed.objects.filter(account_id=actor.account_id, ended_at__isnull=True)
    return bool(standing.update(ended_at=now))
