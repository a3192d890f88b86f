"""A rule as readable text in both languages: an outline of nested lines, and single conditions as sentences.

A definition that a rule names is opened below its label, so that the outline says everything; a points table
is opened into its items and rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from haina.rules.brackets import band_name
from haina.rules.reasons import names_below
from haina.rules.text import Text
from haina.rules.tree import Call, Choose, Logic, Node, Progressive, Reference, TablePoints, walk
from haina.rules.types import Bool
from haina.rules.wording_leaves import negated, sentence
from haina.rules.wording_terms import Wording
from haina.rules.wording_values import opening, percent_text, phrase

if TYPE_CHECKING:
    from haina.rules.program import Program

ALL_OF = Text("同时符合下列各项：", "All of these:")
ANY_OF = Text("符合下列任一项：", "Any of these:")
NOT_ALL = Text("下列各项不同时成立：", "Not all of these:")
NONE_OF = Text("下列各项均不成立：", "None of these:")
ONE_CASE = Text("按下列情形确定：", "Depending on the case:")
IN_CASE = Text("如果{condition}：", "If {condition}:")
OTHERWISE = Text("其他情形：", "Otherwise:")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an outline: how deep it stands, what it says, and the node it comes from.

    `kind` is `all`, `any`, `not`, `choose`, `case`, `reference`, `table`, `row`, or `leaf`.
    """

    depth: int
    kind: str
    text: Text
    node: int


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule's outline."""

    lines: tuple[Line, ...]

    def in_(self, lang: str) -> str:
        """Give the outline as plain text in `zh` or `en`, two spaces to the level."""
        return "\n".join("  " * line.depth + line.text.in_(lang) for line in self.lines)


def rule_text(program: Program, rule: str, on: date | None = None) -> RuleText:
    """Give the outline of a rule; with a date its standards show their value on that day."""
    wording = Wording(program, on)
    lines = _lines(wording, program.tree(rule), 0, frozenset((rule,)))
    return RuleText(tuple(Line(line.depth, line.kind, opening(line.text), line.node) for line in lines))


def _lines(wording: Wording, node: Node, depth: int, opened: frozenset[str]) -> Iterator[Line]:
    """Give the lines of a node and of what stands below it."""
    match node:
        case Logic():
            yield from _logic(wording, node, depth, opened)
        case Choose():
            yield from _choose(wording, node, depth, opened)
        case Reference():
            yield Line(depth, "reference", headed(wording.label(node)), node.id)
            if node.name not in opened:
                below = wording.program.tree(node.name)
                yield from _lines(wording, below, depth + 1, opened | {node.name})
        case Progressive():
            yield Line(depth, "table", headed(wording.label(node)), node.id)
            if node.table not in opened:
                yield from _bands(wording, node, depth + 1, opened | {node.table})
        case TablePoints():
            yield Line(depth, "table", headed(wording.label(node)), node.id)
            if node.target not in opened:
                yield from _table(wording, node, depth + 1, opened | {node.target})
        case _:
            text = sentence(wording, node) if isinstance(node.type, Bool) else wording.term(node)
            yield Line(depth, "leaf", text, node.id)
            yield from _tables_below(wording, node, depth + 1, opened)


def headed(text: Text) -> Text:
    """Give a heading that more lines follow."""
    return phrase("{text}：", "{text}:", text=text)


def _logic(wording: Wording, node: Logic, depth: int, opened: frozenset[str]) -> Iterator[Line]:
    """Give the lines of and, or, not."""
    kind, heading, operands = _heading(node)
    if heading is None:
        yield Line(depth, "leaf", negated(wording, node.operands[0]), node.id)
        return
    yield Line(depth, kind, heading, node.id)
    for operand in operands:
        yield from _lines(wording, operand, depth + 1, opened)


def _heading(node: Logic) -> tuple[str, Text | None, tuple[Node, ...]]:
    """Give the kind, the heading and the parts of and, or, not; no heading for one condition."""
    if node.operator == "and":
        return "all", ALL_OF, node.operands
    if node.operator == "or":
        return "any", ANY_OF, node.operands
    inner = node.operands[0]
    if isinstance(inner, Logic) and inner.operator in ("and", "or"):
        return "not", NOT_ALL if inner.operator == "and" else NONE_OF, inner.operands
    if isinstance(inner, Reference):
        return "not", NONE_OF, (inner,)
    return "not", None, ()


def _choose(wording: Wording, node: Choose, depth: int, opened: frozenset[str]) -> Iterator[Line]:
    """Give the lines of a choice between cases; where standards alone choose, only of the case that holds."""
    branches = [(test, value) for test, value in node.branches if _settled(wording, test) is not False]
    if not branches or _settled(wording, branches[0][0]):
        yield from _lines(wording, branches[0][1] if branches else node.otherwise, depth, opened)
        return
    yield Line(depth, "choose", ONE_CASE, node.id)
    for condition, value in branches:
        case = phrase(IN_CASE.zh, IN_CASE.en, condition=sentence(wording, condition))
        yield Line(depth + 1, "case", case, condition.id)
        yield from _lines(wording, value, depth + 2, opened)
    yield Line(depth + 1, "case", OTHERWISE, node.otherwise.id)
    yield from _lines(wording, node.otherwise, depth + 2, opened)


def _settled(wording: Wording, test: Node) -> bool | None:
    """Say whether a condition that rests on standards alone holds on the date; None where it is open."""
    if wording.on is None or names_below(wording.program, test)[0]:
        return None
    value = wording.program.evaluate(test, wording.program.nothing_known, wording.on)
    return value if isinstance(value, bool) else None


def _tables_below(wording: Wording, node: Node, depth: int, opened: frozenset[str]) -> Iterator[Line]:
    """Open the definitions and points tables that a single condition names."""
    seen: set[str] = set(opened)
    for below in walk(node):
        if isinstance(below, Reference | TablePoints) and below is not node:
            name = below.name if isinstance(below, Reference) else below.target
            if name not in seen:
                seen.add(name)
                yield from _lines(wording, below, depth, frozenset(seen - {name}))


def _table(wording: Wording, node: TablePoints, depth: int, opened: frozenset[str]) -> Iterator[Line]:
    """Give the items of a points table, or the rows of one item."""
    root = wording.program.tree(node.target)
    items = [below for below in walk(root) if isinstance(below, TablePoints)]
    if items:
        if isinstance(root, Call) and root.function == "max":
            yield Line(depth, "all", Text("取下列各项中最高的一项：", "The best of these:"), root.id)
            depth += 1
        for item in items:
            yield from _lines(wording, item, depth, opened)
        return
    choices = [below for below in walk(root) if isinstance(below, Choose)]
    if not choices:
        yield Line(depth, "row", wording.term(root), root.id)
        return
    for condition, value in choices[0].branches:
        points = wording.term(value, Text("分", "points"))
        row = phrase("{if_}：{points}", "{if_}: {points}", if_=sentence(wording, condition), points=points)
        yield Line(depth, "row", row, condition.id)


def _bands(wording: Wording, node: Progressive, depth: int, opened: frozenset[str]) -> Iterator[Line]:
    """Give the amount that is charged, where that is more than a name, and the bands with their rates."""
    amount = wording.program.tree(f"{node.target}.of")
    if isinstance(amount, Reference | TablePoints):
        yield from _lines(wording, amount, depth, opened)
    else:
        yield from _tables_below(wording, amount, depth, opened)
    table = wording.program.tables[node.table]
    for number, band in enumerate(table.brackets, 1):
        rate = wording.program.tree(band_name(table, "rate", number))
        words = "超过以上各级的部分：{rate}", "Above these: {rate}"
        if band.up_to is not None:
            words = "不超过{up_to}的部分：{rate}", "The part up to {up_to}: {rate}"
            up_to = wording.program.tree(band_name(table, "up_to", number))
            row = phrase(*words, up_to=wording.term(up_to), rate=_share(wording, rate))
        else:
            row = phrase(*words, rate=_share(wording, rate))
        yield Line(depth, "row", row, rate.id)


def _share(wording: Wording, rate: Node) -> Text:
    """Give a rate as a percentage, where it is a plain number on the date."""
    if names_below(wording.program, rate)[0]:
        return wording.term(rate)
    if wording.on is None and names_below(wording.program, rate)[1]:
        return wording.term(rate)
    value = wording.program.evaluate(rate, wording.program.nothing_known, wording.on or date.max)
    return percent_text(value) if isinstance(value, int | Decimal) else wording.term(rate)


def standards_below(program: Program, node: Node) -> tuple[str, ...]:
    """Give the names of the standards on which a node rests, through all that it names."""
    return names_below(program, node)[1]
