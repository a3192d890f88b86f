"""Who is behind a number in a table: a person by a document, a unit by its credit code, others by name."""

from __future__ import annotations

from uuid import UUID, uuid5

from haina.money.importing.table import Identify
from haina.people.identities import holders_of
from haina.people.models import Identity, Organisation, Person

_NAMES = UUID("5b3c1d6e-0c53-4f2b-9d3e-2f6f2f0a9b77")


def by_the_register() -> Identify:
    """Look people and units up in the register, each number once; other sorts are known by their number."""
    known: dict[tuple[str, str], UUID | None] = {}

    def identify(sort: str, text: str) -> UUID | None:
        if (sort, text) not in known:
            known[sort, text] = _looked_up(sort, text)
        return known[sort, text]

    return identify


def _looked_up(sort: str, text: str) -> UUID | None:
    if sort not in ("person", "organisation"):
        return uuid5(_NAMES, f"{sort}|{text}")
    as_id = _as_uuid(text)
    found: set[UUID]
    if sort == "person":
        found = set(holders_of(text))
        if as_id is not None:
            found |= set(Person.objects.filter(pk=as_id).values_list("pk", flat=True))
    else:
        units = Organisation.objects.filter(credit_code=text.upper())
        if as_id is not None:
            units = Organisation.objects.filter(pk=as_id)
        found = set(units.values_list("pk", flat=True))
    if len(found) <= 1:
        return found.pop() if found else None
    # Several who are one: the number was written down of each of them.
    survivors = set(Identity.objects.filter(pk__in=found).values_list("survivor_id", flat=True))
    return survivors.pop() if len(survivors) == 1 else None


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
