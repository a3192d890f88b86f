"""Give marks, as often as one likes until they are handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from haina.people.actors import Actor
from haina.policy.reviewing import ReviewScheme
from haina.review.assigned import Sheet, own_task, sheet_of
from haina.review.locking import hold_reviewer, keep_open
from haina.review.models import Assignment, Score
from haina.review.permissions import ReviewVerb, require
from haina.review.refusals import ReviewRefusal, refused_kindly

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark for one criterion, and the reviewer's words."""

    mark: Decimal
    words: str = ""


def score(actor: Actor, now: datetime, assignment_id: int, marks: Mapping[str, Mark], *, seen: int) -> Sheet:
    """Keep the marks; criteria that are not named stay as they are. `seen` is that of the sheet looked at.

    Raises MayNotReview, NotThere, ReviewRefusal: two windows of one reviewer do not overwrite each other.
    """
    own_task(actor, assignment_id)
    with refused_kindly(), transaction.atomic():
        task = held_task(actor, now, assignment_id, seen)
        sheet = sheet_of(task)
        for criterion, mark in marks.items():
            _require_sound(sheet.scheme, criterion, mark)
            _keep(task, sheet.scores.get(criterion), criterion, mark, now)
        return sheet_of(task)


def held_task(actor: Actor, now: datetime, assignment_id: int, seen: int) -> Assignment:
    """One's own task, locked with its round, as it was last looked at; raises as `score` does."""
    before = own_task(actor, assignment_id)
    round = keep_open(before.entry.round_id)
    require(actor, ReviewVerb.SCORE, round)
    hold_reviewer(before.reviewer_id)
    Assignment.objects.select_for_update(no_key=True).get(pk=assignment_id)
    task = own_task(actor, assignment_id)
    if task.ended_at is not None:
        raise ReviewRefusal("task_was_taken_away")
    if task.handed_in_at is not None:
        raise ReviewRefusal("review_is_handed_in")
    if not round.takes_marks(now):
        raise ReviewRefusal("not_the_time")
    if sheet_of(task).seen != seen:
        raise ReviewRefusal("changed_meanwhile")
    return task


def _require_sound(scheme: ReviewScheme, criterion: str, mark: Mark) -> None:
    if criterion not in scheme.by_criterion:
        raise ReviewRefusal("mark_is_for_a_criterion")
    low, high = scheme.marks.lowest, scheme.marks.highest
    if not mark.mark.is_finite() or not low <= mark.mark <= high or mark.mark % _HUNDREDTH:
        raise ReviewRefusal("off_the_scale")


def _keep(task: Assignment, before: Score | None, criterion: str, mark: Mark, now: datetime) -> None:
    """Store a mark; one that is the same as before stays untouched."""
    words = mark.words.strip()
    if before is None:
        Score.objects.create(assignment=task, criterion=criterion, mark=mark.mark, words=words, scored_at=now)
    elif (before.mark, before.words) != (mark.mark, words):
        before.mark, before.words, before.scored_at = mark.mark, words, now
        before.version += 1
        before.save()
