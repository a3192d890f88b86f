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
    #: A public notice whose time is over and whose objections have been answered.
    PUBLISHED = "published"
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
    #: The extensions of the time, each in its own unit.
    further: tuple[Term, ...] = ()
    escalated: bool = False
    #: acceptance, decision or publication; empty for stages that began before this was recorded.
    kind: str = ""
    #: Times in which the department itself had stopped its clock.
    pauses: tuple[Pause, ...] = ()
    #: The ground on which the department's clock stands still now, and for how long at most.
    held: str = ""
    held_longest: TermOnRecord | None = None
    #: Whether it was answered by the clock, because silence means an answer here.
    deemed: bool = False
    #: The last day of a public notice as it was announced.
    until: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the department still owes an answer."""
        return self.status is StageStatus.OPEN

    @property
    def is_held(self) -> bool:
        """Whether the department has stopped its own clock."""
        return bool(self.held)

    @property
    def held_since(self) -> date | None:
        """The day on which the department stopped its clock; None while it runs."""
        return self.pauses[-1].since if self.held else None


@dataclass(frozen=True, slots=True)
class Running:
    """A clock over the whole case: its term and the day of the event from which it counts."""

    term: TermOnRecord
    event: date
    #: The extensions of the time, each in its own unit.
    further: tuple[Term, ...] = ()
    escalated: bool = False


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
    #: The last day on which it is valid; None: it has no end.
    valid_to: date | None
    pdf_sha256: str
    credential_sha256: str
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """A document that was allowed to follow after filing: its term and the event from which it counts."""

    document: str
    term: TermOnRecord
    #: submitted, accepted or decided.
    counts_from: str = "submitted"


@dataclass(frozen=True, slots=True)
class Promise:
    """What the filer promised about a document, and what has come of it."""

    document: str
    #: The term for handing it in later; None where the promise itself stands for the document.
    term: TermOnRecord | None = None
    counts_from: str = "submitted"
    #: The day of the event from which the term counts; None until it has happened.
    since: date | None = None
    received_on: date | None = None
    overdue: bool = False
    #: What an officer found when checking it; None while nobody has.
    kept: bool | None = None

    @property
    def is_owed(self) -> bool:
        """Whether the document itself is still to come."""
        return self.term is not None and self.received_on is None


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody has against what was put on public notice, and the answer to it."""

    number: int
    stage: str
    text: str
    on: date
    account_id: UUID | None = None
    answer: str | None = None
    upheld: bool = False


@dataclass(frozen=True, slots=True)
class AppealLink:
    """The appeal against the decision: a case of its own, and its outcome once there is one."""

    case_id: UUID
    reference: str
    #: upheld, rejected or withdrawn; empty while it runs.
    outcome: str = ""
    #: What it is against: refused, declined or revoked.
    against: str = "refused"


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """More time that an officer has asked the supervisor for, while nobody has answered."""

    term: TermOnRecord
    department: str
    reasons: tuple[str, ...]
    note: str
    at: datetime
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StageTerm:
    """A stage and the term of its clock."""

    stage: str
    term: TermOnRecord


@dataclass(frozen=True, slots=True)
class Move:
    """A move to another version of the policy, with what it takes to go back."""

    before: str
    after: str
    terms: tuple[StageTerm, ...]
    total: TermOnRecord | None


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
    #: What an officer has asked for and no supervisor has answered yet.
    extension_asked: ExtensionRequest | None = None
    verified: Mapping[str, Verification] = field(default_factory=dict)
    #: Facts whose answer by a register counts no longer: why, "objection" or "consent".
    lowered: Mapping[str, str] = field(default_factory=dict)
    #: The last check of the rules, as the answer's JSON; empty before filing.
    check: Mapping[str, object] = field(default_factory=dict)
    #: Reasons and the officer's own words with which it ended, if it was not granted.
    reasons: tuple[str, ...] = ()
    note: str = ""
    filed_at: datetime | None = None
    filed_by: UUID | None = None
    decided_at: datetime | None = None
    granted: Granted | None = None
    #: What was promised when filing, by kind of document.
    promises: Mapping[str, Promise] = field(default_factory=dict)
    objections: tuple[Objection, ...] = ()
    #: The case whose decision this one reviews, and the officers who had a hand in that.
    appeal_of: UUID | None = None
    barred: tuple[UUID, ...] = ()
    #: The mandate under which somebody acts in it for another: at first the one under which it was begun.
    mandate_id: int | None = None
    #: The mandates that the person concerned does not want in this case.
    unwanted: tuple[int, ...] = ()
    appeal: AppealLink | None = None
    #: The day of the decision where the authority is.
    decided_on: date | None = None
    moves: tuple[Move, ...] = ()
    #: Number of the letter that told a no; empty where none did.
    letter: str = ""
    #: Number of the document whose end the holder has been told of.
    announced: str = ""

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
        """Whether all clocks stand still, because the case waits for the applicant."""
        return bool(self.pauses) and self.pauses[-1].until is None

    @property
    def all_pauses(self) -> tuple[Pause, ...]:
        """Every time in which the clock over the whole case stood still."""
        own = (pause for stage in self.stages.values() for pause in stage.pauses)
        return (*self.pauses, *own)

    @property
    def owed(self) -> tuple[Promise, ...]:
        """The promised documents that are still to come."""
        return tuple(promise for promise in self.promises.values() if promise.is_owed)

    def unanswered(self, stage: str) -> tuple[Objection, ...]:
        """The objections against a public notice that nobody has answered."""
        return tuple(each for each in self.objections if each.stage == stage and each.answer is None)
