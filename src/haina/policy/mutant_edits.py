"""The small mistakes that a rule could have: every way to change one part of a typed tree.

Each edit replaces one node by another. Steps are one unit of their kind: a whole number, an amount or a
decimal changes by one in the last digit that is written (0.70 by 0.01, 500000 by 1), a date by a day, a
duration by one of the unit in which it is written, a value of an ordered list of values to its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from haina.rules.numbering import rebuilt
from haina.rules.periods import Duration
from haina.rules.text import Text
from haina.rules.tree import (
    Arithmetic,
    Call,
    Choose,
    Compare,
    Constant,
    Fact,
    Logic,
    Node,
    Reference,
    SpellField,
    Standard,
)
from haina.rules.types import Bool, Enum, List

from .shadows import Shadows

#: What each kind of mutant is called.
KINDS: dict[str, Text] = {
    "constant": Text(zh="数值加减一个单位", en="number one unit more or less"),
    "standard": Text(zh="标准加减一个单位", en="standard one unit more or less"),
    "compare": Text(zh="比较换向", en="comparison turned"),
    "drop": Text(zh="去掉一个条件", en="condition left out"),
    "swap": Text(zh="“并且”与“或者”互换", en="and and or exchanged"),
    "not": Text(zh="是与否互换", en="yes and no exchanged"),
    "value": Text(zh="换成相邻的取值", en="value replaced by its neighbour"),
    "arithmetic": Text(zh="运算互换", en="operation exchanged"),
    "row": Text(zh="去掉一行", en="row left out"),
    "in_force": Text(zh="施行日期差一天", en="in force a day earlier or later"),
}

_TURNED = {
    "<": (("le", "<="), ("gt", ">")),
    "<=": (("lt", "<"), ("gt", ">")),
    ">": (("ge", ">="), ("lt", "<")),
    ">=": (("gt", ">"), ("lt", "<")),
    "==": (("ne", "!="),),
    "!=": (("eq", "=="),),
    "in": (("not_in", "not in"),),
    "not in": (("in", "in"),),
}
_EXCHANGED = {"+": ("minus", "-"), "-": ("plus", "+"), "*": ("over", "/"), "/": ("times", "*")}
_EXTREMES = {"min": "max", "max": "min"}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one node: its kind, a word for what is changed, and the node that takes the place."""

    kind: str
    what: str
    node: Node


def edits_of(node: Node, parent: Node | None, shadows: Shadows) -> Iterator[Edit]:
    """Give the edits of one node (not of those below it) that stands directly below `parent`."""
    match node:
        case Constant():
            if not (_is_places(node, parent) or _is_unwritten(node, parent)):
                yield from _constant(node)
        case Standard():
            yield from _standard(node, shadows)
        case Logic():
            yield from _logic(node)
        case Compare():
            for word, operator in _TURNED[node.operator]:
                yield Edit("compare", word, replace(node, operator=operator))
        case Arithmetic():
            yield from _arithmetic(node)
        case Choose():
            yield from _choose(node)
        case Call():
            yield from _call(node, shadows)
    yield from _denied(node, parent)


def replaced(root: Node, path: tuple[int, ...], node: Node) -> Node:
    """Give the tree with `node` at a path of positions among the children; the rest is shared."""
    if not path:
        return node
    below = list(root.children)
    below[path[0]] = replaced(below[path[0]], path[1:], node)
    return rebuilt(root, root.id, tuple(below))


def _is_places(node: Constant, parent: Node | None) -> bool:
    """The number of decimal places in ``round`` is how a value is written, not how much it is."""
    return isinstance(parent, Call) and parent.function == "round" and parent.arguments[0] is not node


def _is_unwritten(node: Constant, parent: Node | None) -> bool:
    """The nought of an item of a table of which no row holds is written by nobody."""
    return isinstance(parent, Choose) and parent.otherwise is node and node.place == parent.place


def _constant(node: Constant) -> Iterator[Edit]:
    value = node.value
    if isinstance(value, bool):
        return
    if isinstance(value, int | Decimal):
        step = unit_of((value,))
        for sign, number in (("+", value + step), ("-", value - step)):
            yield Edit("constant", f"{_plain(value)}{sign}{_plain(step)}", replace(node, value=number))
    elif isinstance(value, date):
        for sign, day in _days_around(value):
            yield Edit("constant", f"{value}{sign}1d", replace(node, value=day))
    elif isinstance(value, Duration):
        unit = "years" if value.years else "months" if value.months else "days"
        count = getattr(value, unit)
        for sign, changed in (("+", count + 1), ("-", count - 1)):
            written = f"{count}{unit[0]}{sign}1{unit[0]}"
            yield Edit("constant", written, replace(node, value=Duration(**{unit: changed})))
    elif isinstance(node.type, Enum):
        for name in neighbours(node.type, str(value)):
            yield Edit("value", f"{value}-{name}", replace(node, value=name))
    elif isinstance(value, tuple) and isinstance(node.type, List):
        yield from _members(node, value, node.type.of)


def _members(node: Constant, members: tuple[object, ...], of: object) -> Iterator[Edit]:
    """A list with one member less, or with a member exchanged for a neighbour that is not in it."""
    for position, member in enumerate(members):
        others = (*members[:position], *members[position + 1 :])
        if others:
            yield Edit("value", f"{member}-", replace(node, value=others))
        if isinstance(of, Enum):
            for name in neighbours(of, str(member)):
                if name not in members:
                    changed = (*members[:position], name, *members[position + 1 :])
                    yield Edit("value", f"{member}-{name}", replace(node, value=changed))


def neighbours(enum: Enum, value: str) -> tuple[str, ...]:
    """Give the values before and after one of an ordered enum; of another the next one, or the first."""
    names, position = tuple(enum.order), enum.order[value]
    if enum.ordered:
        return (*names[max(position - 1, 0) : position], *names[position + 1 : position + 2])
    return (names[(position + 1) % len(names)],) if len(names) > 1 else ()


def unit_of(values: Iterable[int | Decimal]) -> int | Decimal:
    """Give one in the last digit that any of the numbers is written with: 1, or 0.01 for 0.70."""
    places = 0
    for value in values:
        exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
        places = max(places, -exponent if isinstance(exponent, int) else 0)
    return Decimal(1).scaleb(-places) if places else 1


def _plain(value: int | Decimal) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _days_around(day: date) -> Iterator[tuple[str, date]]:
    if day < date.max:
        yield "+", day + _ONE_DAY
    if day > date.min:
        yield "-", day - _ONE_DAY


def _standard(node: Standard, shadows: Shadows) -> Iterator[Edit]:
    for shadow in shadows.of(node.name):
        yield Edit("standard", shadow.what, replace(node, name=shadow.name))


def _logic(node: Logic) -> Iterator[Edit]:
    if node.operator == "not":
        yield Edit("not", "not", node.operands[0])
        return
    for position in range(len(node.operands)):
        others = (*node.operands[:position], *node.operands[position + 1 :])
        left = others[0] if len(others) == 1 else replace(node, operands=others)
        yield Edit("drop", f"{node.operator}.{position}", left)
    other = "or" if node.operator == "and" else "and"
    yield Edit("swap", f"{node.operator}-{other}", replace(node, operator=other))


def _arithmetic(node: Arithmetic) -> Iterator[Edit]:
    if node.operator == "neg":
        yield Edit("arithmetic", "neg", node.operands[0])
        return
    word, operator = _EXCHANGED[node.operator]
    if len(node.operands) == 2:
        yield Edit("arithmetic", word, replace(node, operator=operator))
        return
    for position in range(1, len(node.operands)):
        kept = node.operands[:position]
        head = kept[0] if len(kept) == 1 else replace(node, operands=kept)
        turned: Node = replace(node, operator=operator, operands=(head, node.operands[position]))
        tail = node.operands[position + 1 :]
        yield Edit(
            "arithmetic", f"{word}.{position}", replace(node, operands=(turned, *tail)) if tail else turned
        )


def _choose(node: Choose) -> Iterator[Edit]:
    for position in range(len(node.branches)):
        others = (*node.branches[:position], *node.branches[position + 1 :])
        left = replace(node, branches=others) if others else node.otherwise
        yield Edit("row", f"branch.{position}", left)


def _call(node: Call, shadows: Shadows) -> Iterator[Edit]:
    if node.where is not None:
        yield Edit("drop", "where", replace(node, where=None))
    if node.function in _EXTREMES:
        yield Edit("arithmetic", _EXTREMES[node.function], replace(node, function=_EXTREMES[node.function]))
    judge = node.arguments[1] if node.function == "satisfies" else None
    if isinstance(judge, Standard) and shadows.is_never_set(judge.name):
        yield Edit("drop", "satisfies", node.arguments[0])
    for name, _ in node.options:
        if name in ("gap", "last") and node.function in ("held", "ever_held", "unbroken", "total", "count"):
            options = tuple(each for each in node.options if each[0] != name)
            yield Edit("drop", name, replace(node, options=options))


def _denied(node: Node, parent: Node | None) -> Iterator[Edit]:
    """A yes-or-no part that is no operand becomes its opposite; leaving an operand out says more."""
    if not isinstance(node.type, Bool) or isinstance(parent, Logic):
        return
    if isinstance(node, Fact | Reference | SpellField | Standard | Call):
        if isinstance(parent, Call) and parent.function == "satisfies":
            return
        yield Edit("not", "denied", Logic(node.id, node.type, node.place, "not", (node,)))
