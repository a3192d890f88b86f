"""How the answers of the stages make one decision, and what begins or ends with each of them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from haina.cases.commands import Terms
from haina.cases.deciding import ended, opened
from haina.cases.events import Approved, Event, Refused
from haina.cases.state import CaseState, StageStatus
from haina.policy.procedures import Procedure, Stage

Statuses = Mapping[str, StageStatus]

#: Stages for which nothing that comes after them has to wait any more.
_DONE = frozenset(StageStatus) - {StageStatus.OPEN, StageStatus.DECLINED}
_DECISION = frozenset({"decision"})


@dataclass(frozen=True, slots=True)
class Settling:
    """What goes into the outcome if an answer settles the case."""

    terms: Terms
    check: Mapping[str, object] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    note: str = ""
    #: Whether no officer but the clock gave the answer.
    silent: bool = False


def joined(procedure: Procedure, statuses: Statuses) -> bool | None:
    """Whether the deciding stages' answers grant it (True) or refuse it (False); None while it is open."""
    join = procedure.join
    deciding = [stage.id for stage in procedure.deciding]
    agreed = {id for id in deciding if statuses.get(id) is StageStatus.APPROVED}
    against = {id for id in deciding if statuses.get(id) is StageStatus.REFUSED}
    if join.kind == "veto":
        vetoes = set(join.vetoes)
        if against & vetoes:
            return False
        verdict = _counted(
            agreed - vetoes, against - vetoes, set(deciding) - vetoes, join.needed(len(deciding))
        )
        return None if verdict and not vetoes <= agreed else verdict
    return _counted(agreed, against, set(deciding), join.needed(len(deciding)))


def _counted(agreed: Set[str], against: Set[str], asked: Set[str], needed: int) -> bool | None:
    if len(agreed) >= needed:
        return True
    return False if len(asked) - len(against) < needed else None


def first_stages(procedure: Procedure) -> tuple[Stage, ...]:
    """The stages that begin with the filing."""
    return ready(procedure, {})


def ready(procedure: Procedure, statuses: Statuses) -> tuple[Stage, ...]:
    """The stages that may begin now; nothing is decided or shown while an acceptance is open."""
    done = {id for id, status in statuses.items() if status in _DONE}
    able = [stage for stage in procedure.stages if stage.id not in statuses and set(stage.after) <= done]
    accepting = [stage for stage in able if stage.kind == "acceptance"]
    waits = accepting or any(
        statuses.get(stage.id) is StageStatus.OPEN for stage in procedure.stages if stage.kind == "acceptance"
    )
    return tuple(accepting if waits else able)


def statuses_of(case: CaseState) -> dict[str, StageStatus]:
    """Where each stage that has begun stands."""
    return {id: stage.status for id, stage in case.stages.items()}


def go_on(
    case: CaseState, procedure: Procedure, stage: str, status: StageStatus, settling: Settling
) -> tuple[Event, ...]:
    """What follows when `stage` has been answered with `status`: stages that end or begin, or the outcome."""
    statuses = {**statuses_of(case), stage: status}
    verdict = joined(procedure, statuses)
    if verdict is None:
        return opened(ready(procedure, statuses), settling.terms)
    if verdict is False:
        return (*ended(case, but=stage), _refused(settling, "silence" if settling.silent else ""))
    if status is StageStatus.PUBLISHED and (answers := _upheld(case, stage)):
        return (*ended(case, but=stage), Refused((), answers, settling.check, "objection"))
    settled = {**statuses, **_unneeded(procedure, statuses)}
    notices = (each.id for each in procedure.stages if each.kind == "publication")
    if any(settled.get(id) is not StageStatus.PUBLISHED for id in notices):
        begin = (each for each in ready(procedure, settled) if each.kind == "publication")
        return (*ended(case, but=stage, kinds=_DECISION), *opened(begin, settling.terms))
    return (*ended(case, but=stage), Approved(settling.check))


def _refused(settling: Settling, by: str) -> Refused:
    return Refused(settling.reasons, settling.note, settling.check, by)


def _unneeded(procedure: Procedure, statuses: Statuses) -> dict[str, StageStatus]:
    """The deciding stages whose answer is no longer needed."""
    waiting = (stage.id for stage in procedure.deciding)
    return {id: StageStatus.MOOT for id in waiting if statuses.get(id) in (None, StageStatus.OPEN)}


def _upheld(case: CaseState, stage: str) -> str:
    """The answers to the objections against a public notice that were upheld; empty if none was."""
    found = (each for each in case.objections if each.stage == stage and each.upheld)
    return " ".join(each.answer for each in found if each.answer)
