"""Answers to the commands about appointments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from haina.cases.commands import Act, Command
from haina.cases.events import AppointmentMissed, Event
from haina.cases.state import CaseState
from haina.policy.procedures import Procedure


@dataclass(frozen=True, slots=True)
class RecordMissed(Command):
    """Put on record that nobody came to an appointment."""

    stage: str
    starts_at: datetime
    #: How often nobody has come for this stage, this time included.
    times: int


def record_missed(
    command: RecordMissed, case: CaseState, procedure: Procedure, act: Act
) -> tuple[Event, ...]:
    """It is on record with what follows from it as the procedure says."""
    most = command.times if procedure.appointment is None else procedure.appointment.misses
    return (AppointmentMissed(command.stage, command.starts_at, command.times, most),)
