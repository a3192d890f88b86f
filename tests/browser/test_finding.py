"""Feature: everything in the policy is found by anybody: by map, list, search, on a phone, by keyboard."""

from __future__ import annotations

import pytest

from haina.policy import Policy

from .conftest import Visit
from .inspection import accessibility, foreign_words, picture, width_on_a_phone
from .keyboard import Hands
from .pages import Place
from .visitor import DESK, LANGUAGES, PHONE, in_turn

pytestmark = pytest.mark.browser

PLACES = [
    Place("browse", "browse/"),
    Place("map", "map/"),
    Place("map of an article", "map/4/"),
    Place("differences", "differences/"),
    Place("systems", "systems/"),
    Place("system", "systems/residence_to_pr/"),
    Place("life events", "events/"),
    Place("life event of all kinds", "events/transferring_a_result/"),
    Place("audience without rights", "for/developer/"),
    Place("department with all sorts of work", "departments/hrss_bureau/"),
    Place("version", "version/"),
    Place("search of all kinds", "search/?q=A19"),
]


@pytest.mark.parametrize("language", in_turn(0))
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_way_in_is_for_everybody(visit: Visit, place: Place, language: str) -> None:
    visitor = visit(language, place.account)
    place.show(visitor)
    found = accessibility(visitor.page)
    found += width_on_a_phone(visitor.page)
    if not place.address.startswith("differences"):  # its notes quote the other text
        found += foreign_words(visitor.page, language)
    picture(visitor.page, place.name, language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_shapes_of_the_map_can_be_pressed_with_a_finger(visit: Visit, width: int) -> None:
    """Given a phone or a desk, when the map is shown, then no shape is smaller than 24 px with its room."""
    visitor = visit("en")
    visitor.page.set_viewport_size({"width": width, "height": 740})
    visitor.go("map/")
    boxes = visitor.page.locator("svg.picture-map a.mark").evaluate_all(
        "marks => marks.map(mark => mark.getBoundingClientRect()).map(box => [box.width, box.height])"
    )
    assert len(boxes) > 100
    assert min(min(box) for box in boxes) >= 22
    region = visitor.page.locator(".picture-scroll").first
    scrolls = region.evaluate("region => region.scrollWidth > region.clientWidth")
    assert scrolls == (width == PHONE), "only the picture moves, and only where it is too wide"


@pytest.mark.parametrize("language", in_turn(1))
def test_by_keyboard_from_the_map_to_what_runs(visit: Visit, policy: Policy, language: str) -> None:
    """Given only a keyboard, when the first article and its first clause are pressed, then its page opens."""
    visitor = visit(language)
    hands = Hands(visitor)
    visitor.go("map/")
    first = next(iter(policy.articles.values()))
    hands.reach(visitor.page.locator("svg.picture-map a.map-link").first)
    with visitor.page.expect_navigation():
        hands.keys.press("Enter")
    assert visitor.page.url.endswith(f"/map/{first.id}/")
    hands.reach(visitor.page.locator("svg.picture-map a.map-link").first)
    with visitor.page.expect_navigation():
        hands.keys.press("Enter")
    assert visitor.page.url.endswith(f"/clauses/{first.clauses[0]}/")
    assert visitor.heading == visitor.word(policy.clauses[first.clauses[0]].title)


def test_the_picture_can_be_passed_over(visit: Visit) -> None:
    """Given a keyboard, when the link past the picture is pressed, then the next stop is in the list."""
    visitor = visit("en")
    hands = Hands(visitor)
    visitor.go("map/")
    hands.reach(visitor.find("Skip the picture: the same as a list"))
    hands.keys.press("Enter")
    hands.keys.press("Tab")
    assert visitor.page.evaluate("document.activeElement.matches('details.reveal > summary')")
    hands.keys.press("Enter")
    assert visitor.page.locator("details[open] .map-list a").count() > 0


@pytest.mark.parametrize("language", in_turn(0))
def test_a_word_leaves_the_differences_that_have_it(visit: Visit, policy: Policy, language: str) -> None:
    """Given the list of differences, when the number of a clause is typed, then it alone is left."""
    clause = next(clause for clause in policy.clauses.values() if clause.difference)
    visitor = visit(language)
    visitor.go("differences/")
    before = visitor.page.locator("#found dt").count()
    visitor.page.locator("#q").fill(clause.title.zh)
    visitor.page.locator("#found p[role=status]").wait_for()
    left = visitor.page.locator("#found dt")
    assert 1 <= left.count() < before
    assert clause.id in left.first.inner_text()


def test_the_header_takes_no_more_than_two_lines_of_links_on_a_phone(visit: Visit) -> None:
    for language in LANGUAGES:
        visitor = visit(language)
        visitor.page.set_viewport_size({"width": PHONE, "height": 740})
        visitor.go("browse/")
        tops = visitor.page.locator(".site-nav li").evaluate_all(
            "items => [...new Set(items.map(item => Math.round(item.getBoundingClientRect().top)))]"
        )
        assert len(tops) <= 2
