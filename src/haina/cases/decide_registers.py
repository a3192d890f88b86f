"""What a register's answer changes: its facts are verified, and no longer so once it may not count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from haina.cases.commands import Act, Command
from haina.cases.deciding import require_state
from haina.cases.events import Event, FactLowered, FactVerified
from haina.cases.state import CaseState
from haina.people.permissions import RUNNING, State
from haina.policy.procedures import Procedure


@dataclass(frozen=True, slots=True)
class TakeAnswer(Command):
    """Enter what a register answered to a stage's question: values by fact, in the name of who keeps it."""

    stage: str
    facts: Mapping[str, object]
    department: str
    source: str


def take_answer(command: TakeAnswer, case: CaseState, procedure: Procedure, act: Act) -> tuple[Event, ...]:
    """The facts that the stage asks registers for become verified; nothing where the stage is over.

    It neither needs nor disturbs the officer who is on the stage, and also comes in while the case waits for
    the applicant: an answer is as good on one day as on the next.
    """
    require_state(case, State.SUBMITTED, State.RETURNED, State.IN_REVIEW)
    stage = case.stages.get(command.stage)
    if stage is None or not stage.is_open:
        return ()
    wanted = {fact for lookup in procedure.stage(stage.id).lookups for fact in lookup.facts}
    return tuple(
        FactVerified(stage.id, command.department, fact, value, command.source)
        for fact, value in command.facts.items()
        if fact in wanted and not _is_known(case, fact, value, command)
    )


@dataclass(frozen=True, slots=True)
class DropAnswer(Command):
    """An answer of a register may not count: the facts that may rest on it, and where it is from."""

    stage: str
    facts: tuple[str, ...]
    department: str
    source: str
    #: objection or consent.
    cause: str


def drop_answer(command: DropAnswer, case: CaseState, procedure: Procedure, act: Act) -> tuple[Event, ...]:
    """The facts that rest on the answer are again as they were stated.

    After a decision an upheld objection is still put on record, as the decision rested on it; a consent that
    is withdrawn later is not, as the look was right when it was made.
    """
    if command.cause == "consent" and case.state not in RUNNING:
        return ()
    rests = (fact for fact in command.facts if _rests_on(case, fact, command))
    return tuple(
        FactLowered(command.stage, command.department, fact, command.source, command.cause) for fact in rests
    )


def _rests_on(case: CaseState, fact: str, command: DropAnswer) -> bool:
    found = case.verified.get(fact)
    return found is not None and (found.department, found.source) == (command.department, command.source)


def _is_known(case: CaseState, fact: str, value: object, command: TakeAnswer) -> bool:
    """Whether exactly this is on the file already, so that taking an answer twice takes it once."""
    found = case.verified.get(fact)
    return found is not None and (found.value, found.source) == (value, command.source)
