"""What a register's answer changes: the facts that it stands for are verified, whoever is on the stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from haina.cases.commands import Act, Command
from haina.cases.deciding import require_state
from haina.cases.events import Event, FactVerified
from haina.cases.state import CaseState
from haina.people.permissions import State
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


def _is_known(case: CaseState, fact: str, value: object, command: TakeAnswer) -> bool:
    """Whether exactly this is on the file already, so that taking an answer twice takes it once."""
    found = case.verified.get(fact)
    return found is not None and (found.value, found.source) == (value, command.source)
