"""By when: the running clocks of a case, worked out from its state and the official calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    #: Of stages whose department has stopped the clock: how long it may stand still at most.
    held: Mapping[str, Reckoning] = field(default_factory=dict)
    #: Of documents that the applicant promised to hand in later, by kind.
    promises: Mapping[str, Reckoning] = field(default_factory=dict)

    def due(self, stage: str) -> date | None:
        """The last day for a stage: its own or the whole case's, whichever comes first.

        None while its clock stands still. Where only another department's does, which holds back the whole
        case's, the stage's own last day stays.
        """
        own = self.stages[stage].due
        if own is None or self.total is None or self.total.due is None:
            return own
        return min(own, self.total.due)

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
        return self.rests_on is not None

    @property
    def rests_on(self) -> int | None:
        """The first year without a published calendar on which a clock rests; None if none does."""
        years = [
            day.day.year
            for clock in (*self.stages.values(), self.total, self.answer, *self.promises.values())
            if clock is not None and clock.provisional
            for day in clock.days
            if not day.certain
        ]
        return min(years, default=None)


def first_unwatched(case: CaseState, clocks: Deadlines) -> date | None:
    """The first last day after which the clock has to do something that it has not done yet.

    None if it will have to do nothing, as things stand. The sweep looks only at cases whose day has passed.
    """
    days = [
        clock.due
        for name, clock in clocks.stages.items()
        # A public notice whose objections wait for answers ends with the last answer.
        if not case.stages[name].escalated
    ]
    if clocks.total is not None and case.total is not None and not case.total.escalated:
        days.append(clocks.total.due)
    if clocks.answer is not None and case.correction is not None and not case.correction.overdue:
        days.append(clocks.answer.due)
    days += [clock.due for clock in clocks.held.values()]
    days += [clock.due for kind, clock in clocks.promises.items() if not case.promises[kind].overdue]
    if case.state is State.ISSUED and case.granted is not None:
        days.append(case.granted.valid_to)
    return min((day for day in days if day is not None), default=None)


NOTHING_DUE = Deadlines({}, None, None)
#: States in which a promised document is still wanted, and so a clock may run.
OWING = (State.SUBMITTED, State.RETURNED, State.IN_REVIEW, State.APPROVED, State.ISSUED)


def deadlines(case: CaseState, calendar: WorkCalendar) -> Deadlines:
    """The clocks of a case as it stands."""
    promises = {
        each.document: reckon(calendar, each.term.term, each.since)
        for each in case.owed
        if each.term is not None and each.since is not None and case.state in OWING
    }
    if case.state not in (State.SUBMITTED, State.RETURNED, State.IN_REVIEW):
        return Deadlines({}, None, None, {}, promises) if promises else NOTHING_DUE
    stages = {
        stage.id: reckon(
            calendar, stage.term.term, stage.opened_on, (*case.pauses, *stage.pauses), stage.further
        )
        for stage in case.open_stages
    }
    held = {
        stage.id: reckon(calendar, stage.held_longest.term, stage.held_since)
        for stage in case.open_stages
        if stage.held_longest is not None and stage.held_since is not None
    }
    total = None
    if case.total is not None:
        clock = case.total
        total = reckon(calendar, clock.term.term, clock.event, case.all_pauses, clock.further)
    answer = None
    if case.correction is not None and case.correction.term is not None:
        answer = reckon(calendar, case.correction.term.term, case.correction.asked_on)
    return Deadlines(stages, total, answer, held, promises)
