"""Publish a ranking: everybody may read it from now on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.people.actors import Actor
from haina.review.locking import hold
from haina.review.models import Round
from haina.review.permissions import ReviewVerb, require
from haina.review.refusals import ReviewRefusal, refused_kindly


def publish(actor: Actor, now: datetime, round_id: UUID) -> Round:
    """Publish it once; a second time changes nothing. Raises MayNotReview, NotThere, ReviewRefusal."""
    with refused_kindly(), transaction.atomic():
        round = hold(round_id)
        if round.published:
            require(actor, ReviewVerb.READ_RANKING, round)
            return round
        if not round.closed:
            require(actor, ReviewVerb.READ, round)
            raise ReviewRefusal("not_closed")
        require(actor, ReviewVerb.PUBLISH, round)
        round.published_at, round.published_by_id = now, actor.account_id
        round.save(update_fields=["published_at", "published_by"])
        return round
