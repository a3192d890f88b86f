"""Finds spells that overlap, in tables of any order and length, keeping three numbers a spell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from .frame import Array

#: The last day of a spell that goes on.
_NEVER = np.iinfo(np.int32).max


class Apart:
    """The spells of one history as they are read."""

    def __init__(self) -> None:
        self._parts: list[Array] = []

    def add(self, subjects: Sequence[int], start: pa.Array, end: pa.Array | None) -> None:
        """Note spells; those without a first day are told elsewhere and do not count here."""
        first = start.cast(pa.int32()).fill_null(_NEVER).to_numpy(zero_copy_only=False)
        last = np.full(len(first), _NEVER, np.int32)
        if end is not None:
            last = end.cast(pa.int32()).fill_null(_NEVER).to_numpy(zero_copy_only=False)
        self._parts.append(np.stack([np.asarray(subjects, np.int64), first, last]))

    def overlapping(self) -> Iterator[tuple[int, date]]:
        """The number of each spell that begins before one of its subject has ended, and the day."""
        if not self._parts:
            return
        subjects, first, last = np.concatenate(self._parts, axis=1)
        order = np.lexsort((first, subjects))
        reached: dict[int, int] = {}
        same = subjects[order][1:] == subjects[order][:-1]
        for place in np.unique(np.concatenate((np.flatnonzero(same), np.flatnonzero(same) + 1))):
            row = int(order[place])
            subject, begins = int(subjects[row]), int(first[row])
            if subject >= 0 and begins != _NEVER:
                if begins <= reached.get(subject, -_NEVER):
                    yield row, date.fromordinal(date(1970, 1, 1).toordinal() + begins)
                reached[subject] = max(reached.get(subject, -_NEVER), int(last[row]))
