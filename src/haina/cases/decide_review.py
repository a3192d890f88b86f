"""Answers to the commands of departments: take on, accept, return, verify, agree or not."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from haina.cases import commands, events
from haina.cases.commands import Act
from haina.cases.deciding import barred, check_reasons, ended, open_stage, require, require_state
from haina.cases.events import Event
from haina.cases.joining import Settling, go_on
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState, StageStatus
from haina.people.permissions import State
from haina.policy.procedures import Procedure

Events = tuple[Event, ...]


def claim(command: commands.Claim, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """An officer takes a stage on; from a colleague only when they say so."""
    require_state(case, State.SUBMITTED, State.RETURNED, State.IN_REVIEW)
    stage = case.stages.get(command.stage)
    if stage is None or not stage.is_open or act.account_id is None:
        raise Refusal("stage_closed", _("This step has already been answered or has not begun."))
    barred(case, act)
    if stage.officer_id == act.account_id:
        return ()
    require(
        stage.officer_id is None or command.take_over,
        "claimed",
        _("A colleague is on this step. Take it over first."),
        officer=stage.officer_id,
    )
    return (events.Claimed(command.stage, act.account_id, taken_from=stage.officer_id),)


def release(command: commands.Release, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A stage goes back to the department's list."""
    require_state(case, State.SUBMITTED, State.RETURNED, State.IN_REVIEW)
    stage = case.stages.get(command.stage)
    if stage is None or not stage.is_open or stage.officer_id is None:
        return ()
    return (events.Released(command.stage, stage.officer_id),)


def hand_over(command: commands.HandOver, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A colleague of the same department goes on with a stage; who has it, or the supervisor, says so."""
    require_state(case, State.SUBMITTED, State.RETURNED, State.IN_REVIEW)
    stage = case.stages.get(command.stage)
    if stage is None or not stage.is_open:
        raise Refusal("stage_closed", _("This step has already been answered or has not begun."))
    require(command.in_office, "not_a_colleague", _("Only an officer of the same department can take it."))
    barred(case, replace(act, account_id=command.officer_id))
    require(
        command.supervises or stage.officer_id in (None, act.account_id),
        "claimed",
        _("A colleague is on this step. Take it over first."),
        officer=stage.officer_id,
    )
    if stage.officer_id == command.officer_id:
        return ()
    note = command.note.strip()
    return (events.HandedOver(stage.id, command.officer_id, stage.officer_id, note),)


def accept(command: commands.Accept, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """The file is accepted: the clock over the whole case and the stages that follow begin."""
    require_state(case, State.SUBMITTED, State.IN_REVIEW)
    stage = open_stage(case, procedure, command.stage, "acceptance", act)
    accepted = events.Accepted(stage.id, stage.department, command.note.strip())
    total = () if case.total is not None else (events.TotalStarted(command.terms.total),)
    settling = Settling(command.terms)
    return (accepted, *total, *go_on(case, procedure, stage.id, StageStatus.ACCEPTED, settling))


def decline(command: commands.Decline, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """The file is not accepted, with reasons."""
    require_state(case, State.SUBMITTED, State.IN_REVIEW)
    stage = open_stage(case, procedure, command.stage, "acceptance", act)
    check_reasons(procedure, command.reasons, "decline")
    declined = events.Declined(stage.id, stage.department, command.reasons, command.note.strip())
    return (*ended(case, but=stage.id), declined)


def return_for_correction(
    command: commands.ReturnForCorrection, case: CaseState, procedure: Procedure, act: Act
) -> Events:
    """Everything that has to be corrected is named at once, as often as the procedure allows."""
    require_state(case, State.SUBMITTED, State.IN_REVIEW)
    stage = open_stage(case, procedure, command.stage, "any", act)
    require(procedure.stage(stage.id).may_return, "no_return", _("This step cannot ask for a correction."))
    require(
        case.corrections < procedure.correction.times,
        "corrections_used",
        _("A correction has already been asked for as often as the procedure allows."),
    )
    require(bool(command.items), "nothing_named", _("Name what has to be corrected."))
    known = {("field", name) for name in procedure.fields} | {
        ("document", kind.id) for kind in procedure.documents
    }
    require(
        all((item.kind, item.name) in known for item in command.items),
        "unknown_item",
        _("The form has no such field or document."),
    )
    check_reasons(procedure, command.reasons, "return", at_least=0)
    return (
        events.ReturnedForCorrection(
            stage.id, stage.department, command.items, command.reasons, command.note.strip(), command.term
        ),
    )


def verify_fact(command: commands.VerifyFact, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A department records what its own records say about a fact that is its to verify."""
    require_state(case, State.SUBMITTED, State.IN_REVIEW)
    stage = open_stage(case, procedure, command.stage, "any", act)
    require(
        command.fact in procedure.stage(stage.id).verifies,
        "not_yours_to_verify",
        _("This fact is not one that this step verifies."),
    )
    require(bool(command.source.strip()), "no_source", _("Say where you looked it up."))
    return (
        events.FactVerified(stage.id, stage.department, command.fact, command.value, command.source.strip()),
    )


def approve(command: commands.Approve, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A department agrees; once enough have, that settles the case."""
    require_state(case, State.IN_REVIEW)
    stage = open_stage(case, procedure, command.stage, "decision", act)
    note = command.note.strip()
    require(
        command.rule == "yes" or bool(note),
        "against_the_rule",
        _("The rules do not say yes here. Say in the note why you agree all the same."),
        rule=command.rule,
    )
    approved = events.StageApproved(stage.id, stage.department, command.rule, note)
    settling = Settling(command.terms, command.check, note=note)
    return (approved, *go_on(case, procedure, stage.id, StageStatus.APPROVED, settling))


def refuse(command: commands.Refuse, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A department does not agree; once too few can still agree, that settles the case."""
    require_state(case, State.IN_REVIEW)
    stage = open_stage(case, procedure, command.stage, "decision", act)
    check_reasons(procedure, command.reasons, "refuse")
    note = command.note.strip()
    refused = events.StageRefused(stage.id, stage.department, command.rule, command.reasons, note)
    settling = Settling(command.terms, command.check, command.reasons, note)
    return (refused, *go_on(case, procedure, stage.id, StageStatus.REFUSED, settling))


def add_note(command: commands.AddNote, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """A note is left among the departments."""
    require(case.exists and case.filed_at is not None, "not_filed", _("The case has not been filed."))
    require(bool(command.text.strip()), "empty_note", _("The note is empty."))
    return (events.NoteAdded(command.text.strip()),)
