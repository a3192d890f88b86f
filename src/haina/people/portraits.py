"""One identity with all that is known of it: names, papers, employers, and what was decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from haina.people.following import Followed, told
from haina.people.identities import (
    frequencies,
    joined_with,
    record_of,
    record_of_organisation,
)
from haina.people.linking.records import Record
from haina.people.linking.weights import Weighed, weigh
from haina.people.models import (
    Appeal,
    Contact,
    DoubtfulPair,
    Employment,
    Identity,
    IdentityDocument,
    IdentityEvent,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
)
from haina.people.searching import Found, lines_of


@dataclass(frozen=True, slots=True)
class Decision:
    """An event about an identity, with what followed and whether it still holds."""

    event: IdentityEvent
    #: The two as they are called.
    one: Found
    other: Found
    followed: tuple[Followed, ...]
    undone_by: IdentityEvent | None
    appeals: tuple[Appeal, ...]

    @property
    def can_be_undone(self) -> bool:
        """Whether it can be taken back: an undoing cannot, nor anything twice."""
        return self.event.kind != IdentityEvent.Kind.UNDO and self.undone_by is None


@dataclass(frozen=True, slots=True)
class Portrait:
    """What is known of one entry of the register."""

    own: Found
    documents: tuple[IdentityDocument, ...]
    names: tuple[PersonName | OrganisationName, ...]
    contacts: tuple[Contact, ...]
    employments: tuple[Employment, ...]

    @property
    def person(self) -> Person | None:
        """The person who has it; None for an organisation."""
        return self.own.subject if isinstance(self.own.subject, Person) else None

    @property
    def organisation(self) -> Organisation | None:
        """The organisation that has it; None for a person."""
        return self.own.subject if isinstance(self.own.subject, Organisation) else None


def portrait_of(id: UUID) -> Portrait:
    """What is known of an entry. Raises Identity.DoesNotExist for an unknown id."""
    found = lines_of([id])
    if not found:
        raise Identity.DoesNotExist(str(id))
    own = found[0]
    if isinstance(own.subject, Organisation):
        names = own.subject.former_names.order_by("valid_to", "pk")
        return Portrait(own, (), tuple(names), (), ())
    person = own.subject
    papers = person.identity_documents.select_related("replaces", "replaced_by")
    work = person.employments.select_related("organisation")
    return Portrait(
        own,
        tuple(papers.order_by("kind", "valid_to", "pk")),
        tuple(person.further_names.order_by("valid_to", "pk")),
        tuple(person.contacts.order_by("kind", "value")),
        tuple(work.order_by("-valid_from", "pk")),
    )


def others_joined(id: UUID) -> tuple[Found, ...]:
    """The other identities that are one with it, the one registered first on top."""
    found = lines_of([each for each in joined_with(id) if each != id])
    return tuple(sorted(found, key=lambda each: each.identity.number))


def decisions_about(ids: Sequence[UUID]) -> tuple[Decision, ...]:
    """What was decided about identities, the latest first."""
    events = IdentityEvent.objects.filter(Q(one__in=ids) | Q(other__in=ids))
    return _decisions(list(events.order_by("-recorded_at", "-pk")[:50]))


def decision(event: IdentityEvent) -> Decision:
    """One event as it is shown."""
    return _decisions([event])[0]


def _decisions(events: list[IdentityEvent]) -> tuple[Decision, ...]:
    known = {each.identity.pk: each for each in lines_of([id for one in events for id in _two(one)])}
    undoing = {each.undoes_id: each for each in IdentityEvent.objects.filter(undoes__in=events)}
    appeals: dict[UUID, list[Appeal]] = {}
    for appeal in Appeal.objects.filter(event__in=events).order_by("pk"):
        appeals.setdefault(appeal.event_id, []).append(appeal)
    return tuple(
        Decision(
            event,
            known[event.one_id],
            known[event.other_id],
            told(event),
            undoing.get(event.pk),
            tuple(appeals.get(event.pk, ())),
        )
        for event in events
    )


def _two(event: IdentityEvent) -> tuple[UUID, UUID]:
    return event.one_id, event.other_id


def doubts_about(ids: Sequence[UUID]) -> tuple[tuple[DoubtfulPair, Found], ...]:
    """Pairs of one of the identities with somebody else that wait for an officer, the surest first."""
    rows: dict[UUID, DoubtfulPair] = {}
    for row in waiting_pairs().filter(Q(one__in=ids) | Q(other__in=ids))[:20]:
        rows.setdefault(row.other_id if row.one_id in ids else row.one_id, row)
    known = {each.identity.pk: each for each in lines_of(list(rows))}
    return tuple((row, known[id]) for id, row in rows.items() if id in known)


def waiting_pairs() -> QuerySet[DoubtfulPair]:
    """The pairs that wait for an officer, the surest first, without those that have become one since."""
    rows = DoubtfulPair.objects.filter(judged__isnull=True).exclude(one__survivor=F("other__survivor"))
    return rows.order_by("-bits", "pk")


def compared(one: Portrait, other: Portrait) -> Weighed:
    """What speaks for and against two entries being one, as the register counts today."""
    records = [_record(each) for each in (one, other)]
    return weigh(records[0], records[1], frequencies(*records))


def _record(portrait: Portrait) -> Record:
    if isinstance(portrait.own.subject, Organisation):
        return record_of_organisation(portrait.own.subject)
    return record_of(portrait.own.subject)


def is_running(document: IdentityDocument, on: date) -> bool:
    """Whether a paper is valid on a day, as far as its days are known."""
    begun = document.valid_from is None or document.valid_from <= on
    return begun and (document.valid_to is None or on <= document.valid_to)
