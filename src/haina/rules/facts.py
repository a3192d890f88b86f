"""The facts of one case, as a program sees them: one slot for each declared fact."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Vector = tuple[object, ...]
"""A value for each declared fact, in the program's order; ``None`` where it is unknown."""


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A scalar fact given with dates: (first day, value) in order of time, ``None`` outside of them."""

    steps: tuple[tuple[date, object], ...]

    def on(self, day: date) -> object:
        """Give the value on ``day``; ``None`` where it is unknown."""
        position = bisect_right(self.steps, day, key=lambda step: step[0]) - 1
        return self.steps[position][1] if position >= 0 else None


class Facts:
    """What is known of one case; immutable.

    Values are held as the types say (:mod:`haina.rules.types`): a history as
    :class:`haina.rules.spells.SpellHistory`, a scalar given with dates as :class:`DatedFact`.
    """

    __slots__ = ("_segments", "_starts", "dated", "slots", "timelines", "values")

    def __init__(self, slots: Mapping[str, int], values: Vector, dated: frozenset[int] | None = None) -> None:
        self.slots = slots
        self.values = values
        self.timelines: dict[object, Any] = {}
        """What has been worked out over time for these facts; kept by the program that they belong to."""
        if dated is None:
            dated = frozenset([slot for slot, value in enumerate(values) if isinstance(value, DatedFact)])
        self.dated = dated
        """The slots of facts that were given with dates."""
        self._starts: tuple[date, ...] | None = None
        self._segments: dict[int, Vector] = {}

    def at(self, on: date) -> Vector:
        """Give the value of every fact on the date."""
        if not self.dated:
            return self.values
        if self._starts is None:
            self._starts = self._days()
        segment = bisect_right(self._starts, on)
        found = self._segments.get(segment)
        if found is None:
            values = list(self.values)
            for slot in self.dated:
                dated = values[slot]
                if isinstance(dated, DatedFact):
                    values[slot] = dated.on(on)
            found = self._segments[segment] = tuple(values)
        return found

    def _days(self) -> tuple[date, ...]:
        """Give the days on which a fact that was given with dates changes."""
        dated = (self.values[slot] for slot in self.dated)
        days = {day for value in dated if isinstance(value, DatedFact) for day, _ in value.steps}
        return tuple(sorted(days))

    def value(self, name: str, on: date) -> object:
        """Give the value of a fact on a date, ``None`` where unknown; an undeclared name is a KeyError."""
        value = self.values[self.slots[name]]
        return value.on(on) if isinstance(value, DatedFact) else value

    def is_known(self, name: str, on: date) -> bool:
        """Say whether the fact has a value on the date; a history is known also when it has no spells."""
        return self.value(name, on) is not None

    def names_known(self) -> tuple[str, ...]:
        """Give the names of all facts that are known on some day, in the program's order."""
        return tuple(name for name, slot in self.slots.items() if self.values[slot] is not None)

    def replacing(self, changes: Mapping[str, object]) -> Facts:
        """Give the same facts with some values replaced (as held, not as written); ``None`` forgets one."""
        values = list(self.values)
        for name, value in changes.items():
            values[self.slots[name]] = value
        settled = not self.dated and not any(isinstance(value, DatedFact) for value in changes.values())
        return Facts(self.slots, tuple(values), frozenset() if settled else None)
