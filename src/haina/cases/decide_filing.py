"""Answers to the commands of the side that files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping

from django.utils.translation import gettext_lazy as _

from haina.cases import commands, events
from haina.cases.commands import Act, Requirements, Terms
from haina.cases.decide_promises import check_promises
from haina.cases.deciding import ended, opened, require, require_state
from haina.cases.events import Event
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState
from haina.people.permissions import State
from haina.policy.joining import ready
from haina.policy.procedures import Procedure

Events = tuple[Event, ...]


def start_draft(command: commands.StartDraft, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A case begins once, with somebody whom it is filed by or about."""
    require(not case.exists, "exists", _("This application has already been begun."))
    files = command.organisation_id if procedure.filed_by == "organisation" else command.person_id
    require(files is not None, "nobody_files", _("Say for whom the application is made."))
    return (
        events.DraftStarted(
            command.procedure,
            command.reference,
            command.organisation_id,
            command.person_id,
            command.appeal_of,
            command.barred,
            command.mandate_id,
        ),
    )


def save_draft(command: commands.SaveDraft, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """Fields are filled in before filing, and those that were named in a correction."""
    require_state(case, State.DRAFT, State.RETURNED)
    _require_asked(case, "field", command.changed)
    require(set(command.changed) <= set(procedure.fields), "unknown_field", _("The form has no such field."))
    return (events.DraftSaved(command.changed),) if command.changed else ()


def attach_document(
    command: commands.AttachDocument, case: CaseState, procedure: Procedure, act: Act
) -> Events:
    """A file is attached where the procedure has a place for it."""
    require_state(case, State.DRAFT, State.RETURNED)
    document = command.document
    kinds = {kind.id: kind for kind in procedure.documents}
    if document.kind not in kinds:
        raise Refusal("unknown_document", _("This application has no place for such a document."))
    _require_asked(case, "document", (document.kind,))
    attached = [other for other in case.documents.values() if other.kind == document.kind]
    if any(other.sha256 == document.sha256 for other in attached):
        return ()
    require(
        len(attached) < kinds[document.kind].max_files,
        "too_many_files",
        _("There are already as many files as this document may have. Take one off first."),
    )
    return (
        events.DocumentAttached(
            document.id, document.kind, document.name, document.media_type, document.size, document.sha256
        ),
    )


def remove_document(
    command: commands.RemoveDocument, case: CaseState, procedure: Procedure, act: Act
) -> Events:
    """A file is taken off while the form is open; what was filed with it stays on record."""
    require_state(case, State.DRAFT, State.RETURNED)
    document = case.documents.get(command.id)
    if document is None:
        return ()
    _require_asked(case, "document", (document.kind,))
    return (events.DocumentRemoved(document.id, document.kind, document.name),)


def submit(command: commands.Submit, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A complete form is filed, with promises where it may be; the first stages begin, and their clocks."""
    require_state(case, State.DRAFT)
    check_promises(command, procedure)
    excused = {each.document for each in command.promised} | set(command.committed)
    _require_complete(command.needed, command.form, case, command.declared, excused)
    first = ready(procedure, {})
    awaits = any(stage.kind == "acceptance" for stage in first)
    filed = events.Submitted(
        dict(command.form),
        tuple(case.documents),
        awaits,
        command.check,
        command.promised,
        command.committed,
    )
    total = _total(procedure, command.terms, awaits=awaits)
    return (filed, *opened(first, command.terms), *total)


def resubmit(command: commands.Resubmit, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """The correction is handed in, complete and changed only where it was asked for."""
    require_state(case, State.RETURNED)
    _require_complete(command.needed, command.form, case, command.declared, case.promises)
    names = {*command.form, *case.form}
    changed = tuple(sorted(name for name in names if command.form.get(name) != case.form.get(name)))
    _require_asked(case, "field", changed)
    return (
        events.Resubmitted(
            dict(command.form), tuple(case.documents), changed, command.note.strip(), command.check
        ),
    )


def withdraw(command: commands.Withdraw, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A draft is thrown away; a filed application is taken back until it has been decided."""
    require_state(case, State.DRAFT, State.SUBMITTED, State.RETURNED, State.IN_REVIEW)
    if case.state is State.DRAFT:
        return (events.Discarded(),)
    return (*ended(case), events.Withdrawn(command.note.strip()))


def _total(procedure: Procedure, terms: Terms, *, awaits: bool) -> Events:
    """Filing starts the clock over the whole case unless it waits for an acceptance."""
    waits = awaits and procedure.total.counts_from == "accepted"
    return () if waits else (events.TotalStarted(terms.total),)


def _require_asked(case: CaseState, kind: str, names: tuple[str, ...]) -> None:
    """In a correction, only what was named may be changed."""
    if case.correction is not None and case.state is State.RETURNED:
        strange = sorted(set(names) - case.correction.names(kind))
        require(
            not strange,
            "not_asked",
            _("Only what the department named can be changed now."),
            names=strange,
        )


def _require_complete(
    needed: Requirements,
    form: Mapping[str, object],
    case: CaseState,
    declared: bool,
    excused: Container[str],
) -> None:
    filled = {name for name, value in form.items() if value not in (None, "")}
    attached = Counter(document.kind for document in case.documents.values())
    missing = sorted(needed.fields - filled)
    documents = sorted(kind for kind in needed.documents if not attached[kind] and kind not in excused)
    require(
        not missing and not documents,
        "incomplete",
        _("Something that is needed is still missing."),
        fields=missing,
        documents=documents,
    )
    require(declared, "not_declared", _("Please confirm the declaration."))
