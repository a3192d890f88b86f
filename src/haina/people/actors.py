"""Who is acting: the one value that every verb takes, worked out once at the door for a given day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from haina.people.models import Account, Mandate, Person, Posting


class Automaton(StrEnum):
    """Programs that act on cases under their own name, never under a person's."""

    #: Escalates what has run out of time.
    CLOCK = "clock"
    #: Issues what has been granted.
    ISSUING = "issuing"
    #: Brings what registers answer.
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom an account may act: one organisation or one person, in these procedures."""

    organisation_id: UUID | None = None
    person_id: UUID | None = None
    #: Procedure ids; empty means all.
    scope: frozenset[str] = frozenset()

    def covers(self, procedure: str) -> bool:
        """Whether the mandate extends to a procedure."""
        return not self.scope or procedure in self.scope


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who acts on a given day, with everything that bears on what they may do."""

    name: str
    account_id: UUID | None = None
    #: The person whom the account belongs to.
    person_id: UUID | None = None
    standings: tuple[Standing, ...] = ()
    #: Departments in which the account is an officer.
    departments: frozenset[str] = field(default_factory=frozenset)
    #: Departments that the account supervises; the empty text stands for all of them.
    supervises: frozenset[str] = field(default_factory=frozenset)
    automaton: Automaton | None = None

    @property
    def is_visitor(self) -> bool:
        """Whether nobody is logged in."""
        return self.account_id is None and self.automaton is None

    @property
    def is_staff(self) -> bool:
        """Whether the account holds an office, and so needs a second factor."""
        return bool(self.departments or self.supervises)

    def acts_for_organisation(self, organisation_id: UUID, procedure: str) -> bool:
        """Whether a mandate for the organisation covers the procedure."""
        return any(
            standing.organisation_id == organisation_id and standing.covers(procedure)
            for standing in self.standings
        )

    def acts_for_person(self, person_id: UUID, procedure: str) -> bool:
        """Whether the account is the person, or a mandate for the person covers the procedure."""
        return self.person_id == person_id or any(
            standing.person_id == person_id and standing.covers(procedure) for standing in self.standings
        )

    def supervises_any(self, departments: frozenset[str]) -> bool:
        """Whether one of the departments is under the account's supervision."""
        return "" in self.supervises or bool(self.supervises & departments)


#: Someone who has not logged in.
VISITOR = Actor(name="")


def automation(automaton: Automaton) -> Actor:
    """The actor of a program."""
    return Actor(name=automaton.value, automaton=automaton)


def actor_of(account: Account, on: date) -> Actor:
    """The actor that the account of a request is, worked out once for as long as the request lasts."""
    known: dict[date, Actor] = account.__dict__.setdefault("_actors", {})
    if on not in known:
        known[on] = actor_for(account, on)
    return known[on]


def actor_for(account: Account, on: date) -> Actor:
    """The actor that an account is on a day: its person, valid mandates and postings (3 queries)."""
    if not account.is_active:
        return VISITOR
    valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    postings = Posting.objects.filter(valid, account=account).values_list("office", "department")
    mandates = Mandate.objects.filter(valid, account=account)
    return Actor(
        name=str(account),
        account_id=account.pk,
        person_id=Person.objects.filter(account=account).values_list("pk", flat=True).first(),
        standings=tuple(
            Standing(mandate.organisation_id, mandate.person_id, frozenset(mandate.scope))
            for mandate in mandates
        ),
        departments=frozenset(name for office, name in postings if office == Posting.Office.OFFICER),
        supervises=frozenset(name for office, name in postings if office == Posting.Office.SUPERVISOR),
    )
