"""Let reviewers have more time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.people.actors import Actor
from haina.review.locking import hold
from haina.review.models import Round
from haina.review.permissions import ReviewVerb, require
from haina.review.refusals import ReviewRefusal, refused_kindly


def extend(actor: Actor, now: datetime, round_id: UUID, *, closes_at: datetime) -> Round:
    """Move the end of a round to later; raises MayNotReview, NotThere, ReviewRefusal."""
    with refused_kindly(), transaction.atomic():
        round = hold(round_id)
        require(actor, ReviewVerb.EXTEND, round)
        if closes_at <= max(round.closes_at, now):
            raise ReviewRefusal("times")
        round.closes_at = closes_at
        round.save(update_fields=["closes_at"])
        return round
