"""Feature: search finds every kind of thing by Chinese and English words on stock PostgreSQL."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haina.policy import Policy
from haina.portal.models import SearchEntry, SearchIndex
from haina.portal.search import LONGEST_QUERY, Query, highlighted, search
from haina.portal.verbs.publish_policy import publish_policy
from haina.rules import Text

from .conftest import NOW
from .html import Page


def keys(typed: str) -> list[str]:
    return [entry.key for entry in search(Query.read(typed)).entries]


def titles(typed: str, language: str) -> list[str]:
    return [getattr(entry, f"title_{language}") for entry in search(Query.read(typed)).entries]


def test_a_chinese_word_of_two_characters_finds_what_has_it(published: Policy) -> None:
    word = "落户"
    wanted = {right.id for right in published.rights.values() if word in right.title.zh}
    assert wanted and wanted <= set(keys(word))
    assert word in titles(word, "zh")[0]


def some_of_each_kind(policy: Policy) -> dict[str, tuple[str, Text]]:
    """One thing of every kind that can be found: its key and its title."""
    things = {
        "right": next(each for each in policy.rights.values() if not each.programme),
        "programme": next(iter(policy.programmes.values())),
        "agreement": next(iter(policy.agreements.values())),
        "duty": next(iter(policy.duties.values())),
        "calculator": next(iter(policy.calculators.values())),
        "event": policy.life_events[0],
        "audience": policy.audiences[0],
        "article": next(iter(policy.articles.values())),
        "clause": next(iter(policy.clauses.values())),
        "system": next(iter(policy.systems.values())),
        "department": next(iter(policy.departments.values())),
    }
    found = {kind: (each.id, each.title) for kind, each in things.items()}
    standard = next(iter(policy.standards.values()))
    return {**found, "standard": (standard.name, standard.label)}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", SearchEntry.Kind.values)
def test_one_thing_of_each_kind_is_found_by_its_title_and_shown_as_what_it_is(
    client: Client, published: Policy, kind: str, language: str
) -> None:
    """Given a thing of a kind, when its title is looked for, then it stands under the name of its kind."""
    key, title = some_of_each_kind(published)[kind]
    typed = title.en if language == "en" else title.zh
    page = Page.of(client.get(f"/{language}/search/", {"q": typed, "kind": kind}).content.decode())
    shelves = {"programme": "rights", "right": "rights", "event": "events", "audience": "for"}
    shelf = shelves.get(kind, "duties" if kind == "duty" else f"{kind}s")
    assert page.all("a", href=f"/{language}/{shelf}/{key}/"), typed
    whole = Page.of(client.get(f"/{language}/search/", {"q": typed}).content.decode())
    with override(language):
        label = str(SearchEntry.Kind(kind).label)
    assert label in whole.one("h2", id=f"kind-{kind}").text


def test_everything_that_has_a_page_can_be_found(published: Policy) -> None:
    counted = {kind: SearchEntry.objects.filter(kind=kind).count() for kind in SearchEntry.Kind.values}
    assert counted["right"] + counted["programme"] == len(published.rights)
    assert counted["agreement"] == len(published.agreements)
    assert counted["duty"] == len(published.duties)
    assert counted["calculator"] == len(published.calculators)
    assert counted["system"] == len(published.systems)
    assert counted["clause"] == len(published.clauses)
    assert counted["standard"] == len(published.standards)


def test_a_duty_is_found_by_who_owes_it_and_a_programme_by_its_budget(published: Policy) -> None:
    duty = next(iter(published.duties.values()))
    assert duty.id in keys(published.name_of(duty.owed_by[0]).zh)
    programme = next(iter(published.programmes.values()))
    assert programme.id in keys(published.budgets[programme.budget or ""].title.zh)


def test_a_single_character_finds_what_has_it_anywhere(published: Policy) -> None:
    wanted = {key for key, right in published.rights.items() if "税" in right.title.zh}
    assert wanted and wanted <= set(keys("税"))


def test_neighbouring_pairs_must_be_neighbours(published: Policy) -> None:
    for entry in search(Query.read("永久居留")).entries:
        assert "永久居留" in entry.title_zh + entry.body_zh


def test_an_english_word_is_found_in_its_other_forms(published: Policy) -> None:
    assert set(keys("permits")) == set(keys("permit")) != set()


def test_words_of_both_languages_may_be_mixed(published: Policy) -> None:
    mixed = keys("permanent 居留")
    assert mixed
    assert set(mixed) <= set(keys("居留"))


def test_the_number_of_a_clause_comes_first(published: Policy) -> None:
    clause = next(iter(published.clauses))
    assert clause in keys(clause.lower())[:3]


def test_where_nothing_has_all_words_what_has_some_is_found(published: Policy) -> None:
    found = search(Query.read("permanent zzzznothing"))
    assert found.near
    assert found.entries.exists()


@pytest.mark.parametrize("typed", ["", "   ", "、。！", "&|!()<->:*'\"\\", "\x00", "%", "--", "🙂"])
def test_what_has_no_word_finds_nothing_and_harms_nothing(published: Policy, typed: str) -> None:
    assert keys(typed) == []


def test_a_long_query_is_cut(published: Policy) -> None:
    assert len(Query.read("永" * 10_000).text) == LONGEST_QUERY
    assert keys("永" * 10_000) == []


@given(typed=st.text(max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_searched_for(published: Policy, typed: str) -> None:
    for entry in search(Query.read(typed)).entries[:3]:
        highlighted(entry.title_zh, Query.read(typed))


def test_publishing_again_changes_nothing_and_rebuilding_gives_the_same(published: Policy) -> None:
    before = list(SearchEntry.objects.values_list("kind", "key", "words"))
    assert not publish_policy(published, NOW)
    assert publish_policy(published, NOW, rebuild=True)
    assert list(SearchEntry.objects.values_list("kind", "key", "words")) == before
    assert SearchIndex.objects.get().version == published.version


def test_marks_are_set_and_everything_else_is_escaped() -> None:
    query = Query.read("permit 居留 <b>")
    shown = highlighted('<script>"居留" Permits & more', query)
    assert shown == "&lt;script&gt;&quot;<mark>居留</mark>&quot; <mark>Permits</mark> &amp; more"


def test_a_long_text_is_cut_around_the_first_word_found() -> None:
    text = "a " * 200 + "needle " + "z " * 200
    shown = highlighted(text, Query.read("needle"), cut=True)
    assert shown.startswith("…") and shown.endswith("…")
    assert "<mark>needle</mark>" in shown
    assert len(shown) < 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_shows_results_by_kind(client: Client, published: Policy, language: str) -> None:
    page = client.get(f"/{language}/search/", {"q": "居留"}).content.decode()
    assert "<mark>居留</mark>" in page
    assert 'id="kind-right"' in page and 'id="kind-clause"' in page


def test_one_kind_is_shown_in_pages(client: Client, published: Policy) -> None:
    page = client.get("/en/search/", {"q": "居留", "kind": "standard", "page": "99"}).content.decode()
    assert 'id="kind-standard"' in page
    assert 'id="kind-right"' not in page
