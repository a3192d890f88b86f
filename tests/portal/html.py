"""Reads a page as a browser would, for what tests ask of every page."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


@dataclass
class Element:
    """An element with its attributes, and the text below it."""

    name: str
    attributes: dict[str, str]
    text: str = ""

    def __getitem__(self, key: str) -> str:
        return self.attributes.get(key, "")


@dataclass
class Page(HTMLParser):
    """All elements of a page in order."""

    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []

    @classmethod
    def of(cls, source: str) -> Page:
        page = cls()
        page.feed(source)
        page.close()
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        self.elements.append(element)
        if tag not in _EMPTY:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].name == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, name: str, **wanted: str) -> list[Element]:
        return [
            element
            for element in self.elements
            if element.name == name
            and all(element[key.rstrip("_")] == value for key, value in wanted.items())
        ]

    def one(self, name: str, **wanted: str) -> Element:
        found = self.all(name, **wanted)
        assert len(found) == 1, f"{len(found)} × {name} {wanted}"
        return found[0]

    def text(self) -> str:
        return " ".join(self.one("main").text.split())
