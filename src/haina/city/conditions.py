"""Conditions on columns that were drawn before: which rows a case, a spell or a rate is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .frame import Values


@dataclass(frozen=True, slots=True)
class Test:
    """One column is one of some values (words, numbers or truths), or lies between two bounds."""

    column: str
    words: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None

    def holds(self, values: Values) -> NDArray[np.bool_]:
        """For each row whether it holds; never where the value is unknown."""
        if self.words:
            wanted = [place for place, word in enumerate(values.words or ()) if word in self.words]
            found = np.isin(values.data, wanted)
        elif self.numbers:
            found = np.isin(values.data.astype(np.float64), self.numbers)
        else:
            found = np.ones(len(values.data), np.bool_)
            if self.low is not None:
                found &= values.data >= self.low
            if self.high is not None:
                found &= values.data <= self.high
        return found if values.known is None else found & values.known


@dataclass(frozen=True, slots=True)
class Where:
    """Tests that must all hold."""

    tests: tuple[Test, ...]

    def holds(self, column: Callable[[str], Values], size: int) -> NDArray[np.bool_]:
        """For each row whether all hold."""
        found = np.ones(size, np.bool_)
        for test in self.tests:
            found &= test.holds(column(test.column))
        return found
