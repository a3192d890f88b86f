"""What a pack says about its city, as frozen records: sources, columns, histories, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from haina.rules.text import Place, Text
from haina.rules.types import History, Type

from .conditions import Where
from .draws import Draw

#: The two subjects that a city is made of.
PERSON, ORGANISATION = SUBJECTS = ("person", "organisation")


@dataclass(frozen=True, slots=True)
class Figures:
    """Where published figures stand, for which day they hold, and when they were published."""

    id: str
    title: Text
    as_of: date
    published: date | None
    address: str
    place: Place


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a column is drawn as it is: figures that were published, or an assumption and its reason."""

    source: str | None
    assumed: Text | None


@dataclass(frozen=True, slots=True)
class Spells:
    """How the spells of a history come about, the newest first; or calendar years up to the last whole one.

    `count` spells a subject, or `years` of them. The newest goes on with the probability `open`, else it
    ended `ended` days ago; each is `length` days long and begins `gap` days after the end of the one before.
    None begins before the day in the column `not_before`; what ended by then does not exist.
    """

    fields: tuple[tuple[str, Type, Draw], ...]
    count: Draw | None = None
    years: Draw | None = None
    length: Draw | None = None
    gap: Draw | None = None
    ended: Draw | None = None
    open: float = 1.0
    not_before: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a subject: of a fact, or a helper that other columns and groupings read.

    `where` are the subjects that have it at all; for the others it is `otherwise` (None: unknown; a history
    is then known to be empty).
    """

    name: str
    type: Type
    fact: bool
    ground: Ground
    place: Place
    draw: Draw | None = None
    spells: Spells | None = None
    kept: bool = True

    @property
    def history(self) -> bool:
        """Whether it is a table of spells."""
        return isinstance(self.type, History)


@dataclass(frozen=True, slots=True)
class Gap:
    """A share of the values of some facts is not known, each on its own, or all of them `together`.

    `together` is one draw for a subject: a register that does not have the subject lacks all it would say.
    `times` are factors for the subjects where a condition holds.
    """

    facts: tuple[str, ...]
    rate: float
    together: bool
    times: tuple[tuple[Where, float], ...]
    ground: Ground
    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Subject:
    """The columns of a subject in the order in which they are drawn, and what is missing of them."""

    name: str
    columns: tuple[Column, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Employment:
    """Which persons have an employer, and the column of organisations by whose size it is chosen."""

    where: Where
    weight: str
    ground: Ground


@dataclass(frozen=True, slots=True)
class CityData:
    """All that a pack says about its city, checked."""

    on: date
    organisations: float
    employment: Employment
    figures: Mapping[str, Figures]
    persons: Subject
    employers: Subject

    @property
    def subjects(self) -> tuple[Subject, Subject]:
        """Organisations, then persons: in the order in which they are drawn."""
        return self.employers, self.persons
