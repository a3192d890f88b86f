"""What a condition reads and works out, in words: parts of an explanation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from haina.rules.text import Text


@dataclass(frozen=True, slots=True)
class GivenFact:
    """A fact that a condition reads: whether it is known, and its value in words."""

    name: str
    label: Text
    known: bool
    shown: Text
    source: Text | None = None


@dataclass(frozen=True, slots=True)
class UsedStandard:
    """A standard that a condition reads, as of the date: whether it is set, its value, dates and source."""

    name: str
    label: Text
    set: bool
    shown: Text
    valid_from: date | None
    valid_to: date | None
    source: str
    grade: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a condition works out (points, a formula, a length), in words."""

    label: Text
    shown: Text
