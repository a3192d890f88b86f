"""The answer of a right for every date: Kleene's answer, made exact where it is unknown, while in force."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from haina.rules.critical import Critical
from haina.rules.curves import first_day, together
from haina.rules.facts import Facts
from haina.rules.periods import FOREVER, ONE_DAY
from haina.rules.text import Status
from haina.rules.timeline import Timeline
from haina.rules.timelines import Walker, rule_line

if TYPE_CHECKING:
    from haina.rules.program import Program
    from haina.rules.reasons import Values

_PROBES = tuple(date(year, 1, 1) for year in (1000, 1900, 1950, 1990, 2010, 2030, 2070, 2200))
"""Days on which an open answer that moves with the date is looked at again within a long stretch."""


def status_timeline(
    program: Program, rule: str, facts: Facts, values: Values | None = None
) -> Timeline[Status]:
    """Give the answer of ``rule`` for every date, worked out once for the facts.

    ``values`` are those of its nodes on some day, where they are at hand.
    """
    key = ("status", rule)
    found: Timeline[Status] | None = facts.timelines.get(key)
    if found is None:
        found = facts.timelines[key] = Timeline.of(_steps(program, rule, facts, values=values))
    return found


def next_yes(
    program: Program, rule: str, facts: Facts, on: date, values: Values | None = None
) -> date | None:
    """Give the first day after ``on`` on which a right is answered yes; ``None`` where there is none.

    The same as ``timeline.next``, without looking at days before ``on`` or after the one that is found;
    ``values`` are those of the rule's nodes on some day, where they are at hand.
    """
    known: Timeline[Status] | None = facts.timelines.get(("status", rule))
    if known is not None:
        return known.next(on, Status.YES)
    if _is_never_yes(program, rule, facts, on):
        return None
    held = False
    for day, status in _steps(program, rule, facts, on, values):
        if held and day > on + ONE_DAY:
            break
        held = status is Status.YES
        if held and day > on:
            return day
    return on + ONE_DAY if held and on < FOREVER else None


def _is_never_yes(program: Program, rule: str, facts: Facts, on: date) -> bool:
    """Say whether a way of filling the gaps shows that it is no day certainly yes; False says nothing.

    What is yes for certain is yes however the gaps are filled, also with the least of everything.
    """
    # Imported here because completions are written in terms of programs.
    from haina.rules.completions import completions_of

    least = completions_of(program).least_of(rule, facts)
    if least is None:
        return False
    if program.motion.is_still(program.tree(rule), least.dated):
        return program.truth(rule, least, on) is False
    # Without the values of the nodes, which would have to be compiled for this one case.
    line = Walker(program, least).line(program.tree(rule))
    later = [truth for day, truth in line if day > on]
    present = [truth for day, truth in line if day <= on][-1]
    return all(truth is False for truth in (present, *later))


def _steps(
    program: Program, rule: str, facts: Facts, since: date = date.min, values: Values | None = None
) -> Iterator[tuple[date, Status]]:
    """Give the answer and each change of it, from the first day or from a later one."""
    critical: Critical | None = None

    def status_on(day: date) -> Status:
        return Status.of(program.decide(rule, facts, day))

    line = rule_line(program, facts, rule, values)
    for begin, end, (truth, in_force) in together([line, program.validity.force_line(rule)]):
        start = max(begin, since)
        if start >= end:
            continue
        if not in_force:
            yield start, Status.NOT_IN_FORCE
        elif truth is not None:
            yield start, Status.of(truth)
        else:
            critical = critical or _critical(program, rule, facts)
            for first, after in pairwise([*critical.between(start, end), end]):
                yield from _probed(status_on, first, after) if critical.moves else [(first, status_on(first))]


def _critical(program: Program, rule: str, facts: Facts) -> Critical:
    """Find every day on which some condition of the rule, or of what it rests on, changes."""
    critical = Critical(program.facts)
    Walker(program, facts, critical=critical).line(program.tree(rule))
    return critical


def _probed(status_on: Callable[[date], Status], start: date, end: date) -> Iterator[tuple[date, Status]]:
    """Give the answers within a stretch where something open moves with the date: search for changes."""
    days = sorted({start, *(day for day in _PROBES if start < day < end), end - ONE_DAY})
    present = status_on(start)
    yield start, present
    for day, later in pairwise(days):
        while status_on(later) != present:
            day = first_day(partial(_differs, status_on, present), day, later)
            present = status_on(day)
            yield day, present


def _differs(status_on: Callable[[date], Status], present: Status, day: date) -> bool:
    return status_on(day) != present
