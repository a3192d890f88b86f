"""Feature: every public page can be used by anybody, in either language, by night and on a phone."""

from __future__ import annotations

import pytest

from haina.cases.policies import current_policy

from .conftest import Visit
from .inspection import accessibility, foreign_words, picture, width_on_a_phone
from .pages import Place, public_places
from .visitor import LANGUAGES, in_turn

pytestmark = pytest.mark.browser

PLACES = public_places(current_policy())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_public_page_is_for_everybody(visit: Visit, place: Place, language: str) -> None:
    visitor = visit(language, place.account)
    place.show(visitor)
    found = width_on_a_phone(visitor.page)
    if language in in_turn(PLACES.index(place)):
        found += accessibility(visitor.page)
    found += foreign_words(visitor.page, language)
    picture(visitor.page, place.name, language)
    assert not found, "\n".join(found)
