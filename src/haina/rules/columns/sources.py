"""What a condition of a rule rests on: its sources, and where its answer can turn as one of them does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from haina.rules.columns.regions import Cut

Test = Callable[[object], bool | None]
Sources = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """The sources of a number, once for each time that they are asked for.

    Between its ``cuts`` a source does not matter, unless it is ``moving``: then the number rises or falls
    with it there. ``uncut``: sources of which nobody can say where they are to be cut.
    """

    sources: Sources = ()
    moving: frozenset[str] = frozenset()
    cuts: tuple[tuple[str, Cut], ...] = ()
    uncut: frozenset[str] = frozenset()

    def __add__(self, other: Terms) -> Terms:
        return Terms(
            self.sources + other.sources,
            self.moving | other.moving,
            self.cuts + other.cuts,
            self.uncut | other.uncut,
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition and what it rests on.

    ``test`` gives the condition for a value of its only source, ``values`` are some that matter. ``narrow``:
    it compares ranges of numbers. ``way``: it turns yes as the number of that part rises (True) or falls;
    ``ways``: as a source does.
    """

    terms: Terms
    test: Test | None = None
    values: tuple[object, ...] = ()
    narrow: bool = False
    way: tuple[int, bool] | None = None
    ways: Mapping[str, bool] = field(default_factory=dict)

    @property
    def sources(self) -> Sources:
        """Its sources, once for each time that they are asked for."""
        return self.terms.sources


def only(*sources: str) -> Terms:
    """Give sources of which nobody can say where they are to be cut."""
    return Terms(sources, frozenset(sources), uncut=frozenset(sources))
