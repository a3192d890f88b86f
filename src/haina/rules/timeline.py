"""Step functions of time: a value for every day of the calendar."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from haina.rules.periods import FOREVER, ONE_DAY

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Timeline(Generic[T]):
    """A value for every day: each step is the first day of a value that holds until the next step.

    The first step starts at ``date.min``; neighbouring values differ.
    """

    steps: tuple[tuple[date, T], ...]

    @staticmethod
    def of(steps: Iterable[tuple[date, T]]) -> Timeline[T]:
        """Build a timeline from steps in order of time, joining neighbours of equal value.

        Of several steps on one day the last one counts; no step at ``date.min`` is a :class:`ValueError`.
        """
        joined: list[tuple[date, T]] = []
        for day, value in steps:
            if joined and joined[-1][0] == day:
                joined.pop()
            if not joined or joined[-1][1] != value:
                joined.append((day, value))
        if not joined or joined[0][0] != date.min:
            raise ValueError("a timeline starts at the first day of the calendar")
        return Timeline(tuple(joined))

    def _position(self, day: date) -> int:
        return bisect_right(self.steps, day, key=_day_of) - 1

    def at(self, day: date) -> T:
        """Give the value on ``day``."""
        return self.steps[self._position(day)][1]

    def since(self, day: date) -> date | None:
        """Give the first day of the value that holds on ``day``; ``None`` where it has always held."""
        first = self.steps[self._position(day)][0]
        return None if first == date.min else first

    def until(self, day: date) -> date | None:
        """Give the last day of the value that holds on ``day``; ``None`` where it never ends."""
        position = self._position(day) + 1
        return self.steps[position][0] - ONE_DAY if position < len(self.steps) else None

    def next(self, day: date, value: T) -> date | None:
        """Give the first day after ``day`` on which the value is ``value``; ``None`` where there is none."""
        position = self._position(day)
        if self.steps[position][1] == value and self.until(day) != day:
            return day + ONE_DAY if day < FOREVER else None
        for first, present in self.steps[position + 1 :]:
            if present == value:
                return first
        return None

    def map(self, change: Callable[[T], U]) -> Timeline[U]:
        """Give the timeline of ``change(value)``."""
        return Timeline.of((day, change(value)) for day, value in self.steps)


def _day_of(step: tuple[date, object]) -> date:
    return step[0]
