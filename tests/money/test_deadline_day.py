"""Feature: on the last day nothing is lost: what reached the server in time counts, whatever was down."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from haina.cases import arrival, verbs
from haina.cases.joint import verbs as together
from haina.cases.refusals import Refusal
from haina.money.models import CallApplication

from ..cases.test_joint import Joint
from .grants import Town

NOON = datetime(2026, 11, 2, 4, tzinfo=timezone.get_default_timezone())


def sent(came: datetime, path: str = "/cases/1/check/", **fields: str):
    """A form that came at a time."""
    request = RequestFactory().post(path, {"key": "k-1", "seen": "4", **fields})
    request.arrived_at = came  # type: ignore[attr-defined]  # as the middleware keeps it
    return request


def test_a_note_of_the_time_counts_for_the_same_form_only() -> None:
    """Given a note from the page that asked to wait, then it counts with its own form, and no other."""
    note = arrival.signed_note(sent(NOON))
    later = NOON + timedelta(minutes=20)
    assert arrival.arrived_at(sent(later, arrived=note)) == NOON
    assert arrival.arrived_at(sent(NOON - timedelta(minutes=1), arrived=note)) < NOON
    again = arrival.signed_note(sent(later, arrived=note))
    assert arrival.arrived_at(sent(later, arrived=again)) == NOON
    for other in (
        sent(later, arrived=note, key="k-2"),
        sent(later, arrived=note, seen="5"),
        sent(later, path="/cases/2/check/", arrived=note),
        sent(later, arrived=note[:-1] + ("A" if note[-1] != "A" else "B")),
        sent(later, arrived="2026-11-02T00:00:00+00:00"),
        sent(later),
    ):
        assert arrival.arrived_at(other) == later


def test_a_note_counts_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    note, later = arrival.signed_note(sent(NOON)), NOON + timedelta(minutes=20)
    monkeypatch.setattr(arrival, "LASTS", timedelta(seconds=-1))
    assert arrival.arrived_at(sent(later, arrived=note)) == later


def test_what_waited_counts_by_when_it_came(town: Town) -> None:
    """Given a call that closed while applications waited, then those that had come are in."""
    call = town.call(town.funded(1000), 500, days=1)
    end = call.closes_at
    drafts = {name: town.draft(name) for name in ("Kari", "Mei", "Otto")}
    town.city.now = end + timedelta(minutes=30)
    came = {"Kari": end - timedelta(hours=1), "Mei": end, "Otto": end + timedelta(microseconds=1)}
    for name, application in drafts.items():
        words = {"declared": True, "arrived": came[name]}
        if name == "Otto":
            with pytest.raises(Refusal, match="closed"):
                application.does(name, verbs.submit, **words)
        else:
            application.does(name, verbs.submit, **words)
    arrived = CallApplication.objects.order_by("arrived_at").values_list("case_id", "arrived_at")
    assert list(arrived) == [(drafts[name].id, came[name]) for name in ("Kari", "Mei")]
    assert drafts["Otto"].row.state == "draft"


def test_a_form_that_met_a_database_that_was_down_is_in_time_when_sent_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given no database before the end, when the form is sent again after it, then the application is in."""
    town.city.now = timezone.now()
    call = town.call(town.funded(1000), 500, days=1)
    application = town.draft("Kari")
    client = Client(raise_request_exception=False)
    client.force_login(town.city.account("Kari"))
    page = reverse("cases:check", args=[application.id])
    form = {"key": "deadline", "seen": str(application.row.sequence), "declared": "on"}

    def down(*words: object, **more: object) -> None:
        raise OperationalError("the connection is lost")

    with monkeypatch.context() as broken:
        broken.setattr(verbs, "submit", down)
        answer = client.post(page, form)
    assert answer.status_code == 503
    kept = dict(re.findall(r'name="(\w+)" value="([^"]*)"', answer.content.decode()))
    type(call).objects.filter(pk=call.pk).update(ended_at=timezone.now())
    late = client.post(page, {**form, "key": "another"})
    assert late.status_code == 422
    assert client.post(page, kept).status_code == 302
    assert application.row.state == "submitted"
    found = CallApplication.objects.get(case_id=application.id)
    assert found.arrived_at is not None and found.arrived_at < timezone.now()


def test_what_is_filed_together_counts_by_when_it_came(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given one form for two rights and a call that closed while it waited, then the time it came counts."""
    call = town.call(town.funded(1000), 500, days=1)
    kari, person = town.city.actor("Kari"), town.city.persons["Kari"].pk
    wanted = (call.programme + "_procedure", "tiered_talent_grant_procedure")
    begun = together.start_together(kari, town.now, wanted, person_id=person, key=town.city.key())
    joint = Joint(town.city, begun.joint_id).filled()
    town.city.now = call.closes_at + timedelta(minutes=30)
    monkeypatch.setattr(timezone, "now", lambda: town.now)
    ids = [part.row.pk for part in joint.view.parts]
    sent_form = {
        "key": town.city.key(),
        "seen": joint.view.seen,
        "chosen": [str(id) for id in ids],
    }
    browser = town.browser("Kari")
    address = f"/en/cases/together/{begun.joint_id}/check/"
    sent_form["declared"] = re.findall(
        r'name="declared" value="(\d+)"', browser.get(address).content.decode()
    ) or ["0"]
    late = browser.post(address, sent_form)
    assert late.status_code == 422, "it came too late"
    came = call.closes_at - timedelta(seconds=1)
    monkeypatch.setattr("haina.cases.pages.joint_sending.arrived_at", lambda request: came)
    assert browser.post(address, {**sent_form, "key": town.city.key()}).status_code == 302
    assert CallApplication.objects.get(case_id=ids[0]).arrived_at == came
