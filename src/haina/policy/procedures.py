"""A procedure as data: what is filled in and attached, who decides when, and what is told to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Stage:
    """What one department does; it opens when all stages in `after` are done."""

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


@dataclass(frozen=True, slots=True)
class Correction:
    """How often a file may be returned, and how long the applicant has to answer."""

    times: int
    answer_within: Term | None
    place: Place


@dataclass(frozen=True, slots=True)
class Extension:
    """How often a department may take more time, and how much."""

    times: int
    options: Term
    place: Place


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
    """How many years a granted document holds, and the dates that it may not outlive."""

    years: tuple[TermOption, ...]
    not_after: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Grant:
    """The document that a yes issues."""

    document: str
    title: Text
    issuer: str
    validity: Validity
    shows: tuple[str, ...]
    basis: Text
    place: Place


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
    sections: tuple[FormSection, ...]
    documents: tuple[DocumentKind, ...]
    stages: tuple[Stage, ...]
    join: str
    total: Term
    correction: Correction
    extension: Extension | None
    declaration: Text
    reasons: tuple[ReasonText, ...]
    notices: tuple[Notice, ...]
    grant: Grant | None
    place: Place

    @cached_property
    def fields(self) -> Mapping[str, FormField]:
        """All fields of the form by name, in order."""
        return {field.name: field for section in self.sections for field in section.fields}

    @cached_property
    def departments(self) -> frozenset[str]:
        """The departments that have a part in it."""
        issuer = () if self.grant is None else (self.grant.issuer,)
        return frozenset((*(stage.department for stage in self.stages), *issuer))

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

    def following(self, stage_id: str) -> tuple[Stage, ...]:
        """The stages that wait for this one."""
        return tuple(stage for stage in self.stages if stage_id in stage.after)
