"""What people type at a question becomes a fact, in either language, or a sentence about what is expected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from haina.cli.replies import NotUnderstood, spells, understood
from haina.rules.text import Text
from haina.rules.types import BOOL, DATE, INT, MONEY, TEXT, Enum, EnumValue, Field, History, List, Type

RANK = Enum(
    "rank",
    (EnumValue("apprentice", Text("学徒", "Apprentice")), EnumValue("master", Text("师傅", "Master"))),
    ordered=True,
)


@pytest.mark.parametrize(
    ("kind", "reply", "value"),
    [
        (BOOL, "1", True),
        (BOOL, "Yes", True),
        (BOOL, "是", True),
        (BOOL, "2", False),
        (BOOL, "没有", False),
        (RANK, "2", "master"),
        (RANK, "master", "master"),
        (RANK, "MASTER", "master"),
        (RANK, "师傅", "master"),
        (List(RANK), "1, 2", ["apprentice", "master"]),
        (List(RANK), "学徒、师傅", ["apprentice", "master"]),
        (List(RANK), "-", []),
        (INT, "12", 12),
        (INT, "1,200", 1200),
        (MONEY, "120000.50", Decimal("120000.50")),
        (MONEY, "120，000", 120000),
        (DATE, "1985-03-20", date(1985, 3, 20)),
        (DATE, "1985年3月20日", date(1985, 3, 20)),
        (DATE, "1985/3/20", date(1985, 3, 20)),
        (TEXT, " North ", "North"),
    ],
)
def test_a_reply_that_is_understood(kind: Type, reply: str, value: object) -> None:
    assert understood(kind, reply) == value


@pytest.mark.parametrize(
    ("kind", "reply", "said"),
    [
        (BOOL, "perhaps", "1 for yes or 2 for no"),
        (BOOL, "", "1 for yes or 2 for no"),
        (RANK, "3", "a number from 1 to 2"),
        (RANK, "0", "a number from 1 to 2"),
        (RANK, "９", "a number from 1 to 2"),
        (INT, "1.5", "a whole number"),
        (INT, "9" * 30, "a whole number"),
        (MONEY, "a lot", "an amount"),
        (DATE, "1985-02-30", "there is no day 1985-02-30"),
        (DATE, "20 March", "a date"),
        (TEXT, "", "? if you do not know"),
    ],
)
def test_a_reply_that_is_not_understood(kind: Type, reply: str, said: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        understood(kind, reply)
    assert said in caught.value.text.en
    assert caught.value.text.zh


YARDS = History((Field("yard", TEXT, Text("船坞", "Yard")), Field("rank", RANK, Text("等级", "Rank"))))


def test_spells_are_asked_one_after_the_other() -> None:
    replies = iter(["2018-12-31", "North", "2", "2019-01-01", "", "?", "", ""])
    found = spells(YARDS, lambda _: next(replies), "2016-03-01")
    assert found == [
        {"from": date(2016, 3, 1), "to": date(2018, 12, 31), "yard": "North", "rank": "master"},
        {"from": date(2019, 1, 1)},
    ]


@pytest.mark.parametrize("first", ["-", "", "无"])
def test_no_spell_at_all(first: str) -> None:
    def never(_: Text) -> str:
        raise AssertionError("nothing more is asked")

    assert spells(YARDS, never, first) == []


def test_a_spell_that_would_end_before_it_begins() -> None:
    with pytest.raises(NotUnderstood, match="before it begins"):
        spells(YARDS, lambda _: "2015-01-01", "2016-03-01")
