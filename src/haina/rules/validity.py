"""What is valid when: the values of standards and the rules in force, found once for a stretch of days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from haina.rules.curves import Line, joined
from haina.rules.declarations import RuleSource, StandardDeclaration
from haina.rules.facts import DatedFact, Vector
from haina.rules.lazy import lazy
from haina.rules.periods import FOREVER, next_day
from haina.rules.standards import steps_of


class Validity:
    """Cuts the calendar where a standard changes or a rule comes into force or leaves it."""

    def __init__(self, standards: Sequence[StandardDeclaration], rules: Sequence[RuleSource]) -> None:
        self._standards = standards
        self._rules = rules
        self.steps = tuple(tuple(steps_of(standard)) for standard in standards)
        """For each standard the days on which it changes, with its new value."""
        self.lines: tuple[Line, ...] = tuple(_line(steps) for steps in self.steps)
        """For each standard its value for all time."""
        days = {day for steps in self.steps for day, _ in steps}
        for rule in rules:
            days |= {day for day in (rule.in_force_from, _after(rule.in_force_to)) if day is not None}
        self.days = tuple(sorted(days - {date.min}))
        self._by_id = {rule.id: rule for rule in rules}
        self._force: dict[str, Line] = {}
        self._values: dict[int, Vector] = {}
        self._closed: dict[int, frozenset[str]] = {}

    def since(self, day: date) -> date:
        """Give the first day since which no standard and no force has changed, as of a day."""
        stretch = bisect_right(self.days, day)
        return self.days[stretch - 1] if stretch else date.min

    def standards_on(self, day: date) -> Vector:
        """Give the value of every standard on the day, ``None`` where it is unset."""
        stretch = bisect_right(self.days, day)
        found = self._values.get(stretch)
        if found is None:
            found = self._values[stretch] = self._at(stretch)
        return found

    def _at(self, stretch: int) -> Vector:
        """Give the value of every standard within a stretch, going on from the nearest known one."""
        known = max((other for other in list(self._values) if other < stretch), default=-1)
        values: list[object] = [None] * len(self.steps) if known < 0 else list(self._values[known])
        for later in range(known + 1, stretch + 1):
            for slot, value in self._changes.get(later, ()):
                values[slot] = value
        return tuple(values)

    @lazy
    def _changes(self) -> dict[int, list[tuple[int, object]]]:
        """The standards that change at the beginning of each stretch, by their slot, with new values."""
        place = {day: number for number, day in enumerate(self.days, 1)}
        found: dict[int, list[tuple[int, object]]] = {}
        for slot, steps in enumerate(self.steps):
            for day, value in steps:
                found.setdefault(place.get(day, 0), []).append((slot, value))
        return found

    def force_line(self, rule: str) -> Line:
        """Say for all time whether a rule is in force."""
        found = self._force.get(rule)
        if found is None:
            found = self._force[rule] = self._force_of(rule)
        return found

    def _force_of(self, rule: str) -> Line:
        source = self._by_id.get(rule)
        if source is None:
            return [(date.min, True)]
        switch: Line = [(date.min, True)]
        if source.switch is not None:
            slots = {standard.name: slot for slot, standard in enumerate(self._standards)}
            switch = self.lines[slots[source.switch]]
        begins, ends = source.in_force_from or date.min, _after(source.in_force_to)
        days = {date.min, begins, ends or begins, *(day for day, _ in switch)}
        dated = DatedFact(tuple(switch))
        return joined(
            (day, begins <= day <= (source.in_force_to or FOREVER) and dated.on(day) is True)
            for day in sorted(days)
        )

    def not_in_force(self, day: date) -> frozenset[str]:
        """Give the rules that are not in force on the day: outside their dates, or not switched on."""
        stretch = bisect_right(self.days, day)
        found = self._closed.get(stretch)
        if found is None:
            switches = {
                standard.name: value
                for standard, value in zip(self._standards, self.standards_on(day), strict=True)
            }
            found = self._closed[stretch] = frozenset(
                rule.id
                for rule in self._rules
                if not (rule.in_force_from or date.min) <= day <= (rule.in_force_to or FOREVER)
                or (rule.switch is not None and switches.get(rule.switch) is not True)
            )
        return found


def _line(steps: Sequence[tuple[date, object]]) -> Line:
    starts_with_the_calendar = bool(steps) and steps[0][0] == date.min
    return [*steps] if starts_with_the_calendar else [(date.min, None), *steps]


def _after(day: date | None) -> date | None:
    return None if day is None or day >= FOREVER else next_day(day)
