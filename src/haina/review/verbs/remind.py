"""Remind reviewers whose end is near, and tell who opened a round whose reviews are late."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction

from haina.review.models import Assignment, Round
from haina.review.telling import tell_late, tell_near

#: So long before the end of a round reviewers are reminded.
BEFORE = timedelta(days=3)


def remind(now: datetime) -> int:
    """Tell of every review that is due soon or late, each once for each end; how many notices it were."""
    running = Round.objects.filter(closed_at__isnull=True, opens_at__lte=now)
    waiting = Assignment.objects.filter(
        entry__taken_out_at__isnull=True, ended_at__isnull=True, handed_in_at__isnull=True
    ).select_related("entry__round", "reviewer__account")
    told = 0
    for task in waiting.filter(
        entry__round__in=running.filter(closes_at__gt=now, closes_at__lte=now + BEFORE)
    ):
        with transaction.atomic():
            told += tell_near(task, now)
    for round in running.filter(closes_at__lte=now):
        late = Counter(str(task.reviewer) for task in waiting.filter(entry__round=round))
        if late:
            with transaction.atomic():
                told += tell_late(round, late, now)
    return told
