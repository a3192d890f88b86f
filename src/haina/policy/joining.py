"""How the answers of stages make one decision: which stages begin, which are over, and what comes out.

The one reading of `after`, `join` and `silence`. Cases are decided by it, procedures are tried with it before
anybody is bound by them, and recorded cases are run through a draft with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from .procedures import Procedure, Stage


class Answer(StrEnum):
    """Where a stage that has begun stands; one that has not begun is not there."""

    OPEN = "open"
    #: Accepted, agreed, or a public notice that is over.
    APPROVE = "approve"
    REFUSE = "refuse"
    #: It ended without an answer, because none was needed any more.
    MOOT = "moot"


Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Course:
    """What follows from the answers so far."""

    #: Whether it is granted or refused; None while it goes on.
    outcome: bool | None
    #: The stages that begin now.
    begins: tuple[Stage, ...] = ()
    #: The stages that wait for an answer which is not needed any more.
    over: frozenset[str] = frozenset()


def joined(procedure: Procedure, answers: Answers) -> bool | None:
    """Whether the deciding stages' answers grant it (True) or refuse it (False); None while it is open."""
    join = procedure.join
    deciding = {stage.id for stage in procedure.deciding}
    agreed = _those(deciding, answers, Answer.APPROVE)
    against = _those(deciding, answers, Answer.REFUSE)
    vetoes = set(join.vetoes)
    if against & vetoes:
        return False
    others = deciding - vetoes
    verdict = _counted(agreed & others, against & others, others, join.needed(len(deciding)))
    return None if verdict and not vetoes <= agreed else verdict


def ready(procedure: Procedure, answers: Answers) -> tuple[Stage, ...]:
    """The stages that may begin now; nothing is decided or shown while an acceptance is open."""
    done = {id for id, answer in answers.items() if answer is not Answer.OPEN}
    able = [stage for stage in procedure.stages if stage.id not in answers and set(stage.after) <= done]
    accepting = [stage for stage in able if stage.kind == "acceptance"]
    open_ones = _those({stage.id for stage in procedure.stages}, answers, Answer.OPEN)
    if accepting or any(procedure.stage(id).kind == "acceptance" for id in open_ones):
        return tuple(accepting)
    verdict = joined(procedure, answers)
    # Once it is decided, all that can still begin is the public notice of a yes.
    return tuple(stage for stage in able if verdict is None or (verdict and stage.kind == "publication"))


def course(procedure: Procedure, answers: Answers) -> Course:
    """What follows once a stage has been answered."""
    open_ones = _those({stage.id for stage in procedure.stages}, answers, Answer.OPEN)
    refused = _those({stage.id for stage in procedure.stages}, answers, Answer.REFUSE)
    verdict = joined(procedure, answers)
    if verdict is False or any(procedure.stage(id).kind == "acceptance" for id in refused):
        return Course(False, over=frozenset(open_ones))
    if verdict is None:
        return Course(None, ready(procedure, answers))
    unneeded = {stage.id: Answer.MOOT for stage in procedure.deciding if _is_unanswered(stage, answers)}
    settled = {**answers, **unneeded}
    if all(settled.get(id) is Answer.APPROVE for id in _notices(procedure)):
        return Course(True, over=frozenset(open_ones))
    return Course(None, ready(procedure, settled), frozenset(open_ones & set(unneeded)))


def by_silence(stage: Stage) -> Answer | None:
    """What it means that the term of a stage runs out; None where somebody has to be told instead."""
    if stage.kind == "publication":
        return Answer.APPROVE
    return {"approve": Answer.APPROVE, "refuse": Answer.REFUSE}.get(stage.silence)


def _those(stages: Set[str], answers: Answers, wanted: Answer) -> set[str]:
    return {id for id in stages if answers.get(id) is wanted}


def _counted(agreed: Set[str], against: Set[str], asked: Set[str], needed: int) -> bool | None:
    if len(agreed) >= needed:
        return True
    return False if len(asked) - len(against) < needed else None


def _is_unanswered(stage: Stage, answers: Answers) -> bool:
    return answers.get(stage.id) in (None, Answer.OPEN)


def _notices(procedure: Procedure) -> Iterable[str]:
    return (stage.id for stage in procedure.stages if stage.kind == "publication")
