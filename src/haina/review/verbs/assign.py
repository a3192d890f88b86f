"""Give an application to a reviewer, or take it away again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.people.actors import Actor
from haina.review.conflicts import find_conflicts
from haina.review.locking import NotThere, hold_reviewer, keep_open
from haina.review.models import Assignment, Conflict, Entry, Reviewer
from haina.review.permissions import ReviewVerb, account_of, require
from haina.review.refusals import ReviewRefusal, refused_kindly
from haina.review.schemes import scheme_of
from haina.review.telling import tell_freed, tell_given


def assign(actor: Actor, now: datetime, entry_id: int, reviewer_id: UUID) -> Assignment:
    """Give it; a task that was taken away is given again. Raises MayNotReview, NotThere, ReviewRefusal.

    Conflicts are looked for first; what is found is kept, and the task is refused.
    """
    entry = Entry.objects.select_related("case").filter(pk=entry_id).first()
    if entry is None:
        raise NotThere(str(entry_id))
    with refused_kindly(), transaction.atomic():
        round = keep_open(entry.round_id)
        require(actor, ReviewVerb.ASSIGN, round)
        reviewer = Reviewer.objects.filter(pk=reviewer_id, department=round.department).first()
        if reviewer is None:
            raise NotThere(str(reviewer_id))
        if reviewer.ended_at is not None:
            raise ReviewRefusal("ended")
        if reviewer.role not in scheme_of(round).reviewers:
            raise ReviewRefusal("wrong_role")
        if not keep_found(entry, reviewer, now):
            return _given(actor, now, entry, reviewer)
    raise ReviewRefusal("no_review_with_a_conflict")


def _given(actor: Actor, now: datetime, entry: Entry, reviewer: Reviewer) -> Assignment:
    hold_reviewer(reviewer.pk)
    task, is_new = Assignment.objects.select_for_update(no_key=True).get_or_create(
        entry=entry,
        reviewer=reviewer,
        defaults={"assigned_by_id": account_of(actor), "assigned_at": now},
    )
    if not is_new and task.ended_at is not None:
        task.ended_at, task.ended_why = None, ""
        task.assigned_by_id, task.assigned_at = account_of(actor), now
        task.save()
        is_new = True
    if is_new:
        tell_given(task, now)
    return task


def keep_found(entry: Entry, reviewer: Reviewer, now: datetime) -> bool:
    """Look for conflicts and keep what is found, which ends the task; whether there is any, old or new."""
    had = Assignment.objects.filter(entry=entry, reviewer=reviewer, ended_at__isnull=True).first()
    found = [
        conflict
        for conflict in find_conflicts(entry, reviewer, now)
        if not Conflict.objects.filter(entry=entry, reviewer=reviewer, kind=conflict.kind).exists()
    ]
    for conflict in found:
        conflict.save()
    if found and had is not None:
        tell_freed(had, now, "conflict")
    return Conflict.objects.filter(entry=entry, reviewer=reviewer).exists()


def take_away(actor: Actor, now: datetime, assignment_id: int, *, why: str) -> Assignment:
    """Take a task away; what was handed in counts no longer. Raises MayNotReview, NotThere, ReviewRefusal."""
    if not why.strip():
        raise ReviewRefusal("reason")
    task = Assignment.objects.select_related("entry").filter(pk=assignment_id).first()
    if task is None:
        raise NotThere(str(assignment_id))
    with refused_kindly(), transaction.atomic():
        require(actor, ReviewVerb.ASSIGN, keep_open(task.entry.round_id))
        task = Assignment.objects.select_for_update(no_key=True).get(pk=assignment_id)
        if task.ended_at is None:
            task.ended_at, task.ended_why = now, why.strip()[:200]
            task.save(update_fields=["ended_at", "ended_why"])
            tell_freed(task, now, "taken_away")
        return task
