"""The order in which verbs lock: the round, the reviewer, the task, so that nobody waits in a circle."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from haina.review.models import Reviewer, Round
from haina.review.refusals import ReviewRefusal

_SHARE = "SELECT closed_at FROM review_round WHERE id = %s FOR SHARE"


class NotThere(LookupError):
    """There is no such round, application or task, or the actor may not know of it."""


def keep_open(round_id: UUID) -> Round:
    """The round, which nobody closes before this transaction has ended; raises NotThere, ReviewRefusal."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARE, [round_id])
    round = Round.objects.filter(pk=round_id).first()
    if round is None:
        raise NotThere(str(round_id))
    if round.closed:
        raise ReviewRefusal("round_is_closed")
    return round


def hold_reviewer(reviewer_id: UUID) -> None:
    """Let nobody else change what this reviewer has to do, or may, before this transaction has ended."""
    Reviewer.objects.select_for_update(no_key=True).filter(pk=reviewer_id).first()


def hold(round_id: UUID) -> Round:
    """The round, for this transaction alone; raises NotThere."""
    round = Round.objects.select_for_update(no_key=True).filter(pk=round_id).first()
    if round is None:
        raise NotThere(str(round_id))
    return round
