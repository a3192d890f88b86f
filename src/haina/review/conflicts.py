"""What stands between a reviewer and an application, as the register and the record of cases know it.

Persons and organisations are compared by identity: whoever was found to be one is one here, under whatever
name or document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from haina.cases.models import Case, CaseEvent
from haina.people.models import Employment, Identity, Mandate, Person
from haina.people.permissions import Role
from haina.review.models import Conflict, Entry, Reviewer

_IN_OFFICE = (Role.OFFICER.value, Role.SUPERVISOR.value)


def find_conflicts(entry: Entry, reviewer: Reviewer, now: datetime) -> tuple[Conflict, ...]:
    """Every conflict that the records show, not stored yet; what reviewers declare is not among them."""
    on = timezone.localdate(now)
    found = dict.fromkeys(_found(entry, reviewer, on))
    return tuple(Conflict(entry=entry, reviewer=reviewer, kind=kind, found_at=now) for kind in found)


def _found(entry: Entry, reviewer: Reviewer, on: date) -> Iterator[Conflict.Kind]:
    case = entry.case
    person = Person.objects.filter(account_id=reviewer.account_id).values_list("pk", flat=True).first()
    own = _joined([] if person is None else [person])
    applicants, units = _joined([case.person_id]), _joined([case.organisation_id])
    if own & applicants:
        yield Conflict.Kind.SAME_PERSON
    if _employers(own, on) & (units | _employers(applicants, on)):
        yield Conflict.Kind.SAME_EMPLOYER
    if own & _others(entry):
        yield Conflict.Kind.CO_APPLICANT
    if _acts_for(reviewer, applicants | units, on) or _has_filed(reviewer, case):
        yield Conflict.Kind.MANDATE
    if CaseEvent.objects.filter(case=case, account_id=reviewer.account_id, role__in=_IN_OFFICE).exists():
        yield Conflict.Kind.HANDLED


def _joined(ids: Iterable[UUID | None]) -> frozenset[UUID]:
    """The identities, and all that are one with them."""
    named = [id for id in ids if id is not None]
    if not named:
        return frozenset()
    survivors = Identity.objects.filter(pk__in=named).values("survivor_id")
    return frozenset(Identity.objects.filter(survivor_id__in=survivors).values_list("pk", flat=True))


def _employers(persons: frozenset[UUID], on: date) -> frozenset[UUID]:
    """For whom persons work on a day, with all that is one with these."""
    if not persons:
        return frozenset()
    valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    found = Employment.objects.filter(valid, person_id__in=persons).values_list("organisation_id", flat=True)
    return _joined(found)


def _others(entry: Entry) -> frozenset[UUID]:
    """Who else applies in the round."""
    others = Entry.objects.filter(round_id=entry.round_id, taken_out_at__isnull=True).exclude(pk=entry.pk)
    return _joined(others.values_list("case__person_id", flat=True))


def _acts_for(reviewer: Reviewer, parties: frozenset[UUID], on: date) -> bool:
    """Whether the reviewer holds a mandate of one of the parties, alone or through an organisation."""
    valid = Q(valid_from__lte=on, ended_at__isnull=True) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    held = Mandate.objects.filter(valid)
    mine = held.filter(account_id=reviewer.account_id)
    through = mine.filter(organisation__isnull=False).values("organisation_id")
    of_parties = Q(person_id__in=parties) | Q(organisation_id__in=parties)
    return mine.filter(of_parties).exists() or held.filter(of_parties, holder_id__in=through).exists()


def _has_filed(reviewer: Reviewer, case: Case) -> bool:
    """Whether the reviewer did something in the case on the side of who applies."""
    done = CaseEvent.objects.filter(case=case, account_id=reviewer.account_id)
    return done.exclude(role__in=(*_IN_OFFICE, Role.PUBLIC.value)).exists()
