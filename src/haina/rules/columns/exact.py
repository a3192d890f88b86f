"""Rows that columns leave open, answered by the exact reading: once for all rows that are alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import polars as pl

from haina.rules.columns.compiler import Compiler
from haina.rules.columns.frames import Frames, facts_of
from haina.rules.columns.histories import ROW
from haina.rules.columns.patterns import PERSONAL, Pattern, facts_below
from haina.rules.facts import Facts

_AT_ONCE = 10_000
_MOST_KEPT = 1_000_000
Answer = tuple[object, ...]
Key = tuple[str, tuple[object, ...]]


class Exact:
    """Answers rows of one compiled plan; what it has found once serves all rows that come later."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self._patterns: dict[str, Pattern] = {}
        self._kept: dict[Key, Answer] = {}

    def settle(
        self,
        name: str,
        frame: pl.DataFrame,
        frames: Frames,
        columns: Sequence[pl.Series],
        read: Callable[[Facts], Answer],
        asked: pl.Series,
    ) -> list[pl.Series]:
        """Give columns with the rows of a rule or formula answered by ``read``, which gives a value for each.

        ``frame`` has all columns of the plan worked out, ``asked`` is true for the rows to be answered.
        """
        pattern = self._patterns.get(name)
        if pattern is None:
            root = self.compiler.program.tree(name)
            with self.compiler.lock:
                pattern = self._patterns[name] = Pattern(self.compiler, root)
        some = pattern.of(self._read(pattern, frame, asked))
        names = some.columns[1:]
        if not names:
            # Nothing tells the rows apart; a column that is the same for all stands in.
            some, names = some.with_columns(same=pl.lit(0)), ["same"]
        alike = some.group_by(names).agg(pl.col(ROW).first()).select(ROW, *names)
        answers = self._answers(name, frames, alike, read)
        given = [
            pl.Series(f"answer {place}", [each[place] for each in answers], dtype=column.dtype)
            for place, column in enumerate(columns)
        ]
        found = some.join(alike.drop(ROW).hstack(given), on=names, how="left", nulls_equal=True)
        places = found.get_column(ROW)
        # A series is changed where it stands, and may be another column too, hence the copies.
        return [
            column.clone().scatter(places, found.get_column(f"answer {place}")).alias(column.name)
            for place, column in enumerate(columns)
        ]

    def _read(self, pattern: Pattern, frame: pl.DataFrame, asked: pl.Series) -> pl.DataFrame:
        """Give what a pattern reads of some rows; joins are no columns of the plan: worked out here."""
        given = set(frame.columns)
        late = _late(self.compiler.columns, pattern.reads, given)
        names = {*pattern.reads, *(name for expr in late.values() for name in expr.meta.root_names())}
        some = frame.select(sorted(names & given)).filter(asked)
        for name, expr in late.items():
            some = some.with_columns(expr.alias(name))
        return some

    def _answers(
        self, name: str, frames: Frames, alike: pl.DataFrame, read: Callable[[Facts], Answer]
    ) -> list[Answer]:
        """Answer one row of each pattern; ``alike`` has the row and the pattern's columns."""
        personal = alike.columns[-1] == PERSONAL
        found: dict[int, Answer] = {}
        waiting: list[tuple[int, Key | None]] = []
        rows = []
        for row, *values in alike.iter_rows():
            rows.append(row)
            key: Key | None = (name, tuple(values))
            if personal and values[-1] is not None:
                key = None
            kept = None if key is None else self._kept.get(key)
            if kept is None:
                waiting.append((row, key))
            else:
                found[row] = kept
        below = facts_below(self.compiler.graph, self.compiler.program.tree(name))
        for start in range(0, len(waiting), _AT_ONCE):
            part = waiting[start : start + _AT_ONCE]
            cases = facts_of(self.compiler.program, frames, [row for row, _ in part], below)
            for (row, key), facts in zip(part, cases, strict=True):
                found[row] = read(facts)
                if key is not None and len(self._kept) < _MOST_KEPT:
                    self._kept[key] = found[row]
        return [found[row] for row in rows]


def _late(columns: Mapping[str, pl.Expr], names: Iterable[str], given: Collection[str]) -> dict[str, pl.Expr]:
    """Give what names rest on and a frame was not ``given`` when worked out, each after its own."""
    found: dict[str, pl.Expr] = {}

    def visit(name: str) -> None:
        if name in given or name in found or name not in columns:
            return
        for each in columns[name].meta.root_names():
            visit(each)
        found[name] = columns[name]

    for name in names:
        visit(name)
    return found
