"""Rows that columns leave open, answered by the exact reading: once for all rows that are alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from haina.rules.columns.compiler import Compiler
from haina.rules.columns.frames import Frames, facts_of
from haina.rules.columns.histories import ROW
from haina.rules.columns.patterns import PERSONAL, Pattern, facts_below
from haina.rules.facts import Facts

_AT_ONCE = 10_000


class Exact:
    """Answers rows of one compiled plan; what it has found once serves the rows and frames that come later."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self._patterns: dict[str, Pattern] = {}
        self._kept: dict[tuple[str, object], object] = {}

    def answers(
        self, name: str, frame: pl.DataFrame, frames: Frames, rows: pl.Series, read: Callable[[Facts], object]
    ) -> tuple[list[int], list[object]]:
        """Give rows with their answers by ``read``, for rows of a frame of which all columns are worked out."""
        program = self.compiler.program
        root = program.tree(name)
        pattern = self._patterns.get(name)
        if pattern is None:
            pattern = self._patterns[name] = Pattern(self.compiler, root)
        some = pattern.of(frame.select(pattern.reads)[rows])
        names = some.columns[1:]
        groups = some.group_by(names).agg(ROW) if names else some.select(pl.col(ROW).implode())
        places: list[int] = []
        found: list[object] = []
        waiting: list[tuple[object, list[int]]] = []
        for *values, members in groups.select(*names, ROW).iter_rows():
            key = (name, tuple(tuple(each) if isinstance(each, list) else each for each in values))
            if PERSONAL in names and values[-1] is not None:
                key = (name, None)
            if key in self._kept:
                places += members
                found += [self._kept[key]] * len(members)
            else:
                waiting.append((key, members))
        below = facts_below(self.compiler.graph, root)
        for start in range(0, len(waiting), _AT_ONCE):
            some_waiting = waiting[start : start + _AT_ONCE]
            cases = facts_of(program, frames, [members[0] for _, members in some_waiting], below)
            for (key_, members), facts in zip(some_waiting, cases, strict=True):
                answer = read(facts)
                if isinstance(key_, tuple) and key_[1] is not None:
                    self._kept[key_] = answer
                places += members
                found += [answer] * len(members)
        return places, found


def put(column: pl.Series, places: Sequence[int], values: Sequence[object]) -> pl.Series:
    """Put answers into a column by their rows."""
    if not places:
        return column
    given = pl.Series(values, dtype=column.dtype)
    # A series is changed where it stands, and may be another column too.
    return column.clone().scatter(pl.Series(places, dtype=pl.UInt32), given)
