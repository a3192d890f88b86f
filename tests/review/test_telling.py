"""Feature: applications come and leave by themselves, and reviewers and officers are told what they need."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from haina.cases import verbs
from haina.cases.models import CaseEvent, Notice
from haina.cases.policies import current_policy
from haina.money.models import Call
from haina.money.verbs.close_call import close_call
from haina.money.verbs.join_round import join_round
from haina.people.models import Employment, Organisation
from haina.review.models import Assignment, Conflict, Entry, Round, StayedOut
from haina.review.verbs.appoint_reviewer import appoint_reviewer
from haina.review.verbs.assign import assign, take_away
from haina.review.verbs.close_round import close_round
from haina.review.verbs.declare_conflict import declare_conflict
from haina.review.verbs.enter import take_out
from haina.review.verbs.open_round import NewRound, open_round
from haina.review.verbs.remind import remind
from haina.review.verbs.take_in import Arrival, TakenIn, take_in
from haina.rules.text import Text

from ..money.conftest import town as town
from ..money.grants import Town
from .conftest import Hall
from .test_verbs import WEIGHTS, entered, expert, refused, wanted


@pytest.fixture
def opened(hall: Hall) -> Round:
    return open_round(hall.actor("officer"), hall.now, wanted())


def told(hall: Hall, name: str) -> list[str]:
    """What somebody has been told, the earliest first, by the beginning of its name."""
    rows = Notice.objects.filter(account=hall.account(name)).order_by("pk")
    return ["_".join(each.notice.split("_")[:2]) for each in rows]


# Coming and leaving


def test_what_does_not_belong_stays_out_with_its_reason_and_all_of_it_once(hall: Hall, opened: Round) -> None:
    """Given applications of every kind, when they are taken in, then each is in or out and told why."""
    cases = {
        "": hall.case("Kari"),
        "withdrawn": hall.case("Luc", state="withdrawn"),
        "settled": hall.case("Mei", state="refused"),
        "other_department": hall.case("Otto", departments=["finance_bureau"]),
    }
    arrivals = [Arrival(each.pk, hall.now - timedelta(days=1)) for each in cases.values()]
    assert take_in(None, hall.now, opened.pk, arrivals, ground="By the call.") == TakenIn(1, 3)
    assert take_in(None, hall.now, opened.pk, arrivals, ground="By the call.") == TakenIn(0, 0)
    assert {each.why: each.case for each in StayedOut.objects.all()} == {
        why: each for why, each in cases.items() if why
    }
    (entry,) = Entry.objects.all()
    assert (entry.case, entry.arrived_at, entry.entered_by) == (cases[""], arrivals[0].at, None)
    events = CaseEvent.objects.filter(case=cases["withdrawn"])
    assert "已撤回" in events.get().payload["zh"] and "it was withdrawn" in events.get().payload["en"]
    with pytest.raises(DatabaseError), transaction.atomic():
        StayedOut.objects.update(why="settled")
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.update(arrived_at=hall.now)
    with refused("round_is_closed"):
        close_round(hall.actor("officer"), hall.now + timedelta(days=11), opened.pk)
        take_in(None, hall.now, opened.pk, [Arrival(hall.case("Bo").pk, hall.now)], ground="x")


@pytest.fixture
def called(town: Town) -> Iterator[tuple[Town, Call, Round]]:
    """A call with a round, to which two have applied."""
    call = town.call(town.funded(9000), 6000, days=2)
    weights = {"performance": "0.3", "contribution": "0.3", "ability": "0.2", "character": "0.2"}
    round = open_round(
        town.city.actor("hr"),
        town.now,
        NewRound(
            "four_criteria_review",
            "hrss_bureau",
            Text("一轮", "First round"),
            town.now,
            town.now + timedelta(days=9),
            weights={id: Decimal(weight) for id, weight in weights.items()},
            tilts={"front_line_and_young": Decimal("0")},
            ground="By the working group.",
        ),
    )
    join_round(town.city.actor("hr"), call.pk, round.pk)
    yield town, call, round


def test_closing_a_call_by_hand_fills_its_round_and_who_withdraws_leaves_it(
    called: tuple[Town, Call, Round], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given two that arrived and a draft, then two are compared; one withdraws and leaves, which is told."""
    town, call, _round = called
    first, second = town.accepted("Kari"), town.accepted("Mei")
    late = town.draft("Otto")
    close_call(town.city.actor("hr"), town.now, call.pk)
    assert list(Entry.objects.order_by("number").values_list("case_id", flat=True)) == [first.id, second.id]
    ada = _expert(town)
    task = assign(town.city.actor("hr"), town.now, Entry.objects.get(case_id=first.id).pk, ada)
    first.does("Kari", verbs.withdraw)
    entry = Entry.objects.get(case_id=first.id)
    assert (entry.taken_out_at, entry.taken_out_why) == (town.now, "withdrawn")
    kinds = CaseEvent.objects.filter(case_id=first.id).order_by("sequence").values_list("kind", "payload")
    assert [(kind, data.get("what")) for kind, data in kinds][-2:] == [
        ("withdrawn", None),
        ("followed_up", "left_round"),
    ]
    freed = Notice.objects.get(account__name="Ada", notice__startswith=f"review_freed_{task.pk}_")
    assert "no longer in the round" in freed.body["en"] and "已不在本轮评审中" in freed.body["zh"]
    monkeypatch.setattr(timezone, "now", lambda: town.now)
    town.city.wait(hours=1)
    for language, words in (("en", "The call closed at"), ("zh-hans", "本批申报已于")):
        page = town.browser("Otto").post(
            f"/{language}/cases/{late.id}/check/",
            {"declared": "on", "key": town.city.key(), "seen": str(late.row.sequence)},
        )
        assert page.status_code == 422 and words in page.content.decode()


def _expert(town: Town) -> object:
    account = town.city.account("Ada")
    type(account).objects.filter(pk=account.pk).update(email="ada@example.org")
    words = {"email": "ada@example.org", "role": "evaluation_expert", "department": "hrss_bureau"}
    return appoint_reviewer(town.city.actor("hr"), town.now, **words).pk


# Notices


def test_reviewers_are_told_of_tasks_of_their_end_and_of_being_freed(hall: Hall, opened: Round) -> None:
    """Given tasks, then each is told of once; near the end again; who is freed learns why."""
    officer, ada, bo = hall.actor("officer"), expert(hall, "Ada"), expert(hall, "Bo")
    first, second, third = (entered(hall, opened, name) for name in ("Kari", "Luc", "Mei"))
    tasks = [assign(officer, hall.now, each.pk, ada.pk) for each in (first, second, third)]
    assign(officer, hall.now, first.pk, bo.pk)
    assign(officer, hall.now, first.pk, bo.pk)
    assert (told(hall, "Ada"), told(hall, "Bo")) == (["review_given"] * 3, ["review_given"])
    declare_conflict(hall.actor("Ada"), hall.now, tasks[0].pk, words="A friend.")
    take_away(officer, hall.now, tasks[1].pk, why="Too much.")
    take_out(officer, hall.now, third.pk, why="By mistake.")
    assert told(hall, "Ada")[3:] == ["review_freed"] * 3
    assert remind(hall.now) == 0, "the end is far"
    hall.now = opened.closes_at - timedelta(days=2)
    assert (remind(hall.now), remind(hall.now)) == (1, 0)
    assert told(hall, "Bo") == ["review_given", "review_near"]
    hall.now = opened.closes_at + timedelta(hours=1)
    assert (remind(hall.now), remind(hall.now)) == (1, 0)
    late = Notice.objects.get(account=hall.account("officer"))
    assert "Bo (1)" in late.body["en"] and "截止时仍未提交：Bo (1)" in late.body["zh"]
    for account in ("Ada", "Bo", "officer"):
        assert all(each.subject["zh"] != each.subject["en"] for each in hall.account(account).notices.all())


def test_officers_see_who_is_late(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.weights = dict.fromkeys(WEIGHTS, "0.25")
    task = hall.task("Ada")
    TOTP.activate(hall.account("officer"), generate_totp_secret())
    later: datetime = hall.round.closes_at + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    client = Client()
    client.force_login(hall.account("officer"))
    for language, words in (("en", "Reviews are late"), ("zh-hans", "评审逾期")):
        page = client.get(f"/{language}/office/review/{hall.round.pk}/")
        assert page.status_code == 200 and words in page.content.decode() and "Ada" in page.content.decode()
    assert "1 review late" in client.get("/en/office/review/").content.decode()
    assert Assignment.objects.get(pk=task.pk).ended_at is None


# A conflict


def test_who_has_a_conflict_is_refused_kindly_in_both_languages(
    hall: Hall, opened: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a reviewer who joined the applicant's employer meanwhile, then the review is refused."""
    monkeypatch.setattr(timezone, "now", lambda: hall.now)
    entry, ada = entered(hall, opened, "Kari"), expert(hall, "Ada")
    task = assign(hall.actor("officer"), hall.now, entry.pk, ada.pk)
    unit = Organisation.objects.create(credit_code="91310000000000017X", name_zh="甲", name_en="A")
    for name in ("Kari", "Ada"):
        Employment.objects.create(
            person=hall.person(name), organisation=unit, valid_from=hall.now.date() - timedelta(days=1)
        )
    client = Client()
    client.force_login(hall.account("Ada"))
    marks = {f"mark_{id}": "80" for id in WEIGHTS} | {"words_quality": "Strong.", "seen": "0", "act": "look"}
    assert client.post(f"/en/review/tasks/{task.pk}/", marks).status_code == 302
    said = client.post(f"/zh-hans/review/tasks/{task.pk}/check/", {"seen": str(len(WEIGHTS))})
    assert said.status_code == 422 and "利益冲突" in said.content.decode()
    assert Conflict.objects.get().kind == "same_employer"
    assert told(hall, "Ada") == ["review_given", "review_freed"]
    again = client.post(f"/en/review/tasks/{task.pk}/", marks)
    assert again.status_code == 422 and "taken away" in again.content.decode()
    refused_task = client.post(f"/en/review/tasks/{task.pk}/check/", {"seen": str(len(WEIGHTS))})
    assert refused_task.status_code == 422 and "taken away" in refused_task.content.decode()
    assert current_policy().reviews and not Assignment.objects.get(pk=task.pk).counts
