"""On which day exactly an answer turns that differs between two days of a look ahead.

The series of days shows who begins or ceases between two of them. For these subjects the day itself is looked
up: on their own timeline, or, where many turn on one day, by asking all of them on that day and on the day
before it. Answers that turn there and back between two days of the series are seen where everybody's timeline
is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from haina.rules.columns import STATUS, ColumnPlan, Frames
from haina.rules.columns.frames import facts_of
from haina.rules.facts import Facts
from haina.rules.text import Status
from haina.rules.timeline import Timeline
from haina.rules.types import History

from .asked import Asked
from .tally import ELEMENT

#: The table with the days on which answers turn.
DAYS = "days"
#: On a day, for the first time: as in the table of beginnings; and, against the first variant, who gets it
#: only here, and who gets it only there.
FLOWS = ("begin", "settle", "end")
AGAINST = ("gain", "lose")
Codes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]
#: What is told of one subject: of which variant, which of `FLOWS` and `AGAINST`, of which element.
Key = tuple[int, str, str]
Found = Counter[tuple[int, str, str, date]]
CODES = {name: code for code, name in enumerate(STATUS.categories.to_list())}
YES, UNKNOWN = CODES[Status.YES.value], CODES[Status.UNKNOWN.value]
_CLOSED = Timeline(((date.min, Status.NOT_IN_FORCE),))
#: So many subjects that turn between two days are worth a plan of columns; fewer are looked up one by one.
MANY = 200
#: Subjects whose facts are held at a time.
AT_A_TIME = 2_000


@dataclass(frozen=True, slots=True)
class Turned:
    """Subjects of a block, by their rows, whose answer turned alike since the day before in the series."""

    side: int
    kind: str
    element: str
    rows: Rows

    @property
    def key(self) -> Key:
        """What is told of each of them."""
        return self.side, self.kind, self.element


def holds(kind: str, here: Codes, there: Codes) -> Mask:
    """Where the answers of a variant, and of the first one that day, are what a kind of turn leads to."""
    yes: Mask = here == YES
    others: Mask = there == YES
    open_: Mask = here == UNKNOWN
    return {"end": ~yes & ~open_, "gain": yes & ~others, "lose": others & ~yes}.get(kind, yes)


def codes_of(statuses: pl.Series) -> Codes:
    """A column of statuses as the numbers of `CODES`."""
    return statuses.cast(STATUS).to_physical().to_numpy().astype(np.uint8)


class Turning:
    """Looks up the days from the one after the first until the last; plans are kept for all blocks."""

    def __init__(self, asked: Sequence[Asked], until: date) -> None:
        self.asked, self.on, self.until = asked, asked[0].on, until
        self._plans: dict[tuple[int, str, date], ColumnPlan] = {}

    def look_up(self, frames: Frames, turned: Sequence[Turned]) -> Found:
        """How many turn on which day, of those that are known to turn."""
        found: Found = Counter()
        left: dict[int, list[Key]] = {}
        for each in turned:
            for row in self._together(frames, each, found).tolist():
                left.setdefault(row, []).append(each.key)
        self._one_by_one(frames, left, found, known=True)
        return found

    def of_everybody(self, frames: Frames, firsts: Sequence[Codes], elements: Sequence[str]) -> Found:
        """How many turn on which day, by the timeline of every subject; ``firsts`` are elements by rows."""
        found: Found = Counter()
        for start in range(0, frames.subjects.height, AT_A_TIME):
            rows = range(start, min(start + AT_A_TIME, frames.subjects.height))
            wanted = {row: list(self._possible([each[:, row] for each in firsts], elements)) for row in rows}
            self._one_by_one(frames, wanted, found, known=False)
        return found

    def _possible(self, firsts: Sequence[Codes], elements: Sequence[str]) -> Iterator[Key]:
        for side, codes in enumerate(firsts):
            for place, name in enumerate(elements):
                settle = "settle" if codes[place] == UNKNOWN else "begin"
                yield side, "end" if codes[place] == YES else settle, name
                if side:
                    yield side, "gain", name
                    yield side, "lose", name

    # Many at once

    def _together(self, frames: Frames, turned: Turned, found: Found) -> Rows:
        """Take the days on which many turn together; gives the rows of those that are left."""
        rows = turned.rows
        while len(rows) >= MANY:
            day = self._day_of_one(frames, turned, int(rows[0]))
            some = _of_rows(frames, rows, self._histories(turned.element))
            eve = day - timedelta(1)
            here = holds(turned.kind, *self._answers(some, turned, day))
            before = holds(turned.kind, *self._answers(some, turned, eve))
            on_it = here if day == self.on else here & ~before
            found[(*turned.key, day)] += int(on_it.sum())
            rows = rows[~on_it]
            if on_it.sum() < MANY:
                break
        return rows

    def _day_of_one(self, frames: Frames, turned: Turned, row: int) -> date:
        facts = self._facts(frames, [row], [turned.key])
        return _known(
            self._first_day(turned.key, {side: each[0] for side, each in facts.items()}), turned.key
        )

    def _answers(self, frames: Frames, turned: Turned, day: date) -> tuple[Codes, Codes]:
        """What a variant and the first one answer."""
        here = self._answer(frames, turned.side, turned.element, day)
        if turned.kind not in AGAINST:
            return here, here
        return here, self._answer(frames, 0, turned.element, day)

    def _answer(self, frames: Frames, side: int, element: str, day: date) -> Codes:
        asked = self.asked[side]
        if element not in asked.elements:
            return np.full(frames.subjects.height, CODES[Status.NOT_IN_FORCE.value], dtype=np.uint8)
        key = side, element, day
        if key not in self._plans:
            self._plans[key] = ColumnPlan.compile(asked.program, [element], day)
        return codes_of(self._plans[key].run(frames).get_column(element))

    def _histories(self, element: str) -> set[str]:
        return {
            name
            for asked in self.asked
            for name in asked.facts.get(element, ())
            if isinstance(asked.program.facts[name].type, History)
        }

    # One by one

    def _one_by_one(self, frames: Frames, wanted: dict[int, list[Key]], found: Found, *, known: bool) -> None:
        """Look at the timelines of subjects; ``known`` to turn, or only those that do."""
        rows = sorted(wanted)
        for start in range(0, len(rows), AT_A_TIME):
            some = rows[start : start + AT_A_TIME]
            facts = self._facts(frames, some, [key for row in some for key in wanted[row]])
            for place, row in enumerate(some):
                own = {side: each[place] for side, each in facts.items()}
                for key in wanted[row]:
                    day = self._first_day(key, own)
                    if known:
                        day = _known(day, key)
                    if day is not None:
                        found[(*key, day)] += 1

    def _facts(self, frames: Frames, rows: Sequence[int], keys: Sequence[Key]) -> dict[int, list[Facts]]:
        """The facts of subjects, for each variant that is looked at, as far as the elements read them."""
        sides = {side for side, *_ in keys} | {0 for _, kind, _ in keys if kind in AGAINST}
        elements = dict.fromkeys(name for *_, name in keys)
        found = {}
        for side in sorted(sides):
            asked = self.asked[side]
            read = dict.fromkeys(fact for name in elements for fact in asked.facts.get(name, ()))
            found[side] = facts_of(asked.program, frames, rows, list(read))
        return found

    def _first_day(self, key: Key, facts: Mapping[int, Facts]) -> date | None:
        """The first day on which a turn has come about, from the first to the last day that is looked at."""
        side, kind, element = key
        here = self._line(side, element, facts)
        there = self._line(0, element, facts) if kind in AGAINST else here
        steps = {day for line in (here, there) for day, _ in line.steps if self.on < day <= self.until}
        for day in (self.on, *sorted(steps)):
            if holds(kind, _code(here, day), _code(there, day)):
                return day
        return None

    def _line(self, side: int, element: str, facts: Mapping[int, Facts]) -> Timeline[Status]:
        asked = self.asked[side]
        return asked.program.timeline(element, facts[side]) if element in asked.elements else _CLOSED


def table_of(found: Found, names: Sequence[str]) -> pl.DataFrame:
    """What was found as a table: a row for each element, variant (where there are ``names``) and day."""
    kinds = (*FLOWS, *(AGAINST if len(names) > 1 else ()))
    rows: dict[tuple[object, ...], dict[str, int]] = {}
    for (side, kind, element, day), count in found.items():
        rows.setdefault((element, *names[side : side + 1], day), dict.fromkeys(kinds, 0))[kind] += count
    heads = {ELEMENT: pl.String, **({"variant": pl.String} if names else {}), "day": pl.Date}
    schema = {**heads, **dict.fromkeys(kinds, pl.Int64)}
    return pl.DataFrame([(*key, *counts.values()) for key, counts in rows.items()], schema, orient="row")


def _code(line: Timeline[Status], day: date) -> Codes:
    return np.array(CODES[line.at(day).value], dtype=np.uint8)


def _known(day: date | None, key: Key) -> date:
    """The day of a turn that columns have seen; the timeline says the same, or one of both is wrong."""
    if day is None:
        raise ArithmeticError(f"columns and timeline differ about {key[2]}")
    return day


def _of_rows(frames: Frames, rows: Rows, histories: Set[str]) -> Frames:
    """Some subjects, and their spells alone."""
    subjects = frames.subjects[rows]
    keys = subjects.select(frames.key)
    spells = {
        name: table.join(keys, on=frames.key, how="semi", maintain_order="left")
        for name, table in frames.histories.items()
        if name in histories
    }
    return Frames(subjects, spells, frames.key)
