"""Tables of brackets: an amount is split into bands, and each part counts at its band's own rate (docs, 7).

``progressive(x, T)`` is the sum over the bands of the part of ``x`` in the band times the band's rate. It
becomes a tree of the language's own sums, choices and minima, so that what is missing, over which dates, and
why is answered for it as for every other formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from haina.rules import limits
from haina.rules.declarations import TableSource
from haina.rules.literals import UNNUMBERED
from haina.rules.printer import source_of
from haina.rules.problems import Problems
from haina.rules.text import Place, Text
from haina.rules.tree import (
    Arithmetic,
    Call,
    Choose,
    Compare,
    Constant,
    Fact,
    Node,
    Progressive,
    Reference,
    Standard,
)
from haina.rules.types import BOOL, MONEY

if TYPE_CHECKING:
    from haina.rules.check import Names


def band_name(table: TableSource, what: str, number: int) -> str:
    """Give the name of the rule for a band's ``up_to`` or ``rate``; bands are counted from 1."""
    return f"{table.id}.{what}_{number}"


def table_advice(table: TableSource) -> tuple[str, str, Text]:
    """Say what a table is and how it is used, for a place where it is used otherwise."""
    if table.brackets:
        call = f"progressive(…, {table.id})"
        zh, en = f"{table.id} 是分级表", f"{table.id} is a table of brackets"
    else:
        call = f"points({table.id})"
        zh, en = f"{table.id} 是积分表", f"{table.id} is a points table"
    return zh, en, Text(f"写 {call}", f"Write {call}.")


def check_bands(table: TableSource, problems: Problems) -> None:
    """Check which bands have a bound: all but the last; and that nothing of a points table stands beside."""
    if table.items or table.cap is not None:
        zh, en = "分级表不能同时有 items 或 cap", "a table of brackets has neither items nor a cap"
        problems.add(table.place, "rows", zh, en)
    if len(table.brackets) > limits.TABLE_ROWS:
        most = limits.TABLE_ROWS
        zh, en = f"分级表超过{most}级", f"the table has more than {most} bands"
        problems.add(table.place, "too_large", zh, en)
    for band in table.brackets[:-1]:
        if band.up_to is None:
            zh, en = "只有最后一级可以没有 up_to", "only the last band has no up_to"
            advice = Text("写 up_to: money(…)，或移到最后", "Write up_to: money(…), or move it to the end.")
            problems.add(band.place, "missing_key", zh, en, advice)
    if table.brackets[-1].up_to is not None:
        zh, en = "最后一级不能有 up_to", "the last band takes all that lies above and has no up_to"
        advice = Text("再加一级：- {rate: …}", "Add one more band: - {rate: …}")
        problems.add(table.brackets[-1].place, "unknown_key", zh, en, advice)


def check_order(names: Names, table: TableSource, bands: Mapping[str, Node], problems: Problems) -> None:
    """Check that bounds rise and rates are not negative, on every day on which standards say so."""
    for day in _days(names, bands.values()):
        below = Decimal(0)
        for number, band in enumerate(table.brackets, 1):
            bound = _value(names, bands.get(band_name(table, "up_to", number)), day)
            rate = _value(names, bands.get(band_name(table, "rate", number)), day)
            when = Text("", "") if day == date.min else Text(f"（{day}）", f" on {day}")
            if bound is not None and bound <= below:
                zh = f"各级的上限须从 0 起递增：{bound} 不大于 {below}{when.zh}"
                en = f"the bounds of the bands must rise from 0: {bound} is not above {below}{when.en}"
                problems.add(band.up_to_place, "order", zh, en)
                return
            if rate is not None and rate < 0:
                zh, en = f"比率不能为负：{rate}{when.zh}", f"a rate cannot be negative: {rate}{when.en}"
                problems.add(band.rate_place, "negative", zh, en)
                return
            below = below if bound is None else bound


def _days(names: Names, bands: Iterable[Node]) -> list[date]:
    """Give the days on which a standard that stands alone in a band begins to have a value."""
    days = {date.min}
    for node in bands:
        if isinstance(node, Standard):
            days.update(each.valid_from or date.min for each in names.standards[node.name][1].values)
    return sorted(days)


def _value(names: Names, node: Node | None, day: date) -> Decimal | None:
    """Give the value of a constant or a standard; None for all that is worked out."""
    value: object = None
    if isinstance(node, Constant):
        value = node.value
    elif isinstance(node, Standard):
        dated = names.standards[node.name][1].on(day)
        value = None if dated is None else dated.value
    return Decimal(value) if isinstance(value, int | Decimal) else None


def charged(names: Names, table: TableSource, amount: Node, place: Place) -> Node | None:
    """Give the node of ``progressive(amount, table)``; ``None`` where a band could not be read."""
    parts = [_band(names, table, number) for number in range(1, len(table.brackets) + 1)]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    key = (table.id, source_of(amount))
    target = names.uses.get(key)
    if target is None:
        target = names.uses[key] = f"{table.id}.use_{len(names.uses) + 1}"
        names.made[f"{target}.of"] = amount
        names.made[target] = _sum(place, amount, f"{target}.of", known)
    return Progressive(UNNUMBERED, MONEY, place, table.id, None, target, amount)


def _band(names: Names, table: TableSource, number: int) -> tuple[Node | None, Node] | None:
    """Give the bound (None: there is none) and the rate of a band; None where one could not be read."""
    band = table.brackets[number - 1]
    rate = _named(names, band_name(table, "rate", number), band.rate_place)
    bound = _named(names, band_name(table, "up_to", number), band.up_to_place)
    if rate is None or (bound is None and band.up_to is not None):
        return None
    return bound, rate


def _named(names: Names, name: str, place: Place) -> Node | None:
    """Give the value of a rule; None where there is none, or it could not be read."""
    kind = names.rules.get(name)
    return None if kind is None else Reference(UNNUMBERED, kind, place, name)


def _sum(place: Place, amount: Node, of: str, bands: list[tuple[Node | None, Node]]) -> Node:
    """Add up the bands; an amount that is a name already needs no other."""
    whole = (
        amount if isinstance(amount, Fact | Reference | Standard) else Reference(UNNUMBERED, MONEY, place, of)
    )
    nothing: Node = Constant(UNNUMBERED, MONEY, place, Decimal(0))
    parts: list[Node] = []
    below = nothing
    for bound, rate in bands:
        parts.append(_part(place, whole, nothing, below, bound, rate))
        below = below if bound is None else bound
    return parts[0] if len(parts) == 1 else Arithmetic(UNNUMBERED, MONEY, place, "+", tuple(parts))


def _part(place: Place, whole: Node, nothing: Node, below: Node, bound: Node | None, rate: Node) -> Node:
    """Give what one band adds.

    Nothing where the amount does not reach it, even where its rate is not set. That a part is not negative is
    said once more: the range of a missing amount is then no wider than it must be.
    """
    reached = whole if bound is None else Call(UNNUMBERED, MONEY, place, "min", (whole, bound))
    inside = Arithmetic(UNNUMBERED, MONEY, place, "-", (reached, below))
    positive = Call(UNNUMBERED, MONEY, place, "max", (inside, nothing))
    adds = Arithmetic(UNNUMBERED, MONEY, place, "*", (positive, rate))
    short = Compare(UNNUMBERED, BOOL, place, "<=", whole, below)
    return Choose(UNNUMBERED, MONEY, place, ((short, nothing),), adds)
