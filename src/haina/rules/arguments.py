"""What checking every call needs: counting arguments and saying what is wrong with them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from haina.rules.problems import nearest, one_of, shown
from haina.rules.text import Place, Text
from haina.rules.tree import Node
from haina.rules.types import Type

if TYPE_CHECKING:
    from haina.rules.check import Checker


def refuse(
    checker: Checker, node: ast.expr, zh: str, en: str, code: str = "arguments", advice: Text | None = None
) -> Node | None:
    """Note a problem at ``node``; gives ``None`` for the check to return."""
    checker.problems.add(checker.place(node), code, zh, en, advice)
    return None


def unknown_option(
    checker: Checker, place: Place, name: str, word: str, names: tuple[str, ...]
) -> Node | None:
    """Say that a function has no such option; gives ``None`` for the check to return."""
    advice = nearest(word, names) or (one_of(names) if names else None)
    zh, en = f"{name} 没有选项 {shown(word)}", f"{name} has no option {shown(word)}"
    checker.problems.add(place, "unknown_option", zh, en, advice)
    return None


def arguments_are_plain(checker: Checker, node: ast.Call) -> bool:
    """Refuse ``*`` and ``**``, and an option that is given twice."""
    seen: set[str] = set()
    for keyword in node.keywords:
        if keyword.arg is None:
            checker.unsupported(node)
            return False
        if keyword.arg in seen:
            zh, en = f"选项 {keyword.arg} 写了两次", f"the option {keyword.arg} is given twice"
            checker.problems.add(checker.place(keyword), "duplicate", zh, en)
            return False
        seen.add(keyword.arg)
    return True


def count_is(checker: Checker, node: ast.Call, name: str, least: int, most: int | None) -> bool:
    """Check the number of arguments without a name."""
    given = len(node.args)
    if least <= given and (most is None or given <= most):
        return True
    wanted = str(least) if most == least else f"{least}–{most}" if most is not None else f"≥ {least}"
    refuse(
        checker,
        node,
        f"{name} 需要 {wanted} 个参数，写了 {given} 个",
        f"{name} takes {wanted} arguments; {given} are given",
    )
    return False


def check_all(checker: Checker, parts: list[ast.expr], asked: Type | None = None) -> tuple[Node, ...] | None:
    """Check arguments; ``None`` after a problem in any of them."""
    found = [checker.check(part, asked) for part in parts]
    known = tuple(node for node in found if node is not None)
    return known if len(known) == len(found) else None
