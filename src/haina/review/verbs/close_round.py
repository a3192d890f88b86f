"""Close a round: every mark that counts becomes part of a ranking that stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from haina.people.actors import Actor
from haina.review.locking import hold
from haina.review.models import Assignment, Ranking, Round
from haina.review.permissions import ReviewVerb, account_of, require
from haina.review.ranking import content_of, hash_of
from haina.review.refusals import ReviewRefusal, refused_kindly
from haina.review.verbs.assign import keep_found

#: One ranking is added to the chain at a time.
_CHAIN = "SELECT pg_advisory_xact_lock(hashtext('review_ranking'))"


def close_round(actor: Actor, now: datetime, round_id: UUID) -> Ranking:
    """Close it when its time is over or every review is in; once closed, give the ranking that there is.

    Conflicts are looked for a last time; a review with one does not count. Raises MayNotReview, NotThere,
    ReviewRefusal.
    """
    with refused_kindly(), transaction.atomic():
        round = hold(round_id)
        if round.closed:
            require(actor, ReviewVerb.READ_RANKING, round)
            return round.ranking
        require(actor, ReviewVerb.CLOSE_ROUND, round)
        if not round.entries.filter(taken_out_at__isnull=True).exists():
            raise ReviewRefusal("empty")
        if now < round.closes_at and _waiting(round):
            raise ReviewRefusal("too_early")
        for task in _counted(round):
            keep_found(task.entry, task.reviewer, now)
        return _closed(actor, now, round)


def _running(round: Round) -> QuerySet[Assignment]:
    """The tasks of a round that were not taken away."""
    return Assignment.objects.filter(
        entry__round=round, entry__taken_out_at__isnull=True, ended_at__isnull=True
    )


def _waiting(round: Round) -> bool:
    """Whether a reviewer still has something to hand in, or an application too few reviews."""
    running = _running(round)
    if running.filter(handed_in_at__isnull=True).exists():
        return True
    entries = round.entries.filter(taken_out_at__isnull=True)
    return any(
        running.filter(entry=entry, handed_in_at__isnull=False).count() < round.least_reviews
        for entry in entries
    )


def _counted(round: Round) -> list[Assignment]:
    counted = _running(round).filter(handed_in_at__isnull=False)
    return list(counted.select_related("entry__case", "reviewer").order_by("pk"))


def _closed(actor: Actor, now: datetime, round: Round) -> Ranking:
    content = content_of(round)
    round.closed_at, round.closed_by_id = now, account_of(actor)
    round.save(update_fields=["closed_at", "closed_by"])
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN)
    last = Ranking.objects.order_by("-sequence").first()
    ranking = Ranking(
        round=round,
        sequence=1 if last is None else last.sequence + 1,
        content=content,
        made_by_id=account_of(actor),
        made_at=now,
    )
    if last is not None:
        ranking.previous_hash = last.hash
    ranking.hash = hash_of(ranking)
    ranking.save(force_insert=True)
    return ranking
