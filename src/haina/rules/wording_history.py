"""What a rule asks of a history, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from haina.rules.text import Text
from haina.rules.tree import Call, Constant, Logic, Node, Standard
from haina.rules.types import History
from haina.rules.wording_values import NOTHING, number_text, phrase

if TYPE_CHECKING:
    from haina.rules.wording_terms import Wording

EMPTY = Text("", "")
#: Comparisons of a length or a count: the words before and after the value.
AMOUNTS: dict[str, tuple[str, str]] = {
    ">=": ("不少于{value}", "at least {value}"),
    ">": ("超过{value}", "more than {value}"),
    "<=": ("不超过{value}", "at most {value}"),
    "<": ("不足{value}", "less than {value}"),
    "==": ("恰为{value}", "exactly {value}"),
    "!=": ("不等于{value}", "other than {value}"),
}


def subject(wording: Wording, call: Call) -> Text:
    """Give the history that a call looks at, with the condition on its spells."""
    history = call.arguments[0]
    label = wording.term(history)
    if call.where is None:
        return label
    several = isinstance(call.where, Logic) and call.where.operator == "and"
    parts = call.where.children if several else (call.where,)
    inside = wording.inside(history)
    conditions = [inside.truth(part) for part in parts]
    joined = Text("、".join(part.zh for part in conditions), "; ".join(part.en for part in conditions))
    return phrase("{label}（限{where}）", "{label} ({where})", label=label, where=joined)


def gap(wording: Wording, call: Call) -> Text:
    """Give the breaks that do not count as such."""
    node = call.option("gap")
    if node is None:
        return EMPTY
    return phrase(
        "（间断不超过{gap}的视为连续）", " (breaks of up to {gap} do not count)", gap=wording.duration(node)
    )


def window(wording: Wording, call: Call, unit: str = "years") -> Text:
    """Give the time within which is counted, with its words around it; empty for all time."""
    node = call.option("last")
    if node is None:
        return EMPTY
    length = wording.duration(node) if call.function in ("total", "count") else wording.length(node, unit)
    return phrase("最近{length}内", " within the last {length}", length=length)


# -- truths


def truth(wording: Wording, call: Call, opposite: bool = False) -> Text:
    """Give a history function that says yes or no as a sentence, or its opposite."""
    words = _TRUTHS[call.function][opposite]
    each = call.option("each")
    return phrase(
        *words,
        it=subject(wording, call),
        length=_length(wording, call),
        gap=gap(wording, call),
        number=_times(wording, call.arguments[1]) if len(call.arguments) > 1 else EMPTY,
        each=EMPTY if each is None else wording.duration(each),
        field=field_label(call),
    )


def _times(wording: Wording, node: Node) -> Text:
    """Give how many spells in a row; in Chinese always with a measure word, its own or the general one."""
    number = wording.term(node)
    has_unit = wording.unit(node) is not None or not isinstance(node, Constant | Standard)
    return number if has_unit and number.zh[-1:] not in "0123456789" else Text(f"{number.zh}次", number.en)


def _length(wording: Wording, call: Call) -> Text:
    """Give the length that held, ever_held and throughout ask for."""
    for name, node in call.options:
        if name in ("years", "months", "days"):
            return wording.length(node, name)
        if name == "last":
            return wording.length(node, "years") if call.function == "throughout" else EMPTY
    return EMPTY


#: For each function the sentence in both languages, then its opposite.
_TRUTHS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "holds": (
        ("当日有{it}", "{it}: one in effect on the day"),
        ("当日没有{it}", "{it}: none in effect on the day"),
    ),
    "held": (
        ("{it}：至当日已连续满{length}{gap}", "{it}: at least {length} without a break up to the day{gap}"),
        ("{it}：至当日连续未满{length}{gap}", "{it}: less than {length} without a break up to the day{gap}"),
    ),
    "ever_held": (
        ("{it}：曾连续满{length}{gap}", "{it}: at some time at least {length} without a break{gap}"),
        ("{it}：从未连续满{length}{gap}", "{it}: never as long as {length} without a break{gap}"),
    ),
    "consecutive": (
        (
            "{it}：连续{number}，每次不少于{each}{gap}",
            "{it}: {number} in a row, each for at least {each}{gap}",
        ),
        (
            "{it}：没有连续{number}、每次不少于{each}{gap}",
            "{it}: no {number} in a row, each for at least {each}{gap}",
        ),
    ),
    "throughout": (
        (
            "{it}：最近{length}（完整的日历年）全程覆盖",
            "{it}: throughout the last {length}, counted as full calendar years",
        ),
        (
            "{it}：最近{length}（完整的日历年）未全程覆盖",
            "{it}: not throughout the last {length}, counted as full calendar years",
        ),
    ),
    "latest": (
        ("最近一段{it}：{field}", "{field}, by the latest of {it}"),
        ("最近一段{it}：{field}——否", "{field}, by the latest of {it}: no"),
    ),
}


# -- terms


def term(wording: Wording, call: Call) -> Text:
    """Give a history function that is a length, a count or a field as a noun phrase."""
    build = _TERMS.get(call.function)
    return Text.both(call.function) if build is None else build(wording, call)


def _unbroken(wording: Wording, call: Call) -> Text:
    return phrase(
        "{it}至当日的连续时间{gap}",
        "{it}: time without a break up to the day{gap}",
        it=subject(wording, call),
        gap=gap(wording, call),
    )


def _total(wording: Wording, call: Call) -> Text:
    return phrase(
        "{it}{window}累计时间",
        "{it}: days in total{window}",
        it=subject(wording, call),
        window=window(wording, call),
    )


def _each_year(wording: Wording, call: Call) -> Text:
    node = call.option("last")
    return phrase(
        "{it}最近{length}中天数最少一年的累计时间",
        "{it}: total of the least of the last {length}",
        it=subject(wording, call),
        length=EMPTY if node is None else wording.length(node, "years"),
    )


def _count(wording: Wording, call: Call) -> Text:
    return phrase(
        "{it}{window}的次数", "{it}: number{window}", it=subject(wording, call), window=window(wording, call)
    )


def _months_covered(wording: Wording, call: Call) -> Text:
    node = call.option("last")
    return phrase(
        "{it}最近{length}中整月覆盖的月数",
        "{it}: full calendar months among the last {length}",
        it=subject(wording, call),
        length=EMPTY if node is None else wording.length(node, "months"),
    )


def _latest(wording: Wording, call: Call) -> Text:
    return phrase(
        "最近一段{it}的{field}",
        "{field}, by the latest of {it}",
        it=subject(wording, call),
        field=field_label(call),
    )


def field_label(call: Call) -> Text:
    """Give the label of the field that  latest(h).field  asks for."""
    kind = call.arguments[0].type
    if isinstance(kind, History) and call.field is not None:
        return kind.fields[kind.positions[call.field]].label
    return Text.both(call.field or "")


_TERMS: dict[str, Callable[[Wording, Call], Text]] = {
    "unbroken": _unbroken,
    "total": _total,
    "each_year": _each_year,
    "count": _count,
    "months_covered": _months_covered,
    "latest": _latest,
}


# -- comparisons


def compared(
    wording: Wording, call: Call, operator: str, bound: Node, unit: str | None = None
) -> Text | None:
    """Give  measure or count `operator` bound  as a sentence; None where the general form will do.

    `unit` is that of a bound which is a plain number of years or months."""
    build = _COMPARED.get(call.function)
    if build is None:
        return None
    zh, en = AMOUNTS[operator]
    if call.function == "count":
        one = isinstance(bound, Constant) and bound.value == 1
        unit_word = Text("次", "spell" if one else "spells")
        value = wording.term(bound, unit_word if isinstance(bound, Constant) else None)
    elif unit is not None or call.function == "months_covered":
        value = wording.length(bound, unit or "months")
    else:
        value = wording.duration(bound)
    return build(wording, call, phrase(zh, en, value=value), operator)


def _unbroken_compared(wording: Wording, call: Call, amount: Text, operator: str) -> Text:
    return phrase(
        "{it}：至当日连续时间{amount}{gap}",
        "{it}: {amount} without a break up to the day{gap}",
        it=subject(wording, call),
        amount=amount,
        gap=gap(wording, call),
    )


def _total_compared(wording: Wording, call: Call, amount: Text, operator: str) -> Text:
    return phrase(
        "{it}：{window}累计{amount}",
        "{it}: {amount} in total{window}",
        it=subject(wording, call),
        amount=amount,
        window=window(wording, call),
    )


def _each_year_compared(wording: Wording, call: Call, amount: Text, operator: str) -> Text:
    node = call.option("last")
    length = NOTHING if node is None else wording.length(node, "years")
    if operator in (">=", ">"):
        words = (
            "{it}：最近{length}中每年累计{amount}",
            "{it}: {amount} in total in each of the last {length}",
        )
    else:
        words = (
            "{it}：最近{length}中天数最少的一年累计{amount}",
            "{it}: {amount} in total in the least of the last {length}",
        )
    return phrase(*words, it=subject(wording, call), amount=amount, length=length)


def _count_compared(wording: Wording, call: Call, amount: Text, operator: str) -> Text:
    return phrase(
        "{it}：{window}{amount}",
        "{it}: {amount}{window}",
        it=subject(wording, call),
        amount=amount,
        window=window(wording, call),
    )


def _months_compared(wording: Wording, call: Call, amount: Text, operator: str) -> Text:
    node = call.option("last")
    length = number_text(0) if node is None else wording.length(node, "months")
    return phrase(
        "{it}：最近{length}（完整的日历月）中{amount}",
        "{it}: {amount} of the last {length}, counted as full calendar months",
        it=subject(wording, call),
        amount=amount,
        length=length,
    )


_COMPARED: dict[str, Callable[[Wording, Call, Text, str], Text]] = {
    "unbroken": _unbroken_compared,
    "total": _total_compared,
    "each_year": _each_year_compared,
    "count": _count_compared,
    "months_covered": _months_compared,
}
