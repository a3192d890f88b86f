"""Who is acting: the one value that every verb takes, worked out once at the door for a given day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from haina.people.models import Account, Mandate, Person, Posting, Power

#: What follows the id of a procedure in that of the appeals against its decisions.
APPEAL = ".appeal"


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
    """For whom an account may act: one organisation or one person, in these procedures, with these powers."""

    organisation_id: UUID | None = None
    person_id: UUID | None = None
    #: Procedure ids; empty means all.
    scope: frozenset[str] = frozenset()
    #: Values of `Power`; empty means all.
    powers: frozenset[str] = frozenset()
    #: The organisation through which the account has it, where that holds the mandate.
    through: UUID | None = None
    #: The mandate on which it rests.
    mandate_id: int | None = None
    #: All mandates ever between the same two: what was filed under them stays with their holder.
    mandates: frozenset[int] = frozenset()

    @property
    def is_inside(self) -> bool:
        """Whether it is one of an organisation's own people, not somebody whom it or a person has asked."""
        return self.organisation_id is not None and self.through is None

    def covers(self, procedure: str) -> bool:
        """Whether the mandate extends to a procedure, or to the one that it is an appeal in."""
        return not self.scope or procedure.removesuffix(APPEAL) in self.scope

    def lets(self, power: Power) -> bool:
        """Whether the mandate has a power."""
        return not self.powers or power.value in self.powers

    @property
    def may_appoint(self) -> bool:
        """Whether its holder gives and takes on mandates for the organisation."""
        return self.is_inside and not self.scope and self.lets(Power.APPOINT)


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
    #: Departments as whose auditor the account reads the books.
    audits: frozenset[str] = field(default_factory=frozenset)
    #: Departments for which the account drafts changes of the policy.
    makes_policy: frozenset[str] = field(default_factory=frozenset)
    automaton: Automaton | None = None

    @property
    def is_visitor(self) -> bool:
        """Whether nobody is logged in."""
        return self.account_id is None and self.automaton is None

    @property
    def is_staff(self) -> bool:
        """Whether the account works on the cases of a department, or supervises one."""
        return bool(self.departments or self.supervises)

    def acts_for_organisation(self, organisation_id: UUID, procedure: str) -> bool:
        """Whether the account is one of the organisation's own people, for the procedure."""
        return any(
            standing.is_inside and standing.organisation_id == organisation_id and standing.covers(procedure)
            for standing in self.standings
        )

    def may_appoint(self, organisation_id: UUID | None) -> bool:
        """Whether the account gives, takes on and ends mandates for an organisation."""
        return organisation_id is not None and any(
            standing.may_appoint and standing.organisation_id == organisation_id
            for standing in self.standings
        )

    def files_by(
        self, procedure: str, organisation_id: UUID | None, person_id: UUID | None
    ) -> Standing | None:
        """The standing by which the account files for an organisation, or else a person; None without one."""
        granter = (organisation_id, None) if organisation_id is not None else (None, person_id)
        fitting = (
            standing
            for standing in self.standings
            if (standing.organisation_id, standing.person_id) == granter
            and standing.covers(procedure)
            and standing.lets(Power.FILE)
        )
        return min(fitting, key=lambda standing: not standing.is_inside, default=None)

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
    """The actor that an account is on a day: its person, valid mandates and postings (3 or 4 queries)."""
    if not account.is_active:
        return VISITOR
    valid = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    postings = Posting.objects.filter(valid, account=account).values_list("office", "department")
    own = tuple(_standings(list(Mandate.objects.filter(account=account).order_by("pk")), on))
    return Actor(
        name=str(account),
        account_id=account.pk,
        person_id=Person.objects.filter(account=account).values_list("pk", flat=True).first(),
        standings=own + tuple(_through_organisations(own, on)),
        departments=frozenset(name for office, name in postings if office == Posting.Office.OFFICER),
        supervises=frozenset(name for office, name in postings if office == Posting.Office.SUPERVISOR),
        audits=frozenset(name for office, name in postings if office == Posting.Office.AUDITOR),
        makes_policy=frozenset(name for office, name in postings if office == Posting.Office.POLICY_MAKER),
    )


def _standings(mandates: list[Mandate], on: date) -> Iterator[Standing]:
    """What the mandates of one holder let do on a day."""
    between: dict[tuple[UUID | None, ...], set[int]] = {}
    for mandate in mandates:
        parties = (mandate.holder_id, mandate.organisation_id, mandate.person_id)
        between.setdefault(parties, set()).add(mandate.pk)
    for mandate in mandates:
        parties = (mandate.holder_id, mandate.organisation_id, mandate.person_id)
        if mandate.holds(on):
            yield Standing(
                organisation_id=mandate.organisation_id,
                person_id=mandate.person_id,
                scope=frozenset(mandate.scope),
                powers=frozenset(mandate.powers),
                through=mandate.holder_id,
                mandate_id=mandate.pk,
                mandates=frozenset(between[parties]),
            )


def _through_organisations(own: Iterable[Standing], on: date) -> Iterator[Standing]:
    """What an account may do because its organisations hold mandates; these are not handed on any further."""
    inside = {each.organisation_id: each for each in own if each.is_inside}
    if not inside:
        return
    held = Mandate.objects.filter(holder__in=[each for each in inside if each]).order_by("pk")
    for standing in _standings(list(held), on):
        mine = inside[standing.through]
        scope = _narrower(mine.scope, standing.scope)
        powers = _narrower(mine.powers, standing.powers)
        if scope is not None and powers is not None:
            yield replace(standing, scope=scope, powers=powers)


def _narrower(one: frozenset[str], other: frozenset[str]) -> frozenset[str] | None:
    """What is in both, where an empty set stands for everything; None where nothing is."""
    if not one or not other:
        return one | other
    return one & other or None
