"""Feature: pages behind the login can be used by anybody: in either language, by night and on a phone."""

from __future__ import annotations

import pytest

from .conftest import Visit
from .inspection import accessibility, foreign_words, picture, width_on_a_phone
from .pages import Place, private_places
from .visitor import in_turn

pytestmark = pytest.mark.browser

PLACES = private_places()


@pytest.mark.parametrize(
    ("place", "language"),
    [
        pytest.param(place, language, id=f"{place.name}-{language}")
        for number, place in enumerate(PLACES)
        for language in in_turn(number)
    ],
)
def test_a_private_page_is_for_everybody_who_may_see_it(
    visit: Visit, cases: dict[str, str], place: Place, language: str
) -> None:
    visitor = visit(language, place.account)
    place.show(visitor)
    found = accessibility(visitor.page)
    found += width_on_a_phone(visitor.page)
    found += foreign_words(visitor.page, language)
    picture(visitor.page, place.name, language)
    assert not found, "\n".join(found)
