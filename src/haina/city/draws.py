"""How the values of a column come about: each kind of draw that a pack's city data may name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from haina.rules.types import BOOL, Enum, Type

from .conditions import Where
from .frame import Array, Frame, Rows, Values

#: The mean length of a year in days.
YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class Scene:
    """What a draw may look at: a source of chance, the columns so far, the rows to draw for, and the day."""

    chance: np.random.Generator
    frame: Frame
    rows: Rows
    on: float

    @property
    def size(self) -> int:
        """For how many rows values are drawn."""
        return len(self.rows)

    def column(self, name: str) -> Values:
        """A column that was drawn before, at the scene's rows."""
        return self.frame[name].take(self.rows)

    def at(self, chosen: Rows) -> Scene:
        """The scene with only some of its rows, given by their positions among them."""
        return Scene(self.chance, self.frame, self.rows[chosen], self.on)


class Draw(Protocol):
    """Gives a value to each row of a scene."""

    def values(self, scene: Scene) -> Values:
        """One value a row."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value for everybody."""

    value: float | bool
    words: tuple[str, ...] | None = None

    def values(self, scene: Scene) -> Values:
        """One value a row."""
        return Values(np.full(scene.size, self.value), self.words)


@dataclass(frozen=True, slots=True)
class Share:
    """Yes for a share of the rows."""

    share: float

    def values(self, scene: Scene) -> Values:
        """One value a row."""
        return Values(scene.chance.random(scene.size) < self.share)


@dataclass(frozen=True)
class Choice:
    """One of several values, each with its weight; weights may be counts as published."""

    options: tuple[float, ...]
    weights: tuple[float, ...]
    words: tuple[str, ...] | None = None
    truth: bool = False

    @cached_property
    def _edges(self) -> Array:
        sums = np.cumsum(np.asarray(self.weights, np.float64))
        return np.asarray(sums[:-1] / sums[-1])

    def values(self, scene: Scene) -> Values:
        """One value a row."""
        chosen = np.searchsorted(self._edges, scene.chance.random(scene.size), side="right")
        found = np.asarray(self.options)[chosen]
        return Values(found.astype(np.bool_) if self.truth else found, self.words)


@dataclass(frozen=True)
class Bands:
    """Even within bands: ages, staff, days; each has a first and a last value, and a weight."""

    lows: tuple[float, ...]
    highs: tuple[float, ...]
    weights: tuple[float, ...]
    whole: bool

    @cached_property
    def _edges(self) -> Array:
        sums = np.cumsum(np.asarray(self.weights, np.float64))
        return np.asarray(sums[:-1] / sums[-1])

    def values(self, scene: Scene) -> Values:
        """One value a row; whole numbers include the last of their band."""
        band = np.searchsorted(self._edges, scene.chance.random(scene.size), side="right")
        low, high = np.asarray(self.lows)[band], np.asarray(self.highs)[band]
        share = scene.chance.random(scene.size)
        found = np.floor(low + share * (high + 1 - low)) if self.whole else low + share * (high - low)
        return Values(found)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Sizes that multiply: pay, sales, staff. `median` and the standard deviation of the logarithm."""

    median: float
    sigma: float

    def values(self, scene: Scene) -> Values:
        """One value a row."""
        return Values(self.median * np.exp(self.sigma * scene.chance.standard_normal(scene.size)))


@dataclass(frozen=True, slots=True)
class Of:
    """A column that was drawn before, times a factor, plus a term; each may be drawn itself."""

    column: str
    times: Draw | None = None
    plus: Draw | None = None

    def values(self, scene: Scene) -> Values:
        """One value a row; unknown where the column is."""
        found = scene.column(self.column)
        if self.times is None and self.plus is None:
            return found
        data = found.data.astype(np.float64)
        if self.times is not None:
            data = data * self.times.values(scene).data
        if self.plus is not None:
            data = data + self.plus.values(scene).data
        return Values(data, None, found.known)


@dataclass(frozen=True, slots=True)
class Sum:
    """Draws added up."""

    parts: tuple[Draw, ...]

    def values(self, scene: Scene) -> Values:
        """One value a row."""
        found = [part.values(scene) for part in self.parts]
        total = np.sum([each.data.astype(np.float64) for each in found], axis=0)
        known = [each.known for each in found if each.known is not None]
        return Values(total, None, np.logical_and.reduce(known) if known else None)


@dataclass(frozen=True, slots=True)
class Ago:
    """A day before the day of the city (`sign` -1) or after it (1), by days or by years."""

    span: Draw
    unit: float
    sign: int = -1

    def values(self, scene: Scene) -> Values:
        """One day a row."""
        span = self.span.values(scene)
        return Values(np.floor(scene.on + self.sign * span.data * self.unit), None, span.known)


@dataclass(frozen=True, slots=True)
class Since:
    """Whole years, or days, from a day in another column to the day of the city."""

    column: str
    unit: float

    def values(self, scene: Scene) -> Values:
        """One number a row."""
        day = scene.column(self.column)
        return Values(np.floor((scene.on - day.data) / self.unit), None, day.known)


@dataclass(frozen=True, slots=True)
class Bounded:
    """Another draw held between two bounds and rounded to whole steps."""

    draw: Draw
    low: float | None
    high: float | None
    step: float | None

    def values(self, scene: Scene) -> Values:
        """One value a row."""
        found = self.draw.values(scene)
        data = found.data
        if self.step is not None:
            data = np.rint(data / self.step) * self.step
        if self.low is not None or self.high is not None:
            data = np.clip(data, self.low, self.high)
        return Values(data, found.words, found.known)


@dataclass(frozen=True, slots=True)
class Matches:
    """Yes where a condition on other columns holds, no where it does not."""

    where: Where

    def values(self, scene: Scene) -> Values:
        """One truth a row."""
        return Values(self.where.holds(scene.column, scene.size))


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts put together; an empty one adds nothing."""

    parts: tuple[Draw, ...]

    def values(self, scene: Scene) -> Values:
        """One text a row, as positions in the texts that occur."""
        found = [part.values(scene) for part in self.parts]
        key = np.zeros(scene.size, np.int64)
        for each in found:
            key = key * len(each.words or ()) + each.data.astype(np.int64)
        kinds, positions = np.unique(key, return_inverse=True)
        words = [""] * len(kinds)
        for each in reversed(found):
            vocabulary = each.words or ()
            kinds, picked = np.divmod(kinds, max(1, len(vocabulary)))
            words = [vocabulary[one] + said for one, said in zip(picked, words, strict=True)]
        return Values(positions, tuple(words))


@dataclass(frozen=True, slots=True)
class Case:
    """A draw for the rows where a condition holds; without one, for all that are left."""

    where: Where | None
    draw: Draw


@dataclass(frozen=True, slots=True)
class Cases:
    """The first case that holds; where none does, the value is unknown."""

    cases: tuple[Case, ...]

    def values(self, scene: Scene) -> Values:
        """One value a row."""
        left = np.ones(scene.size, np.bool_)
        data: Array | None = None
        words: tuple[str, ...] | None = None
        known = np.zeros(scene.size, np.bool_)
        for case in self.cases:
            holds = left if case.where is None else left & case.where.holds(scene.column, scene.size)
            chosen = np.flatnonzero(holds)
            found = case.draw.values(scene.at(chosen))
            if data is None:
                data, words = np.zeros(scene.size, found.data.dtype), found.words
            elif found.words != words:
                found, words = _with_words(found, words)
            data = data.astype(np.result_type(data.dtype, found.data.dtype), copy=False)
            data[chosen] = found.data
            known[chosen] = found.known_mask()
            left = left & ~holds
        assert data is not None, "a list of cases is never empty"  # noqa: S101
        return Values(data, words, None if known.all() else known)


def _with_words(found: Values, words: tuple[str, ...] | None) -> tuple[Values, tuple[str, ...]]:
    """Texts with their positions moved to the end of other words, and all the words."""
    before, own = words or (), found.words or ()
    moved = Values(found.data.astype(np.int64) + len(before), None, found.known)
    return moved, (*before, *own)


def settled(values: Values, kind: Type) -> Values:
    """Values of a type: whole numbers and days are rounded, money to 0.01, other numbers to 0.000001."""
    if kind == BOOL or isinstance(kind, Enum) or values.words is not None:
        return values
    places = {"money": 2, "number": 6}.get(kind.name, 0)
    data = values.data.astype(np.float64, copy=False)
    rounded = np.rint(data * 10.0**places) / 10.0**places if places else np.rint(data)
    return Values(rounded, None, values.known)
