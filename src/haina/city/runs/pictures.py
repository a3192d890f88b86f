"""Pictures of a result as SVG, each to stand beside the table that says the same.

Drawn by Vega-Altair and vl-convert, without a network, once for a wide screen and once for a narrow one.
Places of bars and words are worked out here, so that no picture depends on which fonts a machine has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import escape
from io import StringIO
from typing import Any
from unicodedata import east_asian_width

import altair

#: Its own types know every name of a colour scheme but not a chart of two layers.
alt: Any = altair
#: So wide is a picture on a wide screen and on a telephone, in pixels.
WIDE, NARROW = 796, 296
#: Told apart by lightness too, and at 3 to 1 from white.
COLOURS = ("#1b7f5c", "#b26a00", "#33658a", "#7a5195", "#8c2f39", "#4d5656")
_DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [12, 3])
_INK, _LINES, _SIZE = "#17202a", "#d5d8dc", 13
_LABEL, _BAR, _BETWEEN = 20, 13, 9
#: Room for words that a reader's font writes wider than the one they were measured with.
_PADDING = {"left": 12, "right": 12, "top": 4, "bottom": 4}
#: Large numbers in the words of each language.
_SHORT = {
    "zh": (("1e8", " 亿"), ("1e4", " 万")),
    "en": (("1e9", " bn"), ("1e6", " m"), ("1e3", " k")),
}
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
Values = Sequence[float]


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: its title, what it shows in words, and how it is drawn at a width."""

    title: str
    description: str
    draw: Callable[[int], Any]

    @property
    def html(self) -> str:
        """The picture for wide and narrow screens; a style sheet shows one of them."""
        both = (("wide", WIDE), ("narrow", NARROW))
        return "".join(f'<div class="{name}">{self._svg(width)}</div>' for name, width in both)

    def _svg(self, width: int) -> str:
        drawn = StringIO()
        _styled(self.draw(width)).save(drawn, format="svg")
        svg = drawn.getvalue()
        # One image with one description: its parts are not to be read out one by one.
        marks = _SPOKEN.sub("", svg[svg.index(">") + 1 :])
        head = svg[: svg.index(">")]
        name = sha256(f"{width} {self.title} {marks}".encode()).hexdigest()[:12]
        title = f'<title id="t{name}">{escape(self.title)}</title>'
        told = f'{title}<desc id="d{name}">{escape(self.description)}</desc>'
        return f'{head} role="img" aria-labelledby="t{name}" aria-describedby="d{name}">{told}{marks}'


def _styled(chart: Any) -> Any:
    """The chart in our looks; its marks say nothing by themselves, the table does."""
    return (
        chart.configure(font="system-ui, sans-serif", background="transparent", aria=False, padding=_PADDING)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_INK,
            titleColor=_INK,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            gridColor=_LINES,
            domainColor=_LINES,
            tickColor=_LINES,
        )
        .configure_legend(labelColor=_INK, labelFontSize=_SIZE, labelLimit=0, symbolStrokeWidth=3)
    )


def shortened(text: str, width: float, size: float = _SIZE) -> str:
    """A text that fits into so many pixels, by what letters of either script take at most."""
    left = width - size * 0.6
    for place, letter in enumerate(text):
        left -= size * (1.0 if east_asian_width(letter) in "WF" else 0.6)
        if left < 0:
            return f"{text[:place].rstrip()}…"
    return text


def _numbers(language: str, **settings: object) -> Any:
    """An axis of numbers in the language's own short form."""
    cases = "".join(
        f"abs(datum.value) >= {unit} ? format(datum.value / {unit}, ',.2~f') + '{word}' : "
        for unit, word in _SHORT[language]
    )
    return alt.Axis(labelExpr=f"{cases}format(datum.value, ',.2~f')", title=None, **settings)


def short(value: float, language: str) -> str:
    """A number in the short form of the axes, with three digits at least."""
    for unit, word in _SHORT[language]:
        units = abs(value) / float(unit)
        if units >= 1:
            return f"{value / float(unit):,.{2 if units < 10 else 1 if units < 100 else 0}f}{word}"
    return f"{value:,}"


def _legend(names: Sequence[str], width: int, symbol: str = "square") -> tuple[list[str], Any]:
    """The names as they fit, and their legend; none for a single one."""
    fitting = _apart([shortened(name, width - 40) for name in names])
    if len(names) < 2:
        return fitting, None
    return fitting, alt.Legend(title=None, orient="top", direction="vertical", columns=1, symbolType=symbol)


def _apart(names: Sequence[str]) -> list[str]:
    """The names, with a number behind one that another was shortened to as well."""
    found: list[str] = []
    for name in names:
        again = sum(each == name or each.startswith(f"{name} (") for each in found)
        found.append(f"{name} ({again + 1})" if again else name)
    return found


# Bars


def bars(
    title: str, names: Sequence[str], series: Mapping[str, Values], language: str, *, stacked: bool = False
) -> Picture:
    """A bar for each name from the top down: of one piece for each series, or one bar for each.

    Values below zero go to the left. The name and its numbers stand above the bars.
    """
    words = [_of_numbers(name, series, place) for place, name in enumerate(names)]
    return Picture(title, "; ".join(words), lambda width: _bars(width, names, series, language, stacked))


def _of_numbers(name: str, series: Mapping[str, Values], place: int) -> str:
    parts = ", ".join(f"{each} {values[place]:,}" for each, values in series.items())
    return f"{name}: {parts}"


def _bars(
    width: int, names: Sequence[str], series: Mapping[str, Values], language: str, stacked: bool
) -> Any:
    kinds, legend = _legend(list(series), width)
    line = _LABEL + _BAR * (1 if stacked else len(series)) + _BETWEEN
    height = line * len(names)
    rows = list(_rows(names, dict(zip(kinds, series.values(), strict=True)), line, stacked))
    down = alt.Scale(domain=[height, 0], nice=False)
    data = alt.Chart(alt.InlineData(values=rows), width=width, height=height)
    bar = data.mark_bar().encode(
        x=alt.X("from:Q", axis=_numbers(language, orient="top", tickCount=4), scale=_from_zero(rows)),
        x2="to:Q",
        y=alt.Y("top:Q", scale=down, axis=None),
        y2="bottom:Q",
        color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=_range(kinds)), legend=legend),
    )
    words = [
        {"y": line * place + _LABEL - 4, "word": _fitting(name, series, place, width)}
        for place, name in enumerate(names)
    ]
    text = (
        alt.Chart(alt.InlineData(values=words))
        .mark_text(align="left", baseline="bottom", fontSize=_SIZE, color=_INK, limit=0)
        .encode(x=alt.value(0), y=alt.Y("y:Q", scale=down, axis=None), text="word:N")
    )
    return bar + text


def _fitting(name: str, series: Mapping[str, Values], place: int, width: int) -> str:
    numbers = " / ".join(f"{values[place]:,}" for values in series.values())
    room = width - _SIZE * 0.6 * (len(numbers) + 2)
    return f"{shortened(name, room)}  {numbers}"


def _rows(
    names: Sequence[str], series: Mapping[str, Values], line: int, stacked: bool
) -> Iterator[dict[str, object]]:
    """Each piece of each bar, with its place from the top and along the axis."""
    for place in range(len(names)):
        reached = {True: 0.0, False: 0.0}
        for number, (kind, values) in enumerate(series.items()):
            value = float(values[place])
            start = reached[value < 0] if stacked else 0.0
            reached[value < 0] = start + value
            top = line * place + _LABEL + (0 if stacked else _BAR * number)
            yield {"kind": kind, "from": start, "to": start + value, "top": top, "bottom": top + _BAR - 1}


def _from_zero(rows: Sequence[Mapping[str, object]]) -> alt.Scale:
    ends = [float(str(row[end])) for row in rows for end in ("from", "to")]
    low, high = min(0.0, *ends), max(0.0, *ends)
    return alt.Scale(domain=[low, high if high > low else 1.0], nice=True)


def _range(kinds: Sequence[str]) -> list[str]:
    return [COLOURS[place % len(COLOURS)] for place in range(len(kinds))]


# Curves and surfaces


def curve(
    title: str,
    steps: Sequence[str] | Sequence[date],
    series: Mapping[str, Values],
    language: str,
    along: str = "",
) -> Picture:
    """A line for each series over steps, or over days; ``along`` says what the steps are."""
    words = [
        f"{name}: " + ", ".join(f"{step} {value:,}" for step, value in zip(steps, values, strict=True))
        for name, values in series.items()
    ]
    return Picture(title, "; ".join(words), lambda width: _curve(width, steps, series, language, along))


def _curve(
    width: int,
    steps: Sequence[str] | Sequence[date],
    series: Mapping[str, Values],
    language: str,
    along: str,
) -> Any:
    kinds, legend = _legend(list(series), width, "stroke")
    dated = bool(steps) and isinstance(steps[0], date)
    rows = [
        {"step": str(step), "kind": kind, "value": float(value)}
        for kind, values in zip(kinds, series.values(), strict=True)
        for step, value in zip(steps, values, strict=True)
    ]
    few = min(len(steps), 3 if width == NARROW else 10)
    if dated:
        across = alt.X(
            "step:T",
            scale=alt.Scale(type="utc"),
            axis=alt.Axis(
                format="%Y-%m", title=None, tickCount=few, labelOverlap="greedy", labelSeparation=8
            ),
        )
    else:
        across = alt.X(
            "step:O", sort=None, axis=alt.Axis(title=shortened(along, width) or None, labelAngle=0)
        )
    high = max((float(value) for values in series.values() for value in values), default=0.0)
    low = min((float(value) for values in series.values() for value in values), default=0.0)
    up = alt.Scale(domain=[min(low, 0.0), max(high, 1.0)], nice=True)
    data = alt.Chart(alt.InlineData(values=rows), width=width - 60, height=260).encode(
        x=across,
        y=alt.Y("value:Q", scale=up, axis=_numbers(language, tickCount=5)),
        color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=_range(kinds)), legend=legend),
    )
    dashes = [_DASHES[place % len(_DASHES)] for place in range(len(kinds))]
    line = data.mark_line(strokeWidth=2.5).encode(
        strokeDash=alt.StrokeDash("kind:N", scale=alt.Scale(domain=kinds, range=dashes), legend=legend)
    )
    return line + data.mark_circle(size=28, opacity=1)


def surface(
    title: str,
    down: tuple[str, Sequence[str]],
    across: tuple[str, Sequence[str]],
    values: Sequence[Values],
    language: str,
) -> Picture:
    """A field for each pair of values of two standards, the darker the more; ``values`` are rows of it."""
    words = [
        f"{down[0]} {row}, {across[0]} {column}: {values[y][x]:,}"
        for y, row in enumerate(down[1])
        for x, column in enumerate(across[1])
    ]
    return Picture(title, "; ".join(words), lambda width: _surface(width, down, across, values, language))


def _surface(
    width: int,
    down: tuple[str, Sequence[str]],
    across: tuple[str, Sequence[str]],
    values: Sequence[Values],
    language: str,
) -> Any:
    numbers = [float(value) for row in values for value in row]
    low, high = min(numbers), max(numbers)
    rows = [
        {"down": row, "across": column, "value": values[y][x], "word": short(values[y][x], language)}
        for y, row in enumerate(down[1])
        for x, column in enumerate(across[1])
    ]
    titles = [shortened(f"→ {across[0]}", width - 70), shortened(f"↓ {down[0]}", width - 70)]
    inside = min(width - 70, 110 * len(across[1]))
    data = alt.Chart(alt.InlineData(values=rows), width=inside, height=34 * len(down[1])).encode(
        x=alt.X(
            "across:O",
            sort=list(across[1]),
            axis=alt.Axis(orient="top", labelAngle=0, title=titles, titleAnchor="start", titleAlign="left"),
        ),
        y=alt.Y("down:O", sort=list(down[1]), axis=alt.Axis(title=None)),
    )
    shades = alt.Scale(domain=[low, high if high > low else low + 1], range=["#e8f3ee", "#0f5c42"])
    field = data.mark_rect(stroke="white").encode(color=alt.Color("value:Q", scale=shades, legend=None))
    light = alt.condition(alt.datum.value > low + (high - low) * 0.55, alt.value("white"), alt.value(_INK))
    size = _SIZE if inside / len(across[1]) > 56 else 10
    return field + data.mark_text(fontSize=size).encode(text="word:N", color=light)
