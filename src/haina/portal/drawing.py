"""Small pictures as plain numbers: what a template needs to draw an SVG, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from haina.portal.words import day_words, list_words, span_words

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
