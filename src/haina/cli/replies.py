"""What somebody types at a question, as a fact; or why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from haina.rules.text import Text
from haina.rules.types import BOOL, DATE, INT, MONEY, NUMBER, Enum, History, List, Type

_YES = {"y", "yes", "true", "1", "是", "对", "有", "属于"}
_NO = {"n", "no", "false", "0", "否", "不", "没有", "不是", "无"}

#: Asks for one more line; raises EOFError when there is none.
ReadLine = Callable[[Text], str]


class NotUnderstood(Exception):
    """A reply that is no value of the fact; `text` says what is."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def choices(kind: Type) -> tuple[Text, ...]:
    """The values to choose from, in the order of their numbers."""
    of = kind.of if isinstance(kind, List) else kind
    if isinstance(of, Enum):
        return tuple(value.label for value in of.values)
    if of == BOOL:
        return (Text(zh="是", en="yes"), Text(zh="否", en="no"))
    return ()


def hint(kind: Type) -> Text:
    """How to write a value of a type."""
    if isinstance(kind, List):
        return Text(zh="可填多个，用逗号分开；一个也没有填 -", en="several with commas between; - for none")
    if isinstance(kind, Enum) or kind == BOOL:
        return Text(zh="填序号", en="the number of your answer")
    return _HINTS.get(kind, Text(zh="填文字", en="in words"))


_HINTS: dict[Type, Text] = {
    INT: Text(zh="整数", en="a whole number"),
    NUMBER: Text(zh="数字", en="a number"),
    MONEY: Text(zh="金额，如 120000", en="an amount, as 120000"),
    DATE: Text(zh="日期，如 1985-03-20", en="a date, as 1985-03-20"),
}


def understood(kind: Type, reply: str) -> object:
    """The value of a reply; raises `NotUnderstood`. Histories are read by `spells`."""
    reply = reply.strip()
    if isinstance(kind, Enum):
        return _chosen(kind, reply)
    if isinstance(kind, List):
        if reply in ("-", "无", "none"):
            return []
        parts = [part.strip() for part in re.split(r"[,，、;；]", reply) if part.strip()]
        return [_chosen(kind.of, part) if isinstance(kind.of, Enum) else part for part in parts]
    if kind == BOOL:
        return _truth(reply)
    if kind == DATE:
        return _day(reply)
    if kind in (INT, NUMBER, MONEY):
        return _number(kind, reply)
    if not reply:
        raise NotUnderstood(
            Text(zh="请填写，或填 ? 表示不知道", en="write something, or ? if you do not know")
        )
    return reply


def _truth(reply: str) -> bool:
    word = reply.lower()
    if word == "2" or word in _NO:
        return False
    if word in _YES:
        return True
    raise NotUnderstood(Text(zh="请填 1（是）或 2（否）", en="write 1 for yes or 2 for no"))


def _chosen(kind: Enum, reply: str) -> str:
    """The name of an enum's value by its number, name or label."""
    if reply.isascii() and reply.isdigit() and 1 <= int(reply[:4]) <= len(kind.values):
        return kind.values[int(reply[:4]) - 1].name
    for value in kind.values:
        if reply.lower() in (value.name, value.label.en.lower()) or reply == value.label.zh:
            return value.name
    count = len(kind.values)
    raise NotUnderstood(Text(zh=f"请填 1 到 {count} 的序号", en=f"write a number from 1 to {count}"))


def _day(reply: str) -> date:
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", reply)
    if match is not None:
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError:
            raise NotUnderstood(Text(zh=f"没有 {reply} 这一天", en=f"there is no day {reply}")) from None
    raise NotUnderstood(Text(zh="请填日期，如 1985-03-20", en="write a date, as 1985-03-20"))


def _number(kind: Type, reply: str) -> int | Decimal:
    digits = reply.replace(",", "").replace("，", "").replace(" ", "")
    if re.fullmatch(r"[-+]?\d{1,18}", digits, re.ASCII):
        return int(digits)
    if kind != INT and re.fullmatch(r"[-+]?\d{1,18}\.\d{1,6}", digits, re.ASCII):
        return Decimal(digits)
    raise NotUnderstood(Text(zh=f"请填{_HINTS[kind].zh}", en=f"write {_HINTS[kind].en}"))


def spells(kind: History, ask: ReadLine, first: str) -> list[dict[str, object]]:
    """The spells of a history: first day, last day and fields, one reply each, until one is left empty.

    `first` is the reply to the question itself: the first day of the first spell, or ``-`` for none.
    """
    found: list[dict[str, object]] = []
    reply = first.strip()
    while reply and reply not in ("-", "无", "none"):
        spell: dict[str, object] = {"from": _day(reply)}
        last = ask(
            Text(zh="到哪一天为止（仍在继续则留空）", en="until which day (empty: it goes on)")
        ).strip()
        if last:
            spell["to"] = _day(last)
            if last and _day(last) < _day(reply):
                raise NotUnderstood(Text(zh="结束早于开始", en="it would end before it begins"))
        for field in kind.fields:
            value = ask(_field_question(field.label, field.type)).strip()
            if value and value != "?":
                spell[field.name] = understood(field.type, value)
        found.append(spell)
        reply = ask(
            Text(zh="下一段从哪一天开始（没有了则留空）", en="next: from which day (empty: no more)")
        ).strip()
    return found


def _field_question(label: Text, kind: Type) -> Text:
    """The question for a field of a spell, with its choices on one line."""
    options = choices(kind)
    if not options:
        return Text(
            zh=f"{label.zh}（{hint(kind).zh}；不知道则留空）",
            en=f"{label.en} ({hint(kind).en}; empty: not known)",
        )
    zh = "，".join(f"{number} {option.zh}" for number, option in enumerate(options, start=1))
    en = ", ".join(f"{number} {option.en}" for number, option in enumerate(options, start=1))
    return Text(zh=f"{label.zh}（{zh}；不知道则留空）", en=f"{label.en} ({en}; empty: not known)")
