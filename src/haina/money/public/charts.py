"""Pictures of numbers: bars as SVG, styled by the style sheet, always beside a table that says the same.

The library draws; its own styles, scripts and tool tips are taken off, because the policy about styles and
scripts allows none inside a page.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

import pygal
from django.utils.safestring import SafeString, mark_safe
from pygal import PluginImportFixer
from pygal.style import Style

# The library puts itself before every import of the whole program to find its plug-ins, of which we have
# none, in a way that Python is giving up.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, PluginImportFixer)]

_SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", _SVG)
#: Parts of what the library draws that a page does not take.
_LEFT_OUT = frozenset({"defs", "script", "style", "title", "desc"})
_WIDTH = 720
_BAR = 34
#: How large words are.
_SIZE = 14
#: Sizes with which the library reserves room for words; the style sheet writes in the same.
_STYLE = Style(
    label_font_size=_SIZE, major_label_font_size=_SIZE, value_font_size=_SIZE, font_family="sans-serif"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; without a value it has its name only."""

    name: str
    value: int | None
    #: The value as people read it.
    words: str


def bars(shown: Sequence[Bar]) -> SafeString:
    """The bars from top to bottom as an SVG element with classes and no style; empty for no bars."""
    if not shown:
        return SafeString("")
    names = [bar.name if bar.value is not None else f"{bar.name} ({bar.words})" for bar in shown]
    chart = pygal.HorizontalBar(
        width=_WIDTH,
        height=_BAR * len(shown) + 24,
        style=_STYLE,
        css=[],
        js=[],
        disable_xml_declaration=True,
        show_legend=False,
        show_x_labels=False,
        show_x_guides=False,
        show_y_guides=False,
        print_values=True,
        print_values_position="top",
        truncate_label=-1,
        margin=8,
        margin_left=8 + _further_room(names),
        spacing=8,
        range=(0, _room([bar.value or 0 for bar in shown])),
    )
    # The library counts from the bottom.
    chart.x_labels = list(reversed(names))
    chart.add("", [_value(bar) for bar in reversed(shown)])
    drawn = ElementTree.fromstring(chart.render(is_unicode=True))  # noqa: S314 - our own library's output
    _strip(drawn)
    drawn.attrib.pop("id", None)
    drawn.set("class", "picture chart")
    drawn.set("aria-hidden", "true")
    drawn.set("focusable", "false")
    return mark_safe(ElementTree.tostring(drawn, encoding="unicode"))  # noqa: S308 - serialised XML


def _further_room(names: Iterable[str]) -> int:
    """What Chinese names need beyond the library's guess, which takes every character for a narrow one."""
    wide = max(sum(unicodedata.east_asian_width(sign) in "WF" for sign in name) for name in names)
    return wide * _SIZE // 2


def _room(values: Sequence[int]) -> int:
    """How far the axis goes: the longest bar and room for its words."""
    return max(1, max(values) * 6 // 5)


def _value(bar: Bar) -> dict[str, object]:
    return {"value": bar.value, "formatter": lambda _value: bar.words}


def _strip(element: ElementTree.Element) -> None:
    for child in list(element):
        name = child.tag.removeprefix(f"{{{_SVG}}}") if isinstance(child.tag, str) else "comment"
        classes = child.get("class", "").split()
        if name in _LEFT_OUT or name == "comment" or "tooltip-overlay" in classes:
            element.remove(child)
            continue
        child.attrib.pop("style", None)
        _strip(child)
