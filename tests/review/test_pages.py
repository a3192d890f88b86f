"""Feature: a round on pages, from the officer who opens it to the reader of the published ranking."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from haina.review.models import Assignment, Conflict, Entry, Reviewer, Round

from .conftest import DEPARTMENT, Hall

STAFF = ("officer", "head", "stranger")


@pytest.fixture
def hall(db: None) -> Hall:
    """The hall at the present time, which pages read from the clock."""
    weights = {"quality": "0.4", "influence": "0.3", "ability": "0.2", "character": "0.1"}
    found = Hall(now=timezone.now(), weights=weights)
    for name in STAFF:
        TOTP.activate(found.account(name), generate_totp_secret())
    return found


def visitor(hall: Hall, name: str = "") -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    if name:
        client.force_login(hall.account(name))
    return client


def at(name: str, **gaps: object) -> str:
    with translation.override("en"):
        return reverse(f"review:{name}", kwargs=gaps)


def local(moment: object) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")  # type: ignore[arg-type]


def new_round(hall: Hall, **changed: str) -> dict[str, str]:
    """The form of a new round as an officer fills it in."""
    return {
        "title_zh": "一轮",
        "title_en": "First round",
        "department": DEPARTMENT,
        "opens_at": local(hall.now - timedelta(hours=1)),
        "closes_at": local(hall.now + timedelta(days=9)),
        "places": "1",
        "least_reviews": "1",
        "weight_quality": "40",
        "weight_influence": "30",
        "weight_ability": "20",
        "weight_character": "10",
        "tilt_front_line_and_young": "0",
        "ground": "Decision of the working group.",
        **changed,
    }


def test_a_round_on_pages(hall: Hall) -> None:
    """Given officer, reviewer and supervisor, when each does their part, then everybody can read it."""
    officer, case = visitor(hall, "officer"), hall.case("Kari")
    address = at("new", scheme="basic_research_review")
    bad = officer.post(address, new_round(hall, weight_quality="10"))
    assert (bad.status_code, b"together they make 100" in bad.content) == (422, True)
    assert officer.post(address, new_round(hall)).status_code == 302
    round = Round.objects.get()
    page = at("round", round_id=round.pk)
    assert b"First round" in officer.get(at("rounds")).content
    hall.account("Ada")
    appointed = {"email": "ada@example.org", "role": "evaluation_expert", "department": DEPARTMENT}
    assert officer.post(at("experts"), appointed).status_code == 302
    unknown = officer.post(at("experts"), {**appointed, "email": "nobody@example.org"})
    assert unknown.status_code == 422

    without_ground = officer.post(page, {"act": "enter", "case": str(case.pk)})
    assert (without_ground.status_code, Entry.objects.count()) == (422, 0)
    officer.post(page, {"act": "enter", "case": str(case.pk), "ground": "A certificate of the unit."})
    entry, ada = Entry.objects.get(), Reviewer.objects.get()
    assigned = {"act": "assign", "entry": str(entry.pk), "reviewer": str(ada.pk)}
    assert officer.post(page, assigned).status_code == 302
    assert officer.post(page, {"act": "close"}).status_code == 422, "the reviewer still has time"

    reviewer, task = visitor(hall, "Ada"), Assignment.objects.get()
    assert b"First round" in reviewer.get(at("tasks")).content
    marks = {f"mark_{id}": "80" for id in round.weights} | {"words_quality": "Strong.", "seen": "0"}
    off = reviewer.post(at("task", task_id=task.pk), {**marks, "mark_ability": "101"})
    assert off.status_code == 422
    looked = reviewer.post(at("task", task_id=task.pk), {**marks, "act": "look"})
    assert looked["Location"] == at("check", task_id=task.pk)
    again = reviewer.post(at("task", task_id=task.pk), {**marks, "mark_ability": "10"})
    assert (again.status_code, b"another window" in again.content) == (422, True)
    sheet = reviewer.get(looked["Location"])
    seen = re.search(r'name="seen" value="(\d+)"', sheet.content.decode())
    assert seen is not None
    assert reviewer.post(looked["Location"], {"seen": seen[1]}).status_code == 302

    assert officer.post(page, {"act": "close"}).status_code == 302
    assert officer.post(page, {"act": "publish"}).status_code == 403
    public = at("ranking", round_id=round.pk)
    assert visitor(hall).get(public).status_code == 404
    assert visitor(hall, "head").post(page, {"act": "publish"}).status_code == 302
    read = visitor(hall).get(public).content.decode()
    assert "Mark 80.00 from 1 review(s)" in read
    assert "Kari" not in read and "Ada" not in read and case.reference not in read
    assert "yours" in visitor(hall, "Kari").get(public).content.decode()
    assert visitor(hall).get(at("ranking_json", round_id=round.pk)).json()["places"][0]["place"] == 1
    table = visitor(hall).get(at("ranking_csv", round_id=round.pk)).content.decode()
    assert table.splitlines()[1].startswith("1,1,80.00,True")
    inside = officer.get(page).content
    assert b"Kari" in inside and b"Strong." in inside, "officers read the marks once the round is closed"
    for language in ("en", "zh-hans"):
        assert visitor(hall).get(f"/{language}/review/rankings/").status_code == 200


def test_a_reviewer_sees_what_the_review_needs_and_nobody_elses_tasks(hall: Hall) -> None:
    task = hall.task("Ada", "Kari")
    hall.reviewer("Bo")
    round = hall.round
    address = at("task", task_id=task.pk)
    page = visitor(hall, "Ada").get(address)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Kari" in text and "Class of research" in text
    assert task.entry.case.reference not in text
    for name in ("Bo", "Kari", "officer", "stranger"):
        for part in ("task", "check", "conflict"):
            assert visitor(hall, name).get(at(part, task_id=task.pk)).status_code == 404
    assert visitor(hall).get(address).status_code == 302
    assert visitor(hall, "Bo").get(at("tasks")).status_code == 200
    assert visitor(hall, "Kari").get(at("tasks")).status_code == 403
    for name, answer in (("Ada", 403), ("Kari", 403), ("stranger", 403), ("officer", 200), ("head", 200)):
        assert visitor(hall, name).get(at("round", round_id=round.pk)).status_code == answer
    for name in ("Ada", "Kari"):
        assert visitor(hall, name).get(at("rounds")).status_code == 403
    gone = visitor(hall, "Ada").post(at("conflict", task_id=task.pk), {"words": "My cousin."})
    assert gone.status_code == 302
    assert Conflict.objects.get().words == "My cousin."
    assert visitor(hall, "Ada").post(address, {"seen": "0", "mark_quality": "9"}).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"act": "none"},
        {"act": "assign", "entry": "x", "reviewer": "y"},
        {"act": "assign", "entry": "9" * 17, "reviewer": "0" * 32},
        {"act": "take_away", "task": "-1"},
        {"act": "take_out", "entry": "1" * 30, "why": "x"},
    ],
)
def test_what_no_form_of_ours_sends_is_not_there(hall: Hall, body: dict[str, str]) -> None:
    assert visitor(hall, "officer").post(at("round", round_id=hall.round.pk), body).status_code == 404
