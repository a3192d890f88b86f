"""Hand in a review: its marks count from now on and stay as they are."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from haina.people.actors import Actor
from haina.review.assigned import own_task, sheet_of
from haina.review.models import Assignment
from haina.review.refusals import ReviewRefusal, refused_kindly
from haina.review.verbs.assign import keep_found
from haina.review.verbs.score import held_task


def hand_in(actor: Actor, now: datetime, assignment_id: int, *, seen: int) -> Assignment:
    """Hand in what was looked at; conflicts are looked for once more. A second time changes nothing.

    Raises MayNotReview, NotThere, ReviewRefusal.
    """
    before = own_task(actor, assignment_id)
    if before.handed_in_at is not None and before.ended_at is None:
        return before
    with refused_kindly(), transaction.atomic():
        task = held_task(actor, now, assignment_id, seen)
        sheet = sheet_of(task)
        if not sheet.is_whole:
            raise ReviewRefusal("review_is_whole")
        if not any(score.words for score in sheet.scores.values()):
            raise ReviewRefusal("words")
        if not keep_found(task.entry, task.reviewer, now):
            task.handed_in_at = now
            task.save(update_fields=["handed_in_at"])
            return task
    raise ReviewRefusal("no_review_with_a_conflict")
