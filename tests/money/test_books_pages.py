"""Feature: a unit keeps its books on pages, people see what they were awarded, officers answer what waits."""

from __future__ import annotations

from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from haina.money.books.models import Division, PayTotal
from haina.people.models import Posting

from .test_unit_books import Unit


class Pages(Unit):
    """The university's people, each with a browser."""

    def client(self, who: str) -> Client:
        client = Client()
        client.force_login(self.logins[who])
        return client

    def address(self, name: str, *of: object, language: str = "en") -> str:
        with translation.override(language):
            return reverse(f"books:{name}", args=of)

    def get(self, who: str, name: str, *of: object, language: str = "en") -> HttpResponse:
        return self.client(who).get(self.address(name, *of, language=language))  # type: ignore[return-value]

    def send(self, who: str, deed: str, of: object, **typed: str) -> HttpResponse:
        address = self.address("act", self.university.pk, deed, of)
        return self.client(who).post(address, {"key": str(uuid4()), **typed})  # type: ignore[return-value]

    def divides(self, **changed: str) -> HttpResponse:
        typed = {
            "title": "Film sensor",
            "happened_on": "2018-06-30",
            "document": "D-1",
            "shares": "ada@example.org 2/3\nbao@example.org 1/3",
            "fact.transfer_income": "1000000.05",
            "fact.transfer_direct_costs": "200000",
            "fact.prior_split_made": "no",
            "fact.institution_award_share": "0",
            **changed,
        }
        return self.send("keeper", "divide", "transfer_income_book", **typed)


@pytest.fixture
def pages(db: None) -> Pages:
    return Pages()


def test_a_unit_divides_an_income_and_each_person_sees_the_own_part(pages: Pages) -> None:
    """Given a form with the facts, when it is sent, then the unit sees every part and Ada hers alone."""
    assert pages.divides().status_code == 302
    for language, words in (("en", "373,333.36"), ("zh-hans", "373,333.36元")):
        page = pages.get("keeper", "unit", pages.university.pk, language=language)
        assert words in page.content.decode()
        own = pages.get("ada", "mine", language=language).content.decode()
        assert words in own and "186,666.68" not in own
    assert "373,333.36" not in pages.get("cy", "mine").content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"shares": "ada@example.org 1/2"}, "The shares of all people together make the whole."),
        ({"shares": "nobody@example.org 1"}, "Nobody is known by"),
        ({"shares": "ada@example.org much"}, "is not a share"),
        ({"shares": "ada@example.org 1e999999999"}, "is not a share"),
        ({"shares": "ada@example.org 1/0"}, "is not a share"),
        ({"fact.transfer_income": "-5"}, "transfer_income"),
        ({"fact.prior_split_made": ""}, "This is not certain yet"),
        ({"key": "forged"}, "Open it again"),
        ({"happened_on": "2018-02-30"}, "Enter a valid date"),
    ],
)
def test_what_stands_against_it_is_said_above_the_form_and_nothing_typed_is_lost(
    pages: Pages, changed: dict[str, str], said: str
) -> None:
    answer = pages.divides(**changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page and "Film sensor" in page
    assert not Division.objects.exists()


def test_a_form_that_is_sent_twice_divides_once(pages: Pages) -> None:
    key = str(uuid4())
    assert [pages.divides(key=key).status_code for _ in range(2)] == [302, 302]
    assert Division.objects.count() == 1


def test_the_books_of_a_unit_are_there_for_its_own_people_only(pages: Pages) -> None:
    for who in ("rival", "ada", "registrar"):
        if who == "registrar":
            TOTP.activate(pages.logins[who], generate_totp_secret())
        assert pages.get(who, "unit", pages.university.pk).status_code == 404
        assert pages.get(who, "act", pages.university.pk, "stake", "new").status_code == 404


def test_an_officer_confirms_the_total_that_waits(pages: Pages) -> None:
    officer = pages.login("payer")
    Posting.objects.create(
        account=officer, department="hrss_bureau", office="officer", valid_from="2010-01-01"
    )
    TOTP.activate(officer, generate_totp_secret())
    asked = pages.send(
        "keeper",
        "total",
        "merit_pay_book",
        first="2018-01-01",
        last="2018-12-31",
        **{
            "fact.institution_type": "university",
            "fact.merit_pay_set_for_industry": "yes",
            "fact.merit_pay_last_total": "9000000",
            "fact.merit_pay_adjustment": "0.05",
        },
    )
    assert asked.status_code == 302
    total = PayTotal.objects.get()
    assert "9,450,000.00" in pages.get("payer", "office").content.decode()
    answer = pages.send("payer", "answer-total", total.pk, answer="yes", document="H-1")
    assert answer.headers["Location"] == pages.address("office")
    total.refresh_from_db()
    assert total.state == PayTotal.State.SET
    assert pages.send("payer", "answer-total", total.pk, answer="yes", document="H-1").status_code == 422
