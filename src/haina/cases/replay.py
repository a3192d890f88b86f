"""What a draft procedure would have changed in cases that were decided: days, decisions, documents asked for.

Each stage is taken to answer as it did, after as many working days as it took; a stage that the record does
not know agrees on the last day of its term. A case runs through the procedure in force and through the draft
in the same way, so that what differs comes from the draft. Nothing here knows the database: cases come as
lines of JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from haina.cases.clock import Term as ClockTerm
from haina.cases.clock import Unit, WorkCalendar, add_working_days, last_day
from haina.policy import Policy
from haina.policy.joining import Answer, by_silence, course, ready
from haina.policy.procedures import Procedure, Stage, Term
from haina.rules import Status

_ANSWERS = {
    "accepted": Answer.APPROVE,
    "declined": Answer.REFUSE,
    "stage_approved": Answer.APPROVE,
    "stage_refused": Answer.REFUSE,
    "deemed_approved": Answer.APPROVE,
    "deemed_refused": Answer.REFUSE,
    "publication_ended": Answer.APPROVE,
}
_STOPS = {"returned_for_correction": "resubmitted", "paused": "resumed"}


@dataclass(frozen=True, slots=True)
class Answered:
    """What a stage answered in the record, and after how many working days; no answer while it is open."""

    answer: Answer | None
    days: int


@dataclass(frozen=True, slots=True)
class RecordedCase:
    """A case as it was recorded: when it was filed, what was attached, and what each stage did."""

    reference: str
    procedure: str
    filed: date
    facts: Mapping[str, Any]
    documents: frozenset[str]
    stages: Mapping[str, Answered]


@dataclass(frozen=True, slots=True)
class Course:
    """How a case goes through a procedure: its outcome and day, stages that were late, documents asked."""

    outcome: str | None
    decided: date | None
    days: int | None
    late: frozenset[str] = field(default_factory=frozenset)
    asked: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Change:
    """A case, how it goes now, and how it would go under the draft."""

    case: RecordedCase
    now: Course
    draft: Course

    @property
    def differs(self) -> bool:
        """Whether the draft changes anything."""
        return self.now != self.draft


def recorded_case(data: Mapping[str, Any], calendar: WorkCalendar) -> RecordedCase | None:
    """A case from its line of the record; None for one that was never filed.

    Raises KeyError, TypeError or ValueError for a line that is no record of a case.
    """
    events = [{**event, "on": date.fromisoformat(event["on"])} for event in data["events"]]
    filed = next((event["on"] for event in events if event["kind"] == "submitted"), None)
    if filed is None:
        return None
    attached = [event["document"] for event in events if event["kind"] == "document_attached"]
    return RecordedCase(
        reference=data["case"],
        procedure=data["procedure"],
        filed=filed,
        facts=data.get("facts", {}),
        documents=frozenset(attached),
        stages=dict(_stages(events, calendar)),
    )


def _stages(events: list[dict[str, Any]], calendar: WorkCalendar) -> Iterator[tuple[str, Answered]]:
    """What each stage answered, and how many working days it took while its clock ran."""
    last = max(event["on"] for event in events)
    for opening in (event for event in events if event["kind"] == "stage_opened"):
        stage, since = opening["stage"], opening["on"]
        answer = next(
            (event for event in events if event["kind"] in _ANSWERS and event.get("stage") == stage), None
        )
        until = last if answer is None else answer["on"]
        stood = sum(
            calendar.working_days_between(max(start, since), min(end, until))
            for start, end in _stops(events, stage, last)
            if start < until and end > since
        )
        days = calendar.working_days_between(since, until) - stood
        yield stage, Answered(None if answer is None else _ANSWERS[answer["kind"]], max(days, 0))


def _stops(events: list[dict[str, Any]], stage: str, last: date) -> Iterator[tuple[date, date]]:
    """The times in which the clock of a stage stood still."""
    for number, event in enumerate(events):
        end_kind = _STOPS.get(event["kind"])
        if end_kind is None or (event["kind"] == "paused" and event.get("stage") != stage):
            continue
        rest = (each["on"] for each in events[number:] if each["kind"] == end_kind)
        yield event["on"], next(rest, last)


class Replay:
    """Runs recorded cases through a procedure of a policy."""

    def __init__(self, policy: Policy, procedure: Procedure, calendar: WorkCalendar) -> None:
        self.policy, self.procedure, self.calendar = policy, procedure, calendar

    def course(self, case: RecordedCase) -> Course:
        """How a case goes; without an outcome where a stage never answers."""
        asked = self._asked(case)
        answers: dict[str, Answer] = {}
        coming: dict[str, tuple[date, Answer]] = {}
        late: set[str] = set()
        today = case.filed
        begins = ready(self.procedure, answers)
        while True:
            for stage in begins:
                answers[stage.id] = Answer.OPEN
                found = self._answer(case, stage, today)
                if found is not None:
                    coming[stage.id] = found
                    due = self._due(case, stage, today)
                    late |= {stage.id} if due is not None and found[0] > due else set()
            if not coming:
                return Course(None, None, None, frozenset(late), asked)
            id = min(coming, key=lambda each: coming[each][0])
            today, answer = coming.pop(id)
            answers[id] = answer
            follows = course(self.procedure, answers)
            if follows.outcome is not None:
                days = self.calendar.working_days_between(case.filed, today)
                outcome = "granted" if follows.outcome else "refused"
                return Course(outcome, today, days, frozenset(late), asked)
            for over in follows.over:
                answers[over] = Answer.MOOT
                coming.pop(over, None)
            begins = follows.begins

    def _answer(self, case: RecordedCase, stage: Stage, since: date) -> tuple[date, Answer] | None:
        """The day and the answer of a stage that opens; None where it never answers."""
        recorded = case.stages.get(stage.id)
        if recorded is not None and recorded.answer is not None and stage.kind != "publication":
            day = add_working_days(self.calendar, since, recorded.days) if recorded.days else since
            return day, recorded.answer
        silent = recorded is not None and recorded.answer is None and stage.kind != "publication"
        answer = by_silence(stage) if silent else Answer.APPROVE
        due = self._due(case, stage, since)
        return None if due is None or answer is None else (due, answer)

    def _due(self, case: RecordedCase, stage: Stage, since: date) -> date | None:
        """The last day of a stage's term; None where it has no value on that day."""
        length = self._length(case, stage.term, since)
        if length is None:
            return None
        start = since if stage.term.counts_from == "opened" else case.filed
        return last_day(self.calendar, ClockTerm(length, Unit(stage.term.unit)), start)

    def _length(self, case: RecordedCase, term: Term, on: date) -> int | None:
        for option in term.options:
            if option.standard is None:
                length = option.days
            else:
                dated = self.policy.standards[option.standard].on(on)
                length = None if dated is None else int(str(dated.value))
            if length is not None and self._holds(case, option.when, on):
                return length
        return None

    def _holds(self, case: RecordedCase, rule: str | None, on: date) -> bool:
        """Whether a condition holds with the facts of the case; what is not known does not hold."""
        if rule is None:
            return True
        known = {name: value for name, value in case.facts.items() if name in self.policy.facts}
        facts = self.policy.program.read_facts(known)
        return self.policy.program.statuses(facts, on, rules=[rule])[rule] is Status.YES

    def _asked(self, case: RecordedCase) -> frozenset[str]:
        """The documents that have to be attached."""
        kinds = (kind for kind in self.procedure.documents if kind.required)
        return frozenset(kind.id for kind in kinds if self._holds(case, kind.when, case.filed))
