"""Draws the people and the organisations of one block: scalar columns, spells, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .chance import chance
from .draws import Scene, settled
from .frame import Frame, Link, Rows, day_number
from .records import CityData, Column, Employment, Gap, Subject
from .schema import EMPLOYER
from .spells import SpellTable, spells_of


@dataclass(frozen=True, slots=True)
class Block:
    """Which rows are drawn: a subject's `part`, its `block` in the part, the first id and how many."""

    seed: int
    part: int
    block: int
    first: int
    size: int


@dataclass
class Drawn:
    """The truth about some subjects: their columns, their histories, and which values are known of each."""

    first: int
    frame: Frame
    histories: dict[str, SpellTable] = field(default_factory=dict)
    known: dict[str, NDArray[np.bool_]] = field(default_factory=dict)


def draw_subjects(
    data: CityData,
    subject: Subject,
    block: Block,
    employers: Drawn | None = None,
    missing: float | None = None,
) -> Drawn:
    """All columns of some subjects; persons are given their `employers`' block.

    `missing` as a share makes every fact missing at random alike, 0 none; None as the pack says.
    """
    frame = Frame(block.size)
    drawn = Drawn(block.first, frame)
    on = day_number(data.on.isoformat())
    everybody = np.arange(block.size)
    for column in subject.columns:
        if employers is not None and EMPLOYER not in frame.links:
            _employ(data.employment, frame, block, employers)
        source = chance(block.seed, subject.name, block.part, block.block, column.name)
        scene = Scene(source, frame, everybody, on)
        if column.draw is not None:
            frame[column.name] = settled(column.draw.values(scene), column.type)
        elif column.spells is not None:
            drawn.histories[column.name] = spells_of(column.spells, scene)
    _lose(subject, drawn, block, missing)
    return drawn


def _employ(employment: Employment, frame: Frame, block: Block, employers: Drawn) -> None:
    """Give each person who works an employer, by its size, once the columns that say so are drawn."""
    if any(test.column not in frame.columns for test in employment.where.tests):
        return
    works = employment.where.holds(lambda name: frame[name], frame.size)
    weights = np.maximum(np.nan_to_num(employers.frame[employment.weight].data.astype(np.float64)), 0.0)
    edges = np.cumsum(weights)
    chosen: Rows = np.full(frame.size, -1, np.int64)
    if len(edges) and edges[-1] > 0:
        source = chance(block.seed, "person", block.part, block.block, EMPLOYER)
        places = np.searchsorted(edges, source.random(frame.size) * edges[-1], side="right")
        chosen = np.where(works, np.minimum(places, len(edges) - 1), -1)
    frame.links[EMPLOYER] = Link(employers.frame, chosen)


def _lose(subject: Subject, drawn: Drawn, block: Block, missing: float | None) -> None:
    """Say of each fact for whom it is known; the values themselves stay."""
    facts = [column for column in subject.columns if column.fact]
    for column in facts:
        truth = None if column.history else drawn.frame[column.name].known
        drawn.known[column.name] = np.ones(block.size, np.bool_) if truth is None else truth.copy()
    if missing is not None:
        for column in facts if missing > 0 else ():
            source = chance(block.seed, subject.name, block.part, block.block, "missing", column.name)
            drawn.known[column.name] &= source.random(block.size) >= missing
        return
    names = {column.name for column in facts}
    for place, gap in enumerate(subject.gaps):
        _open_gap(gap, place, subject, drawn, block, names)


def _open_gap(gap: Gap, place: int, subject: Subject, drawn: Drawn, block: Block, names: set[str]) -> None:
    rate: NDArray[np.float64] = np.full(block.size, gap.rate)
    for where, factor in gap.times:
        rate = np.where(where.holds(lambda name: drawn.frame[name], block.size), rate * factor, rate)
    source = None
    for fact in gap.facts:
        if fact not in names:
            continue
        if source is None or not gap.together:
            word = "" if gap.together else fact
            source = chance(block.seed, subject.name, block.part, block.block, "gap", place, word)
            kept = source.random(block.size) >= rate
        drawn.known[fact] &= kept


def facts_of(subject: Subject) -> tuple[Column, ...]:
    """The columns of a subject that stand for facts."""
    return tuple(column for column in subject.columns if column.fact)
