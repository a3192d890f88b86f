"""Applications in their order by a scheme: from marks to places, each with its reasons in both languages.

All arithmetic is exact. The order rests on the marks, the tilts and the time of arrival alone, never on the
order in which applications or reviews are given. Who has the same of everything shares a place; where the
last place falls among such equals, `chosen` is left open for people to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from statistics import median

from haina.rules.text import Text

from .reviewing import EARLIER, Combine, ReviewScheme, Tilt

#: From here times are counted.
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Review:
    """What one reviewer has handed in for an application: a mark for every criterion."""

    role: str
    marks: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application with its reviews; a tilt that is None is not known to hold, and does not count."""

    id: str
    reviews: tuple[Review, ...]
    tilts: Mapping[str, bool | None]
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a round lays down beside the scheme: weights, places, the size of each tilt, reviews needed.

    `shares` are the main shares by the scheme's ``mainly``, in force when the round was opened.
    """

    weights: Mapping[str, Decimal]
    places: int | None
    tilts: Mapping[str, Decimal]
    reviews: int
    main_share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an application has come, and why."""

    id: str
    #: None where it is not ranked.
    place: int | None
    #: The weighted mark with what tilts add, rounded to hundredths; None where it has no reviews.
    score: Decimal | None
    #: What reviewers gave for each criterion, as one mark rounded to hundredths.
    marks: Mapping[str, Decimal]
    #: The tilts that hold for it.
    tilts: tuple[str, ...]
    #: Whether it is among the places; None where there is no number of places, or equals share the last.
    chosen: bool | None
    #: Whether a kept place has moved it: up (True) or down (False).
    moved: bool | None
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """An application with its exact marks."""

    candidate: Candidate
    means: Mapping[str, Fraction]
    total: Fraction
    key: tuple[Fraction, ...]
    #: Whether it may have a kept place.
    kept: bool
    tilts: tuple[str, ...]

    @property
    def like(self) -> tuple[object, ...]:
        """What is the same for equals."""
        return (self.key, self.kept)


def rank(scheme: ReviewScheme, terms: Terms, candidates: Iterable[Candidate]) -> tuple[Placed, ...]:
    """The candidates in their order, those that are not ranked last; raises ValueError for an id twice."""
    given = sorted(candidates, key=lambda each: each.id)
    if len({each.id for each in given}) != len(given):
        raise ValueError("two candidates have one id")
    lacks = {each.id: _lacks(scheme, terms, each) for each in given}
    weighed = [_weigh(scheme, terms, each) for each in given if each.reviews]
    ranked = [each for each in weighed if not lacks[each.candidate.id]]
    failed = [each for each in ranked if scheme.least is not None and each.total < Fraction(scheme.least)]
    ranked = sorted((each for each in ranked if each not in failed), key=lambda each: each.key)
    placed = _placed(scheme, terms, ranked)
    for each in sorted(failed, key=lambda each: each.key):
        placed.append(_unplaced(scheme, terms, each, [_too_low(scheme)]))
    others = {each.candidate.id: each for each in weighed}
    for candidate in given:
        if lacks[candidate.id]:
            found = others.get(candidate.id)
            placed.append(
                _unplaced(scheme, terms, found, lacks[candidate.id])
                if found is not None
                else _nothing(scheme, candidate, lacks[candidate.id])
            )
    return tuple(placed)


def kept_places(terms: Terms, scheme: ReviewScheme) -> int:
    """How many places are kept for whom a tilt favours: the share of the places, rounded up."""
    tilt = _keeping(scheme)
    if tilt is None or terms.places is None:
        return 0
    return min(ceil(Fraction(terms.tilts.get(tilt.id, Decimal(0))) * terms.places), terms.places)


# Marks


def _weigh(scheme: ReviewScheme, terms: Terms, candidate: Candidate) -> _Weighed:
    means = {
        each.id: _one(scheme.combine, [Fraction(review.marks[each.id]) for review in candidate.reviews])
        for each in scheme.criteria
    }
    holding = tuple(tilt.id for tilt in scheme.tilts if candidate.tilts.get(tilt.id) is True)
    total = sum((Fraction(terms.weights[id]) * mean for id, mean in means.items()), Fraction(0))
    for tilt in scheme.tilts:
        if tilt.adds is not None and tilt.id in holding:
            total += Fraction(terms.tilts.get(tilt.id, Decimal(0)))
    keeping = _keeping(scheme)
    return _Weighed(
        candidate=candidate,
        means=means,
        total=total,
        key=(-total, *(_tie(id, means, holding, candidate) for id in scheme.ties)),
        kept=keeping is not None and keeping.id in holding,
        tilts=holding,
    )


def _one(combine: Combine, marks: Sequence[Fraction]) -> Fraction:
    """Several marks as one."""
    if combine is Combine.MEDIAN:
        return Fraction(median(marks))
    return sum(marks, Fraction(0)) / len(marks)


def _tie(id: str, means: Mapping[str, Fraction], holding: tuple[str, ...], candidate: Candidate) -> Fraction:
    """What of a candidate counts for one of the ties: the less, the further in front."""
    if id == EARLIER:
        arrived = candidate.arrived_at or _BEGINNING
        return Fraction((arrived - _BEGINNING) // timedelta(microseconds=1))
    return -means[id] if id in means else Fraction(-int(id in holding))


def _keeping(scheme: ReviewScheme) -> Tilt | None:
    return next((tilt for tilt in scheme.tilts if tilt.reserves is not None), None)


# Places


def _placed(scheme: ReviewScheme, terms: Terms, ranked: list[_Weighed]) -> list[Placed]:
    """Those who are ranked, with their places; the chosen ones stand before the others."""
    chosen = _chosen(scheme, terms, ranked)
    by_marks = {each.candidate.id: number for number, each in enumerate(ranked, 1)}
    inside = {each.like for each in ranked if each.candidate.id in chosen}
    open_groups = inside & {each.like for each in ranked if each.candidate.id not in chosen}
    order = [each for each in ranked if each.like in inside]
    order += [each for each in ranked if each.like not in inside]
    found: list[Placed] = []
    places: dict[tuple[object, ...], int] = {}
    for number, each in enumerate(order, 1):
        id = each.candidate.id
        place = places.setdefault(each.like, number)
        among = id in chosen
        undecided = terms.places is None or each.like in open_groups
        beyond = terms.places is not None and by_marks[id] > terms.places
        moved = None if undecided or among is not beyond else among
        reasons = [_reason_of_mark(scheme, terms, each)]
        reasons += _reasons_of_tilt(scheme, terms, each, moved)
        reasons += _reasons_of_ties(scheme, each, ranked)
        if terms.places is not None and undecided:
            reasons.append(_EQUALS)
        found.append(
            _result(scheme, each, place=place, chosen=None if undecided else among, moved=moved, why=reasons)
        )
    return found


def _chosen(scheme: ReviewScheme, terms: Terms, ranked: list[_Weighed]) -> frozenset[str]:
    """Who is among the places: the kept ones for the best whom the tilt favours, the rest by marks."""
    if terms.places is None:
        return frozenset(each.candidate.id for each in ranked)
    favoured = [each for each in ranked if each.kept][: kept_places(terms, scheme)]
    ids = {each.candidate.id for each in favoured}
    others = [each.candidate.id for each in ranked if each.candidate.id not in ids]
    return frozenset((*ids, *others[: max(terms.places - len(ids), 0)]))


def _lacks(scheme: ReviewScheme, terms: Terms, candidate: Candidate) -> list[Text]:
    """Why an application cannot be ranked; empty where it can."""
    found = []
    count = len(candidate.reviews)
    if count < terms.reviews:
        found.append(
            Text(
                zh=f"未排名：应有 {terms.reviews} 份评审意见，只有 {count} 份",
                en=f"Not ranked: {terms.reviews} reviews are needed, there are {count}.",
            )
        )
    mainly = scheme.mainly
    if mainly is not None and mainly.reviewers is not None and terms.main_share is not None and count:
        by_role = sum(review.role == mainly.reviewers for review in candidate.reviews)
        if Fraction(by_role, count) <= Fraction(terms.main_share):
            found.append(
                Text(
                    zh=f"未排名：{count} 份评审意见中只有 {by_role} 份来自应当为主的评审人",
                    en=f"Not ranked: of {count} reviews {by_role} come from those who are to judge mainly.",
                )
            )
    return found


# Words


def _result(
    scheme: ReviewScheme,
    each: _Weighed,
    *,
    place: int | None,
    chosen: bool | None,
    moved: bool | None,
    why: Iterable[Text],
) -> Placed:
    return Placed(
        id=each.candidate.id,
        place=place,
        score=rounded(each.total),
        marks={criterion.id: rounded(each.means[criterion.id]) for criterion in scheme.criteria},
        tilts=each.tilts,
        chosen=chosen,
        moved=moved,
        reasons=tuple(why),
    )


def _unplaced(scheme: ReviewScheme, terms: Terms, each: _Weighed, why: list[Text]) -> Placed:
    reasons = [_reason_of_mark(scheme, terms, each), *why]
    chosen = None if terms.places is None else False
    return _result(scheme, each, place=None, chosen=chosen, moved=None, why=reasons)


def _nothing(scheme: ReviewScheme, candidate: Candidate, why: list[Text]) -> Placed:
    holding = tuple(tilt.id for tilt in scheme.tilts if candidate.tilts.get(tilt.id) is True)
    return Placed(candidate.id, None, None, {}, holding, None, None, tuple(why))


def _reason_of_mark(scheme: ReviewScheme, terms: Terms, each: _Weighed) -> Text:
    parts = [
        (one.title, rounded(each.means[one.id]), rounded(Fraction(terms.weights[one.id]) * 100))
        for one in scheme.criteria
    ]
    count = len(each.candidate.reviews)
    zh = "；".join(f"{title.zh} {mark:f}（占 {weight:f}%）" for title, mark, weight in parts)
    en = "; ".join(f"{title.en} {mark:f} ({weight:f}%)" for title, mark, weight in parts)
    return Text(
        zh=f"总分 {rounded(each.total):f}，{count} 份评审意见：{zh}",
        en=f"Mark {rounded(each.total):f} from {count} review(s): {en}",
    )


def _reasons_of_tilt(
    scheme: ReviewScheme, terms: Terms, each: _Weighed, moved: bool | None
) -> Iterable[Text]:
    for tilt in scheme.tilts:
        if tilt.id in each.tilts and tilt.adds is not None:
            size = terms.tilts.get(tilt.id, Decimal(0))
            yield Text(
                zh=f"“{tilt.title.zh}”（{tilt.clause}）加 {size:f} 分",
                en=f"{tilt.title.en} ({tilt.clause}) adds {size:f}.",
            )
    keeping = _keeping(scheme)
    if keeping is not None and moved is not None:
        count = kept_places(terms, scheme)
        zh = f"“{keeping.title.zh}”（{keeping.clause}）：{terms.places} 个名额中保留 {count} 个"
        en = f"{keeping.title.en} ({keeping.clause}): {count} of {terms.places} places are kept"
        yield (
            Text(zh=f"{zh}，因此提前入选", en=f"{en}, which moves it up among the chosen.")
            if moved
            else Text(zh=f"{zh}，因此没有入选", en=f"{en}, which moves it down behind the chosen.")
        )


def _reasons_of_ties(scheme: ReviewScheme, each: _Weighed, ranked: list[_Weighed]) -> Iterable[Text]:
    """By what it was told apart from others with the same mark."""
    same = [other for other in ranked if other.total == each.total and other is not each]
    if not same:
        return
    deciding = [
        id
        for number, id in enumerate(scheme.ties, 1)
        if any(_parted(each.key, other.key) == number for other in same)
    ]
    words = [_tie_in_words(scheme, id) for id in deciding]
    if words:
        yield Text(
            zh="总分相同，依次比较：" + "、".join(word.zh for word in words),
            en="The mark is the same as another's; next counts: "
            + ", ".join(word.en for word in words)
            + ".",
        )


def _parted(one: tuple[Fraction, ...], other: tuple[Fraction, ...]) -> int | None:
    """The number of the first thing in which two differ; None where they are equal."""
    pairs = enumerate(zip(one, other, strict=True))
    return next((number for number, (mine, theirs) in pairs if mine != theirs), None)


def _tie_in_words(scheme: ReviewScheme, id: str) -> Text:
    if id == EARLIER:
        return Text(zh="申请先后", en="who applied first")
    part = scheme.by_criterion.get(id) or scheme.by_tilt[id]
    return part.title


_EQUALS = Text(
    zh="与他人完全相同，名额只够其中一部分，由主管部门决定",
    en="Equal to others in everything, and the places do not suffice for all: the department decides.",
)


def _too_low(scheme: ReviewScheme) -> Text:
    return Text(
        zh=f"未排名：总分低于 {scheme.least:f}", en=f"Not ranked: the mark is below {scheme.least:f}."
    )


def rounded(value: Fraction) -> Decimal:
    """A fraction as a decimal number with two places, halves away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
