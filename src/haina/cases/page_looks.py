"""Who took no part in a case and opened a page with it: written down, and read back for whom it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from haina.cases.models import Case, CaseLook
from haina.cases.policies import policy_of
from haina.people.actors import Actor
from haina.rules.text import Text

#: How many are read back at most, the latest.
MOST = 50


@dataclass(frozen=True, slots=True)
class PageLook:
    """That somebody of a department opened a page with a case of the reader's on a day."""

    case: Case
    #: None where the department is no longer known.
    department: Text | None
    at: datetime


def note_page_look(case_id: UUID, account_id: UUID, department: str, now: datetime, day: date) -> None:
    """Write down that an account opened a page with a case; once a day, however often it is opened."""
    look = CaseLook(case_id=case_id, account_id=account_id, department=department, at=now, day=day)
    CaseLook.objects.bulk_create([look], ignore_conflicts=True)


def looks_at_pages(actor: Actor, most: int = MOST) -> Sequence[PageLook]:
    """The looks at the actor's own cases, the latest first; none for who has no person."""
    if actor.person_id is None:
        return ()
    looks = CaseLook.objects.filter(case__person_id=actor.person_id).select_related("case").order_by("-pk")
    return [_told(look) for look in looks[:most]]


def _told(look: CaseLook) -> PageLook:
    known = policy_of(look.case.policy_version_id).departments.get(look.department)
    return PageLook(look.case, None if known is None else known.title, look.at)
