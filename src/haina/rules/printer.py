"""From the typed tree back to the text of a rule, in one canonical form that reads back to the same tree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from haina.rules.periods import Duration
from haina.rules.tree import (
    Arithmetic,
    Call,
    Choose,
    Compare,
    Constant,
    Fact,
    Logic,
    Node,
    Progressive,
    Reference,
    SpellField,
    Standard,
    TablePoints,
    Today,
)
from haina.rules.types import Money

_CHOICE, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _MINUS, _ATOM = range(9)
_LOGIC = {"or": _OR, "and": _AND, "not": _NOT}
_ARITHMETIC = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "neg": _MINUS}


def source_of(node: Node) -> str:
    """Give the expression that ``node`` stands for."""
    return _printed(node)[0]


def _printed(node: Node) -> tuple[str, int]:
    """Give the text and how strongly it binds."""
    match node:
        case Constant():
            return _constant(node.value, isinstance(node.type, Money))
        case Fact() | Standard() | SpellField() | Reference():
            return node.name, _ATOM
        case Today() | TablePoints():
            return _points(node) if isinstance(node, TablePoints) else "today", _ATOM
        case Logic():
            return _logic(node)
        case Compare():
            left, right = _inside(node.left, _SUM), _inside(node.right, _SUM)
            return f"{left} {node.operator} {right}", _COMPARISON
        case Arithmetic():
            return _arithmetic(node)
        case Choose() | Call():
            return (_choice(node), _CHOICE) if isinstance(node, Choose) else (_call(node), _ATOM)
    raise TypeError(f"no text for a {type(node).__name__}")


def _inside(node: Node, least: int) -> str:
    """Give the text of a part, in brackets where it binds less than ``least``."""
    text, strength = _printed(node)
    return text if strength >= least else f"({text})"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return "'" + "".join(sign if sign.isprintable() else _escaped(sign) for sign in escaped) + "'"


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode()


def _constant(value: object, is_money: bool) -> tuple[str, int]:
    if isinstance(value, bool):
        return str(value), _ATOM
    if isinstance(value, int | Decimal):
        written = f"{value:f}" if isinstance(value, Decimal) else str(value)
        if is_money:
            return f"money({written})", _ATOM
        return written, _MINUS if written.startswith("-") else _ATOM
    if isinstance(value, date):
        return f"date('{value.isoformat()}')", _ATOM
    if isinstance(value, Duration):
        unit = "years" if value.years else "months" if value.months else "days"
        return f"{unit}({getattr(value, unit)})", _ATOM
    if isinstance(value, tuple):
        return f"[{', '.join(_quoted(str(each)) for each in value)}]", _ATOM
    return _quoted(str(value)), _ATOM


def _logic(node: Logic) -> tuple[str, int]:
    strength = _LOGIC[node.operator]
    if node.operator == "not":
        return f"not {_inside(node.operands[0], _NOT)}", strength
    return f" {node.operator} ".join(_inside(operand, strength + 1) for operand in node.operands), strength


def _arithmetic(node: Arithmetic) -> tuple[str, int]:
    strength = _ARITHMETIC[node.operator]
    if node.operator == "neg":
        operand = node.operands[0]
        text = _inside(operand, _MINUS)
        # A bare number after the sign would read back as a negative constant.
        return f"-({text})" if isinstance(operand, Constant) else f"-{text}", strength
    first, *rest = node.operands
    parts = [_inside(first, strength), *(_inside(operand, strength + 1) for operand in rest)]
    return f" {node.operator} ".join(parts), strength


def _points(node: TablePoints) -> str:
    if isinstance(node, Progressive):
        return f"progressive({source_of(node.argument)}, {node.table})"
    item = "" if node.item is None else f", {_quoted(node.item)}"
    return f"points({node.table}{item})"


def _choice(node: Choose) -> str:
    branches = (f"{_inside(value, _OR)} if {_inside(test, _OR)} else" for test, value in node.branches)
    return f"{' '.join(branches)} {_inside(node.otherwise, _OR)}"


def _call(node: Call) -> str:
    parts = [source_of(argument) for argument in node.arguments]
    parts += [f"{name}={source_of(value)}" for name, value in node.options]
    if node.where is not None:
        parts.append(f"where={source_of(node.where)}")
    written = f"{node.function}({', '.join(parts)})"
    return written if node.field is None else f"{written}.{node.field}"
