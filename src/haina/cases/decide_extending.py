"""Answers about more time to decide: given, asked of the supervisor, not given."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from haina.cases import events
from haina.cases.commands import Act, Command, Extend
from haina.cases.deciding import check_reasons, require, require_state
from haina.cases.events import Event
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState, TermOnRecord
from haina.people.permissions import State
from haina.policy.procedures import Extension, Procedure

Events = tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class AskExtension(Command):
    """Ask the supervisor for more time, in the name of a department that has an open step."""

    term: TermOnRecord
    department: str
    reasons: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class DenyExtension(Command):
    """Do not give the time that was asked for."""

    note: str


def extend(command: Extend, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """The time to decide is made longer, as often and by whom the procedure allows, before it has run out."""
    extension = _available(case, procedure)
    require(
        command.supervises or extension.by == "department",
        "supervisor_extends",
        _("Only a supervisor can extend the time here."),
    )
    _in_time(case, extension)
    check_reasons(procedure, command.reasons, "extend")
    return (events.Extended(command.term, command.reasons, command.note.strip()),)


def ask_extension(command: AskExtension, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """The supervisor is asked, where only a supervisor gives more time; once until there is an answer."""
    extension = _available(case, procedure)
    require(
        extension.by == "supervisor", "no_need_to_ask", _("The department itself can extend the time here.")
    )
    require(
        bool(command.department),
        "no_step",
        _("Your department has no step here that waits for an answer."),
    )
    require(
        case.extension_asked is None,
        "asked_already",
        _("More time has been asked for already; the supervisor has not answered yet."),
    )
    _in_time(case, extension)
    check_reasons(procedure, command.reasons, "extend")
    note = command.note.strip()
    return (events.ExtensionAsked(command.department, command.term, command.reasons, note),)


def deny_extension(command: DenyExtension, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """Who has asked for more time is told that there is none, and why."""
    require_state(case, State.IN_REVIEW)
    if case.extension_asked is None:
        raise Refusal("not_asked", _("Nobody has asked for more time here."))
    require(bool(command.note.strip()), "no_note", _("Say why not: the officer who asked reads it."))
    return (events.ExtensionDenied(command.note.strip(), case.extension_asked.account_id),)


def _available(case: CaseState, procedure: Procedure) -> Extension:
    require_state(case, State.IN_REVIEW)
    if procedure.extension is None or case.total is None:
        raise Refusal("no_extension", _("This procedure has no extension."))
    return procedure.extension


def _in_time(case: CaseState, extension: Extension) -> None:
    require(not case.is_paused, "paused", _("The case waits for the applicant's correction."))
    require(case.extensions < extension.times, "extensions_used", _("The time has already been extended."))
    late = case.total is not None and case.total.escalated
    require(not late, "too_late", _("The time has already run out."))
