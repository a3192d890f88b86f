"""Literals: exact numbers, texts, lists of texts; and texts that turn out to be values of an enum."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from haina.rules import limits
from haina.rules.parse import Parsed
from haina.rules.problems import Problems, nearest, one_of, shown
from haina.rules.text import Text
from haina.rules.tree import Choose, Constant, Node
from haina.rules.types import BOOL, INT, NUMBER, TEXT, Enum, List, TextType, Type

_NUMBER = re.compile(r"\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LISTED_VALUES = 12
UNNUMBERED = -1


def read_literal(node: ast.Constant | ast.List, parsed: Parsed, problems: Problems) -> Node | None:
    """Give the constant that is written, or ``None`` after a problem."""
    if isinstance(node, ast.List):
        return _read_list(node, parsed, problems)
    place = parsed.place(node)
    if isinstance(node.value, bool):
        return Constant(UNNUMBERED, BOOL, place, node.value)
    if isinstance(node.value, str):
        return Constant(UNNUMBERED, TEXT, place, node.value)
    if isinstance(node.value, int | float | complex):
        return _read_number(node, parsed, problems)
    written = shown(parsed.segment(node))
    problems.add(place, "unsupported", f"不能写 {written}", f"{written} cannot stand in a rule")
    return None


def _read_number(node: ast.Constant, parsed: Parsed, problems: Problems) -> Node | None:
    """Read a number from its text, so that 0.70 stays 0.70."""
    place, written = parsed.place(node), parsed.segment(node)
    if not _NUMBER.fullmatch(written):
        problems.add(
            place,
            "number",
            f"数字须写成十进制：{shown(written)}",
            f"a number is written in plain decimal digits: {shown(written)}",
        )
        return None
    digits = written.replace("_", "")
    if len(digits.replace(".", "")) > limits.DIGITS:
        most = limits.DIGITS
        problems.add(place, "too_large", f"数字超过{most}位", f"the number has more than {most} digits")
        return None
    if "." in digits:
        return Constant(UNNUMBERED, NUMBER, place, Decimal(digits))
    return Constant(UNNUMBERED, INT, place, int(digits))


def _read_list(node: ast.List, parsed: Parsed, problems: Problems) -> Node | None:
    place = parsed.place(node)
    values: list[str] = []
    for part in node.elts:
        if not (isinstance(part, ast.Constant) and isinstance(part.value, str)):
            problems.add(
                parsed.place(part),
                "wrong_type",
                "列表里只能写文本，如 ['a', 'b']",
                "a list has texts only, such as ['a', 'b']",
            )
            return None
        if part.value in values:
            problems.add(
                parsed.place(part),
                "duplicate",
                f"列表里重复了 {shown(part.value)}",
                f"{shown(part.value)} stands twice in the list",
            )
        values.append(part.value)
    return Constant(UNNUMBERED, List(TEXT), place, tuple(values))


def as_enum(node: Node, asked: Type, problems: Problems) -> Node | None:
    """Read a text literal (or a list of them, or a choice between them) as what ``asked`` says.

    Other nodes come back as they are; a text that is no value of the enum is a problem and gives ``None``.
    """
    enum = asked.of if isinstance(asked, List) else asked
    if not isinstance(enum, Enum):
        return node
    if isinstance(node, Choose):
        return _choice_as_enum(node, asked, problems)
    if not isinstance(node, Constant):
        return node
    kind = node.type.of if isinstance(node.type, List) else node.type
    if not isinstance(kind, TextType):
        return node
    values = node.value if isinstance(node.value, tuple) else (node.value,)
    wrong = [value for value in values if value not in enum.order]
    for value in wrong:
        names = tuple(enum.order)
        problems.add(
            node.place,
            "unknown_enum_value",
            f"{enum.enum_name} 没有 {shown(str(value))} 这个值",
            f"{enum.enum_name} has no value {shown(str(value))}",
            nearest(str(value), names) or (one_of(names) if len(names) <= _LISTED_VALUES else None),
        )
    if wrong:
        return None
    return replace(node, type=List(enum) if isinstance(node.type, List) else enum)


def _choice_as_enum(node: Choose, asked: Type, problems: Problems) -> Node | None:
    branches = []
    for test, value in node.branches:
        turned = as_enum(value, asked, problems)
        if turned is None:
            return None
        branches.append((test, turned))
    otherwise = as_enum(node.otherwise, asked, problems)
    if otherwise is None:
        return None
    return replace(node, type=otherwise.type, branches=tuple(branches), otherwise=otherwise)


def read_date(written: str) -> date | None:
    """Read ``YYYY-MM-DD``; ``None`` where that is no day of the calendar."""
    if not _DATE.fullmatch(written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def impossible_date(written: str) -> tuple[str, str, Text]:
    """Say in both languages that ``written`` is no day, and how a day is written."""
    return (
        f"没有 {shown(written)} 这一天",
        f"there is no day {shown(written)}",
        Text("日期写成 2016-09-26", "A date is written 2016-09-26."),
    )
