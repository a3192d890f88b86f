"""Agreements and duties of a policy pack, and what the pack's head names for them, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from haina.rules.text import Place, Text

from .kinds import Expression
from .records import InForce, Step


class Element(Protocol):
    """What carries out a clause: a right, a programme, an agreement or a duty."""

    @property
    def id(self) -> str:
        """Its name in the pack."""

    @property
    def clause(self) -> str:
        """The clause that it carries out."""

    @property
    def title(self) -> Text:
        """What it is called."""

    @property
    def section(self) -> str:
        """The list of an article file that it stands in: `rights`, `programmes`, `agreements`, `duties`."""

    @property
    def subject(self) -> str:
        """Whose facts it asks: a person's, an organisation's, a project's or a contract's."""

    @property
    def in_force(self) -> InForce:
        """When it is in force."""

    @property
    def note(self) -> Text | None:
        """What a reader should know besides."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """How it is done, step by step."""

    @property
    def place(self) -> Place:
        """Where it stands."""


@dataclass(frozen=True, slots=True)
class System:
    """A system that the policy names, or that its clauses cannot do without (`basis`: named or implied)."""

    id: str
    number: str
    type: str
    basis: str
    title: Text
    clauses: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who makes the agreement; `rule` is the definition that holds the condition on it."""

    role: str
    title: Text | None
    when: Expression | None
    rule: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class AgreedTerm:
    """Something that must be agreed; `rule` is the definition that says whether it is."""

    id: str
    title: Text
    when: Expression
    rule: str
    place: Place


@dataclass(frozen=True, slots=True)
class Publication:
    """What somebody publishes about an agreement; `rule` and `within_rule` are its compiled parts."""

    by: str
    text: Text
    when: Expression | None
    within: Expression | None
    rule: str | None
    within_rule: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Registration:
    """Where an agreement is put on record."""

    department: str
    text: Text
    when: Expression | None
    rule: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an agreement sets off: a split, a tax, a registration …, and the element that works it out."""

    kind: str
    text: Text
    element: str | None
    element_place: Place | None
    when: Expression | None
    rule: str | None
    place: Place


Consequence = Publication | Registration | Trigger


@dataclass(frozen=True, slots=True)
class Agreement:
    """A type of agreement; its rule (named like it) is yes for a valid one and no for an invalid one."""

    id: str
    clause: str
    title: Text
    subject: str
    parties: tuple[Party, ...]
    terms: tuple[AgreedTerm, ...]
    when: Expression | None
    found_by: str
    price: Expression | None
    publish: tuple[Publication, ...]
    register: tuple[Registration, ...]
    triggers: tuple[Trigger, ...]
    in_force: InForce
    steps: tuple[Step, ...]
    steps_basis: str | None
    note: Text | None
    place: Place

    @property
    def section(self) -> str:
        """The list of an article file that it stands in."""
        return "agreements"

    @property
    def when_rule(self) -> str | None:
        """The definition that holds the further requirements."""
        return None if self.when is None else f"{self.id}_when"

    @property
    def price_rule(self) -> str | None:
        """The formula for the price, the split or the value of a match."""
        return None if self.price is None else f"{self.id}_price"

    @property
    def conditions(self) -> tuple[str, ...]:
        """The definitions that must all hold: of the parties, the terms, and the further requirements."""
        parties = [each.rule for each in self.parties]
        found = [*parties, *(each.rule for each in self.terms), self.when_rule]
        return tuple(each for each in found if each is not None)


@dataclass(frozen=True, slots=True)
class DueBy:
    """Due on a fixed day at the latest."""

    day: Expression


@dataclass(frozen=True, slots=True)
class DueWithin:
    """Due within a period after an event; the last day is the event's plus the period."""

    within: Expression
    after: Expression


@dataclass(frozen=True, slots=True)
class DueBefore:
    """Due before an event; the last day is the one before it."""

    event: Expression


@dataclass(frozen=True, slots=True)
class DueEvery:
    """Due again in every period: what fulfils it must lie within the last one."""

    period: Expression


@dataclass(frozen=True, slots=True)
class Standing:
    """Due on every day on which it is owed."""


@dataclass(frozen=True, slots=True)
class Unstated:
    """The text sets no date; `text` holds its words of pace, such as *gradually*."""

    text: Text


Due = DueBy | DueWithin | DueBefore | DueEvery | Standing | Unstated


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that a duty is fulfilled: records of a stated type, kept as a history."""

    type: str
    fact: str
    title: Text
    where: Expression | None
    fact_place: Place
    place: Place


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that somebody owes: when it is owed, by when, what fulfils it and who checks."""

    id: str
    clause: str
    title: Text
    subject: str
    owed_by: tuple[str, ...]
    owed: Expression
    due: Due
    evidence: Evidence
    fulfilled: Expression | None
    checked_by: tuple[str, ...]
    in_force: InForce
    steps: tuple[Step, ...]
    steps_basis: str | None
    note: Text | None
    place: Place

    @property
    def section(self) -> str:
        """The list of an article file that it stands in."""
        return "duties"

    @property
    def owed_rule(self) -> str:
        """The rule that says whether it is owed."""
        return f"{self.id}_owed"

    @property
    def fulfilled_rule(self) -> str:
        """The rule that says whether it is fulfilled as of a day."""
        return f"{self.id}_fulfilled"

    @property
    def due_rule(self) -> str | None:
        """The formula for the last day; None where no day is counted from anything."""
        return f"{self.id}_due" if isinstance(self.due, DueBy | DueWithin | DueBefore) else None

    @property
    def every_rule(self) -> str | None:
        """The formula for the period of a duty that comes again; None for others."""
        return f"{self.id}_every" if isinstance(self.due, DueEvery) else None
