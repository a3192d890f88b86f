"""What somebody wants to do to a case: pure values that `decide` answers with events or a refusal.

Everything that needs the rules or a look into a store has been worked out before and is part of the command:
the terms that a stage would have, which fields are needed, what the rules say. So `decide` needs only values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from haina.cases.events import Recount
from haina.cases.state import Document, Item, Promised, TermOnRecord
from haina.people.permissions import Role
from haina.policy.procedures import Procedure


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it and when."""

    at: datetime
    #: The day of `at` where the authority is.
    on: date
    role: Role
    account_id: UUID | None = None
    department: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that clocks would have if they started on the day of the command."""

    stages: Mapping[str, TermOnRecord]
    total: TermOnRecord
    answer: TermOnRecord | None = None
    extension: TermOnRecord | None = None
    #: The last day that a public notice beginning today would have, by stage.
    until: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Requirements:
    """What has to be filled in and attached in this case."""

    fields: frozenset[str]
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Command:
    """Something wanted; a subclass a thing that can be wanted."""


@dataclass(frozen=True, slots=True)
class StartDraft(Command):
    """Begin an application."""

    procedure: str
    reference: str
    organisation_id: UUID | None
    person_id: UUID | None
    #: Of an appeal: the case that it is against, and the officers who may not decide again.
    appeal_of: UUID | None = None
    barred: tuple[UUID, ...] = ()
    #: The mandate under which it is begun, where somebody does so for another.
    mandate_id: int | None = None


@dataclass(frozen=True, slots=True)
class SaveDraft(Command):
    """Fill in fields; `changed` are the names whose values differ from before."""

    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttachDocument(Command):
    """Attach a file that has been checked and stored."""

    document: Document


@dataclass(frozen=True, slots=True)
class RemoveDocument(Command):
    """Take a file off again."""

    id: UUID


@dataclass(frozen=True, slots=True)
class Submit(Command):
    """File the application.

    `promised` are documents to be handed in later, `committed` those that a written promise replaces.
    """

    form: Mapping[str, object]
    needed: Requirements
    terms: Terms
    declared: bool
    check: Mapping[str, object] = field(default_factory=dict)
    promised: tuple[Promised, ...] = ()
    committed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resubmit(Command):
    """Hand in the correction."""

    form: Mapping[str, object]
    needed: Requirements
    declared: bool
    note: str = ""
    check: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Withdraw(Command):
    """Take the application back, or throw a draft away."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim(Command):
    """Say that one is on a stage; `take_over` also from a colleague."""

    stage: str
    take_over: bool = False


@dataclass(frozen=True, slots=True)
class Release(Command):
    """Give a stage back to the department's list."""

    stage: str


@dataclass(frozen=True, slots=True)
class HandOver(Command):
    """Give a stage to a colleague of the same department."""

    stage: str
    officer_id: UUID
    #: Whether the colleague is an officer of the stage's department today.
    in_office: bool
    note: str = ""
    supervises: bool = False


@dataclass(frozen=True, slots=True)
class Accept(Command):
    """Accept the file and open what comes next."""

    stage: str
    terms: Terms
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decline(Command):
    """Do not accept the file."""

    stage: str
    reasons: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReturnForCorrection(Command):
    """Ask the applicant to correct things, all at once."""

    stage: str
    items: tuple[Item, ...]
    reasons: tuple[str, ...] = ()
    note: str = ""
    term: TermOnRecord | None = None


@dataclass(frozen=True, slots=True)
class VerifyFact(Command):
    """Record what the department's own records say about a fact."""

    stage: str
    fact: str
    value: object
    source: str


@dataclass(frozen=True, slots=True)
class Approve(Command):
    """Agree for a department. `rule` is what the rules say now, `check` their answer."""

    stage: str
    terms: Terms
    rule: str
    note: str = ""
    check: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refuse(Command):
    """Do not agree for a department."""

    stage: str
    terms: Terms
    rule: str
    reasons: tuple[str, ...]
    note: str = ""
    check: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extend(Command):
    """Take more time for the decision; `supervises`: whether who asks for it is a supervisor."""

    term: TermOnRecord
    reasons: tuple[str, ...]
    note: str = ""
    supervises: bool = False


@dataclass(frozen=True, slots=True)
class AddNote(Command):
    """Leave a note among the departments."""

    text: str


@dataclass(frozen=True, slots=True)
class RunOut(Command):
    """Say that a term has run out. `stage` empty: the term of the whole case.

    `terms`, `rule` and `check` are needed where silence means an answer or a public notice ends.
    """

    stage: str
    due: date
    terms: Terms | None = None
    rule: str = "unknown"
    check: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerRunOut(Command):
    """Say that the time for the correction has run out."""

    due: date


@dataclass(frozen=True, slots=True)
class Issue(Command):
    """Issue what was granted; the document has been made and signed."""

    number: str
    valid_from: date
    valid_to: date | None
    pdf_sha256: str
    credential_sha256: str


@dataclass(frozen=True, slots=True)
class Revoke(Command):
    """Take back what was issued."""

    reasons: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Expire(Command):
    """Say that what was issued has reached its last day."""


@dataclass(frozen=True, slots=True)
class Pause(Command):
    """Stop a department's clock on a ground of the procedure; `longest` is how long that may last.

    `due` is the last day of the stage as things stand.
    """

    stage: str
    ground: str
    note: str
    longest: TermOnRecord | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Resume(Command):
    """Let a department's clock go on."""

    stage: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PauseRunOut(Command):
    """Say that a clock has stood still for as long as it may."""

    stage: str
    #: The last day of the longest time.
    due: date


@dataclass(frozen=True, slots=True)
class Recounted(Command):
    """Say that last days were counted anew after a calendar was published."""

    years: tuple[int, ...]
    changes: tuple[Recount, ...]


@dataclass(frozen=True, slots=True)
class HandInLater(Command):
    """Hand in a document that was to follow; its file has been checked and stored."""

    document: Document


@dataclass(frozen=True, slots=True)
class PromiseRunOut(Command):
    """Say that a promised document has not come in time."""

    document: str
    due: date


@dataclass(frozen=True, slots=True)
class CheckPromise(Command):
    """Record whether a promise was kept."""

    document: str
    kept: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class MakeObjection(Command):
    """Object to what is on public notice."""

    text: str


@dataclass(frozen=True, slots=True)
class AnswerObjection(Command):
    """Answer an objection. `due`: the last day of the notice; None while its clock stands still."""

    stage: str
    number: int
    text: str
    upheld: bool
    due: date | None
    terms: Terms
    check: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Appeal(Command):
    """Appeal against the refusal, by `until` at the latest."""

    case_id: UUID
    reference: str
    grounds: str
    until: date


@dataclass(frozen=True, slots=True)
class EndAppeal(Command):
    """Say how the appeal ended: upheld, rejected or withdrawn."""

    outcome: str
    reference: str
    note: str = ""
    #: Of what follows where a file that was not accepted goes on.
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class MoveToVersion(Command):
    """Go on under another version, whose procedure and terms these are."""

    before: str
    after: str
    procedure: Procedure
    terms: Terms
    note: str = ""


@dataclass(frozen=True, slots=True)
class MoveBack(Command):
    """Go back to the version from which the case was moved, whose procedure this is."""

    procedure: Procedure
    terms: Terms
    note: str = ""
