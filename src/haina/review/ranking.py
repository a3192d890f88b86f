"""The ranking of a round: made from what reviewers handed in, read back, and checked against itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from haina.cases.codec import canonical, plain
from haina.cases.models import NO_HASH
from haina.policy.ranking import Candidate, Placed, Review, rank
from haina.review.models import Entry, Ranking, Round
from haina.review.schemes import scheme_of, terms_of
from haina.rules.text import Text


@dataclass(frozen=True, slots=True)
class Place:
    """Where an application has come in a closed round, and why."""

    case_id: UUID
    #: The number by which reviewers knew it.
    number: int
    #: None where it is not ranked.
    place: int | None
    score: Decimal | None
    marks: Mapping[str, Decimal]
    #: The tilts that held for it.
    tilts: tuple[str, ...]
    #: Whether it is among the places; None where there is no number of places, or equals share the last one.
    chosen: bool | None
    moved: bool | None
    reasons: tuple[Text, ...]

    @property
    def tilt(self) -> bool:
        """Whether any tilt held for it."""
        return bool(self.tilts)


def places(round_id: UUID) -> list[Place]:
    """The places of a closed round in their order, as they were frozen; empty while it is open."""
    ranking = Ranking.objects.filter(round_id=round_id).first()
    return [] if ranking is None else places_in(ranking)


def places_in(ranking: Ranking) -> list[Place]:
    """The places as a ranking holds them."""
    return [
        Place(
            case_id=UUID(each["case"]),
            number=each["number"],
            place=each["place"],
            score=None if each["score"] is None else Decimal(each["score"]),
            marks={id: Decimal(mark) for id, mark in each["marks"].items()},
            tilts=tuple(each["tilts"]),
            chosen=each["chosen"],
            moved=each["moved"],
            reasons=tuple(Text(zh=reason["zh"], en=reason["en"]) for reason in each["reasons"]),
        )
        for each in ranking.content["places"]
    ]


def content_of(round: Round) -> dict[str, Any]:
    """What the ranking of a round holds: the rules, every review that counts, and the places with reasons."""
    entries = round.entries.filter(taken_out_at__isnull=True).select_related("case").order_by("number")
    given = {str(entry.pk): _entry(entry) for entry in entries}
    placed = rank(scheme_of(round), terms_of(round), [_candidate(id, each) for id, each in given.items()])
    content = {
        "round": str(round.pk),
        "scheme": round.scheme,
        "policy_version": round.policy_version_id,
        "weights": round.weights,
        "tilts": round.tilts,
        "places_to_give": round.places,
        "least_reviews": round.least_reviews,
        "entries": given,
        "places": [_place(each, given[each.id]) for each in placed],
    }
    found: dict[str, Any] = plain(content)
    return found


def _entry(entry: Entry) -> dict[str, Any]:
    tasks = entry.assignments.filter(ended_at__isnull=True, handed_in_at__isnull=False)
    # What came to a call counts by when it reached the server, not by when it was stored.
    arrived = entry.arrived_at or entry.case.filed_at
    return {
        "case": str(entry.case_id),
        "number": entry.number,
        "arrived_at": None if arrived is None else arrived.isoformat(),
        "tilts": entry.tilts,
        "ground": entry.ground,
        "reviews": [
            {
                "reviewer": str(task.reviewer_id),
                "role": task.reviewer.role,
                "marks": {score.criterion: str(score.mark) for score in task.scores.all()},
                "words": {score.criterion: score.words for score in task.scores.all() if score.words},
            }
            for task in tasks.select_related("reviewer").prefetch_related("scores").order_by("pk")
        ],
    }


def _candidate(id: str, entry: Mapping[str, Any]) -> Candidate:
    arrived = entry["arrived_at"]
    return Candidate(
        id=id,
        reviews=tuple(
            Review(each["role"], {name: Decimal(mark) for name, mark in each["marks"].items()})
            for each in entry["reviews"]
        ),
        tilts=entry["tilts"],
        arrived_at=None if arrived is None else datetime.fromisoformat(arrived),
    )


def _place(each: Placed, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "case": entry["case"],
        "number": entry["number"],
        "place": each.place,
        "score": None if each.score is None else str(each.score),
        "marks": {id: str(mark) for id, mark in each.marks.items()},
        "tilts": list(each.tilts),
        "chosen": each.chosen,
        "moved": each.moved,
        "reasons": [{"zh": reason.zh, "en": reason.en} for reason in each.reasons],
    }


# The chain


def hash_of(ranking: Ranking) -> str:
    """SHA-256 over everything that a ranking says, the hash of the one before it included."""
    content = {
        "content": ranking.content,
        "made_at": ranking.made_at,
        "made_by": ranking.made_by_id,
        "previous": ranking.previous_hash,
        "round": ranking.round_id,
        "sequence": ranking.sequence,
    }
    return hashlib.sha256(canonical(plain(content))).hexdigest()


@dataclass(frozen=True, slots=True)
class RankingBreak:
    """A place where a ranking, or what it was made from, is not what was written."""

    #: Number of the ranking in the chain of all rankings.
    sequence: int
    #: changed, unchained, missing, not_what_its_marks_give, or marks_changed.
    fault: str
    #: Number of the application whose marks are meant; None for the ranking as a whole.
    number: int | None = None

    def __str__(self) -> str:
        place = "" if self.number is None else f" application {self.number}"
        return f"ranking {self.sequence}{place}: {self.fault}"


def faults() -> Iterator[RankingBreak]:
    """What is wrong with rankings: changed, unchained, not what their marks give, other marks than stored."""
    before, expected = NO_HASH, 1
    for ranking in Ranking.objects.select_related("round").order_by("sequence").iterator():
        if ranking.sequence != expected:
            yield RankingBreak(expected, "missing")
        if hash_of(ranking) != ranking.hash:
            yield RankingBreak(ranking.sequence, "changed")
        if ranking.previous_hash != before:
            yield RankingBreak(ranking.sequence, "unchained")
        yield from _broken(ranking)
        before, expected = ranking.hash, ranking.sequence + 1
    if Round.objects.filter(closed_at__isnull=False, ranking__isnull=True).exists():
        yield RankingBreak(expected, "missing")


def _broken(ranking: Ranking) -> Iterator[RankingBreak]:
    """Where the content of a ranking is not what its marks give, or not the marks that are stored."""
    try:
        again = _again(ranking)
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError):
        again = None
    if again is None or again != ranking.content["places"]:
        yield RankingBreak(ranking.sequence, "not_what_its_marks_give")
    held = ranking.content.get("entries", {})
    for entry in ranking.round.entries.filter(taken_out_at__isnull=True).select_related("case"):
        written = held.get(str(entry.pk))
        stored = plain(_entry(entry))
        if written is None or any(written.get(name) != stored[name] for name in _FROM_ROWS):
            yield RankingBreak(ranking.sequence, "marks_changed", entry.number)


#: What a ranking holds of an application that stays as it was when the round was closed.
_FROM_ROWS = ("case", "number", "tilts", "ground", "reviews")


def _again(ranking: Ranking) -> list[dict[str, Any]]:
    """The places worked out once more from the marks that a ranking holds."""
    given = ranking.content["entries"]
    candidates = [_candidate(id, each) for id, each in given.items()]
    placed = rank(scheme_of(ranking.round), terms_of(ranking.round), candidates)
    found: list[dict[str, Any]] = plain([_place(each, given[each.id]) for each in placed])
    return found
