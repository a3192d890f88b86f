"""Feature: there is a way to everything: by life event, audience, department, system, text and version."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from haina.cases.policies import store_version
from haina.policy import Policy, load
from haina.portal.addresses import element_address

from .html import Page
from .test_pages import assert_clean

LANGUAGES = ("en", "zh-hans")
PAGES = (
    *("browse/", "events/", "for/", "articles/", "departments/", "map/", "map/4/", "version/"),
    *("differences/", "differences/?q=A04", "differences/?q=zzzz", "systems/", "systems/?q=fund"),
)


def page_of(client: Client, address: str, language: str = "en") -> Page:
    return Page.of(client.get(f"/{language}/{address}").content.decode())


def links_of(page: Page) -> list[str]:
    return [link["href"] for link in page.all("a")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_a_way_in_answers_and_is_clean(
    client: Client, published: Policy, address: str, language: str
) -> None:
    response = client.get(f"/{language}/{address}")
    assert response.status_code == 200
    assert_clean(Page.of(response.content.decode()))


def test_every_way_in_is_one_press_from_browse_and_browse_from_everywhere(
    client: Client, published: Policy
) -> None:
    """Given any page, when one goes by its header, then all lists are two presses away."""
    assert "/en/browse/" in links_of(page_of(client, "privacy/"))
    links = links_of(page_of(client, "browse/"))
    for name in ("rights", "programmes", "agreements", "duties", "calculators", "articles", "map", "systems"):
        assert f"/en/{name}/" in links
    for name in ("differences", "standards", "departments", "events", "for", "version", "inquiry"):
        assert f"/en/{name}/" in links


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_life_event_and_audience_shows_all_that_belongs_to_it(
    client: Client, published: Policy, language: str
) -> None:
    """Given each way by people, when it is opened, then all kinds of elements stand there."""
    ways = (("events", published.life_events), ("for", published.audiences))
    for shelf, collections in ways:
        links = links_of(page_of(client, f"{shelf}/", language))
        for each in collections:
            assert f"/{language}/{shelf}/{each.id}/" in links
            page = page_of(client, f"{shelf}/{each.id}/", language)
            inside = links_of(page)
            with override(language):
                for id in each.rights:
                    assert element_address(published.elements[id]) in inside, (each.id, id)
            sections = {published.elements[id].section for id in each.rights}
            assert {heading["id"] for heading in page.all("h2")} >= sections


def test_only_where_there_are_rights_they_are_asked_about(client: Client, published: Policy) -> None:
    for each in (*published.life_events, *published.audiences):
        shelf = "events" if each in published.life_events else "for"
        said = client.get(f"/en/{shelf}/{each.id}/").content.decode()
        assert ('name="scope"' in said) == bool(published.rights_in(each)), each.id


def test_what_has_no_rights_cannot_be_asked_about(client: Client, published: Policy) -> None:
    """Given a way in without rights, when an inquiry about it is wanted, then one is asked to choose."""
    empty = next(each for each in published.life_events if not published.rights_in(each))
    start = client.get("/en/inquiry/").content.decode()
    assert f'value="event:{empty.id}"' not in start
    response = client.post("/en/inquiry/", {"scope": f"event:{empty.id}"})
    assert "Choose what you want to ask about." in response.content.decode()


def test_an_article_is_listed_with_its_clauses_by_kind(client: Client, published: Policy) -> None:
    page = page_of(client, "articles/")
    for article in published.articles.values():
        assert page.all("a", href=f"/en/articles/{article.id}/")
    headings = {article.heading.en for article in published.articles.values() if article.heading}
    assert headings <= {heading.text for heading in page.all("h2")}
    first = next(iter(published.articles.values()))
    kind = published.clauses[first.clauses[0]].kind
    assert {"right": "Right", "money": "Money", "deal": "Deal", "duty": "Duty"}[kind] in page.text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_department_shows_all_sorts_of_its_work(client: Client, published: Policy, language: str) -> None:
    """Given each department, when its page is opened, then all of its work is there."""
    for key in published.departments:
        page = page_of(client, f"departments/{key}/", language)
        assert_clean(page)
        links = links_of(page)
        wanted = [each for each in published.rights.values() if each.grants.apply_to == key]
        for programme in published.programmes.values():
            assert programme.budget is not None
            if published.budgets[programme.budget].department == key:
                wanted.append(programme)
        with override(language):
            for right in wanted:
                assert element_address(right) in links, (key, right.id)
            for duty in published.duties.values():
                if key in (*duty.owed_by, *duty.checked_by):
                    assert element_address(duty) in links, (key, duty.id)
            for agreement in published.agreements.values():
                if any(entry.department == key for entry in agreement.register):
                    assert element_address(agreement) in links, (key, agreement.id)


def test_a_department_that_registers_says_so(client: Client, published: Policy) -> None:
    key = next(
        entry.department for agreement in published.agreements.values() for entry in agreement.register
    )
    assert "Puts on record" in page_of(client, f"departments/{key}/").text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_difference_of_the_two_texts_is_listed(
    client: Client, published: Policy, language: str
) -> None:
    said = page_of(client, "differences/", language).text()
    for clause in published.clauses.values():
        if clause.difference:
            words = clause.difference.en if language == "en" else clause.difference.zh
            assert " ".join(words.split()) in said, clause.id


def test_differences_are_found_by_words_of_either_language(client: Client, published: Policy) -> None:
    """Given a word of a Chinese title, when it is typed on the English page, then its clause stays."""
    clause = next(clause for clause in published.clauses.values() if clause.difference)
    page = page_of(client, f"differences/?q={clause.title.zh}")
    assert page.all("a", href=f"/en/clauses/{clause.id}/")
    others = [each for each in published.clauses.values() if each.difference and each.id != clause.id]
    shown = [each for each in others if page.all("a", href=f"/en/clauses/{each.id}/")]
    assert len(shown) < len(others)
    assert "Nothing was found" in page_of(client, "differences/?q=zzzz").text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_system_names_its_clauses_and_what_runs(
    client: Client, published: Policy, language: str
) -> None:
    """Given each system, when it is opened, then each clause behind it leads to what makes it work."""
    listed = links_of(page_of(client, "systems/", language))
    for system in published.systems.values():
        assert f"/{language}/systems/{system.id}/" in listed
    for system in list(published.systems.values())[:: 1 if language == "en" else 12]:
        page = page_of(client, f"systems/{system.id}/", language)
        assert_clean(page)
        links = links_of(page)
        for clause in system.clauses:
            assert f"/{language}/clauses/{clause}/" in links
            with override(language):
                assert {element_address(each) for each in published.elements_of(clause)} <= set(links)


def test_a_type_of_system_that_no_word_is_known_for_stands_as_it_is(published: Policy) -> None:
    from haina.portal.labels import system_type

    with override("en"):
        assert system_type("permit_scheme") == "Permits and visas"
        assert system_type("tide_gauge") == "Tide gauge"


def test_the_version_page_names_the_version_and_has_its_files(client: Client, published: Policy) -> None:
    """Given an earlier version, when the page is read, then both can be fetched."""
    old = load(Path(__file__).parents[1] / "packs" / "aurel")
    store_version(old, datetime(2025, 1, 1, 9, 0, tzinfo=UTC))
    page = page_of(client, "version/")
    assert published.version in page.text()
    links = links_of(page)
    for version in (published.version, old.version):
        address = f"/api/v1/policy/versions/{version}.zip"
        assert address in links
        assert client.get(address)["Content-Type"] == "application/zip"


@pytest.mark.parametrize(
    "address", ["map/99/", "systems/none/", "departments/none/", "events/none/", "for/none/"]
)
def test_what_is_not_there_is_not_found(client: Client, published: Policy, address: str) -> None:
    assert client.get(f"/en/{address}").status_code == 404
