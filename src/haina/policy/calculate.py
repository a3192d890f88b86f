"""What a calculator gives for somebody on a day: values, the best of several ways, exact parts of a sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from haina.rules.facts import Facts
from haina.rules.program import Program
from haina.rules.reading import PlaceOf
from haina.rules.reasons import names_below
from haina.rules.spells import SpellHistory
from haina.rules.text import Status, Text
from haina.rules.tree import Node
from haina.rules.types import BOOL, MONEY, Type
from haina.rules.wording_values import value_text

from .calculators import Calculator, Option
from .json_values import text_json as _text
from .json_values import value_json as _shown
from .splitting import Share, SplitError, split

if TYPE_CHECKING:
    from .policy import Policy


_EXACT = (int, Decimal)


@dataclass(frozen=True, slots=True)
class Figure:
    """One value: `value` where it is certain, otherwise the least and the most that it can be."""

    id: str
    title: Text
    value: object | None
    low: object | None
    high: object | None
    shown: Text
    items: tuple[Figure, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The figure as plain values."""
        found: dict[str, Any] = {
            "id": self.id,
            "title": _text(self.title),
            "value": self.value if isinstance(self.value, bool) else _shown(self.value),
            "low": _shown(self.low),
            "high": _shown(self.high),
            "shown": _text(self.shown),
        }
        if self.items:
            found["items"] = [item.to_json() for item in self.items]
        return found


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways: whether it is open (None: not known), and what it comes to."""

    open: bool | None
    figure: Figure
    best: bool

    def to_json(self) -> dict[str, Any]:
        """The way as plain values."""
        return {"open": self.open, "best": self.best, **self.figure.to_json()}


@dataclass(frozen=True, slots=True)
class Calculation:
    """What a calculator gives; `missing` are facts, and `unset` standards, without which a value is open."""

    calculator: Calculator
    on: date
    policy: str
    version: str
    outputs: tuple[Figure, ...]
    choices: tuple[Choice, ...]
    total: Figure | None
    parts: tuple[Figure, ...]
    problem: Text | None
    missing: tuple[str, ...]
    unset: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The calculation as plain values for JSON."""
        return {
            "id": self.calculator.id,
            "title": _text(self.calculator.title),
            "clauses": list(self.calculator.clauses),
            "on": self.on.isoformat(),
            "policy": {"id": self.policy, "version": self.version},
            "outputs": [each.to_json() for each in self.outputs],
            "options": [each.to_json() for each in self.choices],
            "total": None if self.total is None else self.total.to_json(),
            "parts": [each.to_json() for each in self.parts],
            "problem": None if self.problem is None else _text(self.problem),
            "missing_facts": list(self.missing),
            "unset_standards": list(self.unset),
        }


def calculate(
    policy: Policy, id: str, facts: Mapping[str, object], on: date, place_of: PlaceOf | None = None
) -> Calculation:
    """Run a calculator of the pack; raises FactError for bad facts, KeyError for no such calculator."""
    calculator = policy.calculators[id]
    read = policy.program.read_facts(facts, place_of)
    return _Run(policy, policy.program, calculator, read, on).calculation()


def given(
    policy: Policy, program: Program, calculator: Calculator, facts: Facts, on: date
) -> dict[str, object]:
    """What a calculator says beyond its rules, under a program: ``best`` option and amount of each part."""
    found = _Run(policy, program, calculator, facts, on).calculation()
    best = [choice for choice in found.choices if choice.best]
    names = {calculator.value_rule(option): option.id for option in calculator.options}
    said: dict[str, object] = {part.id: part.value for part in found.parts}
    return {**said, "best": names[best[0].figure.id] if best else None}


def inputs_of(policy: Policy, calculator: Calculator) -> tuple[str, ...]:
    """The facts that a calculator reads, in the order of their declarations."""
    program = policy.program
    names = {name for rule in calculator.rules for name in names_below(program, program.tree(rule))[0]}
    if calculator.split is not None and calculator.split.over is not None:
        names.add(calculator.split.over)
    return tuple(name for name in policy.facts if name in names)


class _Run:
    """One calculation in the making."""

    def __init__(
        self, policy: Policy, program: Program, calculator: Calculator, facts: Facts, on: date
    ) -> None:
        self.policy, self.program, self.calculator = policy, program, calculator
        self.facts, self.on = facts, on
        self.open: list[str] = []

    def calculation(self) -> Calculation:
        """All of it."""
        calculator = self.calculator
        outputs = tuple(
            self.measured(each.id, each.title or self.label(each.id), self.program.tree(each.id), each.unit)
            for each in calculator.outputs
        )
        broken = tuple(self.broken_down(table) for table in calculator.breakdown)
        choices = self.choices()
        total, parts, problem = self.division()
        missing, unset = self.gaps()
        return Calculation(
            calculator,
            self.on,
            self.policy.id,
            self.policy.version,
            (*outputs, *broken),
            choices,
            total,
            parts,
            problem,
            missing,
            unset,
        )

    def label(self, id: str) -> Text:
        """What a rule, formula or table is called."""
        rule = self.program.rules.get(id)
        return self.program.tables[id].title if rule is None else rule.label

    def figure(self, rule: str, title: Text) -> Figure:
        """The value of a rule or formula."""
        return self.measured(rule, title, self.program.tree(rule))

    def measured(self, id: str, title: Text, node: Node, unit: Text | None = None) -> Figure:
        """The value of a rule, formula, table or item; notes it as open where it is not certain."""
        kind: Type = node.type
        low = high = value = None
        if kind == BOOL:
            status = self.program.statuses(self.facts, self.on, [id])[id]
            if status is Status.NOT_IN_FORCE:
                return Figure(
                    id, title, None, None, None, Text(zh="当日未施行", en="not in force on that day")
                )
            value = {Status.YES: True, Status.NO: False}.get(status)
        else:
            value = self.program.value(id, self.facts, self.on)
            low, high = (
                (value, value) if value is not None else self.program.value_range(node, self.facts, self.on)
            )
        if value is None:
            self.open.append(id)
        return Figure(id, title, value, low, high, self.words(kind, value, low, high, unit))

    def words(
        self, kind: Type, value: object, low: object = None, high: object = None, unit: Text | None = None
    ) -> Text:
        """A value in words; where it is not certain, what is known of it."""
        say = (self.program.currency, self.program.currency_label)
        if value is not None:
            return value_text(kind, value, say, unit, self.on)
        least = None if low is None else value_text(kind, low, say, unit, self.on)
        most = None if high is None else value_text(kind, high, say, unit, self.on)
        if least is not None and most is not None:
            return Text(zh=f"{least.zh}至{most.zh}", en=f"{least.en} to {most.en}")
        if least is not None:
            return Text(zh=f"至少{least.zh}", en=f"at least {least.en}")
        if most is not None:
            return Text(zh=f"至多{most.zh}", en=f"at most {most.en}")
        return Text(zh="尚不能确定", en="not certain yet")

    def broken_down(self, table: str) -> Figure:
        """A points table with each of its items."""
        source = self.program.tables[table]
        items = tuple(
            self.measured(f"{table}.{item.id}", item.title, self.program.tree(f"{table}.{item.id}"))
            for item in source.items
        )
        whole = self.measured(table, source.title, self.program.tree(table))
        return Figure(whole.id, whole.title, whole.value, whole.low, whole.high, whole.shown, items)

    def choices(self) -> tuple[Choice, ...]:
        """Every way, the best of those that are surely open and known first."""
        calculator = self.calculator
        found = [
            (self.is_open(option), self.figure(calculator.value_rule(option), option.title))
            for option in calculator.options
        ]
        sign = 1 if calculator.best == "lowest" else -1
        ranked = sorted(
            found,
            key=lambda each: (
                {True: 0, None: 1, False: 2}[each[0]],
                each[1].value is None,
                sign * each[1].value if isinstance(each[1].value, int | Decimal) else 0,
            ),
        )
        certain = bool(ranked) and ranked[0][0] is True and ranked[0][1].value is not None
        # While another way may be open or better, nothing is called the best.
        settled = certain and all(
            open_ is False or self.not_better(ranked[0][1].value, figure, sign)
            for open_, figure in ranked[1:]
        )
        return tuple(
            Choice(open_, figure, settled and index == 0) for index, (open_, figure) in enumerate(ranked)
        )

    @staticmethod
    def not_better(best: Any, other: Figure, sign: int) -> bool:
        """Whether a way surely comes to no better value than the best known one."""
        bound: Any = other.low if sign > 0 else other.high
        return bound is not None and sign * bound >= sign * best

    def is_open(self, option: Option) -> bool | None:
        """Whether a way is open."""
        rule = self.calculator.open_rule(option)
        if rule is None:
            return True
        status = self.program.statuses(self.facts, self.on, [rule])[rule]
        if status is Status.UNKNOWN:
            self.open.append(rule)
        return {Status.YES: True, Status.NO: False}.get(status)

    # -- splits

    def division(self) -> tuple[Figure | None, tuple[Figure, ...], Text | None]:
        """The amount that is divided, its parts, and why it cannot be divided where it cannot."""
        division = self.calculator.split
        rule = self.calculator.total_rule
        if division is None or rule is None:
            return None, (), None
        total = self.figure(rule, self.calculator.title)
        named = self.weighed() if division.over is not None else self.shares()
        if total.value is None or named is None or not isinstance(total.value, Decimal | int):
            return total, (), None
        try:
            amounts = split(Decimal(total.value), [share for _, _, share in named])
        except SplitError:
            return (
                total,
                (),
                Text(
                    zh="份额相加不等于一，或金额为负，不能分配；请核对约定的份额",
                    en="The shares do not add up to one, or the amount is negative; check what was agreed.",
                ),
            )
        parts = [
            Figure(id, title, amount, amount, amount, self.words(MONEY, amount))
            for (id, title, _), amount in zip(named, amounts, strict=True)
        ]
        return total, tuple(parts), None

    def shares(self) -> list[tuple[str, Text, Share]] | None:
        """The share of every part, the rest included; None while one is not known."""
        division = self.calculator.split
        found: list[tuple[str, Text, Fraction | None, bool]] = []
        for part in division.parts if division is not None else ():
            rule = self.calculator.share_rule(part)
            value = None if rule is None else self.program.value(rule, self.facts, self.on)
            if rule is not None and value is None:
                self.open.append(rule)
                return None
            found.append((part.id, part.title, None if value is None else Fraction(value), part.protected))
        rest = 1 - sum((share for _, _, share, _ in found if share is not None), Fraction(0))
        return [
            (id, title, Share(rest if share is None else share, protected))
            for id, title, share, protected in found
        ]

    def weighed(self) -> list[tuple[str, Text, Share]] | None:
        """A share for every spell of the history, in proportion to its weight; None while one is unknown."""
        division = self.calculator.split
        if division is None or division.over is None:
            return None
        history = self.facts.value(division.over, self.on)
        declared = self.policy.facts[division.over].type
        if not isinstance(history, SpellHistory):
            return None
        positions: Mapping[str, int] = getattr(declared, "positions", {})
        at = positions[str(division.weight)]
        named = positions.get(str(division.label)) if division.label else None
        weights = [Fraction(each) for spell in history.spells if isinstance(each := spell.fields[at], _EXACT)]
        whole = sum(weights, Fraction(0))
        if len(weights) < len(history.spells) or whole <= 0:
            return None
        return [
            (
                str(number),
                Text.both(str(spell.fields[named] if named is not None else number)),
                Share(weight / whole),
            )
            for number, (spell, weight) in enumerate(zip(history.spells, weights, strict=True), 1)
        ]

    def gaps(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The facts that are not given, and the standards that are not set, below what is still open."""
        facts: set[str] = set()
        standards: set[str] = set()
        for rule in self.open:
            read, used = names_below(self.program, self.program.tree(rule))
            facts.update(name for name in read if self.facts.value(name, self.on) is None)
            standards.update(name for name in used if self.program.standard_value(name, self.on) is None)
        return _in_order(self.policy.facts, facts), _in_order(self.policy.standards, standards)


def _in_order(declared: Iterable[str], names: set[str]) -> tuple[str, ...]:
    return tuple(name for name in declared if name in names)
