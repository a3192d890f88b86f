"""Feature: anybody files on the pages: histories row by row, promises in place of documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from tests.cases.conftest import PDF
from tests.cases.procedures import tolerant

from haina.cases import verbs
from haina.cases.models import Case
from haina.cases.policies import current_policy
from haina.cases.store import load_state
from haina.people.models import Person
from haina.rules import types

#: Filed by a person, and asks for a history.
MARKET = "pr_market_procedure"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The pages are asked for in English."""
    with override("en"):
        yield


@pytest.fixture
def newcomer(city, client: Client, settings) -> Client:
    """Somebody with an account whom nobody has registered as a person, reading English."""
    settings.RATELIMIT_ENABLE = False
    client.force_login(city.account("newcomer"))
    return client


def send(client: Client, address: str, **fields: object):
    """Send the form of a page as it was drawn, with these fields filled in."""
    page = client.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]*)"', page))
    return client.post(address, {**hidden, **fields})


def begun(client: Client, procedure: str = MARKET, **fields: str) -> UUID:
    """Begin an application on its page; return the case."""
    answer = send(client, reverse("cases:start", args=[procedure]), **fields)
    assert answer.status_code == 302, answer.content.decode()
    return UUID(answer["Location"].split("/cases/")[1].split("/")[0])


def test_who_is_not_registered_is_registered_on_the_way(city, newcomer) -> None:
    """Given an account without a person, when it begins to file, then it says its name once and is known."""
    address = reverse("cases:start", args=[MARKET])
    assert send(newcomer, address, person="self").status_code == 422
    case_id = begun(newcomer, person="self", name="Ada Wong", chinese_name="王雅")
    person = Person.objects.get(account=city.account("newcomer"))
    assert (person.name, Case.objects.get(pk=case_id).person_id) == ("Ada Wong", person.pk)
    assert "Myself: Ada Wong" in newcomer.get(address).content.decode()
    begun(newcomer, person="self", another="1")
    assert Person.objects.filter(account=city.account("newcomer")).count() == 1


def test_nobody_files_for_a_person_without_a_mandate(city, newcomer) -> None:
    person = str(city.persons["Kari"].pk)
    answer = send(newcomer, reverse("cases:start", args=[MARKET]), person=person, name="Ada Wong")
    assert answer.status_code == 422
    assert not Case.objects.filter(person_id=person).exists()


def history_page(client: Client) -> tuple[UUID, str, str]:
    """A draft, its history, and the page that asks for it."""
    case_id = begun(client, person="self", name="Ada Wong")
    procedure = current_policy().procedures[MARKET]
    part, name = next(
        (part.id, field.name)
        for part in procedure.sections
        for field in part.fields
        if isinstance(field.type, types.History)
    )
    return case_id, name, reverse("cases:fill", args=[case_id, part])


def test_a_history_is_filled_in_row_by_row_without_scripts(newcomer) -> None:
    case_id, name, address = history_page(newcomer)
    row = {f"{name}.rows": "1", f"{name}.from-0": "2012-01-01", f"{name}.to-0": "2014-12-31"}
    more = send(newcomer, address, **row, action=f"more:{name}").content.decode()
    assert f'name="{name}.from-1"' in more
    assert 'value="2012-01-01"' in more
    rows = {**row, f"{name}.rows": "2", f"{name}.from-1": "2015-06-01"}
    assert send(newcomer, address, **rows, later="1").status_code == 302
    kept = Case.objects.get(pk=case_id).draft
    assert kept == {name: [{"from": "2012-01-01", "to": "2014-12-31"}, {"from": "2015-06-01"}]}
    assert 'value="2015-06-01"' in newcomer.get(address).content.decode()
    page = newcomer.get(reverse("cases:case", args=[case_id])).content.decode()
    assert "1 January 2012 to 31 December 2014; since 1 June 2015" in page


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"from-0": "2015-06-01", "to-0": "2014-01-01"}, "A period ends before it begins."),
        ({"from-0": "soon"}, "Period 1: Write the date"),
        ({"to-0": "2014-01-01"}, "Period 1: The first day or another part is still missing."),
    ],
)
def test_what_is_wrong_with_a_period_is_said_and_nothing_is_lost(newcomer, row, said) -> None:
    case_id, name, address = history_page(newcomer)
    sent = {f"{name}.rows": "1", **{f"{name}.{cell}": text for cell, text in row.items()}}
    page = send(newcomer, address, **sent).content.decode()
    assert said in page
    assert all(f'value="{text}"' in page for text in row.values())
    assert Case.objects.get(pk=case_id).draft == {}


def test_never_is_an_answer(newcomer) -> None:
    case_id, name, address = history_page(newcomer)
    send(newcomer, address, **{f"{name}.rows": "1", f"{name}.none": "1"})
    assert Case.objects.get(pk=case_id).draft == {name: []}


def test_a_document_may_be_promised_and_handed_in_later(city, draft, client, procedure_is) -> None:
    """Given a document that may follow, when it is promised, then it is owed until it is handed in."""
    procedure_is(tolerant)
    draft.filled()
    papers = {each.kind: each.id for each in load_state(draft.id).documents.values()}
    for kind in ("health", "contract"):
        draft.does("agent", verbs.remove_document, papers[kind])
    client.force_login(city.account("agent"))
    check = reverse("cases:check", args=[draft.id])
    assert send(client, check, declared="on").status_code == 422
    answer = send(client, check, declared="on", promised="health", committed="contract")
    assert answer.status_code == 302
    assert {name: each.is_owed for name, each in load_state(draft.id).promises.items()} == {
        "health": True,
        "contract": False,
    }
    later = reverse("cases:later", args=[draft.id])
    assert later in client.get(reverse("cases:case", args=[draft.id])).content.decode()
    paper = SimpleUploadedFile("health.pdf", PDF, "application/pdf")
    assert send(client, later, kind="health", file=paper).status_code == 302
    assert not load_state(draft.id).promises["health"].is_owed


def test_what_was_stated_before_is_offered_and_not_filled_in(city, draft, client) -> None:
    """Given an earlier application of the same parties, then its facts are offered with its number."""
    draft.submitted()
    again = city.begin()
    client.force_login(city.account("agent"))
    fill = reverse("cases:fill", args=[again.id, "worker"])
    page = client.get(fill).content.decode()
    assert draft.row.reference in page
    assert 'value="1990-05-01"' not in page
    assert 'value="1990-05-01"' in client.get(fill, {"take": "birth_date"}).content.decode()
    assert again.row.draft == {}
    other = city.begin(person="Luc")
    page = client.get(reverse("cases:fill", args=[other.id, "worker"])).content.decode()
    assert draft.row.reference not in page
