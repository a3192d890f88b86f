"""Conditions of a rule as sentences in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haina.rules import wording_history
from haina.rules.operators import MIRRORED, OPPOSITE
from haina.rules.text import Text
from haina.rules.tree import (
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
    TablePoints,
    Today,
)
from haina.rules.types import Bool, Date, DurationType, Enum, Int, List, Measure, TextType
from haina.rules.wording_values import either_of, listed, phrase

if TYPE_CHECKING:
    from haina.rules.wording_terms import Wording

_NUMBERS = {
    ">=": ("不低于{value}", "at least {value}"),
    ">": ("高于{value}", "more than {value}"),
    "<=": ("不超过{value}", "at most {value}"),
    "<": ("低于{value}", "less than {value}"),
    "==": ("为{value}", "{value}"),
    "!=": ("不为{value}", "other than {value}"),
}
_COUNTS = {**_NUMBERS, ">=": ("不少于{value}", "at least {value}"), ">": ("多于{value}", "more than {value}")}
_COUNTS["<"] = ("少于{value}", "less than {value}")
_DATES = {
    ">=": ("不早于{value}", "on or after {value}"),
    ">": ("晚于{value}", "after {value}"),
    "<=": ("不晚于{value}", "on or before {value}"),
    "<": ("早于{value}", "before {value}"),
    "==": ("为{value}", "{value}"),
    "!=": ("不为{value}", "other than {value}"),
}
_RANKS = {
    ">=": ("为{value}及以上", "{value} or above"),
    ">": ("高于{value}", "above {value}"),
    "<=": ("为{value}及以下", "{value} or below"),
    "<": ("低于{value}", "below {value}"),
    "==": ("为{value}", "{value}"),
    "!=": ("不是{value}", "other than {value}"),
}
_AGES = {
    ">=": ("年满{value}（按{day}计算）", "Age (by {day}): at least {value}"),
    ">": ("年龄超过{value}（按{day}计算）", "Age (by {day}): over {value}"),
    "<=": ("年龄不超过{value}（按{day}计算）", "Age (by {day}): at most {value}"),
    "<": ("未满{value}（按{day}计算）", "Age (by {day}): under {value}"),
    "==": ("年龄为{value}（按{day}计算）", "Age (by {day}): {value}"),
    "!=": ("年龄不为{value}（按{day}计算）", "Age (by {day}): other than {value}"),
}
_SINCE = {
    ">=": ("自{day}起已满{value}", "{day}: at least {value} ago"),
    ">": ("自{day}起已超过{value}", "{day}: more than {value} ago"),
    "<=": ("自{day}起不超过{value}", "{day}: at most {value} ago"),
    "<": ("自{day}起未满{value}", "{day}: less than {value} ago"),
    "==": ("自{day}起恰满{value}", "{day}: exactly {value} ago"),
    "!=": ("自{day}起并非{value}", "{day}: not exactly {value} ago"),
}
_MEASURES = {
    ">=": ("自{start}至{end}满{value}", "From {start} to {end}: at least {value}"),
    ">": ("自{start}至{end}超过{value}", "From {start} to {end}: more than {value}"),
    "<=": ("自{start}至{end}不超过{value}", "From {start} to {end}: at most {value}"),
    "<": ("自{start}至{end}不满{value}", "From {start} to {end}: less than {value}"),
    "==": ("自{start}至{end}恰为{value}", "From {start} to {end}: exactly {value}"),
    "!=": ("自{start}至{end}不为{value}", "From {start} to {end}: other than {value}"),
}
ALWAYS, NEVER = Text("（恒成立）", "(always)"), Text("（不成立）", "(never)")
_AGE_UNIT = Text("周岁", "years")


def sentence(wording: Wording, node: Node) -> Text:
    """Give any condition as one sentence; what is joined by and, or stands in one line."""
    match node:
        case Logic(operator="not"):
            return negated(wording, node.operands[0])
        case Logic():
            zh, en = ("，且", "; and ") if node.operator == "and" else ("，或", "; or ")
            parts = [sentence(wording, operand) for operand in node.operands]
            return Text(zh.join(part.zh for part in parts), en.join(part.en for part in parts))
        case Compare():
            return comparison(wording, node, node.operator)
        case Constant():
            return ALWAYS if node.value else NEVER
        case Standard():
            return _switch(wording, node, True)
        case Fact() | Reference() | SpellField() | TablePoints():
            return wording.label(node)
    return _call(wording, node) if isinstance(node, Call) else wording.term(node)


def _call(wording: Wording, node: Call) -> Text:
    """Give a function that says yes or no."""
    if node.function == "as_of_spell":
        return sentence(wording, node.arguments[0])
    return _satisfies(wording, node) if node.function == "satisfies" else wording_history.truth(wording, node)


def negated(wording: Wording, node: Node) -> Text:
    """Give the opposite of a condition: a comparison turned round, a bare fact as no."""
    match node:
        case Compare():
            return comparison(wording, node, OPPOSITE[node.operator])
        case Logic(operator="not"):
            return sentence(wording, node.operands[0])
        case Logic():
            parts = Logic(node.id, node.type, node.place, node.operator, node.operands)
            inner = sentence(wording, parts)
            return phrase("并非（{inner}）", "not ({inner})", inner=inner)
        case Standard():
            return _switch(wording, node, False)
        case Fact() | Reference() | SpellField():
            return phrase("{it}：否", "{it}: no", it=wording.label(node))
        case Call(function="as_of_spell"):
            return negated(wording, node.arguments[0])
        case Call() if node.function != "satisfies":
            return wording_history.truth(wording, node, opposite=True)
    return phrase("不符合：{inner}", "Not: {inner}", inner=sentence(wording, node))


def _switch(wording: Wording, node: Standard, wanted: bool) -> Text:
    """Give a bool standard as a condition."""
    if node.as_of_spell:
        words = (
            ("当时适用“{name}”", "“{name}” applied then")
            if wanted
            else ("当时不适用“{name}”", "“{name}” did not apply then")
        )
        return phrase(*words, name=wording.label(node))
    words = ("适用“{name}”", "“{name}” applies") if wanted else ("不适用“{name}”", "“{name}” does not apply")
    return phrase(*words, name=wording.label(node))


def _satisfies(wording: Wording, node: Call) -> Text:
    """Give satisfies(e, standard)."""
    judged, standard = node.arguments
    by = wording.label(standard) if isinstance(standard, Standard) else Text("", "")
    name = standard.name if isinstance(standard, Standard) else ""
    if wording.on is not None and wording.program.standard_value(name, wording.on) is None:
        words = ("{it}，并符合“{by}”（尚未规定）", "{it}, as judged by “{by}” (not set)")
    else:
        words = ("{it}，并符合“{by}”", "{it}, as judged by “{by}”")
    return phrase(*words, it=sentence(wording, judged), by=by)


# -- comparisons


def comparison(wording: Wording, node: Compare, operator: str) -> Text:
    """Give a comparison, or with another operator its opposite."""
    left, right = node.left, node.right
    if operator in ("in", "not in"):
        return _membership(wording, left, right, operator)
    if _speaks_second(left, right):
        left, right, operator = right, left, MIRRORED[operator]
    if isinstance(left.type, Bool):
        return _same_truth(wording, left, right, operator)
    special = _special(wording, left, right, operator)
    if special is not None:
        return special
    lasting = isinstance(right.type, DurationType)
    value = wording.duration(right) if lasting else wording.term(right, _unit(wording, left))
    it = _subject(wording, left)
    amount = phrase(*_table(left)[operator], value=value)
    if isinstance(left, Choose):
        return phrase("{it}：{amount}", "{it}: {amount}", it=it, amount=amount)
    return phrase("{it}{amount}", "{it}: {amount}", it=it, amount=amount)


def _subject(wording: Wording, node: Node) -> Text:
    """Give the subject of a comparison: a standard by its name, with its present value behind."""
    if not isinstance(node, Standard):
        return wording.term(node)
    name = phrase("“{name}”", "“{name}”", name=wording.label(node))
    if wording.on is None or node.as_of_spell:
        return name
    present = wording.program.standard_value(node.name, wording.on)
    if present is None:
        return wording.standard(node)
    return phrase("{name}（现为{now}）", "{name} (now {now})", name=name, now=wording.standard(node))


def _unit(wording: Wording, node: Node) -> Text | None:
    """Give the unit of the first name in a term that has one."""
    found = wording.unit(node)
    if found is not None:
        return found
    return next((unit for child in node.children if (unit := _unit(wording, child)) is not None), None)


def _speaks_second(left: Node, right: Node) -> bool:
    """Say whether a comparison reads better the other way round: what is known stands behind."""
    return _weight(left) < _weight(right)


def _weight(node: Node) -> int:
    """Give how much a side deserves to be the subject of the sentence."""
    if isinstance(node, Constant):
        return 0
    if isinstance(node, Standard):
        return 1
    if isinstance(node, Today):
        return 2
    if isinstance(node, Fact | SpellField | Reference | TablePoints | Call):
        return 4
    return 3 if any(_weight(child) >= 3 for child in node.children) else 1


def _table(left: Node) -> dict[str, tuple[str, str]]:
    """Give the words that suit the type of the left side."""
    if isinstance(left.type, Date):
        return _DATES
    if isinstance(left.type, Enum | TextType):
        return _RANKS
    if isinstance(left.type, Measure | DurationType):
        return wording_history.AMOUNTS
    return _COUNTS if isinstance(left.type, Int) else _NUMBERS


def _special(wording: Wording, left: Node, right: Node, operator: str) -> Text | None:
    """Give comparisons that people say in their own way: ages, time since, lengths, counts."""
    if isinstance(left.type, Measure) and not isinstance(left, Call) and len(left.children) == 2:
        end, start = (wording.term(child) for child in left.children)
        return phrase(*_MEASURES[operator], start=start, end=end, value=wording.duration(right))
    if not isinstance(left, Call):
        return None
    if left.function == "age":
        day, value = wording.term(left.arguments[0]), wording.term(right, _AGE_UNIT)
        return phrase(*_AGES[operator], day=day, value=value)
    if left.function in ("years_since", "months_since"):
        day = wording.term(left.arguments[0])
        length = wording.length(right, left.function.removesuffix("_since"))
        return phrase(*_SINCE[operator], day=day, value=length)
    inner = left.arguments[0] if left.arguments else left
    if (
        left.function in ("whole_years", "whole_months")
        and isinstance(inner, Call)
        and operator in (">=", "<")
    ):
        return wording_history.compared(wording, inner, operator, right, left.function.removeprefix("whole_"))
    return wording_history.compared(wording, left, operator, right)


def _same_truth(wording: Wording, left: Node, right: Node, operator: str) -> Text:
    """Give a comparison of two truths."""
    if isinstance(right, Constant):
        holds = bool(right.value) is (operator == "==")
        return sentence(wording, left) if holds else negated(wording, left)
    words = ("{a}与{b}一致", "{a} and {b}: both or neither")
    if operator == "!=":
        words = ("{a}与{b}二者居其一", "{a} or {b}: exactly one of them")
    return phrase(*words, a=sentence(wording, left), b=sentence(wording, right))


def _membership(wording: Wording, left: Node, right: Node, operator: str) -> Text:
    """Give  left in right."""
    if isinstance(right, Constant) and isinstance(right.value, tuple) and isinstance(right.type, List):
        values = [wording.value(right.type.of, value) for value in right.value]
        it = wording.term(left)
        if not values:
            return phrase("{it}为所列之一（未列任何值）", "{it}: one of none", it=it)
        if operator == "in":
            return phrase("{it}为{values}", "{it}: {values}", it=it, values=either_of(values))
        if len(values) == 1:
            return phrase("{it}不是{values}", "{it}: other than {values}", it=it, values=values[0])
        return phrase(
            "{it}不是{values}", "{it}: neither {values}", it=it, values=listed(values, "或", " nor ")
        )
    if isinstance(left, Constant):
        words = ("{list}包括{it}", "{list}: includes {it}")
        if operator == "not in":
            words = ("{list}不包括{it}", "{list}: does not include {it}")
    else:
        words = ("{it}列入{list}", "{it}: listed in {list}")
        if operator == "not in":
            words = ("{it}未列入{list}", "{it}: not listed in {list}")
    return phrase(*words, it=wording.term(left), list=wording.term(right))
