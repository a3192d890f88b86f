"""The fold: one event carries the state on. It judges nothing; what was decided once stays decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from haina.cases import folding_later, folding_papers
from haina.cases.events import Recorded
from haina.cases.folding import applied
from haina.cases.state import CaseState

__all__ = ["evolve", "fold", "folding_later", "folding_papers"]


def evolve(case: CaseState, recorded: Recorded) -> CaseState:
    """The state after one more event; raises ValueError if it is not the next one."""
    if recorded.sequence != case.sequence + 1:
        raise ValueError(f"event {recorded.sequence} does not follow {case.sequence}")
    return replace(applied(recorded.event, case, recorded), sequence=recorded.sequence)


def fold(history: Iterable[Recorded]) -> CaseState:
    """The state after all events, in order."""
    case = CaseState()
    for recorded in history:
        case = evolve(case, recorded)
    return case
