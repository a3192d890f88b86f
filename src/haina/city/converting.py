"""One written value of a table as the value of a fact, or why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from haina.rules.problems import nearest, shown
from haina.rules.text import Text
from haina.rules.types import BOOL, DATE, INT, MONEY, NUMBER, Enum, Type

from .mapping_schema import Writing

_YES = frozenset({"true", "yes", "y", "1", "是", "有"})
_NO = frozenset({"false", "no", "n", "0", "否", "无"})
#: Ways of writing a day that are tried only to suggest a format.
_ISO = "%Y-%m-%d"
_FORMATS = (
    _ISO,
    "%Y/%m/%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%Y%m%d",
    "%d.%m.%Y",
    "%Y年%m月%d日",
    "%Y-%m-%d %H:%M:%S",
)
_PLACES = {"money": 2, "number": 6, "int": 0}


class Misfit(Exception):
    """A written value that is no value of its fact; `text` says why, `todo` what to write."""

    def __init__(self, text: Text, todo: Text | None = None) -> None:
        super().__init__(text.en)
        self.text = text
        self.todo = todo


def converted(writing: Writing, written: object) -> object:
    """The value of what is written; raises `Misfit`."""
    word = str(written).strip()
    if word in writing.values:
        written = word = writing.values[word]
    convert = _BY_TYPE.get(type(writing.type), _text)
    return convert(writing, written, word)


def _text(_: Writing, __: object, word: str) -> object:
    return word


def _enum(writing: Writing, _: object, word: str) -> object:
    kind = writing.type
    assert isinstance(kind, Enum)  # noqa: S101
    if word in kind.order:
        return word
    for value in kind.values:
        if word.lower() in (value.name, value.label.zh.lower(), value.label.en.lower()):
            return value.name
    known = [*kind.order, *(value.label.zh for value in kind.values)]
    raise Misfit(
        Text(
            zh=f"“{shown(word)}”不是{kind.enum_name}的值",
            en=f"“{shown(word)}” is no value of {kind.enum_name}",
        ),
        nearest(word, known)
        or Text(
            zh=f"在 values 里写明它的意思；可用：{'、'.join(kind.order)}",
            en=f"Say under values what it means; there is {', '.join(kind.order)}.",
        ),
    )


def _truth(_: Writing, written: object, word: str) -> object:
    if isinstance(written, bool):
        return written
    if word.lower() in _YES | _NO:
        return word.lower() in _YES
    raise Misfit(
        Text(zh=f"“{shown(word)}”既不是“是”也不是“否”", en=f"“{shown(word)}” is neither yes nor no"),
        Text(zh="在 values 里写明它的意思", en="Say under values what it means: true or false."),
    )


def _day(writing: Writing, written: object, word: str) -> object:
    if isinstance(written, datetime):
        return written.date()
    if isinstance(written, date):
        return written
    forms = writing.date or (_ISO,)
    days = {_read(word, each): each for each in forms if _fits(word, each)}
    if len(days) == 1:
        return next(iter(days))
    if days:
        both = ", ".join(f"{day} ({form})" for day, form in days.items())
        raise Misfit(
            Text(zh=f"“{shown(word)}”可以是两天：{both}", en=f"“{shown(word)}” can be two days: {both}"),
            Text(zh="date 里只留一种写法", en="Leave one of these formats under date."),
        )
    fitting = [each for each in _FORMATS if _fits(word, each)]
    asked = ", ".join(f"'{each}'" for each in (*writing.date, *fitting[:1]))
    raise Misfit(
        Text(zh=f"“{shown(word)}”不是日期", en=f"“{shown(word)}” is not a date"),
        Text(zh=f"若写法如此，请写 date: [{asked}]", en=f"If days are written so, say date: [{asked}].")
        if fitting
        else None,
    )


def _read(word: str, form: str) -> date:
    return datetime.strptime(word, form).date()  # noqa: DTZ007 (a day has no zone)


def _fits(word: str, form: str) -> bool:
    if form == _ISO and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", word, re.ASCII):
        return False
    try:
        _read(word, form)
    except ValueError:
        return False
    return True


def _number(writing: Writing, written: object, word: str) -> object:
    digits = re.sub(r"[,，\s]", "", word)
    try:
        value = Decimal(digits) * (writing.times or 1)
    except InvalidOperation:
        raise Misfit(
            Text(zh=f"“{shown(word)}”不是数字", en=f"“{shown(word)}” is not a number"),
            Text(
                zh="若表示不知道，请列入 unknown", en="If it means that nobody knows, list it under unknown."
            ),
        ) from None
    places = _PLACES[writing.type.name]
    rounded = round(value, places)
    if not rounded.is_finite() or abs(rounded) >= 10**12:
        raise Misfit(Text(zh=f"“{shown(word)}”太大", en=f"“{shown(word)}” is too large"))
    if rounded != value:
        raise Misfit(
            Text(
                zh=f"“{shown(word)}”的小数超过 {places} 位",
                en=f"“{shown(word)}” has more than {places} decimal places",
            )
        )
    _within(writing, rounded, word)
    return int(rounded) if writing.type == INT else rounded


def _within(writing: Writing, value: Decimal, word: str) -> None:
    low, high = writing.minimum, writing.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        raise Misfit(
            Text(
                zh=f"“{shown(word)}”不在 {low} 到 {high} 之间",
                en=f"“{shown(word)}” does not lie between {low} and {high}",
            ),
            Text(zh="单位不同时用 times 换算", en="If the unit differs, convert it with times."),
        )


_BY_TYPE: dict[type[Type], Callable[[Writing, object, str], object]] = {
    Enum: _enum,
    type(BOOL): _truth,
    type(DATE): _day,
    type(INT): _number,
    type(MONEY): _number,
    type(NUMBER): _number,
}
