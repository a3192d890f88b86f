"""Readings of the policy for its pages: what is in force, what a standard says, what a right rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext

from haina.policy import Clause, Policy, Right, Source
from haina.portal.words import day_words, in_words, list_words, number_words
from haina.rules import DatedValue, Enum, Money, Rule, StandardDeclaration, Type
from haina.rules.tree import Standard, walk


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A dated value of a standard, ready to be read; `now` says that it is the one of the day asked about."""

    value: str
    valid_from: date | None
    valid_to: date | None
    sources: tuple[tuple[str, Source | None], ...]
    grade: str
    note: str
    now: bool


@dataclass(frozen=True, slots=True)
class StandardReading:
    """A standard on a day: its present value (None where it is unset), its next one, and all of them."""

    standard: StandardDeclaration
    present: ValueRow | None
    next: ValueRow | None
    rows: tuple[ValueRow, ...]


@dataclass(frozen=True, slots=True)
class InForceReading:
    """Whether a right can be claimed on a day, and why not: 'before', 'after', 'switch' or nothing."""

    in_force: bool
    reason: str
    switch: StandardReading | None


def value_words(kind: Type, value: object, unit: str = "", currency: str = "") -> str:
    """Return a value of a standard in the reader's language, with its unit."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(kind, Enum) and isinstance(value, str):
        return in_words(kind.labels[value])
    if isinstance(value, list | tuple):
        kind = getattr(kind, "of", kind)
        return list_words(value_words(kind, item) for item in value)
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, int | Decimal):
        shown = number_words(value)
        unit = unit or (currency if isinstance(kind, Money) else "")
        return f"{shown} {unit}".strip()
    return str(value)


def read_standard(policy: Policy, name: str, on: date) -> StandardReading:
    """Read a standard as it stands on a day. Raises KeyError if the policy has none of that name."""
    standard = policy.standards[name]
    present = standard.on(on)
    rows = {id(dated): _row(policy, standard, dated, dated is present) for dated in standard.values}
    later = [dated for dated in standard.values if dated.valid_from and dated.valid_from > on]
    following = min(later, key=lambda dated: dated.valid_from or date.max, default=None)
    return StandardReading(
        standard,
        rows[id(present)] if present else None,
        rows[id(following)] if following else None,
        tuple(rows.values()),
    )


def _row(policy: Policy, standard: StandardDeclaration, dated: DatedValue, now: bool) -> ValueRow:
    names = [name.strip() for name in dated.source.replace(",", ";").split(";") if name.strip()]
    shown = (
        in_words(dated.note) or str(dated.value)
        if isinstance(standard.type, Rule)
        else value_words(
            standard.type, dated.value, in_words(standard.unit), in_words(policy.head.currency.label)
        )
    )
    return ValueRow(
        value=shown,
        valid_from=dated.valid_from,
        valid_to=dated.valid_to,
        sources=tuple((name, policy.sources.get(name)) for name in names),
        grade=dated.grade,
        note="" if isinstance(standard.type, Rule) else in_words(dated.note),
        now=now,
    )


def read_in_force(policy: Policy, right: Right, on: date) -> InForceReading:
    """Say whether a right is in force on a day, by its dates and its switch."""
    span = right.in_force
    switch = read_standard(policy, span.switch, on) if span.switch else None
    if span.valid_from and on < span.valid_from:
        return InForceReading(False, "before", switch)
    if span.valid_to and on > span.valid_to:
        return InForceReading(False, "after", switch)
    if span.switch:
        dated = policy.standards[span.switch].on(on)
        if dated is None or dated.value is not True:
            return InForceReading(False, "switch", switch)
    return InForceReading(True, "", switch)


def rights_of_clause(policy: Policy, clause: Clause) -> list[Right]:
    """Return the rights that carry a clause out."""
    return [right for right in policy.rights.values() if right.clause == clause.id]


def rights_using(policy: Policy, standard: str) -> list[Right]:
    """Return the rights whose rule, switch or time limit rests on a standard."""
    return [right for right in policy.rights.values() if standard in set(standards_of(policy, right))]


def standards_of(policy: Policy, right: Right) -> Iterator[str]:
    """Return the names of the standards that a right rests on: its rule's in reading order, then the others."""
    program = policy.program
    named = dict.fromkeys(
        node.name
        for rule in reversed(program.references(right.id))
        for node in walk(program.tree(rule))
        if isinstance(node, Standard)
    )
    extra = (right.in_force.switch, right.days)
    yield from named
    yield from (name for name in extra if name and name not in named)


def steps_of_values(reading: StandardReading) -> list[tuple[date, date, Decimal]]:
    """Return a standard's numeric values as (first day, day after the last, value); none if it has no numbers."""
    steps = []
    for dated in reading.standard.values:
        if isinstance(dated.value, bool) or not isinstance(dated.value, int | Decimal):
            return []
        first = dated.valid_from or date.min
        after = date.max if dated.valid_to in (None, date.max) else dated.valid_to + timedelta(days=1)
        steps.append((first, after, Decimal(dated.value)))
    return sorted(steps)
