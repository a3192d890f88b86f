"""Feature: no link on a public page leads nowhere."""

from __future__ import annotations

from collections import deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from .conftest import Visit
from .visitor import LANGUAGES, Visitor

pytestmark = pytest.mark.browser

#: Pages that are read for further links; everything that they link to is asked for once.
MOST_PAGES = 45
#: Of many pages of one kind so many are read.
MOST_OF_A_KIND = 3
#: Of the links to pages of one kind so many are followed; tests/portal opens every page of the large kinds.
MOST_FOLLOWED = 25

_LINKS = "links => [...new Set(links.map(link => link.href))]"
_IDS = "elements => elements.map(element => element.id)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_somewhere(visit: Visit, language: str) -> None:
    visitor = visit(language)
    start = f"{visitor.site.address}/{visitor.prefix}"
    waiting, read, answered = deque([start]), dict[str, int](), dict[str, int]()
    followed, broken = dict[str, int](), list[str]()
    while waiting and sum(read.values()) < MOST_PAGES:
        address = waiting.popleft()
        kind = _kind(visitor, address)
        if read.get(kind, 0) >= MOST_OF_A_KIND:
            continue
        read[kind] = read.get(kind, 0) + 1
        visitor.page.goto(address)
        ids = set(visitor.page.locator("[id]").evaluate_all(_IDS))
        for link in visitor.page.locator("a[href]").evaluate_all(_LINKS):
            target, place = urldefrag(urljoin(address, link))
            if not target.startswith(visitor.site.address):
                continue  # a source elsewhere; tests ask nobody else
            if place and target == address and place not in ids:
                broken.append(f"{address}: no place #{place}")
            if target in answered or followed.get(_kind(visitor, target), 0) >= MOST_FOLLOWED:
                continue
            followed[_kind(visitor, target)] = followed.get(_kind(visitor, target), 0) + 1
            answer = visitor.context.request.get(target)
            answered[target] = answer.status
            if answered[target] >= 400:
                broken.append(f"{address}: {target} answers {answered[target]}")
            elif target.startswith(start) and "html" in answer.headers["content-type"]:
                waiting.append(target)
    assert not broken, "\n".join(broken)
    assert len(answered) > 100


def _kind(visitor: Visitor, address: str) -> str:
    """What kind of page an address is of: the first part of it below the language."""
    return urlsplit(address).path.removeprefix(f"/{visitor.prefix}").split("/")[0]


def test_the_door_asks_the_browser_for_its_language(visit: Visit) -> None:
    for language, prefix in (("zh", "/zh-hans/"), ("en", "/en/")):
        visitor = visit(language)
        visitor.page.goto("/")
        assert urlsplit(visitor.page.url).path == prefix


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_language_is_the_same_page(visit: Visit, language: str) -> None:
    visitor = visit(language)
    visitor.go("rights/pr_market/?on=2017-05-01")
    visitor.page.locator("a.language").click()
    other = {"zh": "/en/", "en": "/zh-hans/"}[language]
    assert visitor.page.url.endswith(f"{other}rights/pr_market/?on=2017-05-01")
    assert visitor.page.locator("html").get_attribute("lang") == {"zh": "en", "en": "zh-Hans"}[language]
