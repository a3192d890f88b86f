"""Feature: from any sentence of the policy to what runs for it, and back.

An article shows each clause with what Haina does about it; a clause shows its rule, programme, agreement or
duty as text, its standards, what changed, its examples, its systems and its lines in the pack.
"""

from __future__ import annotations

import pytest
from django.test import Client

from haina.policy import Policy
from haina.portal.addresses import address_of, element_address
from haina.portal.labels import SECTIONS

from .html import Page
from .test_pages import assert_clean

pytestmark = pytest.mark.django_db

#: The heading that shows that an element stands on the page as text, by its section.
BLOCKS = {
    "rights": "Who can have it",
    "programmes": "How much is paid",
    "agreements": "What must be agreed",
    "duties": "What fulfils it, and who checks",
}


def opened(client: Client, address: str) -> Page:
    """A page, which must be there and clean."""
    response = client.get(address)
    assert response.status_code == 200, address
    page = Page.of(response.content.decode())
    assert_clean(page)
    return page


def test_every_clause_shows_what_runs_for_it(client: Client, published: Policy) -> None:
    """Given the policy, when each clause is opened, then each of its elements stands there as text."""
    for key in published.clauses:
        page = opened(client, f"/en/clauses/{key}/")
        headings = [" ".join(each.text.split()) for each in page.all("h4")]
        links = {link["href"] for link in page.all("a")}
        elements = published.elements_of(key)
        assert elements, key
        for element in elements:
            assert BLOCKS[element.section] in headings, (key, element.id)
            assert f"/en{element_address(element).removeprefix('/en')}" in links


def test_every_article_shows_each_clause_with_what_runs(client: Client, published: Policy) -> None:
    """Given all articles, when opened, then every clause has its elements, by kind."""
    for article in published.articles.values():
        page = opened(client, f"/en/articles/{article.id}/")
        links = {link["href"] for link in page.all("a")}
        words = page.text()
        for key in article.clauses:
            assert f"/en/clauses/{key}/" in links
            for element in published.elements_of(key):
                assert f"/en{element_address(element).removeprefix('/en')}" in links
                assert f"{SECTIONS[element.section]} {element.title.en}" in words


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_one_can_walk_through_all_clauses_and_back(client: Client, published: Policy, language: str) -> None:
    """Given a clause in the middle, when its last links are read, then they are the ones before and after."""
    ids = list(published.clauses)
    for place in (0, len(ids) // 2, len(ids) - 1):
        page = opened(client, f"/{language}/clauses/{ids[place]}/")
        before = {link["href"] for link in page.all("a", rel="prev")}
        after = {link["href"] for link in page.all("a", rel="next")}
        assert before == ({f"/{language}/clauses/{ids[place - 1]}/"} if place else set())
        assert after == ({f"/{language}/clauses/{ids[place + 1]}/"} if place + 1 < len(ids) else set())


def test_a_clause_names_its_systems_and_its_calculators(client: Client, published: Policy) -> None:
    """Given a clause in a system and in a calculator, when opened, then both are named."""
    system = next(iter(published.systems.values()))
    assert system.title.en in opened(client, f"/en/clauses/{system.clauses[0]}/").text()
    calculator = next(iter(published.calculators.values()))
    page = opened(client, f"/en/clauses/{calculator.clauses[0]}/")
    assert page.all("a", href=f"/en/calculators/{calculator.id}/")


def test_a_clause_shows_its_own_lines_and_those_of_its_elements(client: Client, aurel: Policy) -> None:
    """Given a clause with a duty, when opened, then both stand there as in the file, and as JSON."""
    page = opened(client, "/en/clauses/C9/")
    codes = [each.text for each in page.all("pre")]
    assert [code.split("\n")[0] for code in codes] == ["- id: C9", "- id: keep_watch"]
    assert page.all("a", href="/api/v1/clauses/C9")
    assert page.all("a", href="/api/v1/duties/keep_watch")


def test_a_clause_on_another_day_shows_that_day(client: Client, aurel: Policy) -> None:
    """Given a pilot that is switched on in 2021, when opened on both sides, then its state differs."""
    assert "Not in force" in opened(client, "/en/clauses/C3/?on=2021-05-31").one("article").text
    assert "Not in force" not in opened(client, "/en/clauses/C3/?on=2021-06-01").one("article").text


def test_whatever_an_element_names_has_its_page(published: Policy) -> None:
    """Given all that agreements set off, when looked up, then each leads somewhere."""
    named = {each.element for one in published.agreements.values() for each in one.triggers if each.element}
    assert named
    assert not [id for id in named if not address_of(published, id)]
    assert address_of(published, "no_such_thing") == ""
