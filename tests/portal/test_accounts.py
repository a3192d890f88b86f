"""Feature: signing in, the second factor and errors wear the portal's design and lead to one's own work."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from haina.people.models import Account, Posting
from haina.policy import Policy
from haina.portal.pages.limits import STARTS

from .html import Page
from .test_pages import assert_clean

PASSWORD = "as long as a sentence"
LANGUAGES = ("en", "zh-hans")


def account(email: str = "li.na@example.org") -> Account:
    return Account.objects.create_user(email, PASSWORD, name="Li Na")


def officer() -> Account:
    found = account("wang.qiang@example.org")
    Posting.objects.create(account=found, department="somewhere", valid_from=date(2020, 1, 1))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_signing_in_one_is_at_ones_own_work_in_the_same_language(
    client: Client, published: Policy, language: str
) -> None:
    account()
    cache.clear()
    response = client.post(
        f"/{language}/account/login/", {"login": "li.na@example.org", "password": PASSWORD}, follow=True
    )
    assert response.redirect_chain[-1][0] == f"/{language}/cases/"
    links = {link["href"] for link in Page.of(response.content.decode()).all("a")}
    assert f"/{language}/account/logout/" in links
    assert f"/{language}/worklist/" not in links


def test_an_officer_has_the_worklist_in_front(client: Client, published: Policy) -> None:
    client.force_login(officer())
    page = Page.of(client.get("/en/account/2fa/totp/activate/", follow=True).content.decode())
    assert page.all("a", href="/en/worklist/")
    assert not page.all("a", href="/en/cases/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_an_account_are_clean(client: Client, published: Policy, language: str) -> None:
    client.force_login(account())
    for address in ("2fa/", "password/change/", "logout/", "reauthenticate/"):
        response = client.get(f"/{language}/account/{address}")
        assert response.status_code == 200, address
        page = Page.of(response.content.decode())
        assert_clean(page)
        assert page.all("header", class_="site-head") or page.all("nav")


def test_a_wrong_password_is_said_without_telling_whether_the_account_exists(
    client: Client, published: Policy
) -> None:
    account()
    said = set()
    for email in ("li.na@example.org", "nobody@example.org"):
        cache.clear()
        response = client.post("/en/account/login/", {"login": email, "password": "wrong"})
        page = Page.of(response.content.decode())
        said.add(" ".join(page.one("div", role="alert").text.split()))
        assert page.one("input", id="id_login")["value"] == email
    assert len(said) == 1


@pytest.mark.parametrize(
    ("language", "title"), [("en", "This page is not here"), ("zh-hans", "没有这个页面")]
)
def test_a_missing_page_says_so_and_leads_on(
    client: Client, published: Policy, language: str, title: str
) -> None:
    response = client.get(f"/{language}/nothing/")
    assert response.status_code == 404
    page = Page.of(response.content.decode())
    assert page.one("h1").text == title
    assert page.all("a", href=f"/{language}/search/")
    assert page.one("code").text.strip()


def test_who_starts_too_often_waits(client: Client, published: Policy) -> None:
    cache.clear()
    for _ in range(int(STARTS.partition("/")[0])):
        client.post("/en/inquiry/", {"scope": "none:"})
    response = client.post("/en/inquiry/", {"scope": "none:"})
    cache.clear()
    assert response.status_code == 429
    assert "Too many attempts" in Page.of(response.content.decode()).text()


def test_a_form_without_its_token_is_refused_with_a_way_on(published: Policy) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/en/inquiry/", {"scope": "all:"})
    assert response.status_code == 403
    assert "reload the page" in Page.of(response.content.decode()).text()
