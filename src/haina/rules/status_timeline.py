"""The answer of a right for every date: Kleene's answer, made exact where it is unknown, while in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from haina.rules.critical import Critical
from haina.rules.curves import together
from haina.rules.facts import Facts
from haina.rules.text import Status
from haina.rules.timeline import Timeline
from haina.rules.timelines import Walker, rule_line

if TYPE_CHECKING:
    from haina.rules.program import Program


def status_timeline(program: Program, rule: str, facts: Facts) -> Timeline[Status]:
    """Give the answer of ``rule`` for every date."""
    line = rule_line(program, facts, rule)
    steps: list[tuple[date, Status]] = []
    critical: Critical | None = None
    for start, end, (truth, in_force) in together([line, program.validity.force_line(rule)]):
        if not in_force:
            steps.append((start, Status.NOT_IN_FORCE))
        elif truth is not None:
            steps.append((start, Status.of(truth)))
        else:
            critical = critical or _critical(program, rule, facts)
            steps += _decided(program, rule, facts, critical.between(start, end))
    return Timeline.of(steps)


def _decided(program: Program, rule: str, facts: Facts, days: list[date]) -> Iterator[tuple[date, Status]]:
    for day in days:
        yield day, Status.of(program.decide(rule, facts, day))


def _critical(program: Program, rule: str, facts: Facts) -> Critical:
    """Find every day on which some condition of the rule, or of what it rests on, changes."""
    critical = Critical()
    Walker(program, facts, critical=critical).line(program.tree(rule))
    return critical
