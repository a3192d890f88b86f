"""A procedure as data: what is filled in and attached, who decides when, and what is told to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from haina.rules.text import Place, Text
from haina.rules.types import EnumValue, Type


@dataclass(frozen=True, slots=True)
class TermOption:
    """One length of a term: days, or a standard; it counts where `when` (a definition's id) is yes."""

    days: int | None
    standard: str | None
    when: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Term:
    """How long something may take; the first option that counts and has a value is the one."""

    unit: str
    counts_from: str
    options: tuple[TermOption, ...]
    clause: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing to fill in: a fact of the pack, or something that only this procedure asks."""

    name: str
    fact: bool
    type: Type
    label: Text
    help: Text | None
    required: bool
    when: str | None
    pattern: str | None
    pattern_help: Text | None
    options: tuple[EnumValue, ...]
    personal: bool
    place: Place


@dataclass(frozen=True, slots=True)
class FormSection:
    """Fields under one heading."""

    id: str
    title: Text
    fields: tuple[FormField, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A document to attach, and the fields for which it is the evidence."""

    id: str
    title: Text
    help: Text | None
    media_types: tuple[str, ...]
    max_bytes: int
    max_files: int
    required: bool
    when: str | None
    evidences: tuple[str, ...]
    place: Place
    #: The term within which it may follow, where the applicant promises so when filing.
    later: Term | None = None
    #: What the applicant may promise in writing in its place; it is checked after the decision.
    promise: Text | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a stage asks of a register: for which purpose, on which ground, and into which facts.

    `ground` is the id of a clause, or `CONSENT`; `facts` gives for each fact the register's own field.
    """

    register: str
    purpose: Text
    ground: str
    facts: Mapping[str, str]
    place: Place
    #: The ground on which the clock stops while the register does not answer; empty where it goes on.
    pause: str = ""

    @property
    def by_consent(self) -> bool:
        """Whether the person has to agree first."""
        return self.ground == CONSENT


#: The ground of a look-up that no clause allows by itself.
CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Stage:
    """What one department does; it opens when all stages in `after` are done.

    A `publication` is a public notice: its term is the notice period, and it ends by itself on the day after.
    """

    id: str
    title: Text
    kind: str
    department: str
    after: tuple[str, ...]
    term: Term
    silence: str
    may_return: bool
    verifies: tuple[str, ...]
    asks: Text
    place: Place
    lookups: tuple[Lookup, ...] = ()
    #: Further fields, facts and kinds of documents that it needs to be shown; with any, it sees no others.
    sees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Join:
    """How the answers of the deciding stages make one decision.

    `all` have to agree, or `any` one, or a `quorum` of them; with `veto` a refusal by one of `vetoes` refuses
    at once, and of the others the majority decides.
    """

    kind: str
    quorum: int | None = None
    vetoes: tuple[str, ...] = ()

    def needed(self, deciding: int) -> int:
        """How many of so many deciding stages have to agree (with `veto`, those that have one besides)."""
        if self.kind == "any":
            return 1
        if self.kind == "quorum" and self.quorum is not None:
            return self.quorum
        if self.kind == "veto":
            return (deciding - len(self.vetoes)) // 2 + 1 if deciding > len(self.vetoes) else 0
        return deciding


@dataclass(frozen=True, slots=True)
class PauseGround:
    """A ground on which a department may stop the clocks, and for how long at most."""

    id: str
    title: Text
    longest: Term | None
    place: Place


@dataclass(frozen=True, slots=True)
class Appeal:
    """By when a refusal may be appealed, to whom, and how long that decision takes.

    `procedure` is the procedure of the appeal; without one, another officer of `to` decides in one stage.
    """

    within: Term
    to: str
    term: Term
    procedure: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class AppointmentNeed:
    """That a stage asks the applicant to come: for how many minutes, where, and what missing it means."""

    stage: str
    minutes: int
    where: Text
    place: Place
    #: How often nobody may come; after that the department decides on what it has.
    misses: int = 2


@dataclass(frozen=True, slots=True)
class Correction:
    """How often a file may be returned, and how long the applicant has to answer."""

    times: int
    answer_within: Term | None
    place: Place


@dataclass(frozen=True, slots=True)
class Extension:
    """How often more time may be taken, how much, and by whom: a `department` or only its `supervisor`."""

    times: int
    options: Term
    place: Place
    by: str = "department"


@dataclass(frozen=True, slots=True)
class ReasonText:
    """A reason that an officer may choose, and for which outcomes."""

    id: str
    outcomes: tuple[str, ...]
    text: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told, to whom, when something happens; with placeholders such as ``{due}``."""

    id: str
    on: str
    to: tuple[str, ...]
    subject: Text
    body: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a granted document holds, and the dates that it may not outlive.

    The length is one of `years`, or the value of the formula `rule` (a duration); with neither it has no end.
    """

    years: tuple[TermOption, ...]
    not_after: tuple[str, ...]
    place: Place
    rule: str | None = None

    @property
    def endless(self) -> bool:
        """Whether it holds until it is revoked."""
        return not self.years and self.rule is None and not self.not_after


@dataclass(frozen=True, slots=True)
class Grant:
    """The document that a yes issues: a permit with a validity, or a letter that tells the decision."""

    document: str
    title: Text
    issuer: str
    validity: Validity
    shows: tuple[str, ...]
    basis: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Form:
    """Where the fields come from: sections of its own, and the facts that the rules of `facts_of` read."""

    sections: tuple[FormSection, ...]
    facts_of: tuple[str, ...]
    place: Place


#: The sections for the facts that the rules of some rights read, after sections that ask some already.
Derive = Callable[[Form], tuple[FormSection, ...]]


def _as_written(form: Form) -> tuple[FormSection, ...]:
    return form.sections


@dataclass(frozen=True)
class Procedure:
    """A procedure from the form to the signed document."""

    id: str
    title: Text
    summary: Text
    clauses: tuple[str, ...]
    rights: tuple[str, ...]
    reference: str
    filed_by: str
    basis: str
    form: Form
    documents: tuple[DocumentKind, ...]
    stages: tuple[Stage, ...]
    join: Join
    total: Term
    correction: Correction
    extension: Extension | None
    declaration: Text
    reasons: tuple[ReasonText, ...]
    notices: tuple[Notice, ...]
    grant: Grant | None
    place: Place
    pauses: tuple[PauseGround, ...] = ()
    appeal: Appeal | None = None
    appointment: AppointmentNeed | None = None
    like: str | None = None
    #: Standards that say what it costs; empty where the policy names no fee.
    fees: tuple[str, ...] = ()
    derive: Derive = field(default=_as_written, compare=False, repr=False)

    @cached_property
    def sections(self) -> tuple[FormSection, ...]:
        """The form: what is filled in, under its headings; worked out from the rules when first wanted."""
        return self.derive(self.form)

    @cached_property
    def fields(self) -> Mapping[str, FormField]:
        """All fields of the form by name, in order."""
        return {field.name: field for section in self.sections for field in section.fields}

    @cached_property
    def departments(self) -> frozenset[str]:
        """The departments that have a part in it."""
        issuer = () if self.grant is None else (self.grant.issuer,)
        appeal = () if self.appeal is None else (self.appeal.to,)
        return frozenset((*(stage.department for stage in self.stages), *issuer, *appeal))

    @cached_property
    def deciding(self) -> tuple[Stage, ...]:
        """The stages whose answers are joined to the decision."""
        return tuple(stage for stage in self.stages if stage.kind == "decision")

    @cached_property
    def first_stages(self) -> tuple[Stage, ...]:
        """The stages that open when the file is handed in."""
        return tuple(stage for stage in self.stages if not stage.after)

    def stage(self, id: str) -> Stage:
        """The stage of this id; raises KeyError."""
        for stage in self.stages:
            if stage.id == id:
                return stage
        raise KeyError(id)

    def document(self, id: str) -> DocumentKind:
        """The kind of document of this id; raises KeyError."""
        for document in self.documents:
            if document.id == id:
                return document
        raise KeyError(id)

    def pause(self, id: str) -> PauseGround:
        """The ground of this id on which the clocks may be stopped; raises KeyError."""
        for ground in self.pauses:
            if ground.id == id:
                return ground
        raise KeyError(id)

    def following(self, stage_id: str) -> tuple[Stage, ...]:
        """The stages that wait for this one."""
        return tuple(stage for stage in self.stages if stage_id in stage.after)
