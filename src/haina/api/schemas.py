"""What the interface takes and gives, as it stands in the OpenAPI document."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from ninja import Field, Schema

from haina.api.element_schemas import AgreementAnswerOut, DutyAnswerOut, GroundsOut
from haina.api.text_schemas import BilingualText, InForceOut, StepOut


class CheckIn(Schema):
    """Facts to be answered about. Exact numbers may be given as numbers or as text."""

    on: date | None = Field(None, description="The day asked about; today if left out.")
    facts: dict[str, Any] = Field(
        ...,
        description="Facts by the names in /api/v1/facts. A fact left out is unknown, an empty list is none; "
        "a history is a list of {from, to, …fields}, `to` left out while it goes on.",
        examples=[{"name_of_a_date": "1988-04-02", "name_of_an_amount": "600000.00"}],
    )
    rights: list[str] | None = Field(None, description="The rights asked about; all of them if left out.")
    of: Literal["rights", "agreements", "duties", "all"] = Field(
        "rights", description="What is answered; agreements and duties only where they are asked for."
    )


class PolicyOut(Schema):
    """The policy that answered."""

    id: str
    version: str = Field(..., description="SHA-256 over the files of the pack.")
    title: BilingualText


class RightAnswerOut(Schema):
    """The answer to one right; the same object as `haina check --format json` gives."""

    id: str
    clause: str
    title: BilingualText
    status: Literal["yes", "no", "unknown", "not_in_force"]
    since: date | None = Field(
        None, description="The first day of the present answer; null if it has always been so."
    )
    until: date | None = Field(None, description="The last day of the present answer; null if it has no end.")
    from_: date | None = Field(
        None, alias="from", description="The first later day on which it is yes by itself."
    )
    because: list[dict[str, Any]]
    missing: list[dict[str, Any]]
    unset_standards: list[dict[str, Any]]
    to_change: list[dict[str, Any]]


class CheckOut(Schema):
    """The answers to all that was asked about."""

    on: date
    policy: PolicyOut
    rights: list[RightAnswerOut]
    agreements: list[AgreementAnswerOut] | None = Field(None, description="Only where asked for.")
    duties: list[DutyAnswerOut] | None = Field(None, description="Only where asked for.")


class FactOut(Schema):
    """A fact that can be given."""

    name: str
    type: str
    label: BilingualText
    question: BilingualText | None
    help: BilingualText | None
    unit: BilingualText | None
    subject: str
    group: str | None
    attested_by: list[str]
    values: list[dict[str, Any]] = Field(..., description="For an enum: its values {name, label}.")
    fields: list[dict[str, Any]] = Field(..., description="For a history: {name, type, label, required}.")


class StandardValueOut(Schema):
    """A dated value of a standard; both days are included, null is no bound."""

    value: Any = Field(..., description="Exact decimals as text.")
    valid_from: date | None
    valid_to: date | None
    source: str
    grade: str
    note: BilingualText | None


class StandardOut(Schema):
    """A standard with all its values."""

    name: str
    type: str
    label: BilingualText
    unit: BilingualText | None
    unset: BilingualText | None = Field(..., description="Why nobody has fixed it, and who would.")
    values: list[StandardValueOut]


class RightOut(Schema):
    """A right, or a programme that pays."""

    id: str
    clause: str
    article: str
    title: BilingualText
    grants: BilingualText
    subject: str
    programme: bool
    through: str | None
    apply_to: str | None
    procedure: str | None
    in_force: InForceOut
    days: str | None = Field(..., description="The standard that sets the time limit.")


class RightDetailOut(RightOut, GroundsOut):
    """A right with its rule."""

    rule: str = Field(..., description="The condition in the rule language (docs/rule-language.md).")
    steps: list[StepOut]
    note: BilingualText | None


class ClauseElementOut(Schema):
    """What carries a clause out; `section` is rights, programmes, agreements or duties."""

    section: str
    id: str
    title: BilingualText


class ClauseOut(Schema):
    """One atomic clause in our own words."""

    id: str
    article: str
    kind: str
    modality: str
    title: BilingualText
    summary: BilingualText
    departments: list[str]
    who: list[str] = Field(..., description="Roles and departments that it is about.")
    difference: BilingualText | None = Field(..., description="Our note where the two texts differ.")
    note: BilingualText | None
    elements: list[ClauseElementOut]


class ArticleOut(Schema):
    """An article and what is in it."""

    id: str
    title: BilingualText
    clauses: list[str]
    rights: list[str]


class ArticleDetailOut(Schema):
    """An article with its clauses in full."""

    id: str
    title: BilingualText
    clauses: list[ClauseOut]
    rights: list[str]


class DepartmentOut(Schema):
    """A department."""

    id: str
    title: BilingualText


class StageOut(Schema):
    """A stage of a procedure; it opens when all stages in `after` are done."""

    id: str
    title: BilingualText
    kind: str
    department: str
    after: list[str]
    asks: BilingualText


class ProcedureOut(Schema):
    """A procedure: what is attached, who decides in which order."""

    id: str
    title: BilingualText
    summary: BilingualText
    clauses: list[str]
    rights: list[str]
    filed_by: str
    documents: list[BilingualText]
    stages: list[StageOut]


class ProblemOut(Schema):
    """One thing that is wrong, with its place in the body."""

    code: str
    message: str
    suggestion: str | None
    line: int
    column: int


class ProblemDocument(Schema):
    """An error (RFC 9457), in the language of Accept-Language."""

    type: str
    title: str
    status: int
    detail: str
    problems: list[ProblemOut] | None = None
