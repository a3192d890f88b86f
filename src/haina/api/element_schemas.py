"""Programmes, agreements, duties and systems as they stand in the OpenAPI document."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from ninja import Field, Schema

from haina.api.text_schemas import BilingualText, InForceOut, StepOut

STATUS = Literal["yes", "no", "unknown", "not_in_force"]
STATE = Literal["not_in_force", "not_owed", "unknown", "fulfilled", "fulfilled_late", "due", "late"]


class AgreementAnswerOut(Schema):
    """The answer to one agreement: yes is valid, no is not."""

    id: str
    clause: str
    title: BilingualText
    status: STATUS
    found_by: str
    parties: list[dict[str, Any]] = Field(..., description="Each {role, title, status, because}.")
    terms: list[dict[str, Any]] = Field(..., description="Each {id, title, status, because}.")
    price: str | None = Field(None, description="The price, split or value; exact numbers as text.")
    publish: list[dict[str, Any]]
    register_: list[dict[str, Any]] = Field(..., alias="register")
    triggers: list[dict[str, Any]]
    because: list[dict[str, Any]]
    missing: list[dict[str, Any]]
    missing_facts: list[str]
    unset_standards: list[dict[str, Any]]


class DutyAnswerOut(Schema):
    """How one duty stands on the day."""

    id: str
    clause: str
    title: BilingualText
    state: STATE
    due: date | None = Field(None, description="The last day; null where none is known or set.")
    every: str | None = Field(None, description="The period of a duty that comes again, as ISO 8601.")
    owed_since: date | None
    fulfilled_on: date | None
    late_since: date | None
    owed_by: list[str]
    checked_by: list[str]
    evidence: dict[str, Any]
    owed: dict[str, Any] = Field(..., description="Why it is owed, as for a right.")
    fulfilled: dict[str, Any] = Field(..., description="Why it is fulfilled, as for a right.")
    missing_facts: list[str]
    unset_standards: list[dict[str, Any]]


class ElementOut(Schema):
    """What carries out a clause."""

    id: str
    clause: str
    article: str
    title: BilingualText
    subject: str
    in_force: InForceOut
    steps: list[StepOut]
    note: BilingualText | None


class InstalmentOut(Schema):
    """A part of what is paid."""

    share: str = Field(..., description="In the rule language.")
    when: BilingualText


class ClawbackOut(Schema):
    """When money is taken back, and which share of it (all where there is none)."""

    id: str
    title: BilingualText
    when: str = Field(..., description="In the rule language.")
    share: str | None


class ProgrammeOut(ElementOut):
    """A programme that pays, guarantees, splits or forgoes money."""

    rule: str = Field(..., description="Who may have it, in the rule language (docs/rule-language.md).")
    amount: str = Field(..., description="How much, in the rule language.")
    eligible: list[BilingualText]
    instalments: list[InstalmentOut]
    budget: str
    not_with: list[str]
    clawback: list[ClawbackOut]


class PartyOut(Schema):
    """Somebody who makes the agreement."""

    role: str
    title: BilingualText | None
    when: str | None = Field(..., description="The condition on it, in the rule language.")


class TermOut(Schema):
    """Something that must be agreed."""

    id: str
    title: BilingualText
    when: str = Field(..., description="In the rule language.")


class ConsequenceOut(Schema):
    """What is published, registered or set off, by whom or where, and when that applies."""

    kind: str
    by: str | None
    element: str | None
    text: BilingualText
    when: str | None


class AgreementOut(ElementOut):
    """A type of agreement."""

    parties: list[PartyOut]
    terms: list[TermOut]
    when: str | None
    found_by: str
    price: str | None
    consequences: list[ConsequenceOut]


class DutyOut(ElementOut):
    """Something that somebody owes."""

    owed_by: list[str]
    checked_by: list[str]
    owed: str = Field(..., description="When it is owed, in the rule language.")
    due: dict[str, Any] = Field(
        ..., description="One of by, within and after, before, every, standing, unstated."
    )
    evidence: dict[str, Any] = Field(..., description="{type, fact, title, where}")


class GroundsOut(Schema):
    """What an element rests on."""

    rests_on: list[str] = Field(..., description="The standards behind it, by name.")
    facts: list[str] = Field(..., description="The facts that it asks for, by name.")
    history: list[dict[str, Any]] = Field(
        ...,
        description="What changed: {on, kind, standard, label, old, new, source, grade, note} each.",
    )


class ProgrammeDetailOut(ProgrammeOut, GroundsOut):
    """A programme with what it rests on."""


class AgreementDetailOut(AgreementOut, GroundsOut):
    """A type of agreement with what it rests on."""


class DutyDetailOut(DutyOut, GroundsOut):
    """A duty with what it rests on."""


class SystemElementOut(Schema):
    """What makes a system work; `section` is rights, programmes, agreements or duties."""

    section: str
    id: str
    title: BilingualText


class SystemOut(Schema):
    """A system that the policy names, or cannot do without."""

    id: str
    number: str
    type: str
    basis: Literal["named", "implied"]
    title: BilingualText
    clauses: list[str]
    elements: list[SystemElementOut]
