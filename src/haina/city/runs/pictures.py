"""Pictures of a run as SVG, each to stand beside the table that says the same."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

import pygal
from pygal import PluginImportFixer
from pygal.style import Style

# The library puts itself before every import of the whole program to find its plug-ins, of which we have
# none, in a way that Python is giving up.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, PluginImportFixer)]

ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
#: Green, grey, amber: told apart by lightness too.
_COLOURS = ("#1b7f5c", "#c9ced6", "#e0a526", "#7a5195", "#33658a", "#8c2f39")
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    font_family="system-ui, sans-serif",
    label_font_size=13,
    major_label_font_size=13,
    value_font_size=12,
    legend_font_size=13,
    guide_stroke_color="#e5e7e9",
    major_guide_stroke_color="#d5d8dc",
    guide_stroke_dasharray="0",
    major_guide_stroke_dasharray="0",
    colors=_COLOURS,
)
_WIDTH, _LINE = 860, 30


def _settings(height: int, **more: Any) -> dict[str, Any]:
    return {
        "width": _WIDTH,
        "height": height,
        "style": _STYLE,
        "js": [],
        "disable_xml_declaration": True,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 2,
        "truncate_label": -1,
        "truncate_legend": 40,
        "show_x_guides": True,
        "show_y_guides": False,
        "value_formatter": "{:,.0f}".format,
        **more,
    }


def stacked(names: Sequence[str], series: Mapping[str, Sequence[int]]) -> str:
    """A bar for each name, from the top down, made of one piece for each series."""
    return _bars(pygal.HorizontalStackedBar, names, series)


def bars(names: Sequence[str], series: Mapping[str, Sequence[int]]) -> str:
    """A bar for each name and series, from the top down."""
    return _bars(pygal.HorizontalBar, names, series)


def _bars(kind: type[Any], names: Sequence[str], series: Mapping[str, Sequence[int]]) -> str:
    chart = kind(**_settings(_LINE * len(names) * max(1, len(series) // 2) + 90))
    chart.x_labels = list(reversed(names))  # the library counts from the bottom
    together = sum if kind is pygal.HorizontalStackedBar else max
    most = max((together(map(abs, values)) for values in zip(*series.values(), strict=True)), default=0)
    chart.y_labels = _marks(most, below=any(each < 0 for values in series.values() for each in values))
    for title, values in series.items():
        chart.add(title, list(reversed(values)))
    return _drawn(chart)


def _marks(most: int, *, below: bool) -> list[int]:
    """Some round numbers from 0 to the longest bar, also to the other side where bars go there."""
    step = next(
        (base * 10**power for power in range(20) for base in (1, 2, 5) if base * 10**power * 4 >= most), 1
    )
    marks = [step * each for each in range(5) if step * (each - 1) < most] or [0, 1]
    return [*(-each for each in reversed(marks[1:])), *marks] if below else marks


def _drawn(chart: Any) -> str:
    """The picture without the library's scripts, which a file that is read offline does not need."""
    drawn = ElementTree.fromstring(chart.render(is_unicode=True))  # noqa: S314 - our own library's output
    for parent in drawn.iter():
        for child in list(parent):
            if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == "script":
                parent.remove(child)
    return ElementTree.tostring(drawn, encoding="unicode")


def curve(steps: Sequence[str], series: Mapping[str, Sequence[int]]) -> str:
    """A line for each series over the steps."""
    chart = pygal.Line(**_settings(360, show_y_guides=True, show_x_guides=False))
    chart.x_labels = list(steps)
    for title, values in series.items():
        chart.add(title, list(values))
    return _drawn(chart)
