"""How long the terms of a procedure are: on each day on which a standard changes, under each condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import ceil

from haina.rules.declarations import StandardDeclaration
from haina.rules.text import Place

from .procedures import Procedure, Term

#: With more conditions than this, each is tried alone and all together.
_ALL_COMBINATIONS = 4


@dataclass(frozen=True, slots=True)
class Situation:
    """A day, and the conditions that hold on it, each with the place where it is asked."""

    on: date
    holds: Mapping[str, Place]

    @property
    def zh(self) -> str:
        """It in Chinese."""
        return f"{self.on}" + "".join(f"，且 {place} 的条件成立" for place in self.holds.values())

    @property
    def en(self) -> str:
        """It in English."""
        return f"on {self.on}" + "".join(
            f", where the condition at {each} holds" for each in self.holds.values()
        )


def situations(
    procedure: Procedure, standards: Mapping[str, StandardDeclaration], on: date
) -> Iterator[Situation]:
    """Every situation from a day on in which a term of the stages or of the whole may be another one."""
    terms = [procedure.total, *(stage.term for stage in procedure.stages)]
    options = [option for term in terms for option in term.options]
    known = [standards[name] for each in options if (name := each.standard) is not None and name in standards]
    turns = {value.valid_from for each in known for value in each.values if value.valid_from is not None}
    conditions = {option.when: option.place for option in reversed(options) if option.when is not None}
    for day in (on, *sorted(turn for turn in turns if turn > on)):
        for holds in _assumed(sorted(conditions)):
            yield Situation(day, {name: conditions[name] for name in sorted(holds)})


def _assumed(conditions: list[str]) -> Iterator[frozenset[str]]:
    if len(conditions) <= _ALL_COMBINATIONS:
        for chosen in product((False, True), repeat=len(conditions)):
            yield frozenset(name for name, holds in zip(conditions, chosen, strict=True) if holds)
        return
    yield frozenset()
    yield from (frozenset({name}) for name in conditions)
    yield frozenset(conditions)


def length(term: Term, standards: Mapping[str, StandardDeclaration], situation: Situation) -> int | None:
    """The days that a term gives in a situation, as a case would take it; None if it has no value there."""
    for option in term.options:
        if option.when is not None and option.when not in situation.holds:
            continue
        if option.days is not None:
            return option.days
        declared = standards.get(option.standard or "")
        dated = None if declared is None else declared.on(situation.on)
        if dated is not None and isinstance(dated.value, int):
            return dated.value
    return None


def in_calendar_days(
    term: Term, standards: Mapping[str, StandardDeclaration], situation: Situation
) -> int | None:
    """About how many days of the calendar a term takes: five working days are seven days."""
    found = length(term, standards, situation)
    return found if found is None or term.unit == "calendar_days" else ceil(found * 7 / 5)


def longest(term: Term, standards: Mapping[str, StandardDeclaration], on: date) -> int | None:
    """The most days that a term can give on a day; None if none of its options has a value."""
    found: list[int] = []
    for option in term.options:
        if option.days is not None:
            found.append(option.days)
        else:
            declared = standards.get(option.standard or "")
            dated = None if declared is None else declared.on(on)
            if dated is not None and isinstance(dated.value, int):
                found.append(dated.value)
        if option.when is None and found:
            break
    return max(found, default=None)
