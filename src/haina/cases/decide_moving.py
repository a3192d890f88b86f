"""Answers about moving a running case to another version of the policy, and back."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from haina.cases import commands, events
from haina.cases.commands import Act, Terms
from haina.cases.deciding import opened, require, require_state
from haina.cases.events import Event
from haina.cases.joining import answers_of
from haina.cases.state import CaseState, StageTerm
from haina.people.permissions import State
from haina.policy.joining import Answer, Answers, joined, ready
from haina.policy.procedures import Procedure

Events = tuple[Event, ...]

_MOVABLE = (State.SUBMITTED, State.RETURNED, State.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a move would do to the stages and clocks of a case."""

    #: Stages that had been answered and are not there in the other version: the move is refused.
    lost: tuple[str, ...]
    #: Stages that wait for an answer and would be dropped.
    dropped: tuple[str, ...]
    #: Stages that would begin at once.
    begun: tuple[str, ...]
    #: The terms of the open stages that stay, and of the whole case, in the other version.
    terms: tuple[StageTerm, ...]
    #: Whether the move alone would settle the case, or leave it with nobody: it is refused then.
    settles: bool
    #: Whether the file would have to be accepted again, or would never be: it is refused then, too.
    reaccepts: bool

    @property
    def is_possible(self) -> bool:
        """Whether the case can be moved."""
        return not (self.lost or self.settles or self.reaccepts)


def plan(case: CaseState, present: Procedure, other: Procedure, terms: Terms) -> Plan:
    """What moving the case from its present procedure to that of another version would do."""
    there = {stage.id: stage for stage in other.stages}
    answers = answers_of(case)
    stay = {id: answer for id, answer in answers.items() if id in there}
    verdict = joined(other, stay)
    begun = [stage.id for stage in ready(other, stay)]
    is_open = bool(begun) or any(answer is Answer.OPEN for answer in stay.values())
    return Plan(
        lost=tuple(id for id, answer in answers.items() if id not in there and answer is not Answer.OPEN),
        dropped=tuple(stage.id for stage in case.open_stages if stage.id not in there),
        begun=tuple(begun),
        terms=tuple(
            StageTerm(stage.id, terms.stages[stage.id]) for stage in case.open_stages if stage.id in there
        ),
        settles=not is_open or (verdict is not None and joined(present, answers) is None),
        reaccepts=_waits_for_acceptance(other, stay, begun) != _is_unaccepted(case),
    )


def _waits_for_acceptance(procedure: Procedure, answers: Answers, begun: list[str]) -> bool:
    accepting = (stage.id for stage in procedure.stages if stage.kind == "acceptance")
    return any(id in begun or answers.get(id) is Answer.OPEN for id in accepting)


def _is_unaccepted(case: CaseState) -> bool:
    return (case.before_return or case.state) is State.SUBMITTED


def move_to_version(
    command: commands.MoveToVersion, case: CaseState, procedure: Procedure, act: Act
) -> Events:
    """The case goes on under another version, unless something that has been answered is gone there."""
    require(command.before != command.after, "same_version", _("The case is under this version already."))
    planned = _possible(case, procedure, command.procedure, command.terms)
    total = command.terms.total if case.total is not None else None
    moved = events.MovedToVersion(
        command.before, command.after, planned.terms, total, planned.dropped, command.note.strip()
    )
    begin = (command.procedure.stage(id) for id in planned.begun)
    return (moved, *opened(begin, command.terms))


def move_back(command: commands.MoveBack, case: CaseState, procedure: Procedure, act: Act) -> Events:
    """The case goes back to the version from which it was moved last, with the terms that it had there."""
    require(bool(case.moves), "not_moved", _("The case has not been moved."))
    last = case.moves[-1]
    planned = _possible(case, procedure, command.procedure, command.terms)
    before = {each.stage: each for each in last.terms}
    terms = tuple(before.get(each.stage, each) for each in planned.terms)
    total = None if case.total is None else last.total or command.terms.total
    back = events.MovedBack(last.after, last.before, terms, total, planned.dropped, command.note.strip())
    begin = (command.procedure.stage(id) for id in planned.begun)
    return (back, *opened(begin, command.terms))


def _possible(case: CaseState, present: Procedure, other: Procedure, terms: Terms) -> Plan:
    require_state(case, *_MOVABLE)
    planned = plan(case, present, other, terms)
    require(
        not planned.lost,
        "answered_stage_gone",
        _("A step that has been answered is not there in the other version."),
        stages=planned.lost,
    )
    require(
        not planned.settles,
        "move_settles",
        _("In the other version the case would be decided without anybody deciding it."),
    )
    require(
        not planned.reaccepts,
        "move_reaccepts",
        _("In the other version the file would have to be accepted again, or would never be."),
    )
    return planned
