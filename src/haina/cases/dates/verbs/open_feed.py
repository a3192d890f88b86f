"""Make a private address of one's calendar; the one before is good no longer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from haina.cases.dates.models import Feed
from haina.cases.dates.verbs.end_feed import end_feed
from haina.people.actors import Actor
from haina.people.models import Account


@transaction.atomic
def open_feed(actor: Actor, now: datetime) -> Feed:
    """Store a new address in place of the one before; raises PermissionError for a visitor."""
    if actor.account_id is None:
        raise PermissionError("nobody is signed in")
    # Two at once: the second waits and ends the first one's.
    Account.objects.select_for_update(no_key=True).get(pk=actor.account_id)
    end_feed(actor, now)
    return Feed.objects.create(account_id=actor.account_id, made_at=now)
