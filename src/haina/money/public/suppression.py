"""Small cells of a published table are kept back, and others with them, so that none can be worked out.

A table is how many awards there are by one trait (a district, an age band), beside a total that everybody
can see. A cell with fewer than `LEAST` awards is kept back, unless it is empty. Whoever takes the cells that
are shown off the total gets what the kept ones add up to; further cells, the smallest first, are therefore
kept back until that sum leaves each of them at least `LEAST` values from which to choose. Where even all of
them together are too few, the empty ones are kept back too, and the table says no more than its total.

The way it is done is public: a reader may know this rule and still not find a number that is kept back. A
test tries that out over every small table there is.
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
    hidden = [place for place, count in enumerate(counts) if 0 < count < least]
    if not hidden or len(counts) < 2:
        return frozenset()
    rest = sorted(
        (place for place, count in enumerate(counts) if count >= least),
        key=lambda place: (counts[place], place),
    )
    while not _leaves_a_choice(counts, hidden, least):
        if not rest:
            return frozenset(range(len(counts)))
        hidden.append(rest.pop(0))
    return frozenset(hidden)


def _leaves_a_choice(counts: Sequence[int], hidden: Sequence[int], least: int) -> bool:
    """Whether each of the hidden counts, of which none is nothing, can be anything from one to `least`."""
    return len(hidden) > 1 and sum(counts[place] for place in hidden) - (len(hidden) - 1) >= least


def protected(cells: Sequence[Cell], least: int = LEAST) -> tuple[ShownCell, ...]:
    """The cells as they are published; a cell that is kept back shows no amount either."""
    hidden = kept_back([cell.awards for cell in cells], least)
    return tuple(
        ShownCell(cell.name, None, None, None)
        if place in hidden
        else ShownCell(cell.name, cell.awards, cell.committed, cell.paid)
        for place, cell in enumerate(cells)
    )
