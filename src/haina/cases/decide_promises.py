"""Answers about promises: documents that follow after filing, and promises that stand for a document."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from haina.cases import commands, events
from haina.cases.commands import Act
from haina.cases.deciding import require, require_state
from haina.cases.events import Event
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState
from haina.people.permissions import State
from haina.policy.procedures import Procedure

Events = tuple[Event, ...]

#: States in which a promised document is still wanted.
OWING = (State.SUBMITTED, State.RETURNED, State.IN_REVIEW, State.APPROVED, State.ISSUED)


def check_promises(command: commands.Submit, procedure: Procedure) -> None:
    """Raise Refusal unless each promise is about a document of which the procedure lets it be made."""
    kinds = {kind.id: kind for kind in procedure.documents}
    later = [each.document for each in command.promised]
    tolerated = all(name in kinds and kinds[name].later is not None for name in later)
    replaced = all(name in kinds and kinds[name].promise is not None for name in command.committed)
    require(
        tolerated and replaced and len({*later, *command.committed}) == len(later) + len(command.committed),
        "not_tolerated",
        _("This document cannot be handed in later or replaced by a promise."),
    )


def hand_in_later(command: commands.HandInLater, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A promised document arrives, whatever has become of the case meanwhile."""
    require_state(case, *OWING)
    document = command.document
    promise = case.promises.get(document.kind)
    if promise is None or not promise.is_owed:
        raise Refusal("nothing_promised", _("This document is not one that is still to be handed in."))
    attached = events.DocumentAttached(
        document.id, document.kind, document.name, document.media_type, document.size, document.sha256
    )
    return (attached, events.PromisedDocumentReceived(document.kind, document.id))


def promise_run_out(
    command: commands.PromiseRunOut, case: CaseState, procedure: Procedure, act: Act
) -> Events:
    """A promised document that has not come is escalated once."""
    require(command.due < act.on, "not_due", _("The term has not run out."))
    promise = case.promises.get(command.document)
    if case.state not in OWING or promise is None or not promise.is_owed or promise.overdue:
        return ()
    return (events.PromiseOverdue(promise.document, command.due),)


def check_promise(command: commands.CheckPromise, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """An officer records whether a promise was kept; where it was not, the reason is needed."""
    require_state(case, State.IN_REVIEW, State.APPROVED, State.ISSUED)
    promise = case.promises.get(command.document)
    if promise is None:
        raise Refusal("nothing_promised", _("Nothing was promised about this document."))
    note = command.note.strip()
    require(command.kept or bool(note), "no_note", _("Say in the note what you found."))
    if promise.kept is command.kept:
        return ()
    return (events.PromiseChecked(promise.document, command.kept, note),)
