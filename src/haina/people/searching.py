"""Finding identities: by a number of theirs, or by a name in either script, however it is spelled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q

from haina.people.identities import holders_of
from haina.people.linking.keys import keys
from haina.people.linking.names import read_name
from haina.people.linking.numbers import NumberWrong, compact, orcid
from haina.people.linking.records import Record
from haina.people.models import (
    Contact,
    Identity,
    IdentityDocument,
    LinkRecord,
    Organisation,
    OrganisationName,
    Person,
    PersonName,
)

#: How many are shown at most.
MOST = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One identity as a line of a list."""

    identity: Identity
    #: The person or organisation that has it.
    subject: Person | Organisation
    #: The identity that stands for it; its own where none else does.
    survivor: UUID

    @property
    def is_absorbed(self) -> bool:
        """Whether another identity stands for it."""
        return self.survivor != self.identity.pk


def search(words: str) -> tuple[Found, ...]:
    """The identities that words name: by number, and where it is nobody's, by name; at most `MOST`."""
    words = words.strip()
    if not words:
        return ()
    found = list(dict.fromkeys(by_number(words)))
    if not found:
        found = list(dict.fromkeys([*_people_named(words), *_organisations_named(words)]))
    return lines_of(found[:MOST])


def lines_of(ids: Sequence[UUID]) -> tuple[Found, ...]:
    """Identities as lines, in the order given (3 queries)."""
    identities = Identity.objects.in_bulk(list(ids))
    subjects: dict[UUID, Person | Organisation] = {
        **Person.objects.in_bulk(list(ids)),
        **Organisation.objects.in_bulk(list(ids)),
    }
    return tuple(
        Found(identities[each], subjects[each], identities[each].survivor_id)
        for each in ids
        if each in identities and each in subjects
    )


def by_number(words: str) -> list[UUID]:
    """Whose number it is: the identity's, a paper's, a credit code, an address, a telephone, an ORCID."""
    if re.fullmatch(r"#[0-9]{1,18}", words):
        return list(Identity.objects.filter(number=int(words[1:])).values_list("pk", flat=True))
    try:
        return list(Identity.objects.filter(pk=UUID(words)).values_list("pk", flat=True))
    except ValueError:
        pass
    number = compact(words)
    stated = IdentityDocument.objects.filter(number__in=(words, number))
    found = [*holders_of(words), *stated.values_list("person_id", flat=True)]
    found += Organisation.objects.filter(credit_code=number).values_list("pk", flat=True)
    contact = Q(kind=Contact.Kind.EMAIL, value__iexact=words) | Q(kind=Contact.Kind.PHONE, value=words)
    with suppress(NumberWrong):
        contact |= Q(kind=Contact.Kind.ORCID, value__in=(words, orcid(words).text))
    found += Contact.objects.filter(contact).values_list("person_id", flat=True)
    if "@" in words:
        found += Person.objects.filter(account__email=words.lower()).values_list("pk", flat=True)
    return found


def _people_named(words: str) -> list[UUID]:
    """People of that name in either script, and those whose names have words that begin so."""
    wanted = sorted(keys(Record(id="", names=(read_name(words),))))
    sounding = LinkRecord.objects.filter(keys__overlap=wanted, identity__kind=Identity.Kind.PERSON)
    found = list(sounding.order_by("identity__number").values_list("pk", flat=True)[:MOST])
    parts = re.findall(r"\w+", words)
    if parts:
        query = SearchQuery(" & ".join(f"{part}:*" for part in parts), config="simple", search_type="raw")
        vector = SearchVector("name", "chinese_name", config="simple")
        written = Person.objects.annotate(words=vector).filter(words=query)
        found += written.order_by("pk").values_list("pk", flat=True)[:MOST]
    found += PersonName.objects.filter(text__iexact=words).values_list("person_id", flat=True)[:MOST]
    return found


def _organisations_named(words: str) -> list[UUID]:
    """Organisations with the words in a present or former name; they are few enough to go through."""
    named = Organisation.objects.filter(Q(name_zh__icontains=words) | Q(name_en__icontains=words))
    former = OrganisationName.objects.filter(text__icontains=words)
    return [
        *named.order_by("name_zh").values_list("pk", flat=True)[:MOST],
        *former.values_list("organisation_id", flat=True)[:MOST],
    ]
