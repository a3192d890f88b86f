"""exclusions.yaml: what two awards do to each other, as groups of programmes with one rule each.

A group says of which programmes it speaks, who counts as the one who receives (``of``), over which period
awards meet, and what follows: one of six kinds. Programmes that name each other in ``not_with`` make groups
too.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from haina.rules.text import Place, Text

from .element_schema import SUBJECTS
from .kinds import (
    Broken,
    Key,
    Reading,
    boolean,
    both,
    list_of,
    name,
    naming,
    one_of,
    optional,
    read_keys,
    reference,
    source_ids,
)
from .nodes import Mapping, Node, Scalar, Sequence
from .records import Right


class Bar(StrEnum):
    """The kinds of groups: what an award does to another one of the group."""

    EXCLUSIVE = "exclusive"
    """One award at a time, in a year, or ever."""
    CAPPED_SUM = "capped_sum"
    """All of them together no more than a standard."""
    TOP_UP = "top_up"
    """The highest counts: of a higher one only the difference is paid, of a lower one nothing."""
    COOL_DOWN = "cool_down"
    """None before some years after the end of the one before."""
    EFFORT = "effort"
    """The shares of working time add up to no more than the whole, on any day."""
    ONE_STAGE = "one_stage"
    """Each stage of a career once, in their order, one at a time."""


class Period(StrEnum):
    """Over which days two awards meet."""

    AWARD = "award"
    """Where the days of the one overlap those of the other."""
    YEAR = "year"
    """Where both begin in the same calendar year."""
    EVER = "ever"
    """Always."""


#: Who receives: as for elements, and a team that is no unit.
BENEFICIARIES = (*SUBJECTS, "team")

#: The periods that make sense for a kind, the usual one first.
PERIODS: Map[Bar, tuple[Period, ...]] = {
    Bar.EXCLUSIVE: (Period.AWARD, Period.YEAR, Period.EVER),
    Bar.CAPPED_SUM: (Period.YEAR, Period.EVER),
    Bar.TOP_UP: (Period.EVER, Period.YEAR),
    Bar.COOL_DOWN: (Period.AWARD,),
    Bar.EFFORT: (Period.AWARD,),
    Bar.ONE_STAGE: (Period.AWARD,),
}


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One group as the pack declares it, or as two programmes with ``not_with`` make it."""

    id: str
    title: Text
    kind: Bar
    programmes: tuple[str, ...]
    #: Who receives: two awards meet only where this is the same.
    of: str
    #: Whether two awards meet only where they are for the same purpose too.
    same_purpose: bool
    period: Period
    #: Whether a programme may give again, so that only different programmes bar each other (exclusive).
    repeat: bool
    #: The standard that caps the sum (capped_sum).
    cap: str | None
    #: The standard with the number of years (cool_down).
    years: str | None
    #: The enum fact that says the stage, and its values in their order (one_stage).
    stage: str | None
    stages: tuple[str, ...]
    clauses: tuple[str, ...]
    source: str | None
    note: Text | None
    place: Place
    #: Where the things that are checked later stand, by key.
    places: Map[str, Place]

    def rank(self, stage: str) -> int | None:
        """The number of a stage, from 1; None for what is no stage of the group."""
        return self.stages.index(stage) + 1 if stage in self.stages else None


_KEYS: dict[str, Key[object]] = {
    "id": Key(naming("exclusion")),
    "title": Key(both),
    "kind": Key(one_of(*Bar)),
    "programmes": Key(list_of(reference("programme"), at_least=1)),
    "of": Key(one_of(*BENEFICIARIES)),
    "same_purpose": optional(boolean, default=False),
    "period": optional(one_of(*Period)),
    "repeat": optional(boolean, default=False),
    "cap": optional(reference("standard")),
    "years": optional(reference("standard")),
    "stage": optional(reference("fact")),
    "stages": optional(list_of(name, at_least=2), default=()),
    "clauses": optional(list_of(reference("clause"), at_least=1), default=()),
    "source": optional(source_ids),
    "note": optional(both),
}


def _exclusion(node: Node, reading: Reading) -> Exclusion | Broken:
    """One group; where nothing is said of the period, the usual one of its kind holds."""
    values = read_keys(node, reading, _KEYS)
    if isinstance(values, Broken) or not isinstance(node, Mapping):
        return values if isinstance(values, Broken) else Broken()
    kind = Bar(values.pop("kind"))
    period = values.pop("period")
    return Exclusion(
        kind=kind,
        period=Period(period) if period else PERIODS[kind][0],
        place=reading.place(node),
        places=dict(_places(node, reading)),
        **values,
    )


def _places(node: Mapping, reading: Reading) -> list[tuple[str, Place]]:
    """The places of the keys of a group, and of the programmes and stages in it."""
    found = [(key, reading.place(value)) for key, (_, value) in node.entries.items()]
    for key in ("programmes", "stages"):
        value = node.get(key)
        for item in value.items if isinstance(value, Sequence) else ():
            # The last of two that are the same is the one too many.
            found.append((f"{key}.{item.text}" if isinstance(item, Scalar) else key, reading.place(item)))
    return found


EXCLUSIONS = list_of(_exclusion)


def from_not_with(programmes: Map[str, Right]) -> tuple[Exclusion, ...]:
    """The groups that ``not_with`` of programmes makes: never both for one purpose.

    Where the two are for different subjects there is one group for each: an award may name both.
    """
    pairs = {tuple(sorted((each.id, other))) for each in programmes.values() for other in each.not_with}
    known = (pair for pair in sorted(pairs) if all(id in programmes for id in pair))
    return tuple(chain.from_iterable(_pair(programmes[one], programmes[other]) for one, other in known))


def _pair(one: Right, other: Right) -> list[Exclusion]:
    subjects = sorted({one.subject, other.subject})
    says = one if other.id in one.not_with else other
    return [
        Exclusion(
            id=f"{one.id}_not_with_{other.id}" + (f"_for_{subject}" if len(subjects) > 1 else ""),
            title=Text(
                zh=f"“{one.title.zh}”与“{other.title.zh}”不能同时享受",
                en=f"“{one.title.en}” and “{other.title.en}” are not combined",
            ),
            kind=Bar.EXCLUSIVE,
            programmes=(one.id, other.id),
            of=subject,
            same_purpose=True,
            period=Period.EVER,
            repeat=True,
            cap=None,
            years=None,
            stage=None,
            stages=(),
            clauses=tuple(dict.fromkeys((one.clause, other.clause))),
            source=None,
            note=None,
            place=says.place,
            places={},
        )
        for subject in subjects
    ]
