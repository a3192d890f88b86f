"""What people type, brought to the form in which facts are given: amounts and dates as usually spelled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from haina.rules import Bool, Date, Enum, Int, List, Money, Number, Type

#: Nothing that is asked for needs more; the facts of a case are limited besides.
LONGEST_ANSWER = 200
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_AMOUNT = re.compile(r"(-?[\d,.']+?)\s*([万亿]?)元?")
_TIMES = {"": 0, "万": 4, "亿": 8}


def read_typed(kind: Type, typed: str) -> object:
    """Return what was typed for a value of a kind as a fact is given; None when nothing was typed.

    What cannot be read is returned as it is, so that the reader of facts says what is wrong with it.
    """
    text = unicodedata.normalize("NFKC", typed[:LONGEST_ANSWER]).strip()
    if not text:
        return None
    if isinstance(kind, Bool):
        return {"yes": True, "no": False}.get(text, text)
    if isinstance(kind, Date):
        return _date(text)
    if isinstance(kind, Int | Number | Money):
        return _amount(text)
    return text


def _date(text: str) -> str:
    """Return '2016-09-26' for '2016/9/26', '2016.9.26' and '2016年9月26日'."""
    match = _DATE.fullmatch(text)
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else text


def _amount(text: str) -> str:
    """Return digits without separators; '60万' and '1.2亿' are written out."""
    match = _AMOUNT.fullmatch(text.replace(" ", ""))
    if match is None:
        return text
    digits = re.sub(r"[,'](?=\d{3}(?:\D|$))", "", match[1])
    zeros = _TIMES[match[2]]
    if not zeros:
        return digits
    whole, _, rest = digits.partition(".")
    moved = rest.ljust(zeros, "0")
    return f"{whole}{moved[:zeros]}" + (f".{moved[zeros:]}" if moved[zeros:] else "")


def read_list(kind: List, chosen: list[str]) -> list[str]:
    """Return the chosen values of a list; those that the list does not have are left out."""
    if isinstance(kind.of, Enum):
        return [value for value in dict.fromkeys(chosen) if value in kind.of.order]
    return [part for part in dict.fromkeys(each.strip() for each in chosen) if part]


def read_spells(kind: Mapping[str, Type], rows: list[Mapping[str, str]]) -> list[dict[str, object]]:
    """Return the rows that are not empty as spells; a field left empty is left out."""
    spells = []
    for row in rows:
        spell = {name: read_typed(kind[name], row.get(name, "")) for name in kind}
        given = {name: value for name, value in spell.items() if value is not None}
        if given:
            spells.append(given)
    return spells
