"""Who opened the files about a person, read back for that person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from haina.cases.models import Case, DocumentLook
from haina.cases.policies import policy_of
from haina.people.actors import Actor
from haina.people.models import Account
from haina.rules.text import Text

#: Looks on one page.
PAGE = 50
#: In which roles one is known by the department.
_OFFICES = frozenset({"officer", "supervisor", "auditor"})
#: As who experts look who judge an application.
_REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class FileLook:
    """One time that somebody opened a file about the reader."""

    id: int
    case: Case
    #: What kind of document it is, as the procedure calls it.
    document: Text
    file: str
    #: The department of who looked; None for the reader and other parties, whose name is `who`.
    department: Text | None
    who: str
    own: bool
    at: datetime


def looks_at_files(actor: Actor, before: int | None = None, most: int = PAGE) -> list[FileLook]:
    """The looks at files in the actor's own cases, the latest first; none for who has no person."""
    if actor.person_id is None:
        return []
    looks = DocumentLook.objects.filter(document__case__person_id=actor.person_id)
    if before is not None:
        looks = looks.filter(pk__lt=before)
    looks = looks.select_related("document__case", "account").prefetch_related("account__postings")
    return [_told(look, actor) for look in looks.order_by("-pk")[:most]]


def _told(look: DocumentLook, actor: Actor) -> FileLook:
    case = look.document.case
    policy = policy_of(case.policy_version_id)
    kinds = {kind.id: kind.title for kind in policy.procedures[case.procedure].documents}
    department = _department(look.account, look) if look.role in _OFFICES else None
    known = policy.departments.get(department or "")
    return FileLook(
        id=look.pk,
        case=case,
        document=kinds.get(look.document.kind, Text.both(look.document.kind)),
        file=look.document.name,
        department=None if known is None else known.title,
        who=_who(look),
        own=look.account_id == actor.account_id,
        at=look.at,
    )


def _who(look: DocumentLook) -> str:
    """The name of who looked: the parties know each other; of officers the department is known."""
    if look.role == _REVIEWER:
        return gettext("an expert who reviews the application")
    return "" if look.role in _OFFICES else look.account.name


def _department(account: Account, look: DocumentLook) -> str | None:
    """The department in which the account held an office that day; of several, one that is in the case."""
    day = timezone.localdate(look.at)
    held = [
        posting.department
        for posting in account.postings.all()
        if posting.valid_from <= day and (posting.valid_to is None or day <= posting.valid_to)
    ]
    inside = [department for department in held if department in look.document.case.departments]
    return next(iter([*inside, *held]), None)


__all__ = ["PAGE", "FileLook", "looks_at_files"]
