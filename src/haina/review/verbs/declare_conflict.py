"""Say that one may not judge an application, and give the task back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from haina.people.actors import Actor
from haina.review.assigned import own_task
from haina.review.locking import keep_open
from haina.review.models import Conflict
from haina.review.permissions import ReviewVerb, require
from haina.review.refusals import ReviewRefusal, refused_kindly
from haina.review.telling import tell_freed


def declare_conflict(actor: Actor, now: datetime, assignment_id: int, *, words: str) -> Conflict:
    """Keep it for good, with the reason; the task ends. Raises MayNotReview, NotThere, ReviewRefusal."""
    if not words.strip():
        raise ReviewRefusal("reason")
    task = own_task(actor, assignment_id)
    with refused_kindly(), transaction.atomic():
        require(actor, ReviewVerb.DECLARE_CONFLICT, keep_open(task.entry.round_id))
        conflict, is_new = Conflict.objects.get_or_create(
            entry=task.entry,
            reviewer=task.reviewer,
            kind=Conflict.Kind.DECLARED,
            defaults={"words": words.strip(), "found_at": now, "declared_by_id": actor.account_id},
        )
        if is_new and task.ended_at is None:
            tell_freed(task, now, "conflict")
        return conflict
