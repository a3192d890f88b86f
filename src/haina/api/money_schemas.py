"""The public register of money as it stands in the OpenAPI document. Amounts are exact, as text."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

from haina.api.text_schemas import BilingualText


class MoneyOut(Schema):
    """What was promised and paid, in the currency's own unit."""

    committed: str = Field(..., description="What stands promised.")
    paid: str
    returned: str = Field(..., description="What came back.")
    awards: int
    currency: str = Field(..., description="ISO 4217")


class PlanOut(MoneyOut):
    """A plan that has been filed."""

    plan: str
    title: BilingualText
    department: str
    budget: str = Field(..., description="Id of the budget in the policy.")
    year: int
    programmes: list[str] = Field(..., description="None: all that draw on the budget.")
    filing_number: str
    filed_on: date
    funded: str = Field(..., description="What came to the plan.")


class CallOut(MoneyOut):
    """A call for applications."""

    call: str
    title: BilingualText
    plan: str
    programme: str
    department: str
    opens_at: datetime
    closes_at: datetime
    quota: int | None = Field(..., description="Awards at most.")
    tilt: bool = Field(..., description="Whether it leans to young people and firms.")
    funded: str


class AwardOut(Schema):
    """An award. A person's name is masked, and there only where the award had stood on public notice."""

    award: str
    programme: str
    plan: str | None
    call: str | None
    department: str
    receiver: str = Field(..., description="person or organisation")
    name: BilingualText | None
    amount: str
    paid: str
    currency: str
    granted_on: date
    state: str = Field(..., description="waiting, committed, running, fulfilled, ended or taken_back")


class PaymentOut(Schema):
    """A payment, or what came back (below zero)."""

    award: str
    programme: str
    kind: str = Field(..., description="payment or return")
    number: int = Field(..., description="Which instalment; 0 for a return.")
    paid_for: BilingualText | None = Field(..., alias="for")
    amount: str
    currency: str
    day: date


class OutcomeOut(Schema):
    """What an evaluation found."""

    award: str
    programme: str
    outcome: str = Field(..., description="met, partly or not_met")
    evaluated_at: datetime


class ProgrammeMoneyOut(MoneyOut):
    """A programme with its money."""

    programme: str
    title: BilingualText
    budget: str = Field(..., description="What plans and calls for this programme alone have received.")


class LedgerRootOut(Schema):
    """The root of one day of the ledger: SHA-256, a tree as in RFC 9162, chained and joined."""

    day: date
    count: int
    tree: str
    previous: str
    cases: str = Field(..., description="The root of the cases of the same day; zeros for none.")
    root: str


class TraitCellOut(Schema):
    """One value of a trait; the numbers are null where they are kept back."""

    value: str = Field(..., description="Empty for what is not stated.")
    title: BilingualText
    awards: int | None
    committed: str | None
    paid: str | None


class TraitOut(Schema):
    """Awards by one trait."""

    id: str
    title: BilingualText
    cells: list[TraitCellOut]


class ProgrammeFiguresOut(ProgrammeMoneyOut):
    """A programme in figures, by traits of those who received it."""

    receivers: int
    as_of: date = Field(..., description="The day up to which awards are counted by traits.")
    traits: list[TraitOut]
