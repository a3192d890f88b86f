"""Feature: 'What can I get?' asks one question a page, loses nothing on the way, and forgets when told to."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from haina.policy import Policy
from haina.portal.inquiry.progress import next_question, usable_facts
from haina.portal.inquiry.scope import scope_of
from haina.portal.models import SAVED_LIFE, UNSAVED_LIFE, Inquiry, digest_of
from haina.portal.verbs.forget_inquiries import forget_inquiries
from haina.rules import Bool, Date, Enum, FactDeclaration, History, Int, Money, Number

from .html import Page


def start(client: Client, scope: str) -> str:
    """Start an inquiry and return the address of the first question."""
    response = client.post("/en/inquiry/", {"scope": scope})
    assert response.status_code == 302
    return str(response["Location"])


def token_of(address: str) -> str:
    found = re.search(r"/inquiry/([^/]+)/", address)
    assert found
    return found[1]


def stored(address: str) -> Inquiry:
    return Inquiry.objects.get(digest=digest_of(token_of(address)))


def at(address: str, rest: str) -> str:
    return f"/en/inquiry/{token_of(address)}/{rest}"


def an_answer(fact: FactDeclaration) -> dict[str, str]:
    """Some answer to a question, as a form sends it."""
    match fact.type:
        case Bool():
            return {"value": "yes"}
        case Enum(values=values):
            return {"value": values[0].name}
        case Date():
            return {"value": "1985-04-02"}
        case Int() | Number() | Money():
            return {"value": str(fact.minimum or fact.maximum or 40)}
        case History():
            return {"rows": "1", "none": "1"}
    return {"none": "1", "value": "x"}


def fact_of(kind: type, policy: Policy, **wanted: Any) -> FactDeclaration:
    return next(
        fact
        for fact in policy.facts.values()
        if isinstance(fact.type, kind) and all(getattr(fact, key) == value for key, value in wanted.items())
    )


def test_the_answers_lead_from_question_to_question_to_a_result(client: Client, published: Policy) -> None:
    scope = published.audiences[0]
    address = start(client, f"audience:{scope.id}")
    asked = []
    while "/question/" in address:
        fact = published.facts[address.rstrip("/").rpartition("/")[2]]
        assert fact.name not in asked, "asked twice"
        asked.append(fact.name)
        page = Page.of(client.get(address).content.decode())
        assert (fact.question or fact.label).en in page.one("h1").text
        response = client.post(address, {"action": "save", **an_answer(fact)})
        assert response.status_code == 302, response.content.decode()
        address = str(response["Location"])
    assert address.endswith("/result/")
    words = Page.of(client.get(address).content.decode()).text()
    for right in scope.rights:
        assert published.rights[right].title.en in words


def test_each_question_matters_to_a_right_that_is_still_open(client: Client, published: Policy) -> None:
    address = start(client, "all:")
    words = Page.of(client.get(address).content.decode()).text()
    assert "Why do you ask this?" in words
    assert f"of {len(published.rights)} rights are settled" in words


def test_not_known_is_never_asked_again(client: Client, published: Policy) -> None:
    right = next(iter(published.rights))
    address = start(client, f"right:{right}")
    seen = set()
    while "/question/" in address:
        assert address not in seen
        seen.add(address)
        address = str(client.post(address, {"action": "unknown"})["Location"])
    assert stored(address).facts == {}
    assert "Cannot be told yet" in Page.of(client.get(address).content.decode()).text()


def test_a_skipped_question_waits_among_the_answers(client: Client, published: Policy) -> None:
    address = start(client, f"right:{next(iter(published.rights))}")
    fact = published.facts[address.rstrip("/").rpartition("/")[2]]
    following = client.post(address, {"action": "skip"})["Location"]
    assert following != address
    page = Page.of(client.get(at(address, "answers/")).content.decode())
    assert "Skipped for now" in page.text() and fact.label.en in page.text()


def test_an_answer_can_be_changed_and_the_others_stay(client: Client, published: Policy) -> None:
    address = start(client, "all:")
    token = token_of(address)
    first, second = fact_of(Bool, published), fact_of(Date, published)
    for fact, value in ((first, "yes"), (second, "1985-04-02")):
        client.post(f"/en/inquiry/{token}/question/{fact.name}/", {"action": "save", "value": value})
    page = Page.of(client.get(f"/en/inquiry/{token}/question/{first.name}/?to=answers").content.decode())
    assert page.one("input", value="yes").attributes.get("checked") == ""
    response = client.post(
        f"/en/inquiry/{token}/question/{first.name}/?to=answers", {"action": "save", "value": "no"}
    )
    assert response["Location"] == f"/en/inquiry/{token}/answers/"
    assert stored(address).facts == {second.name: "1985-04-02", first.name: False}


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (Date, "1985-02-30", "There is no such day"),
        (Money, "a lot", "Write a number"),
        (Bool, "", "Answer the question"),
    ],
)
def test_a_wrong_answer_is_said_at_its_place_and_what_was_typed_stays(
    client: Client, published: Policy, kind: type, typed: str, said: str
) -> None:
    fact = fact_of(kind, published)
    address = at(start(client, "all:"), f"question/{fact.name}/")
    response = client.post(address, {"action": "save", "value": typed})
    assert response.status_code == 422
    page = Page.of(response.content.decode())
    assert said in page.text()
    assert page.one("title").text.startswith("Error:")
    summary = next(link["href"] for link in page.all("a") if link["href"].startswith("#id_"))
    target = next(element for element in page.elements if element["id"] == summary[1:])
    if kind is not Bool:
        assert target["value"] == typed
        assert target["aria-invalid"] == "true"
    assert fact.name not in stored(address).facts


def test_a_history_is_given_in_rows_that_grow_without_a_script(client: Client, published: Policy) -> None:
    fact = fact_of(History, published)
    address = at(start(client, "all:"), f"question/{fact.name}/")
    row = {"rows": "1", "from-0": "2016/3/1", "to-0": ""}
    page = Page.of(client.post(address, {"action": "more", **row}).content.decode())
    assert page.one("input", id="id_from-0")["value"] == "2016/3/1"
    assert page.one("input", id="id_from-1")["value"] == ""
    assert fact.name not in stored(address).facts


def test_spells_that_end_before_they_start_are_named_by_their_row(client: Client, published: Policy) -> None:
    fact = next(
        fact
        for fact in published.facts.values()
        if isinstance(fact.type, History) and not any(each.required for each in fact.type.fields)
    )
    address = at(start(client, "all:"), f"question/{fact.name}/")
    rows = {"rows": "3", "from-0": "2014-01-01", "to-0": "2014-12-31", "from-2": "2016-03-01"}
    response = client.post(address, {"action": "save", **rows, "to-2": "2015-03-01"})
    page = Page.of(response.content.decode())
    assert "Period 2" in page.text() and "The last day is before the first day" in page.text()
    response = client.post(address, {"action": "save", **rows, "to-2": ""})
    assert response.status_code == 302
    assert stored(address).facts[fact.name] == [
        {"from": "2014-01-01", "to": "2014-12-31"},
        {"from": "2016-03-01"},
    ]


def test_the_link_carries_no_data_and_only_its_fingerprint_is_kept(client: Client, published: Policy) -> None:
    address = start(client, "all:")
    token = token_of(address)
    assert len(token) == 22
    assert not Inquiry.objects.filter(pk__contains=token).exists()
    page = client.get(at(address, "result/"))
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"


def test_saving_keeps_the_answers_thirty_days(client: Client, published: Policy) -> None:
    address = start(client, "all:")
    assert stored(address).expires_at < timezone.now() + UNSAVED_LIFE + timedelta(minutes=1)
    client.post(at(address, "save/"))
    kept = stored(address)
    assert kept.saved
    assert abs(kept.expires_at - timezone.now() - SAVED_LIFE) < timedelta(minutes=1)
    page = Page.of(client.get(at(address, "save/")).content.decode())
    assert f"/en/inquiry/{token_of(address)}/" in page.text()


def test_deleting_leaves_nothing(client: Client, published: Policy) -> None:
    address = start(client, "all:")
    client.post(at(address, "delete/"))
    assert not Inquiry.objects.exists()
    assert client.get(address).status_code == 404


def test_what_has_expired_is_not_shown_and_is_forgotten(client: Client, published: Policy) -> None:
    address = start(client, "all:")
    Inquiry.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(address).status_code == 404
    assert forget_inquiries(timezone.now()) == 1
    assert not Inquiry.objects.exists()


def test_an_answer_that_the_policy_no_longer_takes_does_not_lose_the_others(
    client: Client, published: Policy
) -> None:
    address = start(client, "all:")
    good, bad = fact_of(Date, published), fact_of(Bool, published)
    inquiry = stored(address)
    inquiry.facts = {good.name: "1985-04-02", bad.name: "purple", "gone": 1}
    inquiry.order = list(inquiry.facts)
    inquiry.save()
    words = Page.of(client.get(at(address, "answers/")).content.decode()).text()
    assert "These answers no longer fit" in words and bad.label.en in words
    assert client.get(at(address, "result/")).status_code == 200
    facts, dropped = usable_facts(published, inquiry)
    assert set(dropped) == {bad.name, "gone"}
    scope = scope_of(published, inquiry.scope)
    assert scope is not None
    assert next_question(published, scope, inquiry, facts, date(2026, 3, 2)) is not None


def test_the_result_is_the_object_that_the_command_line_gives(client: Client, published: Policy) -> None:
    persona = published.personas[0]
    case = persona.cases[0]
    address = start(client, "all:")
    inquiry = stored(address)
    inquiry.facts = json.loads(json.dumps(dict(case.facts), default=_plain))
    inquiry.save()
    day = case.expectations[0].on
    response = client.get(at(address, f"result.json?on={day}"))
    assert response["Content-Disposition"].startswith("attachment")
    expected = published.check(case.facts, day).to_json()
    assert json.loads(response.content) == json.loads(json.dumps(expected))


def _plain(value: object) -> object:
    return dict(value) if hasattr(value, "items") else str(value)


def test_every_answer_stands_in_one_group_with_its_reasons(client: Client, published: Policy) -> None:
    case = published.personas[0].cases[0]
    address = start(client, "all:")
    inquiry = stored(address)
    inquiry.facts = json.loads(json.dumps(dict(case.facts), default=_plain))
    inquiry.save()
    for language in ("en", "zh-hans"):
        day = case.expectations[0].on
        page = Page.of(
            client.get(f"/{language}/inquiry/{token_of(address)}/result/?on={day}").content.decode()
        )
        assert len(page.all("article")) == len(published.rights)
        ids = [element["id"] for element in page.elements if element["id"]]
        assert len(ids) == len(set(ids))
        assert not [element for element in page.elements if element["style"]]


def test_a_thing_that_nobody_can_ask_about_is_said(client: Client, published: Policy) -> None:
    response = client.post("/en/inquiry/", {"scope": "event:none"})
    assert response.status_code == 200
    assert "Choose what you want to ask about" in response.content.decode()
