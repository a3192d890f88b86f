"""Histories brought to columns: what a rule asks of a subject's spells becomes one value a subject.

A :class:`Stage` answers every question about one history that can be asked at the same time. Its questions
are small and named: each works on spells sorted by subject, first day and last day, or on the runs that they
merge to, and gives one aggregate a subject (docs/rule-language.md, 6). Only spells that surely match count;
a subject with a spell that matches *perhaps* is marked in a rough column and left to the exact reading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import polars as pl

from haina.rules.columns.days import day_literal, fits, number_of, offset, where_true, window_start
from haina.rules.periods import FOREVER, Duration, shift_within
from haina.rules.readings import month_number
from haina.rules.spells import NO_TIME

START, END, ROW = "from", "end", "row"
NEVER_ENDS = number_of(FOREVER)
#: More days than any two lie apart.
_APART = 2**32


@dataclass(frozen=True, slots=True)
class Question:
    """One aggregate a subject.

    ``over`` is ``spells``, ``runs`` (merged with ``gap``) or ``row`` (consecutive ones); ``default`` is the
    answer of a subject without spells. One that is ``some`` asks whether any of them is as ``aggregate``
    says, spell by spell.
    """

    name: str
    over: str
    aggregate: pl.Expr
    default: bool | int | None
    dtype: pl.DataType
    where: str | None
    gap: Duration = NO_TIME
    each: Duration = NO_TIME
    some: bool = False


@dataclass(slots=True)
class Stage:
    """The questions that are asked of one history at one level.

    ``wheres`` are the conditions on spells by their names, ``captured`` the subjects' columns that they read
    (in a spell's frame under ``@`` and their name). ``outputs`` are the names of the columns that it gives.
    """

    history: str
    wheres: dict[str, pl.Expr] = field(default_factory=dict)
    captured: set[str] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    doubts: dict[str, str] = field(default_factory=dict)

    @property
    def outputs(self) -> list[str]:
        """The names of the columns that it gives."""
        return [*(question.name for question in self.questions), *self.doubts.values()]

    def run(self, spells: pl.DataFrame, subjects: pl.DataFrame, known: pl.Series | None) -> list[pl.Series]:
        """Answer all questions; ``known`` says whose history is known at all (None: everybody's)."""
        rows = spells.get_column(ROW)
        gathered = [
            subjects.get_column(name).gather(rows).alias(f"@{name}") for name in sorted(self.captured)
        ]
        spells = spells.with_columns(gathered).with_columns(**self.wheres)
        size = subjects.height
        answers = self._doubts(spells, size)
        groups: dict[object, list[Question]] = {}
        for question in self.questions:
            groups.setdefault((question.over, question.where, question.gap, question.each), []).append(
                question
            )
        for questions in groups.values():
            answers |= _answered(questions, spells, size)
        return [self._masked(name, answers, known) for name in self.outputs]

    def _doubts(self, spells: pl.DataFrame, size: int) -> dict[str, pl.Series]:
        found: dict[str, pl.Series] = {}
        for where, name in self.doubts.items():
            rows = spells.filter(pl.col(where).is_null()).get_column(ROW).unique()
            found[name] = pl.repeat(False, size, eager=True).scatter(rows, True).alias(name)
        return found

    def _masked(self, name: str, answers: Mapping[str, pl.Series], known: pl.Series | None) -> pl.Series:
        """Make an answer unknown where the history is, or where a spell matches only perhaps."""
        answer = answers[name]
        question = next((each for each in self.questions if each.name == name), None)
        if question is None:
            return answer
        mask = known
        doubt = None if question.where is None else answers[self.doubts[question.where]]
        if doubt is not None and doubt.any():
            mask = ~doubt if mask is None else mask & ~doubt
        if mask is None:
            return answer
        return pl.select(pl.when(mask).then(answer)).to_series().alias(name)


def _answered(questions: list[Question], spells: pl.DataFrame, size: int) -> dict[str, pl.Series]:
    """Answer questions over the same spells or runs."""
    first = questions[0]
    if first.where is not None:
        spells = spells.filter(pl.col(first.where).fill_null(False))
    if first.over == "runs":
        spells = merged(spells, first.gap)
    elif first.over == "row":
        spells = in_rows(spells, first.each, first.gap)
    answers = {question.name: _some(question, spells, size) for question in questions if question.some}
    others = [question for question in questions if not question.some]
    if not others:
        return answers
    found = spells.group_by(ROW).agg(question.aggregate.alias(question.name) for question in others)
    rows = found.get_column(ROW)
    return answers | {
        question.name: pl.repeat(question.default, size, dtype=question.dtype, eager=True)
        .scatter(rows, found.get_column(question.name).cast(question.dtype))
        .alias(question.name)
        for question in others
    }


def _some(question: Question, spells: pl.DataFrame, size: int) -> pl.Series:
    """Say who has a spell, or a run, of a kind; no grouping is needed for it."""
    rows = spells.filter(question.aggregate).get_column(ROW)
    return pl.repeat(False, size, dtype=pl.Boolean, eager=True).scatter(rows, True).alias(question.name)


def bridge(end: pl.Expr, gap: Duration) -> pl.Expr:
    """Give the last day on which the next spell may begin, after one that ended before ``end``."""
    if gap == NO_TIME:
        return end
    later = offset(end, gap)
    return pl.when(later > end).then(later).otherwise(end)


def merged(spells: pl.DataFrame, gap: Duration) -> pl.DataFrame:
    """Merge a subject's spells that touch, overlap, or are no more than ``gap`` apart, to runs.

    ``spells`` are sorted by subject and first day; gives subject, first day, and the day after the last.
    """
    # Subject and day as one number: the highest so far is the subject's own, and nothing has to be grouped.
    subject = pl.col(ROW).cast(pl.Int64) * _APART
    reach = (subject + bridge(pl.col(END), gap)).cum_max().shift(1)
    found = spells.select(
        ROW,
        START,
        ((subject + pl.col(END)).cum_max() - subject).cast(pl.Int32).alias(END),
        begins=(subject + pl.col(START) > reach).fill_null(True),
    )
    begins = found.get_column("begins")
    # A run ends with the spell before the next run.
    ends = found.get_column(END).filter(begins.shift(-1, fill_value=True))
    return found.select(ROW, START).filter(begins).with_columns(ends)


def in_rows(spells: pl.DataFrame, each: Duration, gap: Duration) -> pl.DataFrame:
    """Count for each spell the spells in a row that end with it, each long and near enough, as ``place``."""
    before = pl.col(END).shift(1).over(ROW)
    near = (pl.col(START) <= bridge(before, gap)).fill_null(False)
    return (
        spells.with_columns(short=offset(pl.col(START), each) > pl.col(END), near=near)
        .with_columns(part=(pl.col("short") | ~pl.col("near")).cum_sum())
        .with_columns(
            place=pl.int_range(pl.len()).over("part")
            + 1
            - pl.col("short").first().over("part").cast(pl.Int64)
        )
    )


# Questions


def ask(
    function: str, options: Mapping[str, object], arguments: tuple[object, ...], on: date
) -> list[Asked] | None:
    """Give what a history function asks on a date (a truth, a number …); ``None``: columns cannot ask it."""
    gap = options.get("gap", NO_TIME)
    if not isinstance(gap, Duration) or not fits(gap) or gap.mean < 0:
        return None
    given = {**options, "gap": gap}
    asking = _ASKING.get(function)
    return None if asking is None else asking(given, arguments, on)


@dataclass(frozen=True, slots=True)
class Asked:
    """An aggregate over spells, runs or rows, as :class:`Question` keeps it."""

    over: str
    aggregate: pl.Expr
    default: bool | int | None
    dtype: pl.DataType
    gap: Duration = NO_TIME
    each: Duration = NO_TIME
    some: bool = False


Options = Mapping[str, object]
_BOOLEAN, _INT = pl.Boolean(), pl.Int64()


def _any(over: str, kind: pl.Expr, gap: Duration = NO_TIME, each: Duration = NO_TIME) -> Asked:
    """Ask whether any spell, run or row of the subject is of a kind."""
    return Asked(over, kind, False, _BOOLEAN, gap, each, some=True)


def _length(options: Options) -> Duration | None:
    for unit in ("years", "months", "days"):
        count = options.get(unit)
        if isinstance(count, int) and abs(count) < 200_000:
            length = Duration(**{unit: count})
            return length if fits(length) else None
    return None


def _gap(options: Options) -> Duration:
    gap = options["gap"]
    if not isinstance(gap, Duration):
        raise TypeError("a gap is a duration")
    return gap


def _holds(options: Options, arguments: tuple[object, ...], on: date) -> list[Asked]:
    return [_any("spells", pl.col(END) > day_literal(on))]


def _held(options: Options, arguments: tuple[object, ...], on: date) -> list[Asked] | None:
    length = _length(options)
    if length is None:
        return None
    long = where_true(pl.col(START), lambda day: shift_within(day, length) <= on)
    return [_any("runs", (pl.col(END) > day_literal(on)) & long, _gap(options))]


def _ever_held(options: Options, arguments: tuple[object, ...], on: date) -> list[Asked] | None:
    length = _length(options)
    if length is None:
        return None
    reached = offset(pl.col(START), length)
    long = (reached <= day_literal(on)) & (reached <= pl.col(END))
    return [_any("runs", long, _gap(options))]


def _unbroken(options: Options, arguments: tuple[object, ...], on: date) -> list[Asked]:
    covers = pl.col(END) > day_literal(on)
    return [
        Asked("runs", pl.col(START).filter(covers).first(), None, pl.Int32(), _gap(options)),
        _any("runs", covers, _gap(options)),
    ]


def days_within(start: int, end: int) -> pl.Expr:
    """Add up a subject's days from ``start`` up to but not including ``end`` (days since 1970), over runs."""
    first = pl.when(pl.col(START) > start).then(pl.col(START)).otherwise(start)
    after = pl.when(pl.col(END) < end).then(pl.col(END)).otherwise(end)
    days = (after - first).cast(pl.Int64)
    return pl.when(days > 0).then(days).otherwise(0).sum()


def _total(options: Options, arguments: tuple[object, ...], on: date) -> list[Asked] | None:
    last = options.get("last", Duration(years=20_000))
    if not isinstance(last, Duration):
        return None
    return [Asked("runs", days_within(window_start(on, last), number_of(on) + 1), 0, _INT)]


def _each_year(options: Options, arguments: tuple[object, ...], on: date) -> list[Asked] | None:
    last = options["last"]
    if not isinstance(last, int) or not 1 <= last <= 100:
        return None
    ends = [number_of(on) + 1, *(window_start(on, Duration(years=years)) for years in range(1, last + 1))]
    totals = [days_within(start, end) for end, start in pairwise(ends)]
    # Days that have been added up are never null, so that the engine's own minimum skips nothing.
    return [Asked("runs", pl.min_horizontal(totals), 0, _INT)]


def _count(options: Options, arguments: tuple[object, ...], on: date) -> list[Asked] | None:
    last = options.get("last", Duration(years=20_000))
    if not isinstance(last, Duration):
        return None
    start = window_start(on, last)
    if start > number_of(on):
        return [Asked("spells", pl.lit(0), 0, _INT)]
    return [Asked("spells", (pl.col(END) > start).sum(), 0, _INT)]


def _throughout(options: Options, arguments: tuple[object, ...], on: date) -> list[Asked] | None:
    last = options["last"]
    if not isinstance(last, int) or not 1 <= last <= 400:
        return None
    start, end = number_of(date(on.year - last, 1, 1)), number_of(date(on.year, 1, 1))
    return [_any("runs", (pl.col(START) <= start) & (pl.col(END) >= end))]


def _months_covered(options: Options, arguments: tuple[object, ...], on: date) -> list[Asked] | None:
    last = options["last"]
    if not isinstance(last, int) or not 0 <= last <= 12_000:
        return None
    present = month_number(on)
    begin, end = (pl.col(name).cast(pl.Date).dt for name in (START, END))
    first = 12 * begin.year().cast(pl.Int64) + begin.month() - 1 + (begin.day() > 1).cast(pl.Int64)
    after = 12 * end.year().cast(pl.Int64) + end.month() - 1
    first = pl.when(first > present - last).then(first).otherwise(present - last)
    after = pl.when(after < present).then(after).otherwise(present)
    months = after - first
    return [Asked("runs", pl.when(months > 0).then(months).otherwise(0).sum(), 0, _INT)]


def _consecutive(options: Options, arguments: tuple[object, ...], on: date) -> list[Asked] | None:
    number, each, gap = arguments[0], options["each"], _gap(options)
    if not isinstance(number, int) or number < 1 or not isinstance(each, Duration) or not fits(each):
        return None
    found = (pl.col("place") >= number) & (bridge(pl.col(END), gap) > day_literal(on))
    return [_any("row", found, gap, each)]


def latest_field(column: str, dtype: pl.DataType) -> list[Asked]:
    """Ask for a field of the spell that began last (of two: that ends later), and whether there is none."""
    return [
        Asked("spells", pl.col(column).last(), None, dtype),
        Asked("spells", pl.lit(False), True, _BOOLEAN),
    ]


_ASKING: dict[str, Callable[[Options, tuple[object, ...], date], list[Asked] | None]] = {
    "holds": _holds,
    "held": _held,
    "ever_held": _ever_held,
    "unbroken": _unbroken,
    "total": _total,
    "each_year": _each_year,
    "count": _count,
    "throughout": _throughout,
    "months_covered": _months_covered,
    "consecutive": _consecutive,
}
