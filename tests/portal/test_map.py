"""Feature: the whole policy is drawn: articles, their clauses by kind, and what runs for each."""

from __future__ import annotations

import gzip
from itertools import combinations

import pytest
from django.test import Client
from django.utils.translation import override

from haina.policy import Policy
from haina.portal.addresses import element_address
from haina.portal.mapping import Box, article_on_the_map, articles_on_the_map, draw_article, draw_map

from .html import Page

LANGUAGES = ("en", "zh-hans")
#: What the page of the map may weigh on its way, packed as servers do.
LIGHT = 150_000


def overlap(one: Box, other: Box) -> bool:
    """Say whether two boxes share a point."""
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return not (beside or one.y + one.height <= other.y or other.y + other.height <= one.y)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_is_a_shape_of_its_kind_in_the_row_of_its_article(policy: Policy, language: str) -> None:
    """Given the policy, when it is drawn, then each clause stands once, inside, apart from others."""
    with override(language):
        drawing = draw_map(articles_on_the_map(policy))
    drawn = [mark.entry.clause.id for row in drawing.rows for mark in row.marks]
    assert drawn == [id for article in policy.articles.values() for id in article.clauses]
    places = [(mark.x, mark.y) for row in drawing.rows for mark in row.marks]
    assert all(drawing.labels < x <= drawing.width - 14 and 14 <= y <= drawing.height - 14 for x, y in places)
    for row in drawing.rows:
        assert all(row.y <= mark.y - 12 and mark.y + 12 <= row.y + row.height for mark in row.marks)
        assert all(row.y < line.y < row.y + row.height for line in row.lines)
        for (x, y), (u, v) in combinations([(mark.x, mark.y) for mark in row.marks], 2):
            assert max(abs(x - u), abs(y - v)) >= 24, "each can be pressed by itself"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_boxes_of_an_article_do_not_lie_on_each_other(policy: Policy, language: str) -> None:
    """Given each article, when it is drawn, then its boxes stand apart, with their words inside."""
    with override(language):
        for key in policy.articles:
            drawing = draw_article(article_on_the_map(policy, key))
            for one, other in combinations(drawing.boxes, 2):
                assert not overlap(one, other), (key, one.lines, other.lines)
            for box in drawing.boxes:
                assert box.y + box.height <= drawing.height
                assert all(box.y < line.y < box.y + box.height for line in box.lines)
                assert box.lines


def test_what_runs_for_a_clause_leads_to_its_page(policy: Policy) -> None:
    """Given a clause, when it is on the map, then every element and every calculator of it is a link."""
    with override("en"):
        for part in articles_on_the_map(policy):
            for entry in part.entries:
                wanted = [element_address(each) for each in policy.elements_of(entry.clause.id)]
                wanted += [
                    f"/en/calculators/{each.id}/"
                    for each in policy.calculators.values()
                    if entry.clause.id in each.clauses
                ]
                assert [run.href for run in entry.runs] == wanted != []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_says_the_same_as_the_picture(client: Client, published: Policy, language: str) -> None:
    """Given the page, when its links are counted, then each clause is in the picture and in the list."""
    response = client.get(f"/{language}/map/")
    assert len(gzip.compress(response.content)) < LIGHT
    links = [link["href"] for link in Page.of(response.content.decode()).all("a")]
    for clause in published.clauses:
        assert links.count(f"/{language}/clauses/{clause}/") == 2, clause
    for element in published.elements.values():
        with override(language):
            assert element_address(element) in links


def test_the_map_speaks_the_language_of_each_reader(client: Client, published: Policy) -> None:
    """Given a reader of Chinese after one of English, when both look, then each reads their own language."""
    title = next(iter(published.clauses.values())).title
    for language, there, other in (("en", title.en, title.zh), ("zh-hans", title.zh, title.en)):
        said = client.get(f"/{language}/map/").content.decode()
        assert there in said and other not in said


def test_an_article_has_its_own_map_with_its_neighbours(client: Client, published: Policy) -> None:
    keys = list(published.articles)
    page = Page.of(client.get(f"/en/map/{keys[1]}/").content.decode())
    assert page.one("a", rel="prev")["href"] == f"/en/map/{keys[0]}/"
    assert page.one("a", rel="next")["href"] == f"/en/map/{keys[2]}/"
    assert not Page.of(client.get(f"/en/map/{keys[0]}/").content.decode()).all("a", rel="prev")
    assert client.get("/en/map/99/").status_code == 404


def test_kinds_are_told_by_shape_and_words_and_not_by_colour_alone(client: Client, published: Policy) -> None:
    page = Page.of(client.get("/en/map/").content.decode())
    shapes = {use["href"] for use in page.all("use")}
    assert {f"#shape-{kind}" for kind in ("right", "money", "deal", "duty")} <= shapes
    defined = {element["id"] for element in page.elements if element["id"].startswith("shape-")}
    assert shapes <= {f"#{id}" for id in defined}
    for word in ("Right", "Money", "Deal between parties", "Duty"):
        assert word in page.text()
