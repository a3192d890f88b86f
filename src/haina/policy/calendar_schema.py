"""The shape of calendar.yaml: the official working days of each year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from haina.rules.text import Text

from .kinds import (
    Broken,
    Key,
    Reading,
    both,
    day,
    integer,
    list_of,
    naming,
    optional,
    read_keys,
    word,
    wrong_kind,
)
from .nodes import Node
from .records import CalendarYear

#: Longest stretch of days that a calendar may name as one holiday.
_LONGEST_HOLIDAY = 31

_HOLIDAY_KEYS: dict[str, Key[Any]] = {
    "name": Key(both),
    "date": optional(day),
    "from": optional(day, into="valid_from"),
    "to": optional(day, into="valid_to"),
}


def _holiday_days(node: Node, reading: Reading) -> dict[date, Text] | Broken:
    """A holiday, given as one date or from and to, as its days."""
    values = read_keys(node, reading, _HOLIDAY_KEYS)
    if isinstance(values, Broken):
        return values
    first, last = values["valid_from"] or values["date"], values["valid_to"] or values["date"]
    if first is None or last is None or (values["date"] and values["valid_from"]):
        return reading.problem(
            node,
            "holiday_dates",
            Text(zh="写明 date，或者 from 和 to", en="either date, or from and to, is needed"),
        )
    length = (last - first).days
    if not 0 <= length <= _LONGEST_HOLIDAY:
        return reading.problem(
            node,
            "dates_reversed" if length < 0 else "holiday_too_long",
            Text(zh=f"从 {first} 到 {last} 不像一个假期", en=f"{first} to {last} is not a holiday"),
            Text(zh="请核对起止日期", en="Check its first and last day."),
        )
    return {first + timedelta(days=number): values["name"] for number in range(length + 1)}


def _year(node: Node, reading: Reading) -> str | Broken:
    """A year as the name under which the calendar keeps it."""
    number = integer(node, reading)
    if isinstance(number, Broken) or 1900 <= number <= 2200:
        return number if isinstance(number, Broken) else str(number)
    return wrong_kind(node, reading, Text(zh="年份", en="a year"))


#: Monday is 0; Saturday and Sunday are the days that an official calendar may turn into working days.
_SATURDAY = 5


def _adjusted_workday(node: Node, reading: Reading) -> date | Broken:
    """A day that would otherwise be free."""
    value = day(node, reading)
    if isinstance(value, Broken) or value.weekday() >= _SATURDAY:
        return value
    return reading.problem(
        node,
        "workday",
        Text(zh=f"{value} 不是周末，不必调休", en=f"{value} is no Saturday or Sunday"),
        Text(zh="请与放假通知核对", en="Check it against the notice."),
    )


_CALENDAR_KEYS: dict[str, Key[Any]] = {
    "year": Key(naming("year", _year)),
    "notice": Key(word),
    "source": optional(word),
    "holidays": Key(list_of(_holiday_days, at_least=1)),
    "workdays": Key(list_of(_adjusted_workday)),
}


def _calendar_year(node: Node, reading: Reading) -> CalendarYear | Broken:
    """One year of working days; its holidays must not name a day twice, nor a day that is worked."""
    values = read_keys(node, reading, _CALENDAR_KEYS)
    if isinstance(values, Broken):
        return values
    holidays: dict[date, Text] = {}
    worked = frozenset(values["workdays"])
    for days in values["holidays"]:
        for each, title in days.items():
            if each in holidays or each in worked:
                reading.problem(
                    node,
                    "calendar_contradiction",
                    Text(
                        zh=f"{each} 写了两次，或既放假又上班",
                        en=f"{each} is named twice, or both off and worked",
                    ),
                    Text(zh="请与放假通知核对", en="Check it against the notice."),
                )
            holidays[each] = title
    return CalendarYear(int(values["year"]), values["notice"], holidays, worked, reading.place(node))


CALENDAR = list_of(_calendar_year)
