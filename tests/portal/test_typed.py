"""Feature: amounts and dates may be typed as people write them."""

from __future__ import annotations

import pytest

from haina.portal.inquiry.typed import read_list, read_spells, read_typed
from haina.rules import Bool, Date, Enum, EnumValue, List, Money, Text, TextType


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("2016-09-26", "2016-09-26"),
        ("2016/9/26", "2016-09-26"),
        ("2016.9.26", "2016-09-26"),
        ("2016年9月26日", "2016-09-26"),
        ("２０１６年９月２６日", "2016-09-26"),
        ("2016-02-30", "2016-02-30"),
        ("soon", "soon"),
        ("  ", None),
    ],
)
def test_a_date(typed: str, given: object) -> None:
    assert read_typed(Date(), typed) == given


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("600000", "600000"),
        ("600,000", "600000"),
        ("600，000.50", "600000.50"),
        ("60万", "600000"),
        ("1.5万元", "15000"),
        ("1.23456万", "12345.6"),
        ("2亿", "200000000"),
        ("-5", "-5"),
        ("a lot", "a lot"),
        ("1,2", "1,2"),
    ],
)
def test_an_amount(typed: str, given: str) -> None:
    assert read_typed(Money(), typed) == given


def test_yes_and_no() -> None:
    assert read_typed(Bool(), "yes") is True
    assert read_typed(Bool(), "no") is False
    assert read_typed(Bool(), "perhaps") == "perhaps"


def test_a_list_takes_only_its_own_values_each_once() -> None:
    kind = List(Enum("colour", (EnumValue("red", Text.both("red")), EnumValue("blue", Text.both("blue")))))
    assert read_list(kind, ["red", "green", "red", "blue"]) == ["red", "blue"]


def test_empty_rows_and_empty_fields_are_left_out() -> None:
    kind = {"from": Date(), "to": Date(), "place": TextType()}
    rows = [{"from": "2016-1-2", "to": "", "place": ""}, {"from": "", "to": " ", "place": ""}]
    assert read_spells(kind, rows) == [{"from": "2016-01-02"}]
