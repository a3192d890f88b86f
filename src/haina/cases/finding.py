"""Finding open cases by words: a reference, or the beginnings of the words of a name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet

from haina.cases.models import Case
from haina.people.models import Organisation, Person
from haina.people.permissions import State

#: How many cases a search finds at most, by reference, by person and by organisation.
FOUND = 500
#: States of the cases that stand on a worklist.
_OPEN = [State.SUBMITTED, State.RETURNED, State.IN_REVIEW]


def open_cases_named(words: str) -> tuple[UUID, ...]:
    """The open cases with this reference; else those about somebody whose name has words that begin so."""
    clean = words.strip()
    cases = Case.objects.filter(state__in=_OPEN).values_list("pk", flat=True)
    by_reference = tuple(cases.filter(reference__startswith=clean.upper())[:FOUND])
    if by_reference:
        return by_reference
    # Organisations are few: going through their names is quicker than an index on every part of them.
    organisations = Organisation.objects.filter(Q(name_zh__icontains=clean) | Q(name_en__icontains=clean))
    known = list(organisations.values_list("pk", flat=True)[:FOUND])
    of_persons = cases.filter(person_id__in=_persons_named(clean))[:FOUND]
    return (*of_persons, *(cases.filter(organisation_id__in=known)[:FOUND] if known else ()))


def _persons_named(words: str) -> QuerySet[Person, Any]:
    parts = ["".join(letter for letter in part if letter.isalnum()) for part in words.split()]
    query = " & ".join(f"{part}:*" for part in parts if part)
    if not query:
        return Person.objects.none().values("pk")
    vector = SearchVector("name", "chinese_name", config="simple")
    matching = Person.objects.annotate(words=vector).filter(
        words=SearchQuery(query, config="simple", search_type="raw")
    )
    return matching.values("pk")
