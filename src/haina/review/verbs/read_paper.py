"""Open a paper of an application that one has to judge."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.cases import files
from haina.cases.models import DocumentLook
from haina.cases.verbs.read_document import Opened
from haina.people.actors import Actor
from haina.review.assigned import may_read, own_task
from haina.review.locking import NotThere
from haina.review.papers import papers_of
from haina.review.permissions import ReviewVerb, account_of, require
from haina.review.refusals import ReviewRefusal

#: As who a reviewer looks, in the register of looks at files.
ROLE = "reviewer"


def read_paper(actor: Actor, now: datetime, assignment_id: int, document_id: UUID) -> Opened:
    """Where the bytes of a paper are; the look is written down and shown to the person.

    Raises NotThere for what is not the actor's own or not shown, MayNotReview and ReviewRefusal when it is
    not the time to judge.
    """
    task = own_task(actor, assignment_id)
    found = next((paper for _kind, paper in papers_of(task) if paper.pk == document_id), None)
    if found is None or task.ended_at is not None or task.entry.taken_out_at is not None:
        raise NotThere(str(document_id))
    require(actor, ReviewVerb.READ_PAPER, task.entry.round)
    if not may_read(task, now):
        raise ReviewRefusal("not_the_time")
    with transaction.atomic():
        DocumentLook.objects.create(document=found, account_id=account_of(actor), role=ROLE, at=now)
    return Opened(found.name, found.media_type, found.size, files.path_of(found.sha256))
