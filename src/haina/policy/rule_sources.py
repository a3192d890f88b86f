"""What the compiler gets of rights, programmes, agreements and duties: rules, definitions and formulas."""

from __future__ import annotations

from collections.abc import Iterable

from haina.rules.declarations import RuleSource
from haina.rules.text import Place, Text
from haina.rules.types import BOOL, DATE, DURATION, MONEY, NUMBER, Type

from .element_records import (
    Agreement,
    Consequence,
    DueBefore,
    DueBy,
    DueEvery,
    DueWithin,
    Duty,
    Element,
    Evidence,
    Standing,
)
from .kinds import Expression
from .records import Definition, Right

_DAY = Text(zh="最后期限", en="the last day")
_EVENT = Text(zh="期限所依的日子", en="the day that the period depends on")
_PERIOD = Text(zh="期限", en="the period")
_SHARE = Text(zh="份额", en="the share")
#: What a figure of `runs_as` is called, and its type.
_FIGURES = {
    "share": (_SHARE, NUMBER),
    "last_day": (Text(zh="最后一日", en="the last day"), DATE),
    "loss": (Text(zh="损失", en="the loss"), MONEY),
    "bought_on": (Text(zh="投资日期", en="the day of the investment"), DATE),
    "sold_on": (Text(zh="退出日期", en="the day of the exit"), DATE),
    "paid_in": (Text(zh="投入金额", en="the sum put in"), MONEY),
    "proceeds": (Text(zh="退出所得", en="the proceeds of the exit"), MONEY),
}


def definition_source(each: Definition) -> RuleSource:
    """A definition."""
    return RuleSource(each.id, each.rule.text, each.rule.place, each.title, each.clause or "", "definition")


def element_sources(element: Element) -> Iterable[RuleSource]:
    """Everything that is compiled of an element."""
    if isinstance(element, Right):
        yield from right_sources(element)
    elif isinstance(element, Agreement):
        yield from agreement_sources(element)
    elif isinstance(element, Duty):
        yield from duty_sources(element)


def rules_of(element: Element) -> tuple[str, ...]:
    """The names of everything that is compiled of an element: its rule first, then its parts and formulas."""
    return tuple(source.id for source in element_sources(element))


def right_sources(right: Right) -> Iterable[RuleSource]:
    """The rule of a right, and the formulas for how long and how much; of a programme also its parts."""
    yield _ruled(right, right.id, "right", right.when)
    if right.term_rule is not None and right.grants.term is not None:
        yield _formula(right, right.term_rule, right.grants.term, right.grants.title)
    if right.amount_rule is not None and right.amount is not None:
        yield _formula(right, right.amount_rule, right.amount, right.grants.title, MONEY)
    for part in right.instalments:
        yield _formula(right, part.rule, part.share, part.when, NUMBER)
    for taking in right.clawback:
        yield _condition(right, taking.rule, taking.when, taking.title, "clawback")
        if taking.share_rule is not None and taking.share is not None:
            yield _formula(right, taking.share_rule, taking.share, _SHARE, NUMBER)
    if right.runs_as is not None:
        for name, written in right.runs_as.figures.items():
            label, result = _FIGURES[name]
            yield _formula(right, right.runs_as.rules[name], written, label, result)


def agreement_sources(agreement: Agreement) -> Iterable[RuleSource]:
    """A definition for each condition of an agreement, and the rule that all of them hold."""
    for party in agreement.parties:
        if party.rule is not None and party.when is not None:
            yield _condition(agreement, party.rule, party.when, party.title or agreement.title)
    for term in agreement.terms:
        yield _condition(agreement, term.rule, term.when, term.title)
    if agreement.when_rule is not None and agreement.when is not None:
        yield _condition(agreement, agreement.when_rule, agreement.when, agreement.title)
    whole = Expression(" and ".join(agreement.conditions), agreement.place)
    yield _ruled(agreement, agreement.id, "agreement", whole)
    if agreement.price_rule is not None and agreement.price is not None:
        yield _formula(agreement, agreement.price_rule, agreement.price, agreement.title)
    consequences: tuple[Consequence, ...] = (
        *agreement.publish,
        *agreement.register,
        *agreement.triggers,
    )
    for each in consequences:
        if each.rule is not None and each.when is not None:
            yield _condition(agreement, each.rule, each.when, each.text)
    for notice in agreement.publish:
        if notice.within_rule is not None and notice.within is not None:
            yield _formula(agreement, notice.within_rule, notice.within, _PERIOD, DURATION)


def duty_sources(duty: Duty) -> Iterable[RuleSource]:
    """Whether a duty is owed, whether it is fulfilled, and its last day or its period."""
    yield _ruled(duty, duty.owed_rule, "duty", duty.owed)
    yield from _due_sources(duty)
    fulfilled = duty.fulfilled or _by_evidence(duty, duty.evidence)
    yield _condition(duty, duty.fulfilled_rule, fulfilled, duty.evidence.title)


def _due_sources(duty: Duty) -> Iterable[RuleSource]:
    """The formulas of a due date; each part stands by itself, so that its errors have their places."""
    id, due = duty.id, duty.due
    if isinstance(due, DueBy):
        yield _formula(duty, f"{id}_due", due.day, _DAY, DATE)
    elif isinstance(due, DueWithin):
        yield _formula(duty, f"{id}_due_after", due.after, _EVENT, DATE)
        yield _formula(duty, f"{id}_due_within", due.within, _PERIOD, DURATION)
        whole = Expression(f"{id}_due_after + {id}_due_within", due.after.place)
        yield _formula(duty, f"{id}_due", whole, _DAY, DATE)
    elif isinstance(due, DueBefore):
        yield _formula(duty, f"{id}_due_before", due.event, _EVENT, DATE)
        whole = Expression(f"{id}_due_before - days(1)", due.event.place)
        yield _formula(duty, f"{id}_due", whole, _DAY, DATE)
    elif isinstance(due, DueEvery):
        yield _formula(duty, f"{id}_every", due.period, _PERIOD, DURATION)


def _by_evidence(duty: Duty, evidence: Evidence) -> Expression:
    """What fulfils a duty that does not say it in its own words: there is evidence of the kind, in time."""
    if isinstance(duty.due, Standing):
        return _call(duty, evidence, "holds({})")
    if isinstance(duty.due, DueEvery):
        return _call(duty, evidence, f"count({{}}, last={duty.every_rule}) >= 1")
    return _call(duty, evidence, "count({}) >= 1")


def _call(duty: Duty, evidence: Evidence, shape: str) -> Expression:
    """A history function over the evidence; the condition on it keeps its lines and columns in the file."""
    where = evidence.where
    if where is None:
        return Expression(shape.format(evidence.fact), evidence.fact_place)
    text = shape.format(f"{evidence.fact}, where=(\n{where.text}\n)")
    return Expression(text, Place(where.place.file, max(where.place.line - 1, 1), where.place.column))


def _ruled(element: Element, id: str, kind: str, when: Expression) -> RuleSource:
    """The rule of an element, in force as the element is."""
    force = element.in_force
    return RuleSource(
        id=id,
        text=when.text,
        place=when.place,
        label=element.title,
        clause=element.clause,
        kind=kind,
        in_force_from=force.valid_from,
        in_force_to=force.valid_to,
        switch=force.switch,
        result=BOOL,
    )


def _condition(
    element: Element, id: str, when: Expression, label: Text, kind: str = "definition"
) -> RuleSource:
    """A part of an element that is yes or no."""
    return RuleSource(id, when.text, when.place, label, element.clause, kind, result=BOOL)


def _formula(
    element: Element, id: str, formula: Expression, label: Text, result: Type | None = None
) -> RuleSource:
    """A part of an element that has a value."""
    return RuleSource(id, formula.text, formula.place, label, element.clause, "formula", result=result)
