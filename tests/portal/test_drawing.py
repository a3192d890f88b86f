"""Feature: a timeline and a standard's values are drawn around the day asked about, and said in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from haina.portal.drawing import MARGIN, WIDTH, draw_timeline, draw_values
from haina.portal.procedures import wrapped

STEPS = [
    (date.min, "not_in_force"),
    (date(2016, 9, 26), "no"),
    (date(2019, 8, 1), "yes"),
    (date(2023, 5, 1), "no"),
]


def test_bands_fill_the_picture_without_gaps() -> None:
    drawing = draw_timeline(STEPS, date(2020, 1, 1))
    assert drawing.bands[0].x == MARGIN
    for before, after in zip(drawing.bands, drawing.bands[1:], strict=False):
        assert before.x + before.width == pytest.approx(after.x, abs=0.2)
    assert drawing.bands[-1].x + drawing.bands[-1].width == pytest.approx(WIDTH - MARGIN, abs=0.2)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "1 August 2019 to 30 April 2023"), ("zh-hans", "2019年8月1日至2023年4月30日")],
)
def test_a_band_names_its_first_and_last_day(language: str, words: str) -> None:
    with override(language):
        drawing = draw_timeline(STEPS, date(2020, 1, 1))
        assert drawing.bands[2].words == words
        assert words in drawing.words


def test_a_change_far_away_does_not_flatten_the_picture() -> None:
    drawing = draw_timeline([(date.min, "no"), (date(2060, 1, 1), "yes")], date(2020, 1, 1))
    assert [band.kind for band in drawing.bands] == ["no"]


@given(
    st.lists(st.dates(date(1990, 1, 1), date(2080, 1, 1)), unique=True, max_size=8),
    st.dates(date(1990, 1, 1), date(2080, 1, 1)),
)
def test_nothing_stands_outside_of_the_picture(days: list[date], on: date) -> None:
    steps = [(date.min, "no"), *((day, "yes") for day in sorted(days))]
    drawing = draw_timeline(steps, on)
    places = [band.x for band in drawing.bands] + [band.x + band.width for band in drawing.bands]
    places += [tick.x for tick in drawing.ticks]
    assert all(MARGIN - 0.2 <= x <= WIDTH - MARGIN + 1 for x in places)


def test_a_standard_without_change_has_no_picture() -> None:
    assert draw_values([(date.min, date.max, Decimal(4))], date(2020, 1, 1)) is None


def test_values_stand_higher_the_larger_they_are() -> None:
    steps = [
        (date(2015, 1, 1), date(2018, 1, 1), Decimal(10)),
        (date(2018, 1, 1), date(2021, 1, 1), Decimal(30)),
        (date(2021, 1, 1), date.max, Decimal(20)),
    ]
    drawing = draw_values(steps, date(2019, 1, 1))
    assert drawing is not None
    heights = [step.y for step in drawing.steps]
    assert heights[1] < heights[2] < heights[0]


def test_a_label_is_broken_at_spaces_and_between_chinese_characters() -> None:
    assert wrapped("two words", 60, 14) == ["two", "words"]
    assert wrapped("同步审查", 30, 15) == ["同步", "审查"]
