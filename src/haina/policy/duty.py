"""How a duty stands on a day: owed or not, fulfilled or late, and why.

The table of states is in docs/decisions/agreements-and-duties.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from haina.rules.explain import Explanation, explain
from haina.rules.explain_json import standard_json
from haina.rules.explained import UsedStandard
from haina.rules.facts import Facts
from haina.rules.lazy import lazy
from haina.rules.periods import FOREVER, ONE_DAY
from haina.rules.program import Program
from haina.rules.spells import ABSENT
from haina.rules.text import Status
from haina.rules.tree import Choose, Fact, Node, Standard, walk

from .element_records import DueBefore, DueEvery, DueWithin, Duty, Standing
from .json_values import text_json, value_json


class DutyState(StrEnum):
    """How a duty stands on a day."""

    NOT_IN_FORCE = "not_in_force"
    NOT_OWED = "not_owed"
    UNKNOWN = "unknown"
    FULFILLED = "fulfilled"
    FULFILLED_LATE = "fulfilled_late"
    DUE = "due"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day for a duty: known, or without a date (`unset`), or not known yet but between two days."""

    day: date | None = None
    unset: bool = False
    earliest: date = date.min
    latest: date = FOREVER


def duty_state(program: Program, duty: Duty, facts: Facts, on: date) -> DutyState:
    """The state of a duty on a day."""
    owed, fulfilled = program.statuses(facts, on, [duty.owed_rule, duty.fulfilled_rule]).values()
    if owed is Status.NOT_IN_FORCE:
        return DutyState.NOT_IN_FORCE
    if owed is not Status.YES:
        return DutyState.NOT_OWED if owed is Status.NO else DutyState.UNKNOWN
    if fulfilled is Status.UNKNOWN:
        return DutyState.UNKNOWN
    if isinstance(duty.due, Standing | DueEvery):
        return DutyState.FULFILLED if fulfilled is Status.YES else DutyState.LATE
    last = last_day(program, duty, facts, on)
    if fulfilled is Status.YES:
        return _fulfilled(program, duty, facts, on, last)
    if last.unset or on <= last.earliest:
        return DutyState.DUE
    return DutyState.LATE if on > last.latest else DutyState.UNKNOWN


def _fulfilled(program: Program, duty: Duty, facts: Facts, on: date, last: LastDay) -> DutyState:
    """Whether what is fulfilled was fulfilled in time: as of the last day, if that is over."""
    if last.unset or on <= last.earliest:
        return DutyState.FULFILLED
    if last.day is None:
        return DutyState.UNKNOWN
    then = program.statuses(facts, last.day, [duty.fulfilled_rule])[duty.fulfilled_rule]
    if then is Status.UNKNOWN:
        return DutyState.UNKNOWN
    return DutyState.FULFILLED if then is Status.YES else DutyState.FULFILLED_LATE


def last_day(program: Program, duty: Duty, facts: Facts, on: date) -> LastDay:
    """The last day for a duty that is due once.

    It is `unset` where the text sets no date, where a standard that it rests on is not set, and where the
    event has not happened; where something is missing it is not known, but perhaps its bounds are.
    """
    rule = duty.due_rule
    if rule is None:
        return LastDay(unset=True)
    day = program.value(rule, facts, on)
    if day is not None:
        return LastDay(day, earliest=day, latest=day)
    if _never_happened(program, duty, facts, on) or _without_standard(program, rule, facts, on):
        return LastDay(unset=True)
    low, high = program.value_range(rule, facts, on)
    return LastDay(earliest=low or date.min, latest=high or FOREVER)


def _never_happened(program: Program, duty: Duty, facts: Facts, on: date) -> bool:
    """Whether the day that is counted from is that of a spell that there is not."""
    part = {DueWithin: "due_after", DueBefore: "due_before"}.get(type(duty.due), "due")
    root = program.tree(f"{duty.id}_{part}")
    return program.node_values(f"{duty.id}_{part}", facts, on)[root.id] is ABSENT


def _without_standard(program: Program, rule: str, facts: Facts, on: date) -> bool:
    """Whether a standard that is not set leaves a formula without a value, whatever else is missing."""
    nodes = _below(program, rule)
    if not any(isinstance(node, Standard) and _is_unset(program, node, on) for node in nodes):
        return False
    missing = any(isinstance(node, Fact) and facts.value(node.name, on) is None for node in nodes)
    return not missing or not any(isinstance(node, Choose) for node in nodes)


def _below(program: Program, rule: str) -> list[Node]:
    """Every node of a rule and of what it rests on."""
    return [node for name in program.references(rule) for node in walk(program.tree(name))]


def _is_unset(program: Program, node: Standard, on: date) -> bool:
    return program.standard_value(node.name, on) is None


class DutyAnswer:
    """The answer to one duty on a day; what is not read is not worked out."""

    def __init__(self, program: Program, duty: Duty, facts: Facts, on: date) -> None:
        self.program = program
        self.duty = duty
        self.facts = facts
        self.on = on

    @lazy
    def state(self) -> DutyState:
        """How the duty stands."""
        return duty_state(self.program, self.duty, self.facts, self.on)

    @lazy
    def owed(self) -> Explanation:
        """Why it is owed, or not."""
        return explain(self.program, self.duty.owed_rule, self.facts, self.on)

    @lazy
    def fulfilled(self) -> Explanation:
        """Why it is fulfilled as of the day, or not."""
        return explain(self.program, self.duty.fulfilled_rule, self.facts, self.on)

    @property
    def owed_since(self) -> date | None:
        """Since when it is owed; None where it is not, or always was."""
        return self.owed.since if self.owed.status is Status.YES else None

    @property
    def fulfilled_on(self) -> date | None:
        """Since when it is fulfilled; None where it is not."""
        if self.state not in (DutyState.FULFILLED, DutyState.FULFILLED_LATE):
            return None
        return self.fulfilled.since

    @lazy
    def last(self) -> LastDay:
        """The last day, as far as it is known."""
        return last_day(self.program, self.duty, self.facts, self.on)

    @lazy
    def due(self) -> date | None:
        """The last day for it; of one that comes again, the last day that is covered by what was done."""
        if not isinstance(self.duty.due, DueEvery):
            return self.last.day
        if self.state is DutyState.FULFILLED:
            return self.fulfilled.until
        since = self.fulfilled.since if self.state is DutyState.LATE else None
        return None if since is None else since - ONE_DAY

    @property
    def late_since(self) -> date | None:
        """The first day on which it is late; None where it is not late."""
        if self.state is not DutyState.LATE:
            return None
        if isinstance(self.duty.due, Standing | DueEvery):
            days = [day for day in (self.owed.since, self.fulfilled.since) if day is not None]
            return max(days, default=None)
        return None if self.last.day is None else self.last.day + ONE_DAY

    @property
    def every(self) -> object | None:
        """The period of a duty that comes again; None for others, and where it is unknown."""
        rule = self.duty.every_rule
        return None if rule is None else self.program.value(rule, self.facts, self.on)

    @lazy
    def missing_facts(self) -> tuple[str, ...]:
        """The missing facts that can still change the state."""
        if self.state is not DutyState.UNKNOWN:
            return ()
        found = [*self.owed.missing_facts]
        if self.owed.status is not Status.NO:
            found.extend(self.fulfilled.missing_facts)
        found.extend(self._missing_for_date())
        return tuple(dict.fromkeys(found))

    def _missing_for_date(self) -> list[str]:
        """The missing facts that the last day rests on, where it is needed."""
        rule = self.duty.due_rule
        if rule is None or self.last.unset or self.last.day is not None:
            return []
        facts = (node.name for node in _below(self.program, rule) if isinstance(node, Fact))
        return [name for name in facts if self.facts.value(name, self.on) is None]

    @lazy
    def unset_standards(self) -> tuple[UsedStandard, ...]:
        """The standards that nobody has set and that the state, or the date, waits for."""
        found = {each.name: each for each in (*self.owed.unset_standards, *self.fulfilled.unset_standards)}
        rule = self.duty.due_rule or self.duty.every_rule
        for node in _below(self.program, rule) if rule is not None else ():
            if isinstance(node, Standard) and _is_unset(self.program, node, self.on):
                found.setdefault(node.name, self.owed.used(node.name))
        return tuple(found.values())

    def to_json(self) -> dict[str, Any]:
        """The answer as plain values for JSON."""
        duty = self.duty
        return {
            "id": duty.id,
            "clause": duty.clause,
            "title": text_json(duty.title),
            "state": self.state.value,
            "due": value_json(self.due),
            "every": value_json(self.every),
            "owed_since": value_json(self.owed_since),
            "fulfilled_on": value_json(self.fulfilled_on),
            "late_since": value_json(self.late_since),
            "owed_by": list(duty.owed_by),
            "checked_by": list(duty.checked_by),
            "evidence": {
                "type": duty.evidence.type,
                "fact": duty.evidence.fact,
                "title": text_json(duty.evidence.title),
            },
            "owed": self.owed.to_json(),
            "fulfilled": self.fulfilled.to_json(),
            "missing_facts": list(self.missing_facts),
            "unset_standards": [standard_json(each) for each in self.unset_standards],
        }


def answer_duty(program: Program, duty: Duty, facts: Facts, on: date) -> DutyAnswer:
    """The answer to one duty on a day."""
    return DutyAnswer(program, duty, facts, on)
