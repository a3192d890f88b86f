"""Who has a case open just now, so that two officers do not work on it without knowing of each other.

A look is no event of the case: it is a row that stops counting after a few minutes and is written over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from haina.cases.models import CaseLooking

#: How long a look counts after the page was opened or anything on it was done.
LOOK = timedelta(minutes=5)
#: A look is written anew when the one before is older than this: turning pages writes nothing.
AGAIN = timedelta(seconds=30)

_LOOK = """
INSERT INTO cases_caselooking AS known (case_id, account_id, department, until) VALUES (%s, %s, %s, %s)
ON CONFLICT (case_id, account_id) DO UPDATE SET department = excluded.department, until = excluded.until
WHERE known.department <> excluded.department OR known.until < %s
"""


def look(case_id: UUID, account_id: UUID, department: str, now: datetime) -> None:
    """Write down that an officer has a case open; a look of just now is left as it is."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [case_id, account_id, department, now + LOOK, now + LOOK - AGAIN])


def look_away(case_id: UUID, account_id: UUID) -> None:
    """Write down that an officer is done with a case."""
    CaseLooking.objects.filter(case_id=case_id, account_id=account_id).delete()


def looking_at(
    case_ids: Iterable[UUID], now: datetime, *, but: UUID | None = None
) -> dict[UUID, tuple[str, ...]]:
    """The names of those who have each case open, oneself (`but`) left out, by case."""
    rows = CaseLooking.objects.filter(case_id__in=list(case_ids), until__gt=now)
    if but is not None:
        rows = rows.exclude(account_id=but)
    names: dict[UUID, tuple[str, ...]] = {}
    for row in rows.select_related("account").order_by("account__name", "account__email"):
        names[row.case_id] = (*names.get(row.case_id, ()), str(row.account))
    return names


def forget_old_looks(now: datetime) -> int:
    """Remove the rows that have stopped counting; how many there were."""
    return CaseLooking.objects.filter(until__lte=now).delete()[0]
