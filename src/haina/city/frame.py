"""Columns while they are drawn: arrays by name, and the columns of the subject above a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Rows: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Values:
    """One column: booleans, numbers (float64), days since 1970 (float64), or positions in `words`.

    `known` is None where every value is known; elsewhere the value says nothing.
    """

    data: Array
    words: tuple[str, ...] | None = None
    known: NDArray[np.bool_] | None = None

    def take(self, rows: Rows) -> Values:
        """The values at some positions; what stands at -1 is unknown."""
        inside = rows >= 0
        known = None if self.known is None else self.known[rows]
        if not inside.all():
            known = inside if known is None else known & inside
        return Values(self.data[rows], self.words, known)

    def known_mask(self) -> NDArray[np.bool_]:
        """Which values are known."""
        return np.ones(len(self.data), np.bool_) if self.known is None else self.known


@dataclass(frozen=True, slots=True)
class Link:
    """Another frame that rows belong to, and the position there of each; -1 for none."""

    frame: Frame
    rows: Rows


class Frame:
    """The columns of some rows.

    A name ``LINK.NAME`` is looked up in a linked frame, and a name that is not known here in the link
    :data:`ABOVE`: the spell of a history so sees the columns of its subject.
    """

    def __init__(self, size: int, links: dict[str, Link] | None = None) -> None:
        self.size = size
        self.columns: dict[str, Values] = {}
        self.links = links or {}

    def __getitem__(self, name: str) -> Values:
        """A column; KeyError where there is none."""
        found = self.columns.get(name)
        if found is not None:
            return found
        head, dot, rest = name.partition(".")
        link = self.links[head if dot else ABOVE]
        values = link.frame[rest if dot else name].take(link.rows)
        self.columns[name] = values
        return values

    def __setitem__(self, name: str, values: Values) -> None:
        self.columns[name] = values


#: The link from a spell to its subject.
ABOVE = "above"


def day_number(text: str) -> float:
    """A day as it is held in a column: days since 1970-01-01."""
    return float(np.datetime64(text, "D").astype(np.int64))
