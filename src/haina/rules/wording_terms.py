"""Terms of a rule as noun phrases in both languages: names, values, calculations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from haina.rules import types, wording_history
from haina.rules.periods import Duration
from haina.rules.text import Text
from haina.rules.tree import (
    Arithmetic,
    Call,
    Choose,
    Constant,
    Fact,
    Node,
    Progressive,
    Reference,
    SpellField,
    Standard,
    TablePoints,
    Today,
)
from haina.rules.types import Date, DurationType, History, List, Money
from haina.rules.wording_values import duration_text, listed, phrase, value_text

if TYPE_CHECKING:
    from haina.rules.program import Program

TODAY = Text("当日", "today")
_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_UNITS = ("years", "months", "days")


@dataclass(frozen=True)
class Wording:
    """Words the parts of one program on one date; without a date standards appear by name alone.

    `history` is the history whose spells are spoken of, inside a condition on the spell.
    """

    program: Program
    on: date | None = None
    history: History | None = None

    @property
    def currency(self) -> tuple[str, Text]:
        """The currency's code and its label."""
        return self.program.currency, self.program.currency_label

    def value(self, kind: types.Type, value: object, unit: Text | None = None) -> Text:
        """Give a value in words."""
        return value_text(kind, value, self.currency, unit, self.on or date.max)

    # -- names

    def label(self, node: Fact | Standard | Reference | TablePoints | SpellField) -> Text:
        """Give the label of what a name stands for; the name itself where there is none."""
        if isinstance(node, Fact):
            found = self.program.facts[node.name].label
        elif isinstance(node, Standard):
            found = self.program.standards[node.name].label
        elif isinstance(node, Reference):
            source = self.program.rules.get(node.name)
            found = self.term(self.program.tree(node.name)) if source is None else source.label
        elif isinstance(node, SpellField):
            found = self.history.fields[node.slot].label if self.history else Text("", "")
        else:
            return self._points(node)
        return found if found.zh else Text.both(getattr(node, "name", ""))

    def _points(self, node: TablePoints) -> Text:
        """Give the name of a points table or of one of its items, or what is charged by which brackets."""
        table = self.program.tables[node.table]
        title = table.title if table.title.zh else Text.both(table.id)
        if isinstance(node, Progressive):
            amount = self.term(self.program.tree(f"{node.target}.of"))
            words = "{of}按“{title}”分级计算的金额", "{of} charged band by band under “{title}”"
            return phrase(*words, of=amount, title=title)
        if node.item is None:
            return phrase("“{title}”总分", "Points of “{title}”", title=title)
        item = next(item for item in table.items if item.id == node.item)
        name = item.title if item.title.zh else Text.both(item.id)
        return phrase("“{item}”得分", "Points for “{item}”", item=name)

    def unit(self, node: Node) -> Text | None:
        """Give the unit in which a term is counted."""
        if isinstance(node, Fact):
            return self.program.facts[node.name].unit
        if isinstance(node, Standard):
            return self.program.standards[node.name].unit
        if isinstance(node, TablePoints) and not isinstance(node, Progressive):
            return Text("分", "points")
        return None

    def standard(self, node: Standard, unit: Text | None = None) -> Text:
        """Give a standard: its value, or its name and that nobody has set it."""
        name = self.label(node)
        if self.on is None or node.as_of_spell:
            when = "（按当时标准）" if node.as_of_spell else ""
            suffix = " as it stood then" if node.as_of_spell else ""
            return Text(f"“{name.zh}”{when}", f"“{name.en}”{suffix}")
        dated = self.program.standard_value(node.name, self.on)
        if dated is None:
            return phrase("“{name}”（尚未规定）", "“{name}” (not set)", name=name)
        return self.value(node.type, dated.value, self.unit(node) or unit)

    # -- terms

    def term(self, node: Node, unit: Text | None = None) -> Text:
        """Give a term as a noun phrase; `unit` is that of what it is compared with."""
        match node:
            case Constant():
                return self.value(node.type, node.value, None if isinstance(node.type, Money) else unit)
            case Standard():
                return self.standard(node, unit)
            case Fact() | Reference() | TablePoints() | SpellField():
                return self.label(node)
            case Today():
                return TODAY
            case Arithmetic():
                return self._arithmetic(node)
            case Choose():
                return self._choice(node, unit)
            case Call():
                return self._call(node, unit)
        return Text.both(str(node.type))

    def length(self, node: Node, unit: str) -> Text:
        """Give a number of years, months or days: of a standard its value and name."""
        if isinstance(node, Constant) and isinstance(node.value, int):
            return duration_text(Duration(**{unit: node.value}))
        zh = {"years": "年", "months": "个月", "days": "天"}[unit]
        if isinstance(node, Standard) and self.on is not None and not node.as_of_spell:
            dated = self.program.standard_value(node.name, self.on)
            if dated is not None and isinstance(dated.value, int):
                return duration_text(Duration(**{unit: dated.value}))
        return phrase(f"{{number}}{zh}", f"{{number}} {unit}", number=self.term(node))

    def duration(self, node: Node) -> Text:
        """Give a duration; one that has a name is said as what it is, for how long it is is what matters."""
        if isinstance(node, Reference):
            return self.duration(self.program.tree(node.name))
        if isinstance(node, Call) and node.function in _UNITS:
            return self.length(node.arguments[0], node.function)
        return self.term(node)

    def _arithmetic(self, node: Arithmetic) -> Text:
        """Give a calculation; one with standards alone also says what it comes to."""
        first = node.operands[0]
        if node.operator == "neg":
            return phrase("−{value}", "−{value}", value=self.term(first))
        if isinstance(node.type, Date):
            return self._shifted(node)
        if isinstance(node.type, types.Measure):
            start, end = self.term(node.operands[1]), self.term(first)
            return phrase("自{start}至{end}的时间", "the time from {start} to {end}", start=start, end=end)
        parts = [self._operand(node, operand) for operand in node.operands]
        sign = _SIGNS[node.operator]
        sum_ = Text(sign.join(part.zh for part in parts), sign.join(part.en for part in parts))
        result = self._result(node)
        if result is None:
            return sum_
        return phrase("{result}（即{sum}）", "{result} (that is {sum})", result=result, sum=sum_)

    def _operand(self, node: Arithmetic, operand: Node) -> Text:
        """Give an operand, in brackets where it binds less; standards inside a calculation by name."""
        if isinstance(operand, Standard):
            name = self.label(operand)
            return phrase("“{name}”", "“{name}”", name=name)
        text = self._plain(operand)
        if isinstance(operand, Arithmetic) and operand.operator in "+-" and node.operator in "*/-":
            return phrase("（{text}）", "({text})", text=text)
        return text

    def _plain(self, node: Node) -> Text:
        """Give a term inside a calculation, without its result."""
        if isinstance(node, Arithmetic) and node.operator in _SIGNS and not isinstance(node.type, Date):
            return Wording(self.program, None, self.history).term(node)
        return self.term(node)

    def _result(self, node: Arithmetic) -> Text | None:
        """Give what a calculation over constants and standards alone comes to on the date."""
        if self.on is None or not _is_fixed(node):
            return None
        value = self.program.evaluate(node, self.program.nothing_known, self.on)
        return None if not isinstance(value, int | Decimal) else self.value(node.type, value)

    def _shifted(self, node: Arithmetic) -> Text:
        """Give a date plus or minus a duration."""
        day, length = node.operands
        if isinstance(day.type, DurationType):
            day, length = length, day
        words = ("自{day}起满{length}之日", "The day {length} after {day}")
        if node.operator == "-":
            words = ("{day}之前{length}的那一天", "The day {length} before {day}")
        return phrase(*words, day=self.term(day), length=self.duration(length))

    def _choice(self, node: Choose, unit: Text | None) -> Text:
        """Give a value that depends on conditions."""
        parts = [
            phrase(
                "{condition}的，为{value}",
                "{value} if {condition}",
                condition=self.truth(test),
                value=self.term(value, unit),
            )
            for test, value in node.branches
        ]
        rest = phrase("其他情形为{value}", "otherwise {value}", value=self.term(node.otherwise, unit))
        return Text(
            "；".join(part.zh for part in (*parts, rest)), ", ".join(part.en for part in (*parts, rest))
        )

    def truth(self, node: Node) -> Text:
        """Give a condition as one sentence."""
        from haina.rules.wording_leaves import sentence

        return sentence(self, node)

    # -- functions

    def _call(self, node: Call, unit: Text | None) -> Text:
        """Give a function as a noun phrase."""
        if node.function in _TERMS:
            return _TERMS[node.function](self, node)
        if node.function in _UNITS:
            return self.length(node.arguments[0], node.function)
        if node.function in ("min", "max"):
            return self._extreme(node, unit)
        if node.function == "as_of_spell":
            return self.term(node.arguments[0], unit)
        if isinstance(node.type, List) or not node.arguments:
            return Text.both(node.function)
        return wording_history.term(self, node)

    def _extreme(self, node: Call, unit: Text | None) -> Text:
        """Give the lowest or highest of several terms."""
        parts = listed([self.term(argument, unit) for argument in node.arguments], "与", " and ")
        many = len(node.arguments) > 2
        if isinstance(node.type, Date):
            zh, en = ("最早", "earliest") if many else ("较早", "earlier")
            if node.function == "max":
                zh, en = ("最晚", "latest") if many else ("较晚", "later")
        elif node.function == "min":
            zh, en = ("最小", "lowest") if many else ("较小", "lower")
        else:
            zh, en = ("最大", "highest") if many else ("较大", "higher")
        return phrase(f"{{parts}}中的{zh}者", f"the {en} of {{parts}}", parts=parts)

    def inside(self, history: Node) -> Wording:
        """Give the wording for conditions on the spells of a history."""
        kind = history.type
        return Wording(self.program, self.on, kind if isinstance(kind, History) else None)


def _is_fixed(node: Node) -> bool:
    """Say whether a term rests on constants and standards alone, and on a standard at least."""
    waiting, standards = [node], 0
    while waiting:
        present = waiting.pop()
        if isinstance(present, Standard) and not present.as_of_spell:
            standards += 1
        elif not isinstance(present, Constant | Arithmetic):
            return False
        waiting.extend(present.children)
    return standards > 0


def _of_date(zh: str, en: str) -> Callable[[Wording, Call], Text]:
    """Give the wording of a function of one argument."""
    return lambda wording, node: phrase(zh, en, day=wording.term(node.arguments[0]))


def _rounded(wording: Wording, node: Call) -> Text:
    """Give round(x, places)."""
    value = wording.term(node.arguments[0])
    if len(node.arguments) == 1:
        return phrase("{value}（四舍五入取整）", "{value}, rounded", value=value)
    places = wording.value(node.arguments[1].type, getattr(node.arguments[1], "value", 0))
    return phrase(
        "{value}（四舍五入保留{places}位小数）",
        "{value}, rounded to {places} decimal places",
        value=value,
        places=places,
    )


_TERMS: dict[str, Callable[[Wording, Call], Text]] = {
    "age": _of_date("年龄（按{day}计算）", "Age (by {day})"),
    "years_since": _of_date("自{day}起的整年数", "Full years since {day}"),
    "months_since": _of_date("自{day}起的整月数", "Full months since {day}"),
    "whole_years": _of_date("{day}的整年数", "full years of {day}"),
    "whole_months": _of_date("{day}的整月数", "full months of {day}"),
    "abs": _of_date("{day}的绝对值", "the absolute value of {day}"),
    "floor": _of_date("{day}（舍去小数）", "{day}, rounded down"),
    "ceiling": _of_date("{day}（小数进位）", "{day}, rounded up"),
    "size": _of_date("{day}的项数", "Number of items in {day}"),
    "round": _rounded,
}
