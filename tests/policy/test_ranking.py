"""Feature: applications get their places by marks, tilts and ties, whatever order they are given in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.policy import Policy
from haina.policy.ranking import Candidate, Placed, Review, Terms, kept_places, rank
from haina.policy.reviewing import Combine, ReviewScheme

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TERMS = Terms(
    weights={"skill": Decimal("0.6"), "care": Decimal("0.4")},
    places=2,
    tilts={"newcomers": Decimal("0.5"), "sponsored": Decimal("0.5")},
    reviews=1,
    main_share=Decimal("0.5"),
)


@pytest.fixture(scope="module")
def scheme(aurel: Policy) -> ReviewScheme:
    return aurel.reviews["masters_review"]


def applicant(
    id: str,
    skill: int,
    care: int = 5,
    *,
    minute: int = 0,
    role: str = "yard",
    reviews: int = 1,
    **tilts: bool,
) -> Candidate:
    review = Review(role, {"skill": Decimal(skill), "care": Decimal(care)})
    return Candidate(id, (review,) * reviews, tilts, NOON + timedelta(minutes=minute))


def by_id(placed: tuple[Placed, ...]) -> dict[str, Placed]:
    return {each.id: each for each in placed}


def words(placed: Placed) -> str:
    return " ".join(reason.en for reason in placed.reasons)


def test_the_weighted_mark_gives_the_order_and_says_how_it_came_about(scheme: ReviewScheme) -> None:
    found = rank(scheme, TERMS, [applicant("low", 5), applicant("high", 9), applicant("mid", 7)])
    assert [(each.id, each.place, each.chosen) for each in found] == [
        ("high", 1, True),
        ("mid", 2, True),
        ("low", 3, False),
    ]
    assert found[0].score == Decimal("7.40")
    assert "Mark 7.40 from 1 review(s): Skill 9.00 (60.00%); Care 5.00 (40.00%)" in words(found[0])
    assert "总分 7.40" in found[0].reasons[0].zh


def test_a_tilt_keeps_places_and_whom_it_moves_is_told_by_which_clause(
    scheme: ReviewScheme,
) -> None:
    """Given two places of which half are kept for newcomers, when the best newcomer comes third."""
    found = by_id(
        rank(scheme, TERMS, [applicant("a", 9), applicant("b", 8), applicant("new", 7, newcomers=True)])
    )
    assert [(found[id].place, found[id].chosen, found[id].moved) for id in ("a", "new", "b")] == [
        (1, True, None),
        (2, True, True),
        (3, False, False),
    ]
    assert "Newcomers (C2): 1 of 2 places are kept, which moves it up" in words(found["new"])
    assert "moves it down" in words(found["b"])


def test_a_tilt_that_is_not_known_to_hold_does_not_count(scheme: ReviewScheme) -> None:
    unknown = replace(applicant("new", 7), tilts={"newcomers": None})
    found = by_id(rank(scheme, TERMS, [applicant("a", 9), applicant("b", 8), unknown]))
    assert (found["new"].chosen, found["new"].tilts) == (False, ())


def test_marks_that_a_tilt_adds_are_stated(scheme: ReviewScheme) -> None:
    found = by_id(rank(scheme, TERMS, [applicant("a", 7), applicant("s", 7, sponsored=True, minute=9)]))
    assert (found["s"].place, found["s"].score) == (1, Decimal("6.70"))
    assert "With a sponsor (C1) adds 0.5" in words(found["s"])


def test_equals_are_told_apart_in_the_stated_order(scheme: ReviewScheme) -> None:
    """Given the same mark, when skill differs, then skill decides; when it does not, who applied first."""
    skilled, careful = applicant("skilled", 8, 5, minute=9), applicant("careful", 6, 8)
    found = rank(scheme, TERMS, [careful, skilled])
    assert [each.id for each in found] == ["skilled", "careful"]
    assert found[0].score == found[1].score
    assert "next counts: Skill." in words(found[0])
    late, early = applicant("late", 8, minute=2), applicant("early", 8, minute=1)
    found = rank(scheme, TERMS, [late, early])
    assert [each.id for each in found] == ["early", "late"]
    assert "who applied first" in words(found[1])


def test_equals_in_everything_share_a_place_and_the_last_one_is_left_to_people(scheme: ReviewScheme) -> None:
    found = rank(scheme, TERMS, [applicant("a", 9), applicant("c", 7), applicant("b", 7)])
    assert [(each.id, each.place, each.chosen) for each in found] == [
        ("a", 1, True),
        ("b", 2, None),
        ("c", 2, None),
    ]
    assert "the department decides" in words(found[2])


def test_who_lacks_reviews_or_the_least_mark_is_not_ranked_and_told_why(scheme: ReviewScheme) -> None:
    terms = replace(TERMS, reviews=2)
    found = by_id(
        rank(
            scheme,
            terms,
            [
                applicant("ok", 6, reviews=2),
                applicant("one", 9),
                applicant("laymen", 9, role="owner", reviews=2),
                applicant("low", 1, reviews=2),
                replace(applicant("none", 1), reviews=()),
            ],
        )
    )
    assert {id for id, each in found.items() if each.place is not None} == {"ok"}
    assert "2 reviews are needed, there are 1" in words(found["one"])
    assert "of 2 reviews 0 come from those who are to judge mainly" in words(found["laymen"])
    assert "the mark is below 4" in words(found["low"])
    assert "there are 0" in words(found["none"])


def test_the_median_leaves_out_what_one_reviewer_gives_far_off(aurel: Policy) -> None:
    scheme = aurel.reviews["open_review"]
    reviews = tuple(Review("owner", {"promise": Decimal(mark), "need": Decimal(3)}) for mark in (4, 4, 1))
    assert scheme.combine is Combine.MEDIAN
    terms = Terms({"promise": Decimal(1) / 2, "need": Decimal(1) / 2}, None, {}, 1)
    (found,) = rank(scheme, terms, [Candidate("a", reviews, {})])
    assert (found.marks["promise"], found.chosen) == (Decimal(4), None)


def test_one_id_twice_is_refused(scheme: ReviewScheme) -> None:
    with pytest.raises(ValueError, match="one id"):
        rank(scheme, TERMS, [applicant("a", 9), applicant("a", 8)])


MARKS = st.integers(0, 10)
APPLICANTS = st.lists(
    st.tuples(MARKS, MARKS, st.integers(0, 3), st.booleans(), st.booleans(), st.integers(1, 2)), max_size=9
)


def drawn(given: list[tuple[int, int, int, bool, bool, int]]) -> list[Candidate]:
    return [
        applicant(
            f"{number}", skill, care, minute=minute, reviews=reviews, newcomers=new, sponsored=sponsored
        )
        for number, (skill, care, minute, new, sponsored, reviews) in enumerate(given)
    ]


@given(APPLICANTS, st.integers(0, 6), st.sampled_from(["0", "0.3", "0.5", "1"]), st.randoms())
def test_the_order_does_not_rest_on_the_order_of_what_is_given(
    scheme: ReviewScheme,
    given: list[tuple[int, int, int, bool, bool, int]],
    places: int,
    share: str,
    luck: object,
) -> None:
    candidates = drawn(given)
    terms = replace(TERMS, places=places, tilts={"newcomers": Decimal(share), "sponsored": Decimal(1)})
    found = rank(scheme, terms, candidates)
    shuffled = list(candidates)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank(scheme, terms, shuffled) == found
    ranked = [each for each in found if each.place is not None]
    assert ranked == list(found[: len(ranked)])
    assert [each.place for each in ranked] == sorted(each.place or 0 for each in ranked)
    _keeps_its_places(scheme, terms, ranked, places)
    for each in found:
        assert (each.moved is None) or ("Newcomers (C2)" in words(each))
        assert all(reason.zh and reason.en for reason in each.reasons)


def _keeps_its_places(scheme: ReviewScheme, terms: Terms, ranked: list[Placed], places: int) -> None:
    """As many are chosen as there are places, newcomers as many as are kept, the better ones first."""
    chosen = [each for each in ranked if each.chosen]
    undecided = [each for each in ranked if each.chosen is None]
    assert len(chosen) <= places <= len(chosen) + len(undecided) or len(ranked) <= places
    newcomers = [each for each in ranked if "newcomers" in each.tilts]
    wanted = min(ceil(Fraction(terms.tilts["newcomers"]) * places), len(newcomers))
    assert kept_places(terms, scheme) == ceil(Fraction(terms.tilts["newcomers"]) * places)
    among = [each for each in (*chosen, *undecided) if "newcomers" in each.tilts]
    assert len(among) >= wanted
    for group in (newcomers, [each for each in ranked if "newcomers" not in each.tilts]):
        scores = [each.score for each in group if each.score is not None]
        assert scores == sorted(scores, reverse=True), "within a group the better mark comes first"
