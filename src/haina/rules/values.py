"""Values as they are held: which one fits a type, and reading one from what a person wrote."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from haina.rules import limits
from haina.rules.literals import impossible_date, read_date
from haina.rules.periods import Duration
from haina.rules.problems import Problems, nearest, one_of, shown
from haina.rules.text import Place, Text
from haina.rules.types import (
    Bool,
    Date,
    DurationType,
    Enum,
    Int,
    List,
    Money,
    Number,
    TextType,
    Type,
)

_NUMERAL = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?", re.ASCII)
_DURATION = re.compile(r"(?:P(\d{1,6})([YMD])|(\d{1,6})\s*(years?|months?|days?))", re.ASCII)
_UNITS = {"y": "years", "m": "months", "d": "days"}
_TRUTHS = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}
_LISTED_VALUES = 12


def is_value(kind: Type, value: object) -> bool:
    """Say whether ``value`` is held as the scalar or list type says."""
    match kind:
        case Bool():
            return isinstance(value, bool)
        case Int():
            return isinstance(value, int) and not isinstance(value, bool)
        case Number() | Money():
            return isinstance(value, Decimal | int) and not isinstance(value, bool)
        case Date():
            return isinstance(value, date) and not isinstance(value, datetime)
        case DurationType():
            return isinstance(value, Duration)
        case Enum():
            return value in kind.order if isinstance(value, str) else False
        case List():
            return isinstance(value, tuple) and all(is_value(kind.of, each) for each in value)
    return isinstance(kind, TextType) and isinstance(value, str)


def read_value(kind: Type, given: object, place: Place, problems: Problems) -> object:
    """Read a scalar or a list as a person wrote it; a problem gives ``None``, and so does ``None`` (unknown).

    Numbers and amounts may be numbers or numerals, a bool also ``yes``, ``no``, ``是``, ``否``, a date an ISO
    text or a date, a duration ``4 years`` or ``P4Y``.
    """
    if given is None:
        return None
    if isinstance(kind, List):
        return _read_list(kind, given, place, problems)
    if isinstance(kind, Enum):
        return _read_enum(kind, given, place, problems)
    value = _read_scalar(kind, given, place, problems)
    if value is _WRONG:
        problems.add(
            place,
            "wrong_type",
            f"此处需要 {kind.name}，给的是 {shown(_described(given))}",
            f"a value of type {kind.name} is needed; this is {shown(_described(given))}",
            _example(kind),
        )
    return None if value is _WRONG or value is _REPORTED else value


_WRONG = object()
_REPORTED = object()


def _described(given: object) -> str:
    """Describe what was given without printing something huge."""
    if isinstance(given, str | bool | float | date | Decimal):
        return str(given)[:200]
    if isinstance(given, int):
        return str(given) if abs(given) < 10**limits.DIGITS else "int"
    return type(given).__name__


def _example(kind: Type) -> Text | None:
    examples = {
        "bool": "true",
        "int": "3",
        "number": "0.70",
        "money": "500000",
        "date": "2016-09-26",
        "duration": "4 years",
    }
    example = examples.get(kind.name)
    return Text(f"例如 {example}", f"For example {example}.") if example else None


def _read_scalar(kind: Type, given: object, place: Place, problems: Problems) -> object:
    match kind:
        case Bool():
            if isinstance(given, str):
                return _TRUTHS.get(given.strip().lower(), _WRONG)
            return given if isinstance(given, bool) else _WRONG
        case Int() | Number() | Money():
            return _read_number(kind, given, place, problems)
        case Date():
            return _read_date(given, place, problems)
        case DurationType():
            return _read_duration(given)
        case TextType() if isinstance(given, str):
            return _read_text(given, place, problems)
    return _WRONG


def _read_text(given: str, place: Place, problems: Problems) -> object:
    if len(given) <= limits.TEXT_LENGTH:
        return given
    most = limits.TEXT_LENGTH
    problems.add(place, "too_long", f"文本超过{most}个字符", f"the text has more than {most} characters")
    return _REPORTED


def _read_number(kind: Type, given: object, place: Place, problems: Problems) -> object:
    """Read an exact number; a float is taken as it is written."""
    if isinstance(given, bool):
        return _WRONG
    if isinstance(given, int):
        number = Decimal(given) if abs(given) < 10**limits.DIGITS else None
    elif isinstance(given, Decimal | float):
        number = Decimal(str(given)) if isinstance(given, float) else given
    elif isinstance(given, str) and _NUMERAL.fullmatch(given.strip()):
        number = Decimal(given.strip())
    else:
        return _WRONG
    if number is not None and not number.is_finite():
        return _WRONG
    if number is None or number.adjusted() >= limits.DIGITS or len(number.as_tuple().digits) > limits.DIGITS:
        most = limits.DIGITS
        problems.add(place, "too_large", f"数字超过{most}位", f"the number has more than {most} digits")
        return _REPORTED
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -limits.DIGITS:
        most = limits.DIGITS
        problems.add(place, "too_large", f"小数超过{most}位", f"there are more than {most} decimal places")
        return _REPORTED
    if isinstance(kind, Int):
        return int(number) if number == number.to_integral_value() else _WRONG
    return number


def _read_date(given: object, place: Place, problems: Problems) -> object:
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    if not isinstance(given, str):
        return _WRONG
    day = read_date(given.strip())
    if day is None:
        zh, en, advice = impossible_date(given)
        problems.add(place, "date", zh, en, advice)
        return _REPORTED
    return day


def _read_duration(given: object) -> object:
    if isinstance(given, Duration):
        return given
    found = _DURATION.fullmatch(given.strip()) if isinstance(given, str) else None
    if found is None:
        return _WRONG
    count, unit = found[1] or found[3], found[2] or found[4]
    return Duration(**{_UNITS[unit[0].lower()]: int(count)})


def _read_enum(kind: Enum, given: object, place: Place, problems: Problems) -> object:
    if isinstance(given, str) and given in kind.order:
        return given
    names = tuple(kind.order)
    written = shown(_described(given))
    advice = nearest(given, names) if isinstance(given, str) else None
    if advice is None and len(names) <= _LISTED_VALUES:
        advice = one_of(names)
    zh, en = f"{kind.enum_name} 没有 {written} 这个值", f"{kind.enum_name} has no value {written}"
    problems.add(place, "unknown_enum_value", zh, en, advice)
    return None


def _read_list(kind: List, given: object, place: Place, problems: Problems) -> object:
    if not isinstance(given, list | tuple):
        zh, en = f"此处需要列表，给的是 {shown(_described(given))}", "a list is needed here"
        problems.add(place, "wrong_type", zh, en, Text("例如 [a, b]", "For example [a, b]."))
        return None
    if len(given) > limits.LIST_LENGTH:
        most = limits.LIST_LENGTH
        problems.add(place, "too_large", f"列表超过{most}项", f"the list has more than {most} members")
        return None
    values = [read_value(kind.of, each, place, problems) for each in given]
    if any(each is None for each in given):
        zh, en = "列表里不能有空值", "a list cannot have an empty member"
        problems.add(place, "wrong_type", zh, en)
    return None if any(value is None for value in values) else tuple(dict.fromkeys(map(str, values)))
