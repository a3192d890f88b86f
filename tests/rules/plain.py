"""A second, slow reading of the rule language, written from its reference page alone: one date, day by day.

It shares no code with `haina.rules`. It reads the rule's text with `ast`, knows facts as people write them,
and needs everything to be known: facts, the fields of spells, standards. What has no value (a division by
zero, a day outside the calendar) is `None`, and the field of a spell that does not exist is `NOTHING`.
"""

from __future__ import annotations

import ast
import calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

NOTHING = object()
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Length:
    """Years, months and days as written."""

    years: int = 0
    months: int = 0
    days: int = 0


@dataclass(frozen=True)
class Run:
    """A measure with two ends."""

    start: date
    end: date


@dataclass(frozen=True)
class Scattered:
    """A measure of days added up."""

    days: int


def plus(day: date, length: Length, sign: int = 1) -> date | None:
    """Count years and months to the corresponding day or the month's last day, then days."""
    month = day.year * 12 + day.month - 1 + sign * (length.years * 12 + length.months)
    year, number = divmod(month, 12)
    if not 1 <= year <= 9999:
        return None
    last = calendar.monthrange(year, number + 1)[1]
    try:
        return date(year, number + 1, min(day.day, last)) + timedelta(days=sign * length.days)
    except OverflowError:
        return None


def plus_within(day: date, length: Length, sign: int = 1) -> date:
    found = plus(day, length, sign)
    return found if found is not None else (date.max if sign > 0 else date.min)


def lasts(measure: Run | Scattered, length: Length) -> bool:
    """Say whether a measure is at least so long."""
    if isinstance(measure, Run):
        return plus_within(measure.start, length) <= measure.end
    return measure.days >= 365 * length.years + 30 * length.months + length.days


def lasts_longer(measure: Run | Scattered, length: Length) -> bool:
    if isinstance(measure, Run):
        return plus_within(measure.start, length) < measure.end
    return measure.days > 365 * length.years + 30 * length.months + length.days


@dataclass(frozen=True)
class Plain:
    """Everything that is known of a case and the law, on one date."""

    facts: Mapping[str, Any]
    standards: Mapping[str, list[tuple[date, Any]]]
    definitions: Mapping[str, str]
    tables: Mapping[str, Any]
    orders: Mapping[str, list[str]]
    """For each fact or field of an ordered enum its values, lowest first."""
    truths: frozenset[str]
    """The fields that are yes or no: of a spell that does not exist they are no."""
    today: date
    fields: Mapping[str, Any] | None = None
    standards_day: date | None = None

    def value(self, text: str) -> Any:
        """Give the value of an expression."""
        return self.of(ast.parse(f"({text})", mode="eval").body)

    def of(self, node: ast.expr) -> Any:
        return getattr(self, f"_{type(node).__name__.lower()}")(node)

    # Names and literals

    def _name(self, node: ast.Name) -> Any:
        name = node.id
        if self.fields is not None and name in self.fields:
            return _exact(self.fields[name])
        if name in self.facts:
            return self._fact(self.facts[name])
        if name in self.standards:
            return self._standard(name)
        if name == "today":
            return self.today
        return replace(self, fields=None, standards_day=None).value(self.definitions[name])

    def _fact(self, given: Any) -> Any:
        if isinstance(given, list) and given and isinstance(given[0], dict) and "value" in given[0]:
            for each in given:
                if each["from"] <= self.today and ("to" not in each or self.today <= each["to"]):
                    return _exact(each["value"])
            return None
        return _exact(given)

    def _standard(self, name: str) -> Any:
        value = None
        for start, each in self.standards[name]:
            if start <= (self.standards_day or self.today):
                value = each
        return _exact(value)

    def _constant(self, node: ast.Constant) -> Any:
        return Fraction(str(node.value)) if isinstance(node.value, float) else _exact(node.value)

    def _list(self, node: ast.List) -> Any:
        return [each.value for each in node.elts]  # type: ignore[attr-defined]

    # Operators

    def _boolop(self, node: ast.BoolOp) -> Any:
        values = [self.of(part) for part in node.values]
        if isinstance(node.op, ast.And):
            return False if False in values else None if None in values else True
        return True if True in values else None if None in values else False

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        value = self.of(node.operand)
        if value is None or value is NOTHING:
            return value
        return (not value) if isinstance(node.op, ast.Not) else -value

    def _ifexp(self, node: ast.IfExp) -> Any:
        test = self.of(node.test)
        if test is None:
            one, other = self.of(node.body), self.of(node.orelse)
            return one if one == other else None
        return self.of(node.body) if test else self.of(node.orelse)

    def _binop(self, node: ast.BinOp) -> Any:
        left, right = self.of(node.left), self.of(node.right)
        if left is NOTHING or right is NOTHING:
            return NOTHING
        if left is None or right is None:
            return None
        if isinstance(node.op, ast.Add):
            if isinstance(right, date):
                left, right = right, left
            if isinstance(left, Length):
                return Length(left.years + right.years, left.months + right.months, left.days + right.days)
            return plus(left, right) if isinstance(left, date) else left + right
        if isinstance(node.op, ast.Sub):
            if isinstance(left, date):
                return Run(right, left) if isinstance(right, date) else plus(left, right, -1)
            return left - right
        if isinstance(node.op, ast.Mult):
            return left * right
        return None if right == 0 else Fraction(left) / right

    def _compare(self, node: ast.Compare) -> Any:
        parts = [node.left, *node.comparators]
        answers = [
            self._compared(type(how).__name__, left, right)
            for how, left, right in zip(node.ops, parts, parts[1:], strict=False)
        ]
        return False if False in answers else None if None in answers else True

    def _compared(self, how: str, left_part: ast.expr, right_part: ast.expr) -> Any:
        left, right = self.of(left_part), self.of(right_part)
        if left is NOTHING or right is NOTHING:
            return False
        if left is None or right is None:
            return None
        if isinstance(right, Run | Scattered):
            mirrored = {"Lt": "Gt", "LtE": "GtE", "Gt": "Lt", "GtE": "LtE"}
            left, right, how = right, left, mirrored.get(how, how)
        if isinstance(left, Run | Scattered):
            least, more = lasts(left, right), lasts_longer(left, right)
            answers = {"Lt": not least, "LtE": not more, "Gt": more, "GtE": least}
            return answers.get(how, (least and not more) == (how == "Eq"))
        order = self._order(left_part) or self._order(right_part)
        if order and how not in ("Eq", "NotEq", "In", "NotIn"):
            left, right = order.index(left), order.index(right)
        return {
            "Eq": lambda: left == right,
            "NotEq": lambda: left != right,
            "Lt": lambda: left < right,
            "LtE": lambda: left <= right,
            "Gt": lambda: left > right,
            "GtE": lambda: left >= right,
            "In": lambda: left in right,
            "NotIn": lambda: left not in right,
        }[how]()

    def _order(self, node: ast.expr) -> list[str] | None:
        if isinstance(node, ast.Attribute):
            return self.orders.get(node.attr)
        return self.orders.get(node.id) if isinstance(node, ast.Name) else None

    # Functions

    def _attribute(self, node: ast.Attribute) -> Any:
        begun = self._begun(node.value)  # type: ignore[arg-type]
        if not begun:
            return False if node.attr in self.truths else NOTHING
        return _exact(begun[-1].get(node.attr))

    def _call(self, node: ast.Call) -> Any:
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        if hasattr(self, f"_h_{name}"):
            options = {each.arg: self.of(each.value) for each in node.keywords if each.arg != "where"}
            rest = [self.of(each) for each in node.args[1:]]
            if NOTHING in rest or NOTHING in options.values():
                return (
                    NOTHING
                    if name in ("total", "each_year", "unbroken", "count", "months_covered")
                    else False
                )
            return getattr(self, f"_h_{name}")(self._begun(node), *rest, **options)
        if name == "as_of_spell":
            assert self.fields is not None
            last = self.fields.get("to")
            day = last if last is not None and last <= self.today else self.today
            return replace(self, standards_day=day).of(node.args[0])
        if name == "points":
            return self._points([each.id if isinstance(each, ast.Name) else each.value for each in node.args])  # type: ignore[attr-defined]
        values = [self.of(each) for each in node.args]
        if NOTHING in values:
            return NOTHING
        return None if None in values else self._function(name, values)

    def _function(self, name: str, values: list[Any]) -> Any:  # noqa: C901, PLR0911 - the page's list
        first = values[0]
        match name:
            case "money":
                return first
            case "date":
                return date.fromisoformat(first)
            case "years" | "months" | "days":
                return Length(**{name: first})
            case "min" | "max":
                return (min if name == "min" else max)(values)
            case "abs":
                return abs(first)
            case "size":
                return len(first)
            case "floor":
                return first // 1
            case "ceiling":
                return -(-first // 1)
            case "round":
                unit = 10 ** (values[1] if len(values) > 1 else 0)
                half = (abs(Fraction(first)) * unit + Fraction(1, 2)) // 1
                return Fraction(half, unit) * (1 if first >= 0 else -1)
            case "age" | "years_since":
                return self._completed(first, self.today, "years")
            case "months_since":
                return self._completed(first, self.today, "months")
            case "whole_years" | "whole_months":
                unit = name.removeprefix("whole_")
                if isinstance(first, Run):
                    return self._completed(first.start, first.end, unit)
                return first.days // (365 if unit == "years" else 30)
        raise AssertionError(name)

    @staticmethod
    def _completed(since: date, until: date, unit: str) -> int:
        """Count by trying one more as long as it fits, starting near the difference of the years."""
        per_year = 1 if unit == "years" else 12
        count = max((until.year - since.year - 1) * per_year, 0)
        while plus_within(since, Length(**{unit: count + 1})) <= until:
            count += 1
        return count

    def _points(self, names: list[str]) -> Any:
        table = self.tables[names[0]]
        if len(names) == 2:
            return self._item(table, table["items"][names[1]])
        grouped = {member for item in table["items"].values() for member in item.get("best_of", ())}
        parts = [self._item(table, item) for name, item in table["items"].items() if name not in grouped]
        if None in parts:
            return None
        return min(sum(parts), table["cap"]) if "cap" in table else sum(parts)

    def _item(self, table: Any, item: Any) -> Any:
        if "best_of" in item:
            values = [self._item(table, table["items"][member]) for member in item["best_of"]]
            value = None if None in values else max(values)
        else:
            value = 0
            for when, points in item["rows"]:
                if self.value(when):
                    value = self.value(points)
                    break
        return min(value, item["cap"]) if value is not None and "cap" in item else value

    # Histories

    def _begun(self, node: ast.Call) -> list[dict[str, Any]]:
        """Give the spells that have begun and match, in order of their beginning."""
        assert isinstance(node.args[0], ast.Name)
        spells = [spell for spell in self.facts[node.args[0].id] if spell["from"] <= self.today]
        spells.sort(key=lambda spell: (spell["from"], spell.get("to", date.max)))
        where = next((each.value for each in node.keywords if each.arg == "where"), None)
        if where is None:
            return spells
        return [spell for spell in spells if replace(self, fields=_Fields(spell)).of(where)]

    def _covered(self, spells: list[dict[str, Any]]) -> set[date]:
        """Give the days up to today that the spells cover."""
        days: set[date] = set()
        for spell in spells:
            day = spell["from"]
            while day <= min(spell.get("to", self.today), self.today):
                days.add(day)
                day += DAY
        return days

    def _blocks(self, spells: list[dict[str, Any]], gap: Length | None) -> list[tuple[date, date]]:
        """Give first and last day of each run of days up to today, gaps bridged."""
        blocks: list[tuple[date, date]] = []
        for day in sorted(self._covered(spells)):
            if blocks and day <= plus_within(blocks[-1][1] + DAY, gap or Length()):
                blocks[-1] = (blocks[-1][0], day)
            else:
                blocks.append((day, day))
        return blocks

    def _run(self, spells: list[dict[str, Any]], gap: Length | None) -> tuple[date, date] | None:
        blocks = self._blocks(spells, gap)
        return blocks[-1] if blocks and blocks[-1][1] == self.today else None

    def _h_holds(self, spells: list[dict[str, Any]]) -> bool:
        return self.today in self._covered(spells)

    def _h_held(self, spells: list[dict[str, Any]], gap: Length | None = None, **unit: int) -> bool:
        run = self._run(spells, gap)
        return run is not None and plus_within(run[0], Length(**unit)) <= self.today

    def _h_ever_held(self, spells: list[dict[str, Any]], gap: Length | None = None, **unit: int) -> bool:
        blocks = self._blocks(spells, gap)
        return any(
            plus_within(start, Length(**unit)) <= (last if last == self.today else last + DAY)
            for start, last in blocks
        )

    def _h_unbroken(self, spells: list[dict[str, Any]], gap: Length | None = None) -> Run:
        run = self._run(spells, gap)
        return Run(run[0] if run else self.today, self.today)

    def _h_total(self, spells: list[dict[str, Any]], last: Length | None = None) -> Scattered:
        after = None if last is None else plus(self.today, last, -1)
        return Scattered(sum(1 for day in self._covered(spells) if after is None or day > after))

    def _h_each_year(self, spells: list[dict[str, Any]], last: int) -> Scattered | None:
        if last < 1:
            return None
        days = self._covered(spells)
        totals = []
        for year in range(1, last + 1):
            after = plus(self.today, Length(years=year), -1)
            until = plus(self.today, Length(years=year - 1), -1)
            assert after is not None
            assert until is not None
            totals.append(sum(1 for day in days if after < day <= until))
        return Scattered(min(totals))

    def _h_count(self, spells: list[dict[str, Any]], last: Length | None = None) -> int:
        after = date.min if last is None else plus(self.today, last, -1)
        # The window is the days after `after`, up to today.
        return sum(
            1
            for spell in spells
            if last is None or max(spell["from"], after + DAY) <= min(spell.get("to", self.today), self.today)
        )

    def _h_consecutive(
        self, spells: list[dict[str, Any]], number: int, each: Length, gap: Length | None = None
    ) -> bool:
        if number <= 0:
            return True
        ends = [spell["to"] + DAY if "to" in spell else date.max for spell in spells]
        for first in range(len(spells) - number + 1):
            row = range(first, first + number)
            long = all(plus_within(spells[i]["from"], each) <= ends[i] for i in row)
            near = all(spells[i]["from"] <= plus_within(ends[i - 1], gap or Length()) for i in row[1:])
            if long and near and self.today < plus_within(ends[row[-1]], gap or Length()):
                return True
        return False

    def _h_throughout(self, spells: list[dict[str, Any]], last: int) -> bool:
        days = self._covered(spells)
        day = date(self.today.year - max(last, 0), 1, 1)
        while day < date(self.today.year, 1, 1):
            if day not in days:
                return False
            day += DAY
        return True

    def _h_months_covered(self, spells: list[dict[str, Any]], last: int) -> int:
        days, count = self._covered(spells), 0
        first = self.today.replace(day=1)
        for months in range(1, last + 1):
            start = plus(first, Length(months=months), -1)
            assert start is not None
            number = calendar.monthrange(start.year, start.month)[1]
            count += all(start + timedelta(days=each) in days for each in range(number))
        return count


class _Fields(dict[str, Any]):
    """The fields of a spell; its ends are there for `as_of_spell`, but not by their names in rules."""


def _exact(value: Any) -> Any:
    """Turn a number into one that calculates exactly."""
    if isinstance(value, bool) or value is None or not hasattr(value, "as_integer_ratio"):
        return value
    return value if isinstance(value, int) else Fraction(value)
