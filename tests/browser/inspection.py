"""What is asked of every page: accessible by day and by night, narrow enough for a phone, in one language."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from haina.cases.policies import current_policy
from haina.server.places import ROOT

from .filing import ANSWER, NEWCOMERS, OBJECTION
from .visitor import DESK, PHONE

#: WCAG 2.2, levels A and AA.
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_AXE = Axe()
_VIOLATIONS = "async options => (await axe.run(document, options)).violations"

#: Latin words that stand on Chinese pages as they are: names of formats, of programs, of kinds of papers.
_NAMES = frozenset(
    {"haina", "json", "http", "openapi", "curl", "cookie", "totp", "jpeg", "email", "bpmn", "orcid"}
)
#: E-mail and other addresses, numbers of clauses, cases and documents, names of facts.
_IDENTIFIER = re.compile(
    r"[\w.+-]+@[\w.-]+|https?://\S+|/[\w./{}<>:?=&-]+|[\u3400-\u9fff]+〔\d{4}〕\d+号|\b[A-Za-z-]*[\d_.][\w.-]*\b"
)
_LATIN = re.compile(r"[A-Za-zÀ-ž]{4,}")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")

_VISIBLE_TEXT = """language => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement, text = node.textContent.trim();
    if (!text || parent.closest("script, style, code, pre, [translate=no]")) continue;
    if (!parent.closest("[lang]").lang.startsWith(language)) continue;
    found.push(text);
  }
  for (const attribute of ["aria-label", "placeholder", "title", "alt"])
    for (const element of document.querySelectorAll(`body [${attribute}]`))
      if (element.closest("[lang]").lang.startsWith(language)) found.push(element.getAttribute(attribute));
  return [document.title, ...found];
}"""


def accessibility(page: Page) -> list[str]:
    """What axe finds on the page, in daylight and in the dark."""
    return [*_axe(page, "light", {"type": "tag", "values": _TAGS}), *_contrast_in_the_dark(page)]


def _contrast_in_the_dark(page: Page) -> list[str]:
    return _axe(page, "dark", {"type": "rule", "values": ["color-contrast"]})


def _axe(page: Page, scheme: str, rules: dict[str, object]) -> list[str]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # a literal
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.axe_script)
    found = page.evaluate(_VIOLATIONS, {"resultTypes": ["violations"], "runOnly": rules})
    return [
        f"{scheme}: {violation['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for violation in found
        for node in violation["nodes"]
    ]


def width_on_a_phone(page: Page) -> list[str]:
    """What sticks out of a window as wide as a phone."""
    before = page.viewport_size
    page.set_viewport_size({"width": PHONE, "height": 740})
    wide: int = page.evaluate("document.scrollingElement.scrollWidth")
    culprits: list[str] = page.evaluate(
        """width => [...document.querySelectorAll("body *")].filter(element => {
          const box = element.getBoundingClientRect();
          const scrolls = element.closest(".table-scroll, .picture-scroll, pre");
          return box.width && box.right > width + 1 && !scrolls;
        }).slice(0, 3).map(element => element.outerHTML.slice(0, 160))""",
        PHONE,
    )
    page.set_viewport_size(before or {"width": PHONE, "height": 740})
    return [f"{wide} px wide: {culprits}"] if wide > PHONE else []


def foreign_words(page: Page, language: str) -> list[str]:
    """Words of the other language that are not marked as such."""
    texts: Iterable[str] = page.evaluate(_VISIBLE_TEXT, language)
    if language == "en":
        return [text for text in texts if _CHINESE.search(_own_words(text))]
    return [text for text in texts if _english_in(_own_words(text))]


def _english_in(text: str) -> list[str]:
    return [word for word in _LATIN.findall(text) if word.lower() not in _NAMES | _publishers()]


@cache
def _publishers() -> frozenset[str]:
    """Names of those who published the sources, as their Chinese titles have them."""
    titles = [source.title.zh for source in current_policy().sources.values()]
    return frozenset(word.lower() for title in titles for word in _LATIN.findall(title))


def _own_words(text: str) -> str:
    """What is left of a text without identifiers and without what people are called and have written."""
    for name in _written_by_people():
        text = text.replace(name, " ")
    return _IDENTIFIER.sub(" ", text)


@cache
def _written_by_people() -> tuple[str, ...]:
    """What the demo's people are called and have written: it stands as it is on pages in either language."""
    found = {*NEWCOMERS, OBJECTION, ANSWER}

    def collect(value: object) -> None:
        if isinstance(value, dict):
            for each in value.values():
                collect(each)
        elif isinstance(value, list):
            for each in value:
                collect(each)
        elif isinstance(value, str):
            found.add(value)

    for file in Path(ROOT / "demo").glob("*.yaml"):
        collect(yaml.safe_load(file.read_text(encoding="utf-8")))
    # A code such as "en" is a part of many words.
    told = (text for text in found if len(text) > (3 if text.isascii() else 1))
    return tuple(sorted(told, key=len, reverse=True))


def picture(page: Page, name: str, language: str) -> None:
    """Keep pictures of the page for who wants to look: HAINA_PICTURES names the folder."""
    folder = os.environ.get("HAINA_PICTURES")
    if folder is None:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 740})
        page.screenshot(path=f"{folder}/{name.replace(' ', '-')}-{language}-{width}.png", full_page=True)
