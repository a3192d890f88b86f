"""Readings of the policy for its pages: what is in force, what a standard says, what a right rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from haina.policy import Clause, Policy, Right, Source
from haina.policy.element_records import Element
from haina.portal.words import in_words
from haina.rules import DatedValue, Facts, Rule, StandardDeclaration, Text
from haina.rules.tree import Node, Standard, walk
from haina.rules.wording_values import value_text


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


def shown_fact(policy: Policy, name: str, facts: Facts, on: date) -> Text:
    """Return what a fact was given as, in words."""
    fact = policy.facts[name]
    return value_text(fact.type, facts.value(name, on), _currency(policy), fact.unit, on)


def _currency(policy: Policy) -> tuple[str, Text]:
    return policy.head.currency.code, policy.head.currency.label


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
    # A rule that is no number and no text is told by its note.
    told = isinstance(standard.type, Rule) and not isinstance(dated.value, Text)
    shown = (
        dated.note or Text.both(str(dated.value))
        if told
        else value_text(standard.type, dated.value, _currency(policy), standard.unit)
    )
    return ValueRow(
        value=in_words(shown),
        valid_from=dated.valid_from,
        valid_to=dated.valid_to,
        sources=tuple((name, policy.sources.get(name)) for name in names),
        grade=dated.grade,
        note="" if told else in_words(dated.note),
        now=now,
    )


def read_in_force(policy: Policy, element: Element, on: date) -> InForceReading:
    """Say whether an element is in force on a day, by its dates and its switch."""
    span = element.in_force
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
    """Return the names of the standards that a right rests on: its rule's in order, then the others."""
    named = dict.fromkeys(node.name for node in _nodes(policy, right.id) if isinstance(node, Standard))
    extra = (right.in_force.switch, right.days)
    yield from named
    yield from (name for name in extra if name and name not in named)


def _nodes(policy: Policy, right: str) -> Iterator[Node]:
    """Return the nodes of a right's rule and of all that it refers to, its own first."""
    program = policy.program
    for rule in reversed(program.references(right)):
        yield from walk(program.tree(rule))


def steps_of_values(reading: StandardReading) -> list[tuple[date, date, Decimal]]:
    """Return a standard's numbers as (first day, day after the last, value); nothing if it has none."""
    steps = []
    for dated in reading.standard.values:
        if isinstance(dated.value, bool) or not isinstance(dated.value, int | Decimal):
            return []
        first = dated.valid_from or date.min
        after = date.max if dated.valid_to in (None, date.max) else dated.valid_to + timedelta(days=1)
        steps.append((first, after, Decimal(dated.value)))
    return sorted(steps)
