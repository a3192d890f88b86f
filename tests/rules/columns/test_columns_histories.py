"""Histories are brought to columns first: merged, kept apart, counted, with open spells and with gaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from haina.rules import BOOL, INT, Field, History, Program, Text
from haina.rules.columns import ColumnPlan, Frames
from haina.rules.columns.days import number_of
from haina.rules.columns.histories import NEVER_ENDS, in_rows, merged
from haina.rules.periods import Duration
from haina.rules.spells import NO_TIME

ON = date(2020, 6, 1)
WORK = History((Field("pay", INT, Text.both("pay")), Field("full", BOOL, Text.both("full"))))


def spells(*given: tuple[int, str, str | None]) -> pl.DataFrame:
    """Give spells of subjects (by row) as the stage reads them."""
    ends = [NEVER_ENDS if to is None else number_of(date.fromisoformat(to)) + 1 for _, _, to in given]
    starts = [number_of(date.fromisoformat(start)) for _, start, _ in given]
    return pl.DataFrame(
        {"row": [row for row, _, _ in given], "from": starts, "end": ends},
        schema={"row": pl.UInt32, "from": pl.Int32, "end": pl.Int32},
    )


def runs(frame: pl.DataFrame) -> list[tuple[int, date, bool]]:
    """Give runs as (row, first day, whether it goes on)."""
    ordered = frame.sort("row", "from").iter_rows(named=True)
    return [
        (
            each["row"],
            date.fromordinal(each["from"] + date(1970, 1, 1).toordinal()),
            each["end"] == NEVER_ENDS,
        )
        for each in ordered
    ]


def test_spells_that_touch_or_overlap_are_one_run_and_never_run_over_to_the_next_subject() -> None:
    given = spells(
        (0, "2010-01-01", "2012-12-31"),
        (0, "2011-01-01", "2011-06-30"),
        (0, "2013-01-01", "2013-12-31"),
        (0, "2014-02-01", None),
        (1, "2014-02-02", "2015-01-01"),
    )
    expected = [(0, date(2010, 1, 1), False), (0, date(2014, 2, 1), True), (1, date(2014, 2, 2), False)]
    assert runs(merged(given, NO_TIME)) == expected


def test_a_gap_is_counted_from_the_day_after_the_last_day() -> None:
    given = spells((0, "2010-01-01", "2010-12-31"), (0, "2011-01-31", None))
    assert len(merged(given, Duration(days=29))) == 2
    assert runs(merged(given, Duration(days=30))) == [(0, date(2010, 1, 1), True)]


def test_a_spell_that_is_too_short_breaks_the_row() -> None:
    given = spells(
        (0, "2010-01-01", "2010-12-31"),
        (0, "2011-01-01", "2011-12-31"),
        (0, "2012-01-01", "2012-06-30"),
        (0, "2012-07-01", "2013-06-30"),
    )
    assert in_rows(given, Duration(years=1), NO_TIME).get_column("place").to_list() == [1, 2, 0, 1]


@pytest.fixture
def answer(compiled: Callable[..., Program]) -> Callable[[str, Frames], list[str]]:
    """Give a function that answers one condition for a population."""

    def answer_(text: str, frames: Frames) -> list[str]:
        program = compiled({"work": WORK, "wanted": INT}, {"rule": text})
        return ColumnPlan.compile(program, ["rule"], ON).run(frames).get_column("rule").to_list()

    return answer_


def population(*given: tuple[str, str | None, int | None], known: bool = True) -> Frames:
    """Give three subjects: one with these spells, one with none, one of whom nothing is known."""
    frame = pl.DataFrame(
        {
            "subject": ["a"] * len(given),
            "from": [date.fromisoformat(start) for start, _, _ in given],
            "to": [None if to is None else date.fromisoformat(to) for _, to, _ in given],
            "pay": [pay for _, _, pay in given],
        },
        schema={"subject": pl.String, "from": pl.Date, "to": pl.Date, "pay": pl.Int64},
    )
    subjects = pl.DataFrame(
        {"subject": ["a", "b", "c"], "work": [True, True, None], "wanted": [7, None, 7]},
        schema={"subject": pl.String, "work": pl.Boolean, "wanted": pl.Int64},
    )
    return Frames(subjects, {"work": frame})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("held(work, years=4)", "yes"),
        ("held(work, years=5)", "no"),
        ("holds(work)", "yes"),
        ("ever_held(work, months=48)", "yes"),
        ("count(work) == 2", "yes"),
        ("count(work, last=years(1)) == 1", "yes"),
        ("total(work) >= years(5)", "no"),
        ("unbroken(work) >= months(48)", "yes"),
        ("throughout(work, last=3)", "yes"),
        ("throughout(work, last=4)", "no"),
        ("months_covered(work, last=48) == 48", "yes"),
        ("latest(work).pay == 7", "yes"),
        ("latest(work).pay == wanted", "yes"),
        ("holds(work, where=pay >= 8)", "no"),
        ("each_year(work, last=4) >= days(365)", "yes"),
    ],
)
def test_no_spells_are_a_no_and_an_unknown_history_is_unknown(
    text: str, expected: str, answer: Callable[[str, Frames], list[str]]
) -> None:
    frames = population(("2012-01-01", "2012-02-01", 5), ("2016-06-01", None, 7))
    assert answer(text, frames) == [expected, "no", "unknown"]


def test_a_spell_of_unknown_pay_leaves_open_only_what_it_can_change(
    answer: Callable[[str, Frames], list[str]],
) -> None:
    frames = population(("2012-01-01", "2012-02-01", 5), ("2016-06-01", None, None))
    assert answer("holds(work, where=pay >= 6)", frames)[0] == "unknown"
    assert answer("count(work, where=pay >= 6) <= 1", frames)[0] == "yes"
    assert answer("count(work, where=pay >= 6) >= 1", frames)[0] == "unknown"
    assert answer("count(work, where=pay >= 5) >= 1", frames)[0] == "yes"


def test_what_begins_after_the_date_does_not_exist_yet(answer: Callable[[str, Frames], list[str]]) -> None:
    frames = population(("2020-06-02", None, 7))
    assert answer("count(work) == 0", frames)[0] == "yes"
    assert answer("latest(work).pay == 7", frames)[0] == "no"


def test_a_measure_of_a_history_that_nobody_gives_is_settled_where_none_can_matter(
    answer: Callable[[str, Frames], list[str]],
) -> None:
    frames = Frames(pl.DataFrame({"subject": ["a"]}))
    assert answer("unbroken(work) < years(0)", frames) == ["no"]
    assert answer("unbroken(work) < years(1)", frames) == ["unknown"]
