"""Feature: every public page can be used by anybody, in either language, by night and on a phone."""

from __future__ import annotations

import pytest

from ..support.policy import installed_policy
from .conftest import Visit
from .inspection import accessibility, foreign_words, picture, width_on_a_phone
from .pages import Place, public_places
from .visitor import in_turn

pytestmark = pytest.mark.browser

PLACES = public_places(installed_policy())


@pytest.mark.parametrize(
    ("place", "language"),
    [
        pytest.param(place, language, id=f"{place.name}-{language}")
        for number, place in enumerate(PLACES)
        for language in in_turn(number)
    ],
)
def test_a_public_page_is_for_everybody(visit: Visit, place: Place, language: str) -> None:
    visitor = visit(language, place.account)
    place.show(visitor)
    found = accessibility(visitor.page)
    found += width_on_a_phone(visitor.page)
    found += foreign_words(visitor.page, language)
    picture(visitor.page, place.name, language)
    assert not found, "\n".join(found)
