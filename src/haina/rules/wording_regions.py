"""The values that a missing or changed fact must take, as readable conditions in both languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from haina.rules import types
from haina.rules.periods import Duration
from haina.rules.regions import Cut, Position, Region
from haina.rules.terms import FIRST_DAY, LAST_DAY
from haina.rules.text import Text
from haina.rules.tree import Call, Fact, Node, Standard
from haina.rules.wording_history import field_label, subject
from haina.rules.wording_leaves import negated, sentence
from haina.rules.wording_terms import Wording
from haina.rules.wording_values import NO_WORD, YES_WORD, duration_text, either_of, grouped, opening, phrase

if TYPE_CHECKING:
    from haina.rules.residual import Residual

#: Digits kept of a threshold that has no finite decimal.
PLACES = Decimal("0.000001")
IN_EFFECT = Text("当日有", "one in effect on the day")
NONE_IN_EFFECT = Text("当日没有", "none in effect on the day")
_WORDS = {
    "date": (
        ("不早于{low}", "on or after {low}"),
        ("晚于{low}", "after {low}"),
        ("不晚于{high}", "on or before {high}"),
        ("早于{high}", "before {high}"),
    ),
    "int": (
        ("不少于{low}", "at least {low}"),
        ("多于{low}", "more than {low}"),
        ("不超过{high}", "at most {high}"),
        ("少于{high}", "less than {high}"),
    ),
    "number": (
        ("不低于{low}", "at least {low}"),
        ("高于{low}", "more than {low}"),
        ("不超过{high}", "at most {high}"),
        ("低于{high}", "less than {high}"),
    ),
}
_Words = Callable[["Residual", Wording, int, Region], Text]
_SENTENCES = frozenset(("atom", "satisfies", "steps", "between"))


def condition(residual: Residual, level: int, regions: Sequence[Region]) -> Text:
    """Give a full condition: what the variable is about, and the values that it must take."""
    return opening(_condition(residual, level, regions))


def _condition(residual: Residual, level: int, regions: Sequence[Region]) -> Text:
    """Give the condition as it stands within a line."""
    origin = residual.origins[level]
    wording = Wording(residual.program, residual.on)
    if origin.kind in _SENTENCES:
        return _by_witness(residual, wording, level, regions)
    about = subject_of(residual, level)
    needed = needed_values(residual, level, regions)
    if origin.kind in ("fact", "standard") and residual.diagrams.domain(level).kind == "bool":
        return about if needed is YES_WORD else phrase("{about}：否", "{about}: no", about=about)
    if needed in (IN_EFFECT, NONE_IN_EFFECT):
        return phrase("{needed}{about}", "{about}: {needed}", about=about, needed=needed)
    return phrase("{about}：{needed}", "{about}: {needed}", about=about, needed=needed)


def subject_of(residual: Residual, level: int) -> Text:
    """Give what a variable is about: a fact's label, a history with its condition, a sum."""
    origin = residual.origins[level]
    wording = Wording(residual.program, residual.on)
    if origin.kind == "form":
        return _form(residual, level)
    node = origin.node
    if origin.kind == "latest" and isinstance(node, Call):
        it = subject(wording, node)
        return phrase(
            "最近一段{it}的{field}", "{field}, by the latest of {it}", it=it, field=field_label(node)
        )
    if isinstance(node, Call) and origin.kind in (
        "run",
        "total",
        "each_year",
        "count",
        "months_covered",
        "exists",
    ):
        return subject(wording, node)
    return wording.term(node) if not isinstance(node, Fact | Standard) else wording.label(node)


def needed_values(residual: Residual, level: int, regions: Sequence[Region]) -> Text:
    """Give the values that a variable must take, without what it is about."""
    origin = residual.origins[level]
    wording = Wording(residual.program, residual.on)
    if origin.kind in _SENTENCES:
        return _by_witness(residual, wording, level, regions)
    if origin.kind == "member":
        kind = origin.node.type
        member = Text.both(origin.detail)
        name = wording.value(kind.of, origin.detail) if isinstance(kind, types.List) else member
        words = ("包括{it}", "includes {it}") if _yes(regions) else ("不包括{it}", "does not include {it}")
        return phrase(*words, it=name)
    if origin.kind == "exists":
        return Text("至少一段", "at least one") if _yes(regions) else Text("无", "none")
    if origin.kind in _LENGTHS:
        return either_of([_LENGTHS[origin.kind](residual, wording, level, region) for region in regions])
    form = residual.diagrams.variables[level].form
    node = residual.origins[form[0][0]].node if form else origin.node
    return _plain_values(wording, node, residual.diagrams.domain(level).kind, regions)


def _yes(regions: Sequence[Region]) -> bool:
    """Say whether the regions of a truth are yes."""
    return regions[0].low is not None


def _by_witness(residual: Residual, wording: Wording, level: int, regions: Sequence[Region]) -> Text:
    """Give the condition itself, or its opposite, for a variable that only it measures."""
    for witness in residual.witnesses.get(level, []):
        cut = witness.cut
        if cut is not None and any(region.low == cut or region.high == cut for region in regions):
            right = any(region.low == cut for region in regions)
            wanted = right is witness.yes_on_right
            return sentence(wording, witness.node) if wanted else negated(wording, witness.node)
    node = residual.origins[level].node
    return sentence(wording, node) if _yes(regions) else negated(wording, node)


def _form(residual: Residual, level: int) -> Text:
    """Give a sum of several missing numbers."""
    zh, en = "", ""
    for base, factor in residual.diagrams.variables[level].form:
        name = subject_of(residual, base)
        sign = " − " if factor < 0 else " + "
        times = "" if abs(factor) == 1 else f"{grouped(decimal_of(abs(factor)))} × "
        zh += f"{sign if zh or factor < 0 else ''}{times}{name.zh}"
        en += f"{sign if en or factor < 0 else ''}{times}{name.en}"
    return Text(zh.strip(), en.strip())


# -- plain values


def _plain_values(wording: Wording, node: Node, kind: str, regions: Sequence[Region]) -> Text:
    """Give the values of a plain fact, field or number."""
    if kind == "bool":
        return YES_WORD if _yes(regions) else NO_WORD
    if isinstance(node.type, types.Enum):
        names = [
            node.type.values[place].label
            for region in regions
            for place in range(
                _whole(region.first(), 0), _whole(region.last(), len(node.type.values) - 1) + 1
            )
        ]
        return either_of(names)
    excluded = _excluded(regions)
    if excluded is not None:
        value = _position_text(wording, node, kind, excluded)
        return phrase("{value}以外", "other than {value}", value=value)
    return either_of([_range(wording, node, kind, region) for region in regions])


def _whole(position: Position | None, otherwise: int) -> int:
    """Give a position as a whole number."""
    return position if isinstance(position, int) else otherwise


def _excluded(regions: Sequence[Region]) -> Position | None:
    """Give the one position that two regions leave out between them."""
    if len(regions) != 2 or regions[0].low is not None or regions[1].high is not None:
        return None
    high, low = regions[0].high, regions[1].low
    if high is None or low is None:
        return None
    if high[0] == low[0] or (isinstance(high[0], int) and low == (high[0] + 1, 0)):
        return high[0]
    return None


def _range(wording: Wording, node: Node, kind: str, region: Region) -> Text:
    """Give one stretch of a line: a value, at least, at most, or between."""
    point = region.point()
    if point is not None:
        return _position_text(wording, node, kind, point)
    words = _WORDS["date" if kind == "date" else "int" if kind == "int" else "number"]
    parts = []
    if region.low is not None:
        low = _position_text(wording, node, kind, region.low[0])
        parts.append(phrase(*words[region.low[1]], low=low))
    if region.high is not None:
        last = region.last()
        high = _position_text(wording, node, kind, region.high[0] if last is None else last)
        parts.append(phrase(*words[3 if last is None else 2], high=high))
    if not parts:
        return Text("任意", "any value")
    return Text("且".join(part.zh for part in parts), " and ".join(part.en for part in parts))


def _position_text(wording: Wording, node: Node, kind: str, position: Position) -> Text:
    """Give a position on a line as a value of the node's type."""
    if isinstance(position, str):
        return Text.both(position)
    if kind == "date":
        return wording.value(types.DATE, date.fromordinal(min(max(int(position), FIRST_DAY), LAST_DAY)))
    value = decimal_of(position)
    money = isinstance(node.type, types.Money)
    return wording.value(types.MONEY if money else types.NUMBER, value, wording.unit(node))


def decimal_of(position: int | Fraction) -> Decimal:
    """Give an exact number as a decimal, rounded where it has no finite one."""
    if isinstance(position, int):
        return Decimal(position)
    value = Decimal(position.numerator) / Decimal(position.denominator)
    return value if Fraction(value) == position else value.quantize(PLACES, ROUND_HALF_UP)


# -- lengths and counts


def _written(residual: Residual, level: int, cut: Cut, days: int) -> Text:
    """Give the duration that a cut comes from, as the rule writes it, else in days."""
    found = residual.durations.get((level, cut))
    return duration_text(Duration(days=days) if found is None else found)


def _run(residual: Residual, wording: Wording, level: int, region: Region) -> Text:
    """Give how long the run that covers the day has to be; its line runs backwards."""
    today = residual.on.toordinal()
    parts = []
    if region.high is not None:
        days = today - _whole(region.high[0], 0) + 1
        if region.high[0] == today + 1 and (level, region.high) not in residual.durations:
            parts.append(IN_EFFECT)
        else:
            length = _written(residual, level, region.high, days)
            words = ("至当日连续满{length}", "at least {length} without a break up to the day")
            parts.append(phrase(*words, length=length))
    if region.low is not None:
        if region.low[0] == today + 1 and (level, region.low) not in residual.durations:
            return NONE_IN_EFFECT
        length = _written(residual, level, region.low, today - _whole(region.low[0], 0) + 1)
        parts.append(
            phrase(
                "至当日连续不满{length}", "less than {length} without a break up to the day", length=length
            )
        )
    return _joined(parts)


def _days(zh: str, en: str) -> _Words:
    """Make the wording of an amount of scattered days, `zh` and `en` standing around it."""

    def words(residual: Residual, wording: Wording, level: int, region: Region) -> Text:
        parts = []
        if region.low is not None:
            low = _written(residual, level, region.low, _whole(region.low[0], 0))
            parts.append(phrase(f"{zh}不少于{{low}}", f"at least {{low}} {en}", low=low))
        if region.high is not None:
            high = _written(residual, level, region.high, _whole(region.high[0], 0))
            parts.append(phrase(f"{zh}少于{{high}}", f"less than {{high}} {en}", high=high))
        return _joined(parts)

    return words


def _joined(parts: Sequence[Text]) -> Text:
    """Join the two ends of a stretch."""
    if not parts:
        return Text("任意", "any")
    return Text("且".join(part.zh for part in parts), " and ".join(part.en for part in parts))


_LENGTHS: dict[str, _Words] = {
    "run": _run,
    "total": _days("累计", "in total"),
    "each_year": _days("每年累计", "in total in each year"),
}
