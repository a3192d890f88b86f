"""Feature: a round of review from its opening to the published ranking, and everything that is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from haina.people.models import Employment, Mandate, Organisation
from haina.people.verbs.merge import merge
from haina.review.assigned import shown, tasks_of
from haina.review.locking import NotThere
from haina.review.models import Conflict, Entry, Round
from haina.review.permissions import MayNotReview
from haina.review.ranking import faults, places
from haina.review.refusals import ReviewRefusal
from haina.review.verbs.appoint_reviewer import appoint_reviewer, end_appointment
from haina.review.verbs.assign import assign, take_away
from haina.review.verbs.close_round import close_round
from haina.review.verbs.declare_conflict import declare_conflict
from haina.review.verbs.enter import enter, take_out
from haina.review.verbs.extend import extend
from haina.review.verbs.hand_in import hand_in
from haina.review.verbs.open_round import NewRound, open_round
from haina.review.verbs.publish import publish
from haina.review.verbs.score import Mark, score
from haina.rules.text import Text

from .conftest import DEPARTMENT, NOW, Hall

WEIGHTS = {"quality": "0.4", "influence": "0.3", "ability": "0.2", "character": "0.1"}


def wanted(**more: object) -> NewRound:
    """A round of basic research with one place, half of them kept by the tilt."""
    usual = NewRound(
        scheme="basic_research_review",
        department=DEPARTMENT,
        title=Text(zh="基础研究一轮", en="Basic research, first round"),
        opens_at=NOW,
        closes_at=NOW + timedelta(days=10),
        places=1,
        weights={id: Decimal(weight) for id, weight in WEIGHTS.items()},
        tilts={"front_line_and_young": Decimal("0")},
        ground="Decision of the working group of 1 November 2026.",
    )
    return replace(usual, **more)  # type: ignore[arg-type]


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The act is refused with this code, and in words."""
    with pytest.raises(ReviewRefusal) as caught:
        yield
    assert (caught.value.code, bool(str(caught.value))) == (code, True)


@pytest.fixture
def opened(hall: Hall) -> Round:
    return open_round(hall.actor("officer"), hall.now, wanted())


def entered(hall: Hall, round: Round, name: str, **more: object) -> Entry:
    """The application of a person in the round, whose class the officer states."""
    case = hall.case(name)
    return enter(
        hall.actor("officer"), hall.now, round.pk, case.pk, ground="Certificate of the unit.", **more
    )


def expert(hall: Hall, name: str, role: str = "evaluation_expert") -> object:
    """Somebody appointed by the officer."""
    email = hall.account(name).email
    return appoint_reviewer(hall.actor("officer"), hall.now, email=email, role=role, department=DEPARTMENT)


def reviewed(hall: Hall, entry: Entry, name: str, mark: int) -> None:
    """A reviewer judges an application with the same mark throughout."""
    known = hall.account(name).reviewing.first() or expert(hall, name)
    task = assign(hall.actor("officer"), hall.now, entry.pk, known.pk)
    actor = hall.actor(name)
    marks = {criterion: Mark(Decimal(mark), "Sound.") for criterion in WEIGHTS}
    sheet = score(actor, hall.now, task.pk, marks, seen=0)
    hand_in(actor, hall.now, task.pk, seen=sheet.seen)


# From the opening to the ranking


def test_a_round_from_its_opening_to_the_published_ranking(hall: Hall, opened: Round) -> None:
    """Given two applications, when both are judged and the round is closed, then the better one is chosen."""
    good, fair = entered(hall, opened, "Kari"), entered(hall, opened, "Luc")
    reviewed(hall, good, "Ada", 90)
    reviewed(hall, fair, "Ada", 70)
    close_round(hall.actor("officer"), hall.now, opened.pk)
    first, second = places(opened.pk)
    assert (first.case_id, first.place, first.chosen, first.score) == (
        good.case_id,
        1,
        True,
        Decimal("90.00"),
    )
    assert (second.case_id, second.place, second.chosen) == (fair.case_id, 2, False)
    assert all(reason.zh and reason.en for reason in first.reasons)
    publish(hall.actor("head"), hall.now, opened.pk)
    assert Round.objects.get().published
    assert list(faults()) == []


def test_a_tilt_is_stated_where_facts_leave_it_open_and_moves_whom_it_favours(hall: Hall) -> None:
    half = {"front_line_and_young": Decimal("0.5")}
    round = open_round(hall.actor("officer"), hall.now, wanted(places=2, tilts=half))
    for name, mark, young in (("Kari", 90, False), ("Luc", 80, False), ("Yun", 70, True)):
        entry = entered(hall, round, name, tilts={"front_line_and_young": young})
        reviewed(hall, entry, "Ada", mark)
    close_round(hall.actor("officer"), hall.now, round.pk)
    found = places(round.pk)
    assert [(each.number, each.chosen, each.moved) for each in found] == [
        (1, True, None),
        (3, True, True),
        (2, False, False),
    ]
    assert "A12.4" in found[1].reasons[1].zh


def test_closing_waits_for_the_reviewers_or_for_the_end(hall: Hall, opened: Round) -> None:
    entry = entered(hall, opened, "Kari")
    officer = hall.actor("officer")
    with refused("too_early"):
        close_round(officer, hall.now, opened.pk)
    task = assign(officer, hall.now, entry.pk, expert(hall, "Ada").pk)
    with refused("too_early"):
        close_round(officer, hall.now, opened.pk)
    hall.now += timedelta(days=11)
    with refused("not_the_time"):
        score(hall.actor("Ada"), hall.now, task.pk, {"quality": Mark(Decimal(1))}, seen=0)
    ranking = close_round(officer, hall.now, opened.pk)
    assert close_round(officer, hall.now, opened.pk) == ranking, "a second time gives the same"
    (only,) = places(opened.pk)
    assert (only.place, only.chosen) == (None, None)
    assert "there are 0" in only.reasons[0].en


def test_reviewers_may_be_given_more_time(hall: Hall, opened: Round) -> None:
    later = opened.closes_at + timedelta(days=5)
    assert extend(hall.actor("officer"), hall.now, opened.pk, closes_at=later).closes_at == later
    with refused("times"):
        extend(hall.actor("officer"), hall.now, opened.pk, closes_at=opened.closes_at)


# Bad rounds


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"scheme": "none"}, "no_scheme"),
        ({"title": Text(zh="题", en=" ")}, "title"),
        ({"closes_at": NOW}, "times"),
        ({"closes_at": NOW - timedelta(days=1), "opens_at": NOW - timedelta(days=2)}, "times"),
        ({"weights": {}}, "weights"),
        ({"weights": {**dict.fromkeys(WEIGHTS, Decimal("0.25")), "quality": Decimal("0.26")}}, "weights"),
        ({"weights": {**dict.fromkeys(WEIGHTS, Decimal("0.5")), "quality": Decimal("-0.5")}}, "weights"),
        ({"weights": dict.fromkeys(WEIGHTS, Decimal("0.25"))}, "mainly"),
        ({"tilts": {}}, "tilts"),
        ({"tilts": {"front_line_and_young": Decimal("1.1")}}, "tilts"),
        ({"ground": " "}, "ground"),
        ({"least_reviews": 0}, "least_reviews"),
    ],
)
def test_a_round_outside_the_bounds_of_the_pack_is_not_opened(
    hall: Hall, changed: dict[str, object], code: str
) -> None:
    with refused(code):
        open_round(hall.actor("officer"), hall.now, wanted(**changed))


def test_only_the_departments_own_officers_do_what_an_office_lets_do(hall: Hall, opened: Round) -> None:
    entry = entered(hall, opened, "Kari")
    stranger, ada = hall.actor("stranger"), expert(hall, "Ada")
    for act in (
        lambda: open_round(stranger, hall.now, wanted()),
        lambda: enter(stranger, hall.now, opened.pk, entry.case_id),
        lambda: take_out(stranger, hall.now, entry.pk, why="No."),
        lambda: assign(stranger, hall.now, entry.pk, ada.pk),
        lambda: extend(stranger, hall.now, opened.pk, closes_at=NOW + timedelta(days=20)),
        lambda: close_round(stranger, hall.now, opened.pk),
        lambda: end_appointment(stranger, hall.now, ada.pk),
        lambda: publish(hall.actor("Kari"), hall.now, opened.pk),
    ):
        with pytest.raises(MayNotReview):
            act()


def test_an_officer_publishes_nothing_that_a_supervisor_has_not_read(hall: Hall, opened: Round) -> None:
    entered(hall, opened, "Kari")
    with refused("not_closed"):
        publish(hall.actor("head"), hall.now, opened.pk)
    hall.now += timedelta(days=11)
    close_round(hall.actor("officer"), hall.now, opened.pk)
    with pytest.raises(MayNotReview):
        publish(hall.actor("officer"), hall.now, opened.pk)


# Applications


def test_what_does_not_fit_is_not_put_in(hall: Hall, opened: Round) -> None:
    officer = hall.actor("officer")
    with refused("ground"):
        enter(officer, hall.now, opened.pk, hall.case("Kari").pk)
    with refused("not_filed"):
        enter(officer, hall.now, opened.pk, hall.case("Luc", state="issued").pk, ground="x")
    entry = entered(hall, opened, "Yun")
    with refused("case_is_in_a_round_once"):
        enter(officer, hall.now, opened.pk, entry.case_id, ground="x")
    with pytest.raises(NotThere):
        enter(officer, hall.now, opened.pk, uuid4())
    other = open_round(officer, hall.now, wanted())
    with refused("case_is_in_one_round"):
        enter(officer, hall.now, other.pk, entry.case_id, ground="x")
    take_out(officer, hall.now, entry.pk, why="Withdrawn.")
    assert enter(officer, hall.now, other.pk, entry.case_id, ground="x").number == 1


def test_nobody_holds_an_office_over_an_application_of_their_own(hall: Hall, opened: Round) -> None:
    entry = entered(hall, opened, "Kari")
    hall.officer("Kari", DEPARTMENT)
    with pytest.raises(MayNotReview):
        assign(hall.actor("Kari"), hall.now, entry.pk, expert(hall, "Ada").pk)
    own = hall.case("officer")
    with pytest.raises(MayNotReview):
        enter(hall.actor("officer"), hall.now, opened.pk, own.pk, ground="x")


# Experts and tasks


def test_who_may_be_appointed(hall: Hall) -> None:
    for changed, code in (
        ({"role": "landlord"}, "no_role"),
        ({"email": "nobody@example.org"}, "no_account"),
        ({"email": "head@example.org"}, "own_office"),
    ):
        asked = {"email": hall.account("Ada").email, "role": "evaluation_expert", **changed}
        with refused(code):
            appoint_reviewer(hall.actor("officer"), hall.now, department=DEPARTMENT, **asked)
    ada = expert(hall, "Ada")
    with refused("reviewer_of_a_department_once"):
        expert(hall, "Ada")
    end_appointment(hall.actor("officer"), hall.now, ada.pk)
    expert(hall, "Ada")


def test_a_task_can_be_taken_away_and_given_again(hall: Hall, opened: Round) -> None:
    entry, ada, officer = entered(hall, opened, "Kari"), expert(hall, "Ada"), hall.actor("officer")
    task = assign(officer, hall.now, entry.pk, ada.pk)
    assert [each.pk for each in tasks_of(hall.actor("Ada"))] == [task.pk]
    with refused("reason"):
        take_away(officer, hall.now, task.pk, why=" ")
    take_away(officer, hall.now, task.pk, why="Ill.")
    assert tasks_of(hall.actor("Ada")) == []
    with refused("task_was_taken_away"):
        score(hall.actor("Ada"), hall.now, task.pk, {"quality": Mark(Decimal(1))}, seen=0)
    assert assign(officer, hall.now, entry.pk, ada.pk).pk == task.pk
    end_appointment(officer, hall.now, ada.pk)
    with refused("ended"):
        assign(officer, hall.now, entry.pk, ada.pk)


# Conflicts


def conflicts_of(hall: Hall, entry: Entry, name: str) -> set[str]:
    """What stands between a reviewer and an application when the task is given."""
    known = hall.account(name).reviewing.first() or expert(hall, name)
    with refused("no_review_with_a_conflict"):
        assign(hall.actor("officer"), hall.now, entry.pk, known.pk)
    return set(Conflict.objects.filter(entry=entry, reviewer=known).values_list("kind", flat=True))


def unit(number: int) -> Organisation:
    return Organisation.objects.create(credit_code=f"9131000{number:011d}", name_zh=f"单位{number}")


def works(hall: Hall, name: str, organisation: Organisation, until: date | None = None) -> None:
    Employment.objects.create(
        person=hall.person(name), organisation=organisation, valid_from=date(2020, 1, 1), valid_to=until
    )


def test_the_same_person_is_found_under_another_name(hall: Hall, opened: Round) -> None:
    """Given another spelling, when the two identities were merged, then the application is one's own."""
    entry = entered(hall, opened, "Ada Lovelace-King")
    ada = hall.person("Ada")
    merge(
        hall.actor("stranger"),
        ada.pk,
        entry.case.person_id,
        reason="The same passport.",
        on=hall.now.date(),
        now=hall.now,
    )
    assert conflicts_of(hall, entry, "Ada") == {"same_person"}


def test_the_same_employer_is_found_and_an_earlier_one_is_none(hall: Hall, opened: Round) -> None:
    firm, before = unit(1), unit(2)
    for name in ("Kari", "Ada"):
        works(hall, name, firm)
    for name in ("Kari", "Bo"):
        works(hall, name, before, until=date(2021, 1, 1))
    entry = entered(hall, opened, "Kari")
    assert conflicts_of(hall, entry, "Ada") == {"same_employer"}
    assign(hall.actor("officer"), hall.now, entry.pk, expert(hall, "Bo").pk)


def test_an_applicant_of_the_round_does_not_judge_the_others(hall: Hall, opened: Round) -> None:
    entry = entered(hall, opened, "Kari")
    entered(hall, opened, "Ada")
    assert conflicts_of(hall, entry, "Ada") == {"co_applicant"}


def test_who_acts_for_the_applicant_does_not_judge(hall: Hall, opened: Round) -> None:
    entry = entered(hall, opened, "Kari")
    Mandate.objects.create(
        person=entry.case.person,
        account=hall.account("Ada"),
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 1, 1),
    )
    assert conflicts_of(hall, entry, "Ada") == {"mandate"}


def test_a_conflict_that_is_declared_ends_the_task_for_good(hall: Hall, opened: Round) -> None:
    entry, ada = entered(hall, opened, "Kari"), expert(hall, "Ada")
    task = assign(hall.actor("officer"), hall.now, entry.pk, ada.pk)
    with refused("reason"):
        declare_conflict(hall.actor("Ada"), hall.now, task.pk, words=" ")
    with pytest.raises(NotThere):
        declare_conflict(hall.actor("Bo"), hall.now, task.pk, words="Not mine.")
    declare_conflict(hall.actor("Ada"), hall.now, task.pk, words="We wrote a book together.")
    assert conflicts_of(hall, entry, "Ada") == {"declared"}


def test_a_conflict_that_arises_later_keeps_the_review_out_of_the_ranking(hall: Hall, opened: Round) -> None:
    """Given a review that was handed in, when reviewer and applicant work for one firm at closing."""
    entry = entered(hall, opened, "Kari")
    reviewed(hall, entry, "Ada", 90)
    firm = unit(3)
    for name in ("Kari", "Ada"):
        works(hall, name, firm)
    close_round(hall.actor("officer"), hall.now, opened.pk)
    (only,) = places(opened.pk)
    assert only.place is None
    assert list(faults()) == []


# Marks


def test_marks_are_kept_until_they_are_handed_in_whole_with_words(hall: Hall, opened: Round) -> None:
    entry, ada = entered(hall, opened, "Kari"), expert(hall, "Ada")
    task = assign(hall.actor("officer"), hall.now, entry.pk, ada.pk)
    actor = hall.actor("Ada")
    for mark in ("-1", "100.01", "50.001", "NaN"):
        with refused("off_the_scale"):
            score(actor, hall.now, task.pk, {"quality": Mark(Decimal(mark))}, seen=0)
    with refused("mark_is_for_a_criterion"):
        score(actor, hall.now, task.pk, {"beauty": Mark(Decimal(1))}, seen=0)
    sheet = score(actor, hall.now, task.pk, {"quality": Mark(Decimal(80))}, seen=0)
    with refused("review_is_whole"):
        hand_in(actor, hall.now, task.pk, seen=sheet.seen)
    with refused("changed_meanwhile"):
        score(actor, hall.now, task.pk, {"quality": Mark(Decimal(10))}, seen=0)
    rest = {id: Mark(Decimal(70)) for id in ("influence", "ability", "character")}
    sheet = score(actor, hall.now, task.pk, rest, seen=sheet.seen)
    with refused("words"):
        hand_in(actor, hall.now, task.pk, seen=sheet.seen)
    sheet = score(actor, hall.now, task.pk, {"quality": Mark(Decimal(85), "Strong.")}, seen=sheet.seen)
    hand_in(actor, hall.now, task.pk, seen=sheet.seen)
    assert hand_in(actor, hall.now, task.pk, seen=0).handed_in_at == hall.now, "a second time changes nothing"
    with refused("review_is_handed_in"):
        score(actor, hall.now, task.pk, {"quality": Mark(Decimal(10))}, seen=sheet.seen)


def test_a_reviewer_sees_what_the_scheme_shows_and_no_number(hall: Hall, opened: Round) -> None:
    entry, ada = entered(hall, opened, "Kari"), expert(hall, "Ada")
    task = assign(hall.actor("officer"), hall.now, entry.pk, ada.pk)
    seen = shown(task)
    assert seen.applicant == "Kari"
    assert set(seen.facts) | set(seen.lacking) == {"research_class", "candidate_segment", "career_stage"}
