"""Checking calls: which arguments and options a function has, of which types, and where it may stand."""

from __future__ import annotations

import ast
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from haina.rules.arguments import arguments_are_plain, check_all, count_is, refuse, unknown_option
from haina.rules.brackets import charged, table_advice
from haina.rules.functions import (
    FUNCTIONS,
    HISTORY_FUNCTIONS,
    SIMPLE_FUNCTIONS,
    UNITS,
)
from haina.rules.history_calls import check_history_call
from haina.rules.literals import UNNUMBERED, impossible_date, read_date
from haina.rules.operators import LINEAR, unified
from haina.rules.periods import Duration
from haina.rules.problems import nearest, one_of, shown
from haina.rules.text import Text
from haina.rules.tree import Call, Constant, Node, Standard, TablePoints
from haina.rules.types import (
    BOOL,
    DATE,
    DURATION,
    INT,
    MONEY,
    NUMBER,
    RULE,
    TEXT,
    List,
    Money,
    Type,
)

if TYPE_CHECKING:
    from haina.rules.check import Checker

_MOST_PLACES = 6
_MOST_DAYS = 10**6


def check_call(checker: Checker, node: ast.Call) -> Node | None:
    """Give the typed node of a call."""
    name = _function_name(checker, node)
    if name is None or not arguments_are_plain(checker, node):
        return None
    if name in HISTORY_FUNCTIONS:
        if name == "latest":
            return refuse(
                checker, node, "latest(…) 后面要写字段，如 .salary", "latest(…) needs a field: .salary"
            )
        return check_history_call(checker, node, name, None)
    if node.keywords:
        word = node.keywords[0].arg or ""
        return unknown_option(checker, checker.place(node.keywords[0]), name, word, ())
    if name in UNITS:
        return _duration(checker, node, name)
    if name in SIMPLE_FUNCTIONS:
        return _simple(checker, node, name)
    return _SPECIAL[name](checker, node, name)


def check_attribute(checker: Checker, node: ast.Attribute) -> Node | None:
    """Give the typed node of ``latest(h).field``, the only thing that has a dot."""
    call = node.value
    is_latest = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "latest"
    if not is_latest or not isinstance(call, ast.Call):
        checker.unsupported(node)
        return None
    if not arguments_are_plain(checker, call):
        return None
    return check_history_call(checker, call, "latest", node.attr)


def _function_name(checker: Checker, node: ast.Call) -> str | None:
    if not isinstance(node.func, ast.Name):
        checker.unsupported(node)
        return None
    name = node.func.id
    if name in FUNCTIONS and checker.parsed.segment(node.func) == name:
        return name
    zh, en = f"没有名为 {shown(name)} 的函数", f"there is no function called {shown(name)}"
    checker.problems.add(checker.place(node), "unknown_function", zh, en, nearest(name, FUNCTIONS))
    return None


def _simple(checker: Checker, node: ast.Call, name: str) -> Node | None:
    asked, result = SIMPLE_FUNCTIONS[name]
    if not count_is(checker, node, name, 1, 1):
        return None
    known = check_all(checker, node.args, asked)
    return None if known is None else Call(UNNUMBERED, result, checker.place(node), name, known)


def _duration(checker: Checker, node: ast.Call, name: str) -> Node | None:
    if not count_is(checker, node, name, 1, 1):
        return None
    known = check_all(checker, node.args, INT)
    if known is None:
        return None
    number = known[0]
    if not isinstance(number, Constant) or not isinstance(number.value, int):
        return Call(UNNUMBERED, DURATION, checker.place(node), name, known)
    if abs(number.value) > _MOST_DAYS * 4:
        return refuse(checker, node, "时长超出日历", "the duration is longer than the calendar", "too_large")
    return Constant(UNNUMBERED, DURATION, checker.place(node), Duration(**{name: number.value}))


def _money(checker: Checker, node: ast.Call, name: str) -> Node | None:
    if not count_is(checker, node, name, 1, 1):
        return None
    number = checker.check(node.args[0], NUMBER)
    if number is None:
        return None
    if not isinstance(number, Constant) or not isinstance(number.value, int | Decimal):
        advice = Text("写 money(1) * x", "Write money(1) * x.")
        return refuse(checker, node, "money() 里写数字", "money() takes a plain number", "wrong_type", advice)
    return Constant(UNNUMBERED, MONEY, checker.place(node), Decimal(number.value))


def _date(checker: Checker, node: ast.Call, name: str) -> Node | None:
    if not count_is(checker, node, name, 1, 1):
        return None
    text = checker.check(node.args[0], TEXT)
    if text is None:
        return None
    written = text.value if isinstance(text, Constant) else None
    day = read_date(written) if isinstance(written, str) else None
    if day is None:
        zh, en, advice = impossible_date(str(written) if written is not None else "…")
        return refuse(checker, node, zh, en, "date", advice)
    return Constant(UNNUMBERED, DATE, checker.place(node), day)


def _extreme(checker: Checker, node: ast.Call, name: str) -> Node | None:
    if not count_is(checker, node, name, 2, None):
        return None
    known = check_all(checker, node.args)
    if known is None:
        return None
    common: Type = known[0].type
    for each in known:
        joined = unified(common, each.type)
        if joined is None or joined not in LINEAR:
            checker.wrong_type(each.place, common if common in LINEAR else NUMBER, each.type)
            return None
        common = joined
    return Call(UNNUMBERED, common, checker.place(node), name, known)


def _number_function(checker: Checker, node: ast.Call, name: str) -> Node | None:
    """Check ``abs``, ``round``, ``floor`` and ``ceiling``."""
    if not count_is(checker, node, name, 1, 2 if name == "round" else 1):
        return None
    known = check_all(checker, node.args)
    if known is None:
        return None
    kind = known[0].type
    if kind not in ((NUMBER, INT) if name in ("floor", "ceiling") else (NUMBER, INT, MONEY)):
        checker.wrong_type(known[0].place, NUMBER, kind)
        return None
    if len(known) == 2 and not _is_places(known[1]):
        zh, en = f"小数位数是 0 到 {_MOST_PLACES} 的数字", f"the places are a number from 0 to {_MOST_PLACES}"
        return refuse(checker, node, zh, en, "wrong_type")
    result = (
        kind if name == "abs" else INT if name != "round" else MONEY if isinstance(kind, Money) else NUMBER
    )
    return Call(UNNUMBERED, result, checker.place(node), name, known)


def _is_places(node: Node) -> bool:
    return isinstance(node, Constant) and isinstance(node.value, int) and 0 <= node.value <= _MOST_PLACES


def _size(checker: Checker, node: ast.Call, name: str) -> Node | None:
    if not count_is(checker, node, name, 1, 1):
        return None
    known = check_all(checker, node.args)
    if known is None:
        return None
    if not isinstance(known[0].type, List):
        checker.wrong_type(known[0].place, List(TEXT), known[0].type)
        return None
    return Call(UNNUMBERED, INT, checker.place(node), name, known)


def _points(checker: Checker, node: ast.Call, name: str) -> Node | None:
    if not count_is(checker, node, name, 1, 2):
        return None
    first, tables = node.args[0], checker.names.tables
    table = first.id if isinstance(first, ast.Name) else ""
    if table not in tables:
        zh, en = f"没有积分表 {shown(table)}", f"there is no points table {shown(table)}"
        return refuse(checker, first, zh, en, "unknown_name", nearest(table, tables))
    if tables[table].brackets:
        zh, en, advice = table_advice(tables[table])
        return refuse(checker, first, zh, en, "wrong_type", advice)
    item: str | None = None
    if len(node.args) == 2:
        second, items = node.args[1], [each.id for each in tables[table].items]
        item = str(second.value) if isinstance(second, ast.Constant) else ""
        if item not in items:
            zh, en = f"积分表 {table} 没有项目 {shown(item)}", f"{table} has no item {shown(item)}"
            return refuse(checker, second, zh, en, "unknown_name", nearest(item, items) or one_of(items))
    target = table if item is None else f"{table}.{item}"
    if checker.names.rules.get(target) is None:
        return None
    return TablePoints(UNNUMBERED, NUMBER, checker.place(node), table, item, target)


def _progressive(checker: Checker, node: ast.Call, name: str) -> Node | None:
    if not count_is(checker, node, name, 2, 2):
        return None
    amount, second = checker.check(node.args[0], MONEY), node.args[1]
    tables = {id_: each for id_, each in checker.names.tables.items() if each.brackets}
    table = second.id if isinstance(second, ast.Name) else ""
    if table not in tables:
        zh, en = f"没有分级表 {shown(table)}", f"there is no table of brackets {shown(table)}"
        return refuse(checker, second, zh, en, "unknown_name", nearest(table, tables))
    if checker.fields is not None:
        zh, en = f"where= 里不能用 {name}", f"{name} does not stand inside where="
        return refuse(checker, node, zh, en, "where")
    return None if amount is None else charged(checker.names, tables[table], amount, checker.place(node))


def _satisfies(checker: Checker, node: ast.Call, name: str) -> Node | None:
    if not count_is(checker, node, name, 2, 2):
        return None
    judged, second = checker.check(node.args[0], BOOL), node.args[1]
    standard = second.id if isinstance(second, ast.Name) else ""
    standards = checker.names.standards
    if standard not in standards or standards[standard][1].type != RULE:
        rules = [each for each, (_, declared) in standards.items() if declared.type == RULE]
        zh, en = "第二个参数须是规则类标准", "the second argument is a standard of type rule"
        return refuse(checker, second, zh, en, "wrong_type", nearest(standard, rules))
    by = checker.standard(standard, checker.place(second), judged=True)
    if judged is None or not isinstance(by, Standard):
        return None
    return Call(UNNUMBERED, BOOL, checker.place(node), name, (judged, by))


def _as_of_spell(checker: Checker, node: ast.Call, name: str) -> Node | None:
    if not count_is(checker, node, name, 1, 1):
        return None
    if checker.fields is None or checker.as_of_spell:
        zh, en = "as_of_spell 只能用在 where= 里，且不能嵌套", "as_of_spell stands inside where=, and once"
        return refuse(checker, node, zh, en, "as_of_spell")
    inside = replace(checker, as_of_spell=True).check(node.args[0])
    return None if inside is None else Call(UNNUMBERED, inside.type, checker.place(node), name, (inside,))


_SPECIAL = {
    "min": _extreme,
    "max": _extreme,
    "abs": _number_function,
    "round": _number_function,
    "floor": _number_function,
    "ceiling": _number_function,
    "size": _size,
    "money": _money,
    "date": _date,
    "points": _points,
    "progressive": _progressive,
    "satisfies": _satisfies,
    "as_of_spell": _as_of_spell,
}
