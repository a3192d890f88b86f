"""Checking calls of history functions: the history, the lengths and the condition on the spell."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from haina.rules.arguments import count_is, refuse, unknown_option
from haina.rules.functions import HISTORY_FUNCTIONS, HistoryFunction
from haina.rules.literals import UNNUMBERED
from haina.rules.problems import nearest, one_of, shown
from haina.rules.text import Text
from haina.rules.tree import Call, Fact, Node
from haina.rules.types import BOOL, DURATION, History, Type

if TYPE_CHECKING:
    from haina.rules.check import Checker


def check_history_call(checker: Checker, node: ast.Call, name: str, wanted: str | None) -> Node | None:
    """Give the typed node of a history function; ``wanted`` is the field of ``latest(h).field``."""
    place = checker.place(node)
    if checker.fields is not None:
        zh, en = f"where= 里不能再用 {name}", f"{name} cannot stand inside where="
        advice = Text("先写成定义，再用它的名称", "Make it a definition and use its name.")
        return refuse(checker, node, zh, en, "where", advice)
    signature = HISTORY_FUNCTIONS[name]
    expected = 1 + len(signature.arguments)
    if not count_is(checker, node, name, expected, expected):
        return None
    history = _history(checker, node.args[0], name)
    if history is None or not isinstance(history.type, History):
        return None
    rest = [checker.check(part, kind) for part, kind in zip(node.args[1:], signature.arguments, strict=True)]
    options = _options(checker, node, name, signature)
    where = _where(checker, node, history.type)
    result = signature.result or _field_type(checker, node, history, wanted)
    known = tuple(each for each in rest if each is not None)
    if options is None or result is None or len(known) < len(rest) or where is False:
        return None
    condition = where if isinstance(where, Node) else None
    return Call(UNNUMBERED, result, place, name, (history, *known), options, condition, wanted)


def _history(checker: Checker, node: ast.expr, function: str) -> Fact | None:
    if isinstance(node, ast.Name) and node.id in checker.names.facts:
        slot, fact = checker.names.facts[node.id]
        if isinstance(fact.type, History):
            return Fact(UNNUMBERED, fact.type, checker.place(node), node.id, slot)
    histories = [name for name, (_, fact) in checker.names.facts.items() if isinstance(fact.type, History)]
    refuse(
        checker,
        node,
        f"{function} 的第一个参数须是经历",
        f"the first argument of {function} is a history",
        "wrong_type",
        nearest(node.id, histories) if isinstance(node, ast.Name) else None,
    )
    return None


def _field_type(checker: Checker, node: ast.Call, history: Fact, wanted: str | None) -> Type | None:
    if not isinstance(history.type, History) or wanted is None:
        return None
    if wanted in history.type.positions:
        return history.type.fields[history.type.positions[wanted]].type
    names = tuple(history.type.positions)
    zh = f"{history.name} 没有字段 {shown(wanted)}"
    en = f"{history.name} has no field {shown(wanted)}"
    refuse(checker, node, zh, en, "unknown_field", nearest(wanted, names) or one_of(names))
    return None


def _options(
    checker: Checker, node: ast.Call, name: str, signature: HistoryFunction
) -> tuple[tuple[str, Node], ...] | None:
    """Check everything that is given by name, except ``where``."""
    found: list[tuple[str, Node]] = []
    complete = True
    for keyword in node.keywords:
        word = keyword.arg or ""
        if word == "where":
            continue
        if word not in signature.options:
            unknown_option(checker, checker.place(keyword), name, word, (*signature.options, "where"))
            complete = False
            continue
        value = checker.check(keyword.value, signature.options[word])
        if value is None:
            complete = False
        else:
            found.append((word, value))
    if not complete or not _options_are_complete(checker, node, name, signature):
        return None
    return tuple(found)


def _options_are_complete(checker: Checker, node: ast.Call, name: str, signature: HistoryFunction) -> bool:
    given = {keyword.arg for keyword in node.keywords}
    for word, kind in signature.required:
        if word not in given:
            example = f"{word}=years(1)" if kind == DURATION else f"{word}=3"
            refuse(
                checker,
                node,
                f"{name} 缺少 {word}=",
                f"{name} needs {word}=",
                "missing_argument",
                Text(f"例如 {example}", f"For example {example}."),
            )
            return False
    if signature.lengths and len(given & set(signature.lengths)) != 1:
        refuse(
            checker,
            node,
            f"{name} 须有且只有 years=、months=、days= 之一",
            f"{name} needs exactly one of years=, months=, days=",
            "missing_argument",
            Text("例如 years=3", "For example years=3."),
        )
        return False
    return True


def _where(checker: Checker, node: ast.Call, history: History) -> Node | bool | None:
    """Check the condition on the spell: a node, ``None`` where there is none, ``False`` after a problem."""
    for keyword in node.keywords:
        if keyword.arg == "where":
            inside = replace(checker, fields=history)
            return inside.check(keyword.value, BOOL) or False
    return None
