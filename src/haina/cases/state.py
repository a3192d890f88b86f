"""What is known about a case after its events: the fold that `decide` looks at and `evolve` carries on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from haina.cases.clock import Pause, Term, Unit
from haina.people.permissions import State


class StageStatus(StrEnum):
    """Where one stage of a case stands; a stage that has not begun is not there."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    APPROVED = "approved"
    REFUSED = "refused"
    #: Ended without an answer of its own, because another stage or the applicant settled the case.
    MOOT = "moot"


@dataclass(frozen=True, slots=True)
class TermOnRecord:
    """The term that was chosen when a clock started, and by which standard."""

    length: int
    unit: Unit
    #: Name of the standard whose value it is; None for a number fixed in the procedure.
    standard: str | None = None

    @property
    def term(self) -> Term:
        """The term as the clock takes it."""
        return Term(self.length, self.unit)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the applicant is asked to correct."""

    kind: Literal["field", "document"]
    #: Name of the form field, or id of the document kind.
    name: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file attached to a case; its content is stored under its SHA-256."""

    id: UUID
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StageState:
    """One stage that has begun."""

    id: str
    department: str
    status: StageStatus
    opened_on: date
    term: TermOnRecord
    #: The officer who said that they are on it.
    officer_id: UUID | None = None
    ended_at: datetime | None = None
    reasons: tuple[str, ...] = ()
    note: str = ""
    #: Days by which the time was extended, in the unit of the term.
    extended_by: int = 0
    escalated: bool = False

    @property
    def whole_term(self) -> Term:
        """The term with its extension."""
        return Term(self.term.length + self.extended_by, self.term.unit)

    @property
    def is_open(self) -> bool:
        """Whether the department still owes an answer."""
        return self.status is StageStatus.OPEN


@dataclass(frozen=True, slots=True)
class Running:
    """A clock over the whole case: its term and the day of the event from which it counts."""

    term: TermOnRecord
    event: date
    extended_by: int = 0
    escalated: bool = False

    @property
    def whole_term(self) -> Term:
        """The term with its extension."""
        return Term(self.term.length + self.extended_by, self.term.unit)


@dataclass(frozen=True, slots=True)
class Correction:
    """What the applicant was asked, and until when."""

    stage: str
    items: tuple[Item, ...]
    asked_on: date
    term: TermOnRecord | None
    overdue: bool = False

    def names(self, kind: str) -> frozenset[str]:
        """The fields, or the documents, that may be changed."""
        return frozenset(item.name for item in self.items if item.kind == kind)


@dataclass(frozen=True, slots=True)
class Verification:
    """What a department found about a fact in its own records."""

    value: object
    department: str
    source: str
    on: date


@dataclass(frozen=True, slots=True)
class Granted:
    """The document that was issued."""

    number: str
    valid_from: date
    valid_to: date
    pdf_sha256: str
    credential_sha256: str
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseState:
    """The fold of a case's events. An empty one is a case that does not exist yet."""

    sequence: int = 0
    state: State = State.DRAFT
    procedure: str = ""
    reference: str = ""
    organisation_id: UUID | None = None
    person_id: UUID | None = None
    #: The form as last filed: values by field name.
    form: Mapping[str, object] = field(default_factory=dict)
    documents: Mapping[UUID, Document] = field(default_factory=dict)
    stages: Mapping[str, StageState] = field(default_factory=dict)
    total: Running | None = None
    pauses: tuple[Pause, ...] = ()
    corrections: int = 0
    correction: Correction | None = None
    #: The state to go back to when the correction is in.
    before_return: State | None = None
    extensions: int = 0
    verified: Mapping[str, Verification] = field(default_factory=dict)
    #: The last check of the rules, as the answer's JSON; empty before filing.
    check: Mapping[str, object] = field(default_factory=dict)
    #: Reasons and the officer's own words with which it ended, if it was not granted.
    reasons: tuple[str, ...] = ()
    note: str = ""
    filed_at: datetime | None = None
    filed_by: UUID | None = None
    decided_at: datetime | None = None
    granted: Granted | None = None

    @property
    def exists(self) -> bool:
        """Whether the case has begun."""
        return self.sequence > 0

    @property
    def departments(self) -> list[str]:
        """Departments that have or had a stage, in the order of their names."""
        return sorted({stage.department for stage in self.stages.values()})

    @property
    def open_stages(self) -> tuple[StageState, ...]:
        """The stages whose departments still owe an answer, in the order in which they began."""
        return tuple(stage for stage in self.stages.values() if stage.is_open)

    @property
    def is_paused(self) -> bool:
        """Whether the clocks stand still."""
        return bool(self.pauses) and self.pauses[-1].until is None
