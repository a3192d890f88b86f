"""reviews.yaml: how applications that compete are judged, as schemes of criteria, one for a class of people.

A scheme says for whom it is (``when``), who judges, by which criteria, what must weigh most, which tilt holds
by which clause, how equals are told apart, and which facts of an application reviewers get to see.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from haina.rules.declarations import RuleSource
from haina.rules.text import Place, Text
from haina.rules.types import BOOL

from .kinds import (
    Broken,
    Expression,
    Key,
    Kind,
    Reading,
    boolean,
    both,
    decimal,
    expression,
    list_of,
    name,
    naming,
    optional,
    read_keys,
    record,
    reference,
    source_ids,
    word,
)
from .kinds import one_of as choice
from .nodes import Mapping, Node, Scalar, Sequence
from .procedure_terms import positive

#: Among equals: who applied first. Always the last of the ties.
EARLIER = "earlier"


class Combine(StrEnum):
    """How the marks of several reviewers become one."""

    MEAN = "mean"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is judged; without a `weight` whoever opens a round says what it weighs."""

    id: str
    title: Text
    asks: Text
    weight: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True)
class Mainly:
    """What must weigh more than a share of the whole: some criteria, the reviews of a role, or both."""

    share: str
    criteria: tuple[str, ...]
    reviewers: str | None
    clause: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Tilt:
    """Whom a scheme favours by a clause: with a share of the places, or with marks on top."""

    id: str
    title: Text
    clause: str
    when: Expression
    #: The standard with the share of the places that is kept for them.
    reserves: str | None
    #: The standard with the marks that are added.
    adds: str | None
    place: Place

    @property
    def standard(self) -> str:
        """The standard that says how far it goes."""
        return self.reserves or self.adds or ""


@dataclass(frozen=True, slots=True)
class Scale:
    """The lowest and the highest mark."""

    lowest: Decimal
    highest: Decimal
    place: Place


@dataclass(frozen=True, slots=True)
class ReviewScheme:
    """How applications of one class are judged, as the pack declares it."""

    id: str
    title: Text
    when: Expression | None
    programmes: tuple[str, ...]
    reviewers: tuple[str, ...]
    reviews: int
    marks: Scale
    least: Decimal | None
    combine: Combine
    criteria: tuple[Criterion, ...]
    mainly: Mainly | None
    tilts: tuple[Tilt, ...]
    ties: tuple[str, ...]
    shows: tuple[str, ...]
    #: Whether reviewers are not told whose application it is.
    blind: bool
    clauses: tuple[str, ...]
    source: str | None
    note: Text | None
    place: Place
    #: Where the things that are checked later stand, by key.
    places: Map[str, Place] = field(default_factory=dict)

    @property
    def class_rule(self) -> str | None:
        """The name of the rule that says who belongs to the class; None where everybody does."""
        return None if self.when is None else f"{self.id}_class"

    def tilt_rule(self, tilt: Tilt) -> str:
        """The name of the rule that says whom a tilt favours."""
        return f"{self.id}_{tilt.id}"

    @property
    def by_criterion(self) -> Map[str, Criterion]:
        """The criteria by their ids."""
        return {each.id: each for each in self.criteria}

    @property
    def by_tilt(self) -> Map[str, Tilt]:
        """The tilts by their ids."""
        return {each.id: each for each in self.tilts}

    @property
    def weights(self) -> Map[str, Decimal] | None:
        """What the criteria weigh; None where the pack leaves it to the round."""
        given = {each.id: each.weight for each in self.criteria if each.weight is not None}
        return given if len(given) == len(self.criteria) else None


_CRITERION = record(
    Criterion, {"id": Key(name), "title": Key(both), "asks": Key(both), "weight": optional(decimal)}
)
_MAINLY = record(
    Mainly,
    {
        "share": Key(reference("standard")),
        "criteria": optional(list_of(word, at_least=1), default=()),
        "reviewers": optional(word),
        "clause": optional(reference("clause")),
    },
)
_TILT = record(
    Tilt,
    {
        "id": Key(name),
        "title": Key(both),
        "clause": Key(reference("clause")),
        "when": Key(expression),
        "reserves": optional(reference("standard")),
        "adds": optional(reference("standard")),
    },
)
_KEYS: dict[str, Key[object]] = {
    "id": Key(naming("review")),
    "title": Key(both),
    "when": optional(expression),
    "programmes": optional(list_of(reference("programme"), at_least=1), default=()),
    "reviewers": Key(list_of(reference("role"), at_least=1)),
    "reviews": optional(positive, default=1),
    "marks": Key(record(Scale, {"lowest": Key(decimal), "highest": Key(decimal)})),
    "least": optional(decimal),
    "combine": optional(choice(*Combine), default=Combine.MEAN.value),
    "criteria": Key(list_of(_CRITERION, at_least=1)),
    "mainly": optional(_MAINLY),
    "tilts": optional(list_of(_TILT, at_least=1), default=()),
    "ties": Key(list_of(word, at_least=1)),
    "shows": optional(list_of(reference("fact"), at_least=1), default=()),
    "blind": optional(boolean, default=False),
    "clauses": optional(list_of(reference("clause"), at_least=1), default=()),
    "source": optional(source_ids),
    "note": optional(both),
}


def _scheme(node: Node, reading: Reading) -> ReviewScheme | Broken:
    values = read_keys(node, reading, _KEYS)
    if isinstance(values, Broken) or not isinstance(node, Mapping):
        return values if isinstance(values, Broken) else Broken()
    combine = Combine(values.pop("combine"))
    return ReviewScheme(
        combine=combine, place=reading.place(node), places=dict(_places(node, reading)), **values
    )


def _places(node: Mapping, reading: Reading) -> Iterable[tuple[str, Place]]:
    """The places of the keys of a scheme, of its ties, and of what weighs mainly."""
    for key, (_, value) in node.entries.items():
        yield key, reading.place(value)
    mainly = node.get("mainly")
    within = [("ties", node.get("ties"))]
    if isinstance(mainly, Mapping):
        within.append(("mainly", mainly.get("criteria")))
        for key, (_, value) in mainly.entries.items():
            yield f"mainly.{key}", reading.place(value)
    for key, listed in within:
        for item in listed.items if isinstance(listed, Sequence) else ():
            # The last of two that are the same is the one too many.
            yield f"{key}.{item.text}" if isinstance(item, Scalar) else key, reading.place(item)


#: The kind of reviews.yaml.
REVIEWS: Kind[tuple[ReviewScheme, ...]] = list_of(_scheme)


def review_sources(schemes: Iterable[ReviewScheme]) -> Iterable[RuleSource]:
    """What is compiled of the schemes: who belongs to each class, and whom each tilt favours."""
    for scheme in schemes:
        if scheme.when is not None and scheme.class_rule is not None:
            clause = scheme.clauses[0] if scheme.clauses else ""
            yield _condition(scheme.class_rule, scheme.when, scheme.title, clause)
        for tilt in scheme.tilts:
            yield _condition(scheme.tilt_rule(tilt), tilt.when, tilt.title, tilt.clause)


def _condition(id: str, when: Expression, label: Text, clause: str) -> RuleSource:
    return RuleSource(id, when.text, when.place, label, clause, "definition", result=BOOL)
