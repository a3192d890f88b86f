"""Feature: every public page is there in both languages, whole, light, and without inline style or script."""

from __future__ import annotations

import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from haina.policy import Policy
from haina.portal.reading import read_in_force, standards_of

from .html import Page

LANGUAGES = ("en", "zh-hans")
TAGS = {"en": "en", "zh-hans": "zh-Hans"}


def addresses(policy: Policy) -> list[str]:
    """One page of every kind, and every page of the kinds that hold the rules."""
    plain = ["", "rights/", "articles/", "standards/", "departments/", "search/", "search/?q=居留"]
    plain += ["about/", "privacy/", "developers/", "design/", "inquiry/", "account/login/"]
    plain += [f"rights/{key}/" for key in policy.rights]
    plain += [f"articles/{key}/" for key in policy.articles]
    plain += [f"clauses/{key}/" for key in list(policy.clauses)[::9]]  # every one: test_clauses
    plain += ["events/", "for/", "browse/", "version/"]
    plain += [f"events/{event.id}/" for event in policy.life_events[:5]]
    plain += [f"for/{audience.id}/" for audience in policy.audiences[:5]]
    used = {name for right in policy.rights.values() for name in standards_of(policy, right)}
    return plain + [f"standards/{key}/" for key in sorted(used)]


def assert_clean(page: Page) -> None:
    """No inline style or script, one heading above all, no id twice, every input with a label."""
    for element in page.elements:
        assert not element["style"], element
        assert not [key for key in element.attributes if key.startswith("on")], element
        assert element.name != "style"
        assert element.name != "script" or element["src"] or "json" in element["type"]
    assert len(page.all("h1")) == 1
    ids = [element["id"] for element in page.elements if element["id"]]
    assert len(ids) == len(set(ids)), sorted(key for key in ids if ids.count(key) > 1)
    labelled = {label["for"] for label in page.all("label")}
    inside = {
        index for index, element in enumerate(page.elements) if element.name == "label" and not element["for"]
    }
    for index, element in enumerate(page.elements):
        if element.name in ("input", "select", "textarea") and element["type"] not in ("hidden", "submit"):
            assert element["id"] in labelled or index - 1 in inside, element


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_and_is_clean(client: Client, published: Policy, language: str) -> None:
    for address in addresses(published):
        response = client.get(f"/{language}/{address}")
        assert response.status_code == 200, address
        page = Page.of(response.content.decode())
        assert page.one("html")["lang"] == TAGS[language]
        assert page.one("title").text.strip().rstrip("·").strip()
        assert_clean(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_language_is_one_link_away(client: Client, published: Policy, language: str) -> None:
    right = next(iter(published.rights))
    page = Page.of(client.get(f"/{language}/rights/{right}/?on=2017-05-01").content.decode())
    other = "zh-hans" if language == "en" else "en"
    assert page.one("a", rel="alternate")["href"] == f"/{other}/rights/{right}/?on=2017-05-01"


def test_no_chinese_page_has_english_left_in_its_own_sentences(client: Client, published: Policy) -> None:
    for address in ("", "rights/", "inquiry/", "privacy/", "about/", "account/login/"):
        words = Page.of(client.get(f"/zh-hans/{address}").content.decode()).text()
        assert not re.findall(r"(?:[A-Za-z]{3,} ){3,}[a-z]", words), address


def test_the_first_page_weighs_less_than_100_kb(client: Client, published: Policy) -> None:
    response = client.get("/en/")
    page = Page.of(response.content.decode())
    files = [element["href"] for element in page.all("link")] + [each["src"] for each in page.all("script")]
    weight = len(response.content)
    for file in files:
        found = finders.find(file.removeprefix("/static/"))
        assert isinstance(found, str)
        weight += Path(found).stat().st_size
    assert weight < 100_000
    assert len(gzip.compress(response.content)) < 8_000


def test_a_right_shows_its_rule_its_standards_with_sources_and_its_clause(
    client: Client, published: Policy
) -> None:
    right = next(
        right
        for right in published.rights.values()
        if right.days and any(True for _ in standards_of(published, right))
    )
    words = Page.of(client.get(f"/en/rights/{right.id}/").content.decode()).text()
    assert right.title.en in words
    assert right.grants.title.en in words
    assert right.clause in words
    for name in standards_of(published, right):
        assert published.standards[name].label.en in words


def test_where_the_texts_differ_the_note_is_shown(client: Client, published: Policy) -> None:
    right = next(right for right in published.rights.values() if published.clauses[right.clause].difference)
    note = published.clauses[right.clause].difference
    assert note is not None
    assert note.zh in Page.of(client.get(f"/zh-hans/rights/{right.id}/").content.decode()).text()


def test_a_right_on_a_day_before_it_began_is_not_in_force(client: Client, published: Policy) -> None:
    right = next(right for right in published.rights.values() if right.in_force.valid_from)
    began = right.in_force.valid_from
    assert began is not None
    before = date(began.year - 1, began.month, 1)
    assert not read_in_force(published, right, before).in_force
    words = Page.of(client.get(f"/en/rights/{right.id}/?on={before}").content.decode()).text()
    assert "Not in force" in words and "This is in force from" in words


@pytest.mark.parametrize("typed", ["2016-02-30", "yesterday", "1066-10-14", "9999-12-31"])
def test_an_impossible_day_is_named_and_today_is_shown(client: Client, published: Policy, typed: str) -> None:
    words = Page.of(client.get("/en/rights/", {"on": typed}).content.decode()).text()
    assert f"“{typed}” is not a day" in words


@pytest.mark.parametrize(
    "address",
    [
        "rights/none/",
        "articles/99/",
        "clauses/A99.9/",
        "standards/none/",
        "departments/none/",
        "events/none/",
    ],
)
def test_what_the_policy_does_not_have_is_not_found(client: Client, published: Policy, address: str) -> None:
    response = client.get(f"/en/{address}")
    assert response.status_code == 404
    assert_clean(Page.of(response.content.decode()))


def test_a_visitor_sees_no_link_to_work_that_is_not_theirs(client: Client, published: Policy) -> None:
    links = {link["href"] for link in Page.of(client.get("/en/").content.decode()).all("a")}
    assert "/en/account/login/" in links
    assert not [link for link in links if "worklist" in link]


def test_standards_are_found_by_the_words_of_their_name_and_shown_in_pages(
    client: Client, published: Policy
) -> None:
    standard = next(iter(published.standards.values()))
    page = Page.of(client.get("/en/standards/", {"q": standard.label.zh}).content.decode())
    assert page.all("a", href=f"/en/standards/{standard.name}/")
    assert "Nothing was found" in client.get("/en/standards/", {"q": "zzzz"}).content.decode()
    last = Page.of(client.get("/en/standards/", {"page": "9999"}).content.decode())
    assert last.all("a", href=f"/en/standards/{list(published.standards)[-1]}/")
