"""Answers to the commands of automation and to what happens after the decision."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from haina.cases import commands, events
from haina.cases.commands import Act
from haina.cases.deciding import check_reasons, require, require_state
from haina.cases.events import Event
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState
from haina.people.permissions import State
from haina.policy.procedures import Procedure

Events = tuple[Event, ...]


def run_out(command: commands.RunOut, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A term that has run out is escalated once; one that stands still has not run out."""
    require(command.due < act.on, "not_due", _("The term has not run out."))
    if case.state not in (State.SUBMITTED, State.IN_REVIEW) or case.is_paused:
        return ()
    if not command.stage:
        late = case.total is not None and not case.total.escalated
        return (events.Escalated("", "", command.due),) if late else ()
    stage = case.stages.get(command.stage)
    if stage is None or not stage.is_open or stage.escalated:
        return ()
    return (events.Escalated(stage.id, stage.department, command.due),)


def answer_run_out(command: commands.AnswerRunOut, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """The applicant is reminded once."""
    require(command.due < act.on, "not_due", _("The term has not run out."))
    if case.state is not State.RETURNED or case.correction is None or case.correction.overdue:
        return ()
    return (events.AnswerOverdue(command.due),)


def issue(command: commands.Issue, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """What was granted is issued once; asking again changes nothing."""
    if case.state in (State.ISSUED, State.REVOKED):
        return ()
    require_state(case, State.APPROVED)
    require(procedure.grant is not None, "nothing_to_issue", _("This procedure issues no document."))
    require(
        command.valid_from <= command.valid_to,
        "no_validity",
        _("The document would have run out before it begins."),
    )
    return (
        events.Issued(
            command.number,
            command.valid_from,
            command.valid_to,
            command.pdf_sha256,
            command.credential_sha256,
        ),
    )


def revoke(command: commands.Revoke, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """What was issued is taken back, with reasons."""
    require_state(case, State.ISSUED)
    if case.granted is None:
        raise Refusal("nothing_issued", _("Nothing has been issued."))
    check_reasons(procedure, command.reasons, "revoke")
    return (events.Revoked(case.granted.number, command.reasons, command.note.strip()),)
