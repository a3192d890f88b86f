"""Who of the parties is told: worked out once, for the page before filing and for every notice afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from haina.cases.mandating import own_people
from haina.cases.models import Case
from haina.people.models import Account, Mandate, Power


class Audience:
    """The accounts of the parties who are told; what was asked once is not asked of the database again."""

    def __init__(self) -> None:
        self._people: dict[tuple[UUID, str, date], frozenset[UUID]] = {}
        #: The mandates that such people hold.
        self._inside: dict[tuple[UUID, str, date], frozenset[int]] = {}

    def accounts(self, whom: str, row: Case, filer: UUID | None, on: date) -> set[UUID]:
        """Who is told on a day as `applicant` or as `person`; `filer` is the account that handed it in.

        The applicant is the side that the application belongs to and, while their mandate holds and lets
        them, whoever filed for it. Where the filer has left, the others of the same side are told.
        """
        person = None if row.person is None else row.person.account_id
        if whom == "person":
            return _known(person)
        if row.organisation_id is None:
            return _known(person or filer) | self._outside(row, filer, on)
        people = self._told_at(row.organisation_id, row.procedure, on)
        if filer not in people:
            return set(people) | self._outside(row, filer, on)
        if row.mandate_id in self._inside[row.organisation_id, row.procedure, on]:
            return _known(filer)
        return _known(filer) | self._outside(row, filer, on)

    def holders(self, mandate_id: int, procedure: str, on: date) -> set[UUID]:
        """The accounts of the agent from outside who holds a mandate; nobody for one of own people."""
        mandate = Mandate.objects.get(pk=mandate_id)
        if mandate.holder_id is not None:
            return set(self._told_at(mandate.holder_id, procedure, on))
        return set() if mandate.person_id is None else _known(mandate.account_id)

    def _outside(self, row: Case, filer: UUID | None, on: date) -> set[UUID]:
        """Those who filed it under a mandate from outside, as far as that lets them be told."""
        if row.mandate_id is None:
            return set()
        first = Mandate.objects.get(pk=row.mandate_id)
        between = Mandate.objects.filter(
            holder=first.holder_id, account=first.account_id, organisation=first.organisation_id
        ).filter(person=first.person_id)
        holding = [each for each in between if each.holds(on) and _tells(each, row.procedure)]
        if not holding or (first.person_id is None and first.holder_id is None):
            return set()
        if first.holder_id is None:
            return _known(first.account_id)
        people = self._told_at(first.holder_id, row.procedure, on)
        return _known(filer) if filer in people else set(people)

    def _told_at(self, organisation_id: UUID, procedure: str, on: date) -> frozenset[UUID]:
        """An organisation's own people who are told of a procedure."""
        asked = (organisation_id, procedure, on)
        if asked not in self._people:
            rows = own_people(organisation_id, on)
            told = rows.filter(Q(powers=[]) | Q(powers__contains=[Power.NOTICES]))
            fitting = [each for each in told if each.account_id is not None and _tells(each, procedure)]
            self._people[asked] = frozenset(each.account_id for each in fitting if each.account_id)
            self._inside[asked] = frozenset(each.pk for each in fitting)
        return self._people[asked]


def _tells(mandate: Mandate, procedure: str) -> bool:
    in_scope = not mandate.scope or procedure.partition(".")[0] in mandate.scope
    return in_scope and (not mandate.powers or Power.NOTICES in mandate.powers)


def _known(account_id: UUID | None) -> set[UUID]:
    return set() if account_id is None else {account_id}


@dataclass(frozen=True, slots=True)
class Told:
    """One party, and what will be told to them."""

    account_id: UUID | None
    who: str
    #: Names under which procedures tell of something.
    on: tuple[str, ...]


def declared(row: Case, filer: UUID | None, to: Mapping[str, tuple[str, ...]], on: date) -> list[Told]:
    """Who of the parties will be told what if `filer` hands the case in on a day, and who will not be.

    `to` says for each name of an event whom the procedure tells (`notices.told_by`).
    """
    audience = Audience()
    accounts = {whom: audience.accounts(whom, row, filer, on) for whom in ("applicant", "person")}
    everybody = set().union(*accounts.values())
    names = {each.pk: str(each) for each in Account.objects.filter(pk__in=everybody | _known(filer))}
    lines = [
        Told(
            account,
            names[account],
            tuple(
                name for name, whom in to.items() if any(account in accounts.get(each, ()) for each in whom)
            ),
        )
        for account in sorted(everybody, key=lambda each: (each != filer, names[each]))
    ]
    return [each for each in lines if each.on] + list(_untold(row, filer, everybody, names))


def _untold(row: Case, filer: UUID | None, told: set[UUID], names: Mapping[UUID, str]) -> Iterator[Told]:
    """The parties to whom nothing will be told."""
    if filer is not None and filer not in told:
        yield Told(filer, names[filer], ())
    if row.person is not None and row.person.account_id is None:
        name = gettext("%(name)s (has no account)") % {"name": row.person}
        yield Told(None, name, ())
