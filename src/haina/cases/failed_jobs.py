"""Jobs of the outbox that were given up, and trying them again; beside `outbox`, all that knows the queue."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from haina.cases.models import Case, Notice
from haina.cases.outbox import ESCALATE_OVERDUE
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS

#: How many are shown at once.
MOST = 50


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that was given up after its last attempt."""

    id: int
    #: The name of the task.
    task: str
    attempts: int
    #: The last thing that happened to it.
    at: datetime | None
    #: The case that it is about; None where it is about none, or the reader may not see it.
    case: Case | None


def failed_jobs(actor: Actor) -> list[FailedJob]:
    """The jobs that were given up about cases that the supervisor may see, the latest first (4 queries).

    Who supervises all departments also sees those that are about no case.
    """
    if not actor.supervises:
        return []
    rows = list(
        ProcrastinateJob.objects.filter(status="failed")
        .annotate(last_at=Max("procrastinateevent__at"))
        .order_by("-id")[:MOST]
    )
    notices = {row.args["notice_id"] for row in rows if "notice_id" in row.args}
    by_notice = dict(Notice.objects.filter(pk__in=notices).values_list("pk", "case_id"))
    about = {row.pk: _case_of(row.args, by_notice) for row in rows}
    wanted = {case_id for case_id in about.values() if case_id is not None}
    cases = Case.objects.filter(PERMISSIONS.visible(actor)).in_bulk(wanted)
    found = []
    for row in rows:
        case = cases.get(about[row.pk]) if about[row.pk] is not None else None
        if case is not None or "" in actor.supervises:
            found.append(FailedJob(row.pk, row.task_name, row.attempts, row.last_at, case))
    return found


def _case_of(args: Mapping[str, Any], by_notice: Mapping[int, UUID | None]) -> UUID | None:
    if "notice_id" in args:
        return by_notice.get(args["notice_id"])
    return UUID(args["case_id"]) if "case_id" in args else None


def try_again(actor: Actor, now: datetime, job_id: int) -> bool:
    """Put a job that was given up back into the queue; False where there is no such job that one may see."""
    if job_id not in {job.id for job in failed_jobs(actor)}:
        return False
    app.job_manager.retry_job_by_id(job_id, now)
    return True


def sweep_soon(now: datetime) -> None:
    """Have the sweep look again at once instead of within ten minutes; it is waited for only once."""
    task = app.configure_task(ESCALATE_OVERDUE, queueing_lock=ESCALATE_OVERDUE)
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(timestamp=int(now.timestamp()))
