"""The fold of what happens to documents after the decision."""

from __future__ import annotations

from dataclasses import replace

from haina.cases import events
from haina.cases.events import Recorded
from haina.cases.folding import applied
from haina.cases.state import CaseState, Granted
from haina.people.permissions import State


@applied.register
def _letter_issued(event: events.LetterIssued, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, letter=event.number)


@applied.register
def _reissued(event: events.Reissued, case: CaseState, recorded: Recorded) -> CaseState:
    granted = Granted(
        event.number, event.valid_from, event.valid_to, event.pdf_sha256, event.credential_sha256
    )
    return replace(case, state=State.ISSUED, granted=granted)


@applied.register
def _expiring(event: events.Expiring, case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, announced=event.number)
