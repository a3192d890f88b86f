"""What a supervisor looks after: how much each officer has, what is late, and what failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from haina.cases.models import CaseStage, SweepFailure
from haina.people.actors import Actor
from haina.people.models import Account, Posting

#: What runs out within so many days counts as soon.
SOON = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Load:
    """The open steps of one officer in one department, or those of it that nobody is on."""

    department: str
    #: None: nobody is on them.
    officer: Account | None
    open: int
    late: int
    #: Runs out within `SOON`, what is late left out.
    soon: int
    escalated: int
    #: Stands still: waits for the applicant or on a ground.
    still: int


def loads(actor: Actor, on: date) -> list[Load]:
    """The load of every officer of the supervised departments, also of those who have nothing (3 queries)."""
    officer = Q(office=Posting.Office.OFFICER, valid_from__lte=on)
    posted = Posting.objects.filter(_supervised(actor), officer).exclude(valid_to__lt=on)
    officers = {(each.department, each.account_id) for each in posted}
    counted = {(row["department"], row["officer_id"]): row for row in _counted(actor, on)}
    keys = officers | set(counted)
    accounts = Account.objects.in_bulk([account for _, account in keys if account is not None])
    found = [_load(department, account, accounts, counted) for department, account in keys]
    return sorted(found, key=_place)


def _supervised(actor: Actor) -> Q:
    return Q() if "" in actor.supervises else Q(department__in=sorted(actor.supervises))


def _counted(actor: Actor, on: date) -> list[dict[str, Any]]:
    rows = CaseStage.objects.filter(_supervised(actor), status="open")
    counted = rows.values("department", "officer_id").annotate(
        open=Count("id"),
        late=Count("id", filter=Q(due__lt=on)),
        soon=Count("id", filter=Q(due__gte=on, due__lte=on + SOON)),
        escalated_ones=Count("id", filter=Q(escalated=True)),
        still=Count("id", filter=Q(due__isnull=True)),
    )
    return [dict(row) for row in counted]


def _load(
    department: str,
    account: UUID | None,
    accounts: dict[UUID, Account],
    counted: Mapping[tuple[str, UUID | None], Mapping[str, Any]],
) -> Load:
    row = counted.get((department, account), {})
    return Load(
        department=department,
        officer=accounts.get(account) if account is not None else None,
        open=row.get("open", 0),
        late=row.get("late", 0),
        soon=row.get("soon", 0),
        escalated=row.get("escalated_ones", 0),
        still=row.get("still", 0),
    )


def _place(load: Load) -> tuple[str, bool, int, str]:
    """Departments together; what nobody is on first, then who has most that is late, then by name."""
    return (load.department, load.officer is not None, -load.late, str(load.officer or ""))


def sweep_failures(actor: Actor) -> list[SweepFailure]:
    """Cases that the sweep cannot read, the latest first (1 query)."""
    rows = SweepFailure.objects.select_related("case")
    if "" not in actor.supervises:
        rows = rows.filter(case__departments__overlap=sorted(actor.supervises))
    return list(rows.order_by("-last_at")[:50])
