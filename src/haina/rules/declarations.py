"""What a pack declares: facts, standards, rules and points tables, each with its place in the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from haina.rules.text import Place, Text
from haina.rules.types import Type

BUILT_IN = Place("<built in>", 1)
"""The place of what stands in no file."""
NO_TEXT = Text("", "")
"""A label that nobody has written."""


@dataclass(frozen=True)
class FactDeclaration:
    """A fact that a case may have.

    ``subject`` is who it is about (person, organisation, project, contract). ``changeable`` is false for what
    nobody can change: a birth date, the past. ``disjoint`` (histories only): spells may not overlap.
    ``minimum`` and ``maximum`` hold for int, number and money.
    """

    name: str
    type: Type
    label: Text
    subject: str = "person"
    help: Text | None = None
    question: Text | None = None
    unit: Text | None = None
    attested_by: tuple[str, ...] = ()
    changeable: bool = True
    disjoint: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    group: str | None = None
    place: Place = BUILT_IN


@dataclass(frozen=True)
class DatedValue:
    """A value of a standard from ``valid_from`` to ``valid_to``, both included; ``None``: no end there."""

    value: object
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    grade: str = ""
    note: Text | None = None


@dataclass(frozen=True)
class StandardDeclaration:
    """A dated standard; ``unset`` says why nobody has fixed it and who would, where that is so."""

    name: str
    type: Type
    label: Text
    unit: Text | None = None
    values: tuple[DatedValue, ...] = ()
    unset: Text | None = None
    place: Place = BUILT_IN

    def on(self, day: date) -> DatedValue | None:
        """Give what was valid on ``day``, or ``None`` where the standard is unset."""
        for dated in self.values:
            if (dated.valid_from or date.min) <= day <= (dated.valid_to or date.max):
                return dated
        return None


@dataclass(frozen=True)
class RuleSource:
    """A rule as written: a right's condition, a definition, or a formula with its ``result`` type.

    ``place`` is the place of the expression's first character; in a block scalar every line starts in that
    column. ``switch`` names a bool standard: the rule is in force only where it says true.
    """

    id: str
    text: str
    place: Place = BUILT_IN
    label: Text = NO_TEXT
    clause: str = ""
    kind: str = "right"
    in_force_from: date | None = None
    in_force_to: date | None = None
    switch: str | None = None
    result: Type | None = None


@dataclass(frozen=True)
class RowSource:
    """A row of an item of a points table: the ``points`` expression counts when ``when`` holds first."""

    when: str
    points: str
    when_place: Place = BUILT_IN
    points_place: Place = BUILT_IN


@dataclass(frozen=True)
class ItemSource:
    """An item of a points table: its rows, or the best of other items, which then do not count themselves."""

    id: str
    title: Text = NO_TEXT
    rows: tuple[RowSource, ...] = ()
    best_of: tuple[str, ...] = ()
    cap: Decimal | None = None
    place: Place = BUILT_IN


@dataclass(frozen=True)
class BandSource:
    """A band of a table of brackets: the part of an amount up to ``up_to`` counts at ``rate``.

    The last band has no ``up_to``: it takes all that lies above the one before.
    """

    rate: str
    up_to: str | None = None
    rate_place: Place = BUILT_IN
    up_to_place: Place = BUILT_IN
    place: Place = BUILT_IN


@dataclass(frozen=True)
class TableSource:
    """A points table, the sum of its items, at most ``cap``; or a table of brackets for ``progressive``."""

    id: str
    title: Text = NO_TEXT
    items: tuple[ItemSource, ...] = ()
    cap: Decimal | None = None
    place: Place = BUILT_IN
    brackets: tuple[BandSource, ...] = ()
