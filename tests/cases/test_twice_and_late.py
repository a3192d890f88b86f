"""Feature: a form that is sent twice is carried out once; one that comes too late is told what happened."""

from __future__ import annotations

from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from haina.cases import verbs
from haina.cases.models import CaseEvent

from .conftest import Application, City


@pytest.fixture
def submitted(city: City) -> Application:
    """An application at the window, handed in a moment ago."""
    city.now = timezone.now()
    return city.begin().submitted()


def browser(city: City, name: str) -> Client:
    """A browser in which somebody has signed in."""
    account = city.account(name)
    if account.postings.exists():
        TOTP.activate(account, generate_totp_secret())
    client = Client()
    client.force_login(account)
    return client


def form(application: Application, **fields: str) -> dict[str, str]:
    """The machine's part of a form that is drawn now, and what is written into it."""
    return {"key": str(uuid4()), "seen": str(application.row.sequence), **fields}


def count(application: Application, kind: str) -> int:
    """How often something has happened to the case."""
    return CaseEvent.objects.filter(case_id=application.id, kind=kind).count()


def test_accepting_twice_accepts_once_and_says_so(city: City, submitted: Application) -> None:
    window, sent = browser(city, "window"), form(submitted)
    address = f"/en/cases/{submitted.id}/stages/pre_check/accept/"
    for _ in range(2):
        answer = window.post(address, sent, follow=True)
        assert answer.redirect_chain[-1][0] == f"/en/cases/{submitted.id}/"
    assert b"nothing was done twice" in answer.content
    assert count(submitted, "accepted") == 1


def test_handing_in_twice_hands_in_once(city: City) -> None:
    city.now = timezone.now()
    application = city.begin().filled()
    agent, sent = browser(city, "agent"), form(application, declared="on")
    for _ in range(2):
        answer = agent.post(f"/en/cases/{application.id}/check/", sent, follow=True)
    assert b"nothing was done twice" in answer.content
    assert count(application, "submitted") == 1


def test_who_accepts_what_a_colleague_has_accepted_is_told_and_keeps_the_words(
    city: City, submitted: Application
) -> None:
    window, sent = browser(city, "window2"), form(submitted, note="Everything is there.")
    submitted.does("window", verbs.accept, "pre_check")
    answer = window.post(f"/en/cases/{submitted.id}/stages/pre_check/accept/", sent)
    assert answer.status_code == 409
    assert b"Something happened meanwhile" in answer.content
    assert b"Everything is there." in answer.content
    assert count(submitted, "accepted") == 1


def test_who_fills_in_what_was_handed_in_meanwhile_is_told(city: City) -> None:
    city.now = timezone.now()
    application = city.begin().filled()
    agent, sent = browser(city, "agent"), form(application, citizenship="Poland")
    application.does("agent", verbs.submit, declared=True)
    answer = agent.post(f"/en/cases/{application.id}/fill/worker/", sent)
    assert answer.status_code == 409
    assert b"Poland" in answer.content


def test_who_never_might_is_forbidden_whatever_the_page_said(city: City, submitted: Application) -> None:
    agent = browser(city, "agent")
    answer = agent.post(f"/en/cases/{submitted.id}/stages/pre_check/accept/", form(submitted))
    assert answer.status_code == 403
    assert browser(city, "rival").post(f"/en/cases/{submitted.id}/check/", form(submitted)).status_code == 404


def test_a_key_of_somebody_else_says_nothing_about_what_they_did(city: City, submitted: Application) -> None:
    sent = form(submitted)
    browser(city, "window").post(f"/en/cases/{submitted.id}/stages/pre_check/accept/", sent)
    answer = browser(city, "agent").post(f"/en/cases/{submitted.id}/check/", {**sent, "declared": "on"})
    assert answer.status_code == 409  # the page was old; nothing tells whose key it was
    assert b"nothing was done twice" not in answer.content
