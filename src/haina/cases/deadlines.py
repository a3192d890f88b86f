"""By when: the running clocks of a case, worked out from its state and the official calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from haina.cases.clock import Reckoning, WorkCalendar, reckon
from haina.cases.state import CaseState
from haina.people.permissions import State


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The clocks that run, or stand still, in a case; empty when nothing is owed."""

    #: Of the open stages, by stage id.
    stages: Mapping[str, Reckoning]
    #: Of the whole case, once it has been accepted.
    total: Reckoning | None
    #: Of the applicant's correction.
    answer: Reckoning | None

    def due(self, stage: str) -> date | None:
        """The last day for a stage: its own or the whole case's, whichever comes first; None while paused."""
        days = [clock.due for clock in (self.stages[stage], self.total) if clock is not None]
        known = [day for day in days if day is not None]
        return min(known) if known and len(known) == len(days) else None

    @property
    def next(self) -> date | None:
        """The first last day of anybody who owes something now, the applicant's included."""
        if self.answer is not None:
            return self.answer.due
        days = [day for day in map(self.due, self.stages) if day is not None]
        return min(days, default=None)

    @property
    def is_provisional(self) -> bool:
        """Whether a clock ran into a year whose calendar has not been published."""
        clocks = (*self.stages.values(), self.total, self.answer)
        return any(clock is not None and clock.provisional for clock in clocks)


def first_unwatched(case: CaseState, clocks: Deadlines) -> date | None:
    """The first last day after which something has to be escalated that has not been yet.

    None if nothing will have to be, as things stand. The sweep looks only at cases whose day has passed.
    """
    days = [
        clock.due
        for name, clock in clocks.stages.items()
        if clock.due is not None and not case.stages[name].escalated
    ]
    if clocks.total is not None and clocks.total.due and case.total and not case.total.escalated:
        days.append(clocks.total.due)
    if clocks.answer is not None and clocks.answer.due and case.correction and not case.correction.overdue:
        days.append(clocks.answer.due)
    return min(days, default=None)


NOTHING_DUE = Deadlines({}, None, None)


def deadlines(case: CaseState, calendar: WorkCalendar) -> Deadlines:
    """The clocks of a case as it stands."""
    if case.state not in (State.SUBMITTED, State.RETURNED, State.IN_REVIEW):
        return NOTHING_DUE
    stages = {
        stage.id: reckon(calendar, stage.whole_term, stage.opened_on, case.pauses)
        for stage in case.open_stages
    }
    total = None
    if case.total is not None:
        total = reckon(calendar, case.total.whole_term, case.total.event, case.pauses)
    answer = None
    if case.correction is not None and case.correction.term is not None:
        answer = reckon(calendar, case.correction.term.term, case.correction.asked_on)
    return Deadlines(stages, total, answer)
