"""Small cells of a published table are kept back, and others with them, so that none can be worked out.

A table is how many awards there are by one trait (a district, an age band), beside a total that everybody
can see. A cell with fewer than `LEAST` awards is kept back, unless it is empty. Whoever takes the cells that
are shown off the total gets what the kept ones add up to; further cells, the smallest first and all of one
size together, are therefore kept back until that sum leaves each of them at least `LEAST` values from which
to choose. Where even all of them together are too few, the empty ones are kept back too, and the table says
no more than its total.

The rule is public, and who knows it may try which tables look like the published one. It never looks at
where a count stands, so that the kept counts could always have changed their places; and it goes on until
they are not all alike, so that each place could have held another one. A test tries that out over every
small table there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: A cell with fewer awards than this, but not none, is not shown.
LEAST = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table would say of one value of a trait."""

    name: str
    awards: int
    #: Fen, committed and paid.
    committed: int = 0
    paid: int = 0


@dataclass(frozen=True, slots=True)
class ShownCell:
    """What it does say; None where it is kept back."""

    name: str
    awards: int | None
    committed: int | None
    paid: int | None

    @property
    def is_kept_back(self) -> bool:
        """Whether its numbers are not shown."""
        return self.awards is None


def kept_back(counts: Sequence[int], least: int = LEAST) -> frozenset[int]:
    """The places of the counts that are not shown beside their total.

    Raises ValueError for a count below zero. A table of one cell says nothing beyond its total.
    """
    if any(count < 0 for count in counts):
        raise ValueError("a table counts what there is")
    small = {count for count in counts if 0 < count < least}
    if not small or len(counts) < 2:
        return frozenset()
    for most in [max(small), *sorted({count for count in counts if count >= least})]:
        hidden = [place for place, count in enumerate(counts) if 0 < count <= most]
        if _leaves_a_choice([counts[place] for place in hidden], least):
            return frozenset(hidden)
    return frozenset(range(len(counts)))


def _leaves_a_choice(hidden: Sequence[int], least: int) -> bool:
    """Whether counts above nothing may each be anything from one to `least`, and are not all alike."""
    return len(set(hidden)) > 1 and sum(hidden) - (len(hidden) - 1) >= least


def protected(cells: Sequence[Cell], least: int = LEAST) -> tuple[ShownCell, ...]:
    """The cells as they are published; a cell that is kept back shows no amount either."""
    hidden = kept_back([cell.awards for cell in cells], least)
    return tuple(
        ShownCell(cell.name, None, None, None)
        if place in hidden
        else ShownCell(cell.name, cell.awards, cell.committed, cell.paid)
        for place, cell in enumerate(cells)
    )
