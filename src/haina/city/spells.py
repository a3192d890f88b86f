"""Draws the spells of a history: backwards from the day of the city, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .draws import Draw, Scene, settled
from .frame import ABOVE, Array, Frame, Link, Rows, Values
from .records import Spells


@dataclass(frozen=True, slots=True)
class SpellTable:
    """Spells in the order of their subjects' rows: first and last day (days since 1970), and fields.

    A spell that `goes_on` has no last day.
    """

    rows: Rows
    start: Array
    end: Array
    goes_on: NDArray[np.bool_]
    fields: dict[str, Values]

    def only(self, kept: NDArray[np.bool_]) -> SpellTable:
        """The spells of the subjects that a mask over the subjects' rows keeps."""
        chosen = np.flatnonzero(kept[self.rows])
        return SpellTable(
            self.rows[chosen],
            self.start[chosen],
            self.end[chosen],
            self.goes_on[chosen],
            {name: values.take(chosen) for name, values in self.fields.items()},
        )


def spells_of(spells: Spells, scene: Scene) -> SpellTable:
    """The spells of every row of a scene, each subject's oldest first."""
    number = spells.years if spells.years is not None else spells.count
    counts = np.zeros(scene.size, np.int64)
    if number is not None:
        found = number.values(scene)
        counts = np.where(found.known_mask(), np.maximum(np.rint(found.data), 0), 0).astype(np.int64)
    rows = np.repeat(np.arange(scene.size), counts)
    ends = np.cumsum(counts)
    # The oldest spell of a subject stands first; `back` counts from the newest, which is 0.
    back = np.repeat(ends, counts) - np.arange(len(rows)) - 1
    if spells.years is not None:
        start, end, goes_on = _calendar_years(scene.on, back)
    else:
        start, end, goes_on = _backwards(spells, scene, rows, back, counts)
    if spells.not_before is not None:
        bound = scene.column(spells.not_before).data[rows]
        start = np.maximum(start, bound)
    kept = np.flatnonzero(start <= end)
    return _with_fields(
        spells, scene, SpellTable(rows[kept], start[kept], end[kept], goes_on[kept], {}), back[kept]
    )


def _calendar_years(on: float, back: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """The whole calendar years before the day of the city, 0 the last."""
    this = np.datetime64(int(on), "D").astype("datetime64[Y]").astype(np.int64)
    years = this - 1 - back
    first = years.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    after = (years + 1).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    return first.astype(np.float64), (after - 1).astype(np.float64), np.zeros(len(back), np.bool_)


def _backwards(
    spells: Spells, scene: Scene, rows: Rows, back: Array, counts: Array
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """First and last days: each spell ends a gap before the beginning of the one after it."""
    at_rows = scene.at(rows)
    newest = back == 0
    length = np.maximum(np.floor(_drawn(spells.length, at_rows)), 1.0)
    gap = np.maximum(np.floor(_drawn(spells.gap, at_rows)), 0.0)
    ended = np.maximum(np.floor(_drawn(spells.ended, at_rows)), 0.0)
    goes_on = newest & (scene.chance.random(len(rows)) < spells.open)
    last_gap = np.where(goes_on, 0.0, ended)
    step = length + np.where(newest, last_gap, gap)
    # Seen from the newest: the first day of a spell lies all steps up to its own before the day of the city.
    reversed_sums = np.cumsum(step[::-1])[::-1]
    first = np.concatenate(([0], np.cumsum(counts)))[1:]
    after = np.concatenate((reversed_sums, [0.0]))[np.repeat(first, counts)]
    start = scene.on + 1 - (reversed_sums - after)
    return start, start + length - 1, goes_on


def _drawn(draw: Draw | None, scene: Scene) -> Array:
    return np.zeros(scene.size) if draw is None else draw.values(scene).data.astype(np.float64)


def _with_fields(spells: Spells, scene: Scene, table: SpellTable, back: Array) -> SpellTable:
    """The spells with their fields, which may read those before them, ``back``, ``from`` and the subject."""
    frame = Frame(len(table.rows), {**scene.frame.links, ABOVE: Link(scene.frame, table.rows)})
    for name, link in scene.frame.links.items():
        frame.links[name] = Link(link.frame, link.rows[table.rows])
    frame["back"] = Values(back.astype(np.float64))
    frame["from"] = Values(table.start)
    inner = Scene(scene.chance, frame, np.arange(len(table.rows)), scene.on)
    fields: dict[str, Values] = {}
    for name, kind, draw in spells.fields:
        fields[name] = frame[name] = settled(draw.values(inner), kind)
    return SpellTable(table.rows, table.start, table.end, table.goes_on, fields)
