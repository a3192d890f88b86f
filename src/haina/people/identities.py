"""Who stands for whom, and who in the register may be the person at the desk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q

from haina.people.linking.documents import read_number
from haina.people.linking.keys import keys
from haina.people.linking.names import read_name
from haina.people.linking.numbers import Number, NumberWrong, compact, credit_code, orcid
from haina.people.linking.records import Record
from haina.people.linking.units import read_unit_name
from haina.people.linking.weights import Band, Frequencies, Weighed, counted, weigh
from haina.people.models import (
    Contact,
    Identity,
    IdentityDocument,
    LinkCount,
    LinkRecord,
    Organisation,
    Person,
)

#: No more than so many records are weighed for one at the desk; those that share most keys come first.
MOST_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored identity that may be the one asked for."""

    identity_id: UUID
    #: The identity that stands for it.
    survivor_id: UUID
    weighed: Weighed

    @property
    def band(self) -> Band:
        """Whether it is the one, may be, or is not."""
        return self.weighed.band


def beneficiary_of(identity_id: UUID) -> UUID:
    """The identity that stands for a person or organisation, after all merges that hold now.

    The same for all that are joined: the one registered first. Raises Identity.DoesNotExist for an
    unknown id.
    """
    return Identity.objects.values_list("survivor_id", flat=True).get(pk=identity_id)


def joined_with(identity_id: UUID) -> frozenset[UUID]:
    """All identities that are one with it, itself included."""
    survivor = Identity.objects.filter(pk=identity_id).values("survivor_id")
    return frozenset(Identity.objects.filter(survivor_id__in=survivor).values_list("pk", flat=True))


def record_of(person: Person) -> Record:
    """All that the register knows of a person, as it is compared (5 queries)."""
    documents = (
        read_number(each.kind, each.country, each.number) for each in person.identity_documents.all()
    )
    contacts: dict[str, set[str]] = {kind: set() for kind in Contact.Kind.values}
    for contact in person.contacts.all():
        contacts[contact.kind].add(contact.value)
    if person.account is not None:
        contacts[Contact.Kind.EMAIL].add(person.account.email)
    texts = [person.name, person.chinese_name, *(each.text for each in person.further_names.all())]
    numbers = [each for each in documents if each is not None]
    numbers += [each for value in contacts[Contact.Kind.ORCID] for each in _orcids(value)]
    return Record(
        id=str(person.pk),
        names=tuple(read_name(each) for each in dict.fromkeys(texts) if each),
        born=person.born,
        nationality=person.nationality,
        numbers=tuple(numbers),
        emails=frozenset(each.casefold() for each in contacts[Contact.Kind.EMAIL]),
        phones=frozenset(_digits(each) for each in contacts[Contact.Kind.PHONE]),
        employers=frozenset(str(each.organisation_id) for each in person.employments.all()),
    )


def record_of_organisation(organisation: Organisation) -> Record:
    """All that the register knows of an organisation, as it is compared (1 query)."""
    texts = [organisation.name_zh, organisation.name_en]
    texts += [each.text for each in organisation.former_names.all()]
    try:
        numbers: tuple[Number, ...] = (credit_code(organisation.credit_code),)
    except NumberWrong:
        numbers = ()
    names = tuple(read_unit_name(each) for each in dict.fromkeys(texts) if each)
    return Record(id=str(organisation.pk), names=names, numbers=numbers, is_organisation=True)


def all_joined(*identities: UUID) -> frozenset[UUID]:
    """All identities that are one with any of these, and these themselves."""
    return frozenset(identities).union(*(joined_with(each) for each in identities))


def holders_of(number: str) -> frozenset[UUID]:
    """Whose proven identity document bears a number, however it is written; several where kinds differ."""
    written = compact(number)
    kinds = IdentityDocument.Kind.values
    numbers = (read_number(kind, "CHN", number) for kind in kinds)
    lifelong = [each.key for each in numbers if each is not None and each.is_lifelong]
    proven = IdentityDocument.objects.exclude(assurance=IdentityDocument.Assurance.STATED)
    found = proven.filter(Q(number__in=(number, written)) | Q(lifelong__in=lifelong))
    return frozenset(found.values_list("person_id", flat=True))


def _orcids(value: str) -> list[Number]:
    try:
        return [orcid(value)]
    except NumberWrong:
        return []


def _digits(text: str) -> str:
    """The digits of a telephone number, without the code of the country or zeros before it."""
    return "".join(filter(str.isdecimal, text)).lstrip("0").removeprefix("86")


def index_person(person: Person) -> Record:
    """Remake the entry under which a person is found; return it."""
    record = record_of(person)
    LinkRecord.objects.update_or_create(
        identity_id=person.pk, defaults={"data": record.to_json(), "keys": sorted(keys(record))}
    )
    return record


_FIND = """
    SELECT found.identity_id, identity.survivor_id, found.data
    FROM (
        SELECT identity_id, data,
            cardinality(ARRAY(SELECT unnest(keys) INTERSECT SELECT unnest(%(keys)s::bigint[]))) AS shared
        FROM people_linkrecord WHERE keys && %(keys)s::bigint[]
    ) found
    JOIN people_identity identity ON identity.id = found.identity_id
    WHERE identity.kind = %(kind)s AND found.identity_id <> %(own)s
    ORDER BY found.shared DESC, identity.number
    LIMIT %(most)s
"""


def resolve(record: Record, kind: Identity.Kind = Identity.Kind.PERSON) -> tuple[Candidate, ...]:
    """Everybody in the register who is or may be the one described, the likeliest first, with the reasons.

    Two queries: one for the candidates by their keys, one for how often what they have occurs. Those who are
    certainly somebody else are left out, except where only a rule forbids the link.
    """
    with connection.cursor() as cursor:
        wanted: dict[str, str | int | UUID | list[int]] = {
            "keys": sorted(keys(record)),
            "kind": kind.value,
            "most": MOST_CANDIDATES,
            "own": _own(record),
        }
        cursor.execute(_FIND, wanted)
        rows = cursor.fetchall()
    found = [(one, other, Record.from_json(str(one), json.loads(data))) for one, other, data in rows]
    register = frequencies(record, *(each for _, _, each in found))
    candidates = (Candidate(one, other, weigh(record, each, register)) for one, other, each in found)
    possible = (each for each in candidates if each.band is not Band.NO or each.weighed.must_not is not None)
    return tuple(sorted(possible, key=lambda each: (-each.weighed.bits, str(each.identity_id))))


#: Before what is counted of organisations; they are a register of their own.
OF_UNITS = "organisation "


def frequencies(*records: Record) -> Frequencies:
    """How often what the records, all of one kind, have occurs in the register, as counted last."""
    is_organisation = any(each.is_organisation for each in records)
    before = OF_UNITS if is_organisation else ""
    things = {f"{before}{thing}" for each in records for thing in ("", "nationality ", *counted(each))}
    counts = dict(LinkCount.objects.filter(thing__in=things).values_list("thing", "count"))
    kind = Identity.Kind.ORGANISATION if is_organisation else Identity.Kind.PERSON
    size = counts.pop(before, 0) or LinkRecord.objects.filter(identity__kind=kind).count()
    known = Frequencies(max(size, 2))
    known.counts.update({thing.removeprefix(before): count for thing, count in counts.items()})
    return known


def _own(record: Record) -> UUID:
    """The identity of a record that is stored itself, so that it is not its own candidate."""
    try:
        return UUID(record.id)
    except ValueError:
        return UUID(int=0)
