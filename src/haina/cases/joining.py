"""What a stage's answer begins, ends or brings about, as events; `policy.joining` has the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from haina.cases.commands import Terms
from haina.cases.deciding import ended, opened
from haina.cases.events import Approved, Event, Refused
from haina.cases.state import CaseState, StageStatus
from haina.policy.joining import Answer, course
from haina.policy.procedures import Procedure

#: What the status of a stage is to the join.
_ANSWERS: Mapping[StageStatus, Answer] = {
    StageStatus.OPEN: Answer.OPEN,
    StageStatus.ACCEPTED: Answer.APPROVE,
    StageStatus.APPROVED: Answer.APPROVE,
    StageStatus.PUBLISHED: Answer.APPROVE,
    StageStatus.DECLINED: Answer.REFUSE,
    StageStatus.REFUSED: Answer.REFUSE,
    StageStatus.MOOT: Answer.MOOT,
}


@dataclass(frozen=True, slots=True)
class Settling:
    """What goes into the outcome if an answer settles the case."""

    terms: Terms
    check: Mapping[str, object] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    note: str = ""
    #: Whether no officer but the clock gave the answer.
    silent: bool = False
    #: The day from which the clocks of what begins now count; None: today.
    since: date | None = None


def answers_of(case: CaseState) -> dict[str, Answer]:
    """Where each stage that has begun stands, as the rules of joining take it."""
    return {id: _ANSWERS[stage.status] for id, stage in case.stages.items()}


def go_on(
    case: CaseState, procedure: Procedure, stage: str, status: StageStatus, settling: Settling
) -> tuple[Event, ...]:
    """What follows when `stage` has been answered with `status`: stages that end or begin, or the outcome."""
    follows = course(procedure, {**answers_of(case), stage: _ANSWERS[status]})
    if status is StageStatus.PUBLISHED and (words := _upheld(case, stage)):
        return (*ended(case, but=stage), Refused((), words, settling.check, "objection"))
    ends = ended(case, but=stage, only=follows.over)
    if follows.outcome is None:
        return (*ends, *opened(follows.begins, settling.terms, settling.since))
    if follows.outcome:
        return (*ends, Approved(settling.check))
    by = "silence" if settling.silent else ""
    return (*ends, Refused(settling.reasons, settling.note, settling.check, by))


def _upheld(case: CaseState, stage: str) -> str:
    """The answers to the objections against a public notice that were upheld; empty if none was."""
    found = (each for each in case.objections if each.stage == stage and each.upheld)
    return " ".join(each.answer for each in found if each.answer)
