"""Answers about clocks: stopped and gone on, run out, counted anew."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from haina.cases import commands, events
from haina.cases.commands import Act
from haina.cases.deadlines import OWING
from haina.cases.deciding import open_stage, require, require_state
from haina.cases.events import Event
from haina.cases.joining import Settling, go_on
from haina.cases.state import CaseState, StageState, StageStatus
from haina.people.permissions import State
from haina.policy.joining import Answer, by_silence
from haina.policy.procedures import Procedure

Events = tuple[Event, ...]

_RUNNING = (State.SUBMITTED, State.RETURNED, State.IN_REVIEW)


def pause(command: commands.Pause, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A department stops its own clock and the whole case's, on a ground of the procedure, with a note."""
    require_state(case, State.SUBMITTED, State.IN_REVIEW)
    stage = open_stage(case, procedure, command.stage, "any", act)
    require(
        stage.kind != "publication",
        "no_pause",
        _("A public notice goes on to its last day; its clock cannot be stopped."),
    )
    known = {ground.id for ground in procedure.pauses}
    require(command.ground in known, "unknown_ground", _("The clock cannot be stopped on this ground."))
    require(bool(command.note.strip()), "no_note", _("Say in the note what is being waited for."))
    in_time = not stage.escalated and (command.due is None or act.on < command.due)
    require(in_time, "too_late", _("The time has already run out."))
    return (events.Paused(stage.id, stage.department, command.ground, command.note.strip(), command.longest),)


def resume(command: commands.Resume, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A clock that stands still goes on with the next day; one that runs already is left alone."""
    require_state(case, *_RUNNING)
    stage = case.stages.get(command.stage)
    if stage is None or not stage.is_open or not stage.is_held:
        return ()
    return (events.Resumed(stage.id, stage.department, act.on, command.note.strip()),)


def pause_run_out(command: commands.PauseRunOut, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A clock that has stood still for as long as it may goes on by itself, from the day after that."""
    require(command.due < act.on, "not_due", _("The term has not run out."))
    stage = case.stages.get(command.stage)
    if case.state not in _RUNNING or stage is None or not stage.is_open:
        return ()
    since = stage.held_since
    if since is None or stage.held_longest is None or command.due < since:
        return ()
    return (events.Resumed(stage.id, stage.department, command.due, by_itself=True),)


def run_out(command: commands.RunOut, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A term that has run out is answered by silence, ends a public notice, or is escalated once."""
    require(command.due < act.on, "not_due", _("The term has not run out."))
    if case.state not in (State.SUBMITTED, State.IN_REVIEW) or case.is_paused:
        return ()
    if not command.stage:
        late = case.total is not None and not case.total.escalated
        return (events.Escalated("", "", command.due),) if late else ()
    stage = case.stages.get(command.stage)
    if stage is None or not stage.is_open or stage.is_held:
        return ()
    answer = by_silence(procedure.stage(stage.id))
    # A public notice whose objections wait for answers does not end by itself.
    if answer is None or case.unanswered(stage.id):
        return () if stage.escalated else (events.Escalated(stage.id, stage.department, command.due),)
    if procedure.stage(stage.id).kind == "publication":
        return publication_over(command, case, procedure, stage)
    return _answered_by_silence(command, case, procedure, stage, answer)


def publication_over(
    command: commands.RunOut, case: CaseState, procedure: Procedure, stage: StageState
) -> Events:
    """A public notice ends; the caller has seen that its day has passed and nothing is unanswered."""
    made = sum(1 for each in case.objections if each.stage == stage.id)
    over = events.PublicationEnded(stage.id, stage.department, command.due, made)
    return (over, *go_on(case, procedure, stage.id, StageStatus.PUBLISHED, _settling(command)))


def _answered_by_silence(
    command: commands.RunOut, case: CaseState, procedure: Procedure, stage: StageState, answer: Answer
) -> Events:
    described = procedure.stage(stage.id)
    about = (stage.id, stage.department, command.due, command.rule, described.kind)
    settling = _settling(command)
    if answer is Answer.REFUSE:
        refused = events.DeemedRefused(*about)
        if described.kind == "acceptance":
            ends = (each for each in case.open_stages if each.id != stage.id)
            moot = (events.StageEnded(each.id, each.department) for each in ends)
            return (refused, *moot, events.Refused((), "", command.check, "silence"))
        return (refused, *go_on(case, procedure, stage.id, StageStatus.REFUSED, settling))
    approved = events.DeemedApproved(*about)
    if described.kind == "acceptance":
        # It counts as accepted from the day on which it was received, and so do the clocks that follow.
        settling = replace(settling, since=stage.opened_on)
        total = (
            () if case.total is not None else (events.TotalStarted(settling.terms.total, stage.opened_on),)
        )
        return (approved, *total, *go_on(case, procedure, stage.id, StageStatus.ACCEPTED, settling))
    return (approved, *go_on(case, procedure, stage.id, StageStatus.APPROVED, settling))


def _settling(command: commands.RunOut) -> Settling:
    if command.terms is None:
        raise ValueError("a term that ends with an answer needs the terms of what follows")
    return Settling(command.terms, command.check, silent=True)


def answer_run_out(command: commands.AnswerRunOut, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """The applicant is reminded once."""
    require(command.due < act.on, "not_due", _("The term has not run out."))
    if case.state is not State.RETURNED or case.correction is None or case.correction.overdue:
        return ()
    return (events.AnswerOverdue(command.due),)


def recounted(command: commands.Recounted, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """That the terms were counted anew is put on record; the clocks themselves follow the calendar."""
    runs = case.state in _RUNNING or (case.state in OWING and case.owed)
    if not runs or not (command.years or command.changes):
        return ()
    return (events.ClockRecounted(command.years, command.changes),)
