"""The dates of an officer: the steps that are theirs to answer, and who comes for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext

from haina.cases.appointments.models import Appointment
from haina.cases.dates.items import DateKind, Item
from haina.cases.dates.meetings import meeting
from haina.cases.links import case_address
from haina.cases.models import CaseStage
from haina.cases.names import CaseNames
from haina.cases.policies import policy_of, working_calendar
from haina.people.actors import Actor

#: The most steps that are shown; those that run out first.
MOST_STAGES = 200


def office_dates(actor: Actor, now: datetime) -> Iterator[Item]:
    """The last days of the steps that the officer has claimed, and the appointments for them."""
    departments = sorted(actor.departments)
    mine = CaseStage.objects.filter(
        status="open", officer_id=actor.account_id, department__in=departments, due__isnull=False
    )
    first_unknown = date(max(working_calendar().years, default=date.min.year - 1) + 1, 1, 1)
    for stage in mine.select_related("case__person", "case__organisation").order_by("due", "pk")[
        :MOST_STAGES
    ]:
        yield _task(stage, provisional=stage.case.provisional and (stage.due or date.min) >= first_unknown)
    claimed = CaseStage.objects.filter(
        case=OuterRef("case"), stage=OuterRef("stage"), officer_id=actor.account_id, status="open"
    )
    coming = Appointment.objects.filter(
        Exists(claimed),
        cancelled_at__isnull=True,
        ends_at__gt=now,
        slot__place__department__in=departments,
    )
    for each in coming.select_related("slot__place", "case__person", "case__organisation").order_by(
        "starts_at"
    )[:MOST_STAGES]:
        yield meeting(each, for_officer=True)


def _task(stage: CaseStage, *, provisional: bool) -> Item:
    row = stage.case
    policy = policy_of(row.policy_version_id)
    procedure = policy.procedures[row.procedure]
    names = CaseNames(policy, procedure, shows_officers=True)
    words = {"stage": names.stage(stage.stage), "reference": row.reference}
    silence = next((each.silence for each in procedure.stages if each.id == stage.stage), "escalate")
    if silence == "approve":
        todo = gettext("Answer it. Without an answer by this day it counts as approved.")
    elif silence == "refuse":
        todo = gettext("Answer it. Without an answer by this day it counts as refused.")
    else:
        todo = gettext("Answer it. Without an answer by this day the supervisor is told.")
    return Item(
        key=f"task:{row.pk}:{stage.stage}",
        kind=DateKind.TASK,
        day=stage.due or date.max,
        title=gettext("%(stage)s: %(reference)s") % words,
        todo=todo,
        path=reverse("cases:case", args=[row.pk]),
        address=case_address(row.pk),
        about=str(row.person or row.organisation or ""),
        provisional=provisional,
    )
