"""Small pictures as plain numbers: what a template needs to draw an SVG, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext

from haina.portal.words import day_words, list_words, number_words, span_words

WIDTH = 720
MARGIN = 8
_LONGEST_YEARS = 24


@dataclass(frozen=True, slots=True)
class Band:
    """One stretch of a timeline: its place in the picture, its kind (a status) and its days in words."""

    x: float
    width: float
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis; `anchor` keeps the label inside the picture."""

    x: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class TimelineDrawing:
    """A timeline ready to be drawn in a box of `width` × `height` user units."""

    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    today: Tick | None
    words: str
    width: int = WIDTH
    height: int = 112


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps days to the x axis of a picture: `first` at the left margin, `end` at the right one."""

    first: date
    end: date
    width: int = WIDTH

    def at(self, day: date) -> float:
        """Return the x of the beginning of a day, cut off at the margins."""
        inside = min(max(day, self.first), self.end)
        share = (inside - self.first).days / max(1, (self.end - self.first).days)
        return round(MARGIN + share * (self.width - 2 * MARGIN), 1)

    def anchor(self, day: date) -> str:
        """Return how a label at that day keeps inside the picture."""
        share = (self.at(day) - MARGIN) / (self.width - 2 * MARGIN)
        return "start" if share < 0.06 else "end" if share > 0.94 else "middle"

    def years(self, most: int = 9) -> tuple[Tick, ...]:
        """Return a mark for the first of January of every first, second, fifth … year."""
        span = self.end.year - self.first.year + 1
        every = next((step for step in (1, 2, 5, 10, 20, 50) if span / step <= most), 100)
        marks = []
        for year in range(self.first.year, self.end.year + 1):
            day = date(year, 1, 1)
            if year % every == 0 and self.first <= day <= self.end:
                marks.append(Tick(self.at(day), str(year), self.anchor(day)))
        return tuple(marks)


def window(changes: Sequence[date], on: date) -> Scale:
    """Return whole years that show the day asked about and the changes near it, at most 24 years."""
    near = [day for day in changes if abs(day.year - on.year) <= _LONGEST_YEARS // 2]
    first = min([day.year for day in near] + [on.year - 1])
    last = max([day.year for day in near] + [on.year + 1])
    return Scale(date(max(first - 1, 1), 1, 1), date(min(last + 2, 9999), 1, 1))


def draw_timeline(steps: Sequence[tuple[date, str]], on: date) -> TimelineDrawing:
    """Draw the steps of a timeline (first day, status) around the day asked about.

    A step lasts until the day before the next; the first one has no beginning when it starts at date.min.
    """
    scale = window([day for day, _ in steps if day != date.min], on)
    bands = []
    for index, (start, kind) in enumerate(steps):
        after = steps[index + 1][0] if index + 1 < len(steps) else None
        if start >= scale.end or (after is not None and after <= scale.first):
            continue
        left, right = scale.at(start), scale.at(after or scale.end)
        last = after - timedelta(days=1) if after else None
        words = span_words(None if start == date.min else start, last)
        bands.append(Band(left, round(max(right - left, 1), 1), str(kind), words))
    today = Tick(scale.at(on), day_words(on), scale.anchor(on))
    return TimelineDrawing(tuple(bands), scale.years(), today, _timeline_words(bands))


def _timeline_words(bands: Sequence[Band]) -> str:
    """Return the picture as one sentence, for those who do not see it."""
    return list_words(f"{status_words(band.kind)} {band.words}" for band in bands)


def status_words(kind: str) -> str:
    """Return a status in the words of the portal."""
    return {
        "yes": gettext("Yes"),
        "no": gettext("Not now"),
        "unknown": gettext("Cannot tell yet"),
        "not_in_force": gettext("Not in force"),
        "later": gettext("Later"),
    }.get(kind, kind)


@dataclass(frozen=True, slots=True)
class ValueStep:
    """A stretch of a step line: its ends, its height, and the value above it."""

    left: float
    right: float
    y: float
    label: str
    label_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class ValuesDrawing:
    """The values of a standard over time, ready to be drawn."""

    steps: tuple[ValueStep, ...]
    path: str
    ticks: tuple[Tick, ...]
    today: Tick | None
    width: int = WIDTH
    height: int = 220
    base: int = 180


def draw_values(steps: Sequence[tuple[date, date, Decimal]], on: date) -> ValuesDrawing | None:
    """Draw (first day, day after the last, value); nothing where there is no change to be seen."""
    if len(steps) < 2:
        return None
    days = [day for first, after, _ in steps for day in (first, after) if day not in (date.min, date.max)]
    scale = window([*days, on], on) if days else window([on], on)
    seen = [step for step in steps if step[0] < scale.end and step[1] > scale.first]
    if not seen:
        return None
    low, high = min(step[2] for step in seen), max(step[2] for step in seen)
    drawn, path, last = [], [], None
    for first, after, value in seen:
        left, right = scale.at(first), scale.at(after)
        y = round(150 - 100 * float((value - low) / (high - low)) if high > low else 100, 1)
        joins = last is not None and last == left
        path.append(f"{'L' if joins else 'M'}{left} {y}L{right} {y}")
        last = right
        drawn.append(
            ValueStep(left, right, y, number_words(value), (left + right) / 2, _inside((left + right) / 2))
        )
    today = Tick(scale.at(on), day_words(on), scale.anchor(on))
    return ValuesDrawing(tuple(_spaced(drawn)), "".join(path), scale.years(), today)


def _inside(x: float) -> str:
    """Return how a label at an x keeps inside the picture."""
    return "start" if x < 60 else "end" if x > WIDTH - 60 else "middle"


def _spaced(steps: Sequence[ValueStep]) -> list[ValueStep]:
    """Leave out the labels that would run into the one before; the table beside the picture has them all."""
    kept: list[ValueStep] = []
    free_from = 0.0
    for step in steps:
        room = 8.0 * len(step.label) + 8
        if step.label_x - room / 2 < free_from:
            kept.append(replace(step, label=""))
        else:
            kept.append(step)
            free_from = step.label_x + room / 2
    return kept
