"""What two packs, or one pack on two days, say differently: rules, days in force, and standards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from haina.rules.declarations import DatedValue, RuleSource, StandardDeclaration
from haina.rules.periods import ONE_DAY
from haina.rules.printer import source_of

from .policy import Policy
from .scope import Scope


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared: a pack, and the day on which it is asked (None: each case's own)."""

    policy: Policy
    scope: Scope
    on: date | None

    @staticmethod
    def of(policy: Policy, on: date | None) -> Side:
        """The side of a pack."""
        return Side(policy, Scope(policy), on)

    def value(self, standard: str) -> object | None:
        """The value of a standard on the side's day; None where it is unset."""
        declared = self.policy.standards.get(standard)
        dated = None if declared is None or self.on is None else declared.on(self.on)
        return None if dated is None else dated.value

    def is_in_force(self, rule: str) -> bool:
        """Whether a rule is in force on the side's day."""
        return self.on is not None and self.policy.program.in_force(rule, self.on)


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that reads differently, before and after in the one form in which rules are printed."""

    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StandardChange:
    """A standard with other values; between two days with the one value of each."""

    name: str
    before: tuple[DatedValue, ...]
    after: tuple[DatedValue, ...]


@dataclass(frozen=True)
class Differences:
    """All that differs between two sides; elements, definitions and tables by their ids."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    rules: Mapping[str, RuleChange]
    in_force: Mapping[str, RuleChange]
    standards: Mapping[str, StandardChange]
    standards_added: tuple[str, ...]
    standards_removed: tuple[str, ...]

    def changed(self, side: Side) -> Mapping[str, tuple[RuleChange, ...]]:
        """The changes by the element, definition or table that they belong to."""
        found: dict[str, tuple[RuleChange, ...]] = {}
        for change in (*self.rules.values(), *self.in_force.values()):
            owner = side.scope.owner(change.rule)
            found[owner] = (*found.get(owner, ()), change)
        return found


def differences(a: Side, b: Side) -> Differences:
    """Compare the rules and standards of two sides; on two days also what is valid on each of them."""
    before, after = _written(a), _written(b)
    owners_a, owners_b = _owners(a), _owners(b)
    both = [rule for rule in before if rule in after]
    return Differences(
        added=tuple(id for id in owners_b if id not in owners_a),
        removed=tuple(id for id in owners_a if id not in owners_b),
        rules={
            rule: RuleChange(rule, before[rule], after[rule]) for rule in both if before[rule] != after[rule]
        },
        in_force=_in_force(a, b),
        standards=_standards(a, b),
        standards_added=tuple(name for name in b.policy.standards if name not in a.policy.standards),
        standards_removed=tuple(name for name in a.policy.standards if name not in b.policy.standards),
    )


def two_days(a: Side, b: Side) -> bool:
    """Whether the sides are asked on different days."""
    return a.on != b.on


def _written(side: Side) -> dict[str, str]:
    """Every rule of a side in its one printed form."""
    program = side.policy.program
    return {rule: source_of(program.tree(rule)) for rule in side.scope.rules}


def _owners(side: Side) -> tuple[str, ...]:
    return tuple(dict.fromkeys(side.scope.owner(rule) for rule in side.scope.rules))


def _in_force(a: Side, b: Side) -> dict[str, RuleChange]:
    rules_a, rules_b = a.policy.program.rules, b.policy.program.rules
    found: dict[str, RuleChange] = {}
    for rule, source in rules_a.items():
        other = rules_b.get(rule)
        if other is None:
            continue
        if two_days(a, b):
            before, after = (_word(each.is_in_force(rule)) for each in (a, b))
        else:
            before, after = period_of(source), period_of(other)
        if before != after:
            found[rule] = RuleChange(rule, before, after)
    return found


def _word(in_force: bool) -> str:
    return "in force" if in_force else "not in force"


def period_of(source: RuleSource) -> str:
    """The days on which a rule is in force, as ``2016-09-26 – …, switch``."""
    switch = "" if source.switch is None else f", {source.switch}"
    return f"{source.in_force_from or '…'} – {source.in_force_to or '…'}{switch}"


def _standards(a: Side, b: Side) -> dict[str, StandardChange]:
    found: dict[str, StandardChange] = {}
    for name, declared in a.policy.standards.items():
        other = b.policy.standards.get(name)
        if other is None:
            continue
        before, after = _values(declared, a, b), _values(other, b, a)
        if _bare(before) != _bare(after):
            found[name] = StandardChange(name, before, after)
    return found


def _values(declared: StandardDeclaration, side: Side, other: Side) -> tuple[DatedValue, ...]:
    """All values of a standard; between two days only the one of the side's day."""
    if not two_days(side, other) or side.on is None:
        return declared.values
    dated = declared.on(side.on)
    return () if dated is None else (dated,)


def _bare(values: tuple[DatedValue, ...]) -> list[tuple[object, date | None, date | None]]:
    """What counts of values: not their sources and notes; of a single day's value not even its dates."""
    return [(each.value, each.valid_from, each.valid_to) for each in values]


def patched(declared: StandardDeclaration, day: date, value: object | None) -> StandardDeclaration:
    """A standard with another value on one day, None for no value; on all other days as it is."""
    values: list[DatedValue] = []
    for dated in declared.values:
        first, last = dated.valid_from or date.min, dated.valid_to or date.max
        if not first <= day <= last:
            values.append(dated)
            continue
        if first < day:
            values.append(replace(dated, valid_to=day - ONE_DAY))
        if day < last:
            values.append(replace(dated, valid_from=day + ONE_DAY))
    if value is not None:
        values.append(DatedValue(value, day, day))
    return replace(declared, values=tuple(values))
