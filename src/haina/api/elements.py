"""Programmes, agreements, duties and systems as plain values, and as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from haina.api.shown import shown_text
from haina.policy import Policy, Right
from haina.policy.element_records import (
    Agreement,
    Consequence,
    DueBefore,
    DueBy,
    DueEvery,
    DueWithin,
    Duty,
    Element,
    Publication,
    Registration,
    System,
    Unstated,
)
from haina.policy.kinds import Expression


def shown_element(policy: Policy, element: Element) -> dict[str, Any]:
    """Return what every element has."""
    force = element.in_force
    return {
        "id": element.id,
        "clause": element.clause,
        "article": policy.clauses[element.clause].article,
        "title": shown_text(element.title),
        "subject": element.subject,
        "in_force": {"valid_from": force.valid_from, "valid_to": force.valid_to, "switch": force.switch},
        "steps": [
            {"actor": step.actor, "action": step.action, "text": shown_text(step.text)}
            for step in element.steps
        ],
        "note": shown_text(element.note),
    }


def shown_programme(policy: Policy, programme: Right) -> dict[str, Any]:
    """Return a programme with how it pays."""
    return {
        **shown_element(policy, programme),
        "rule": programme.when.text,
        "amount": _written(programme.amount),
        "eligible": [shown_text(each) for each in programme.eligible],
        "instalments": [
            {"share": part.share.text, "when": shown_text(part.when)} for part in programme.instalments
        ],
        "budget": programme.budget,
        "not_with": list(policy.not_with(programme.id)),
        "clawback": [
            {
                "id": taking.id,
                "title": shown_text(taking.title),
                "when": taking.when.text,
                "share": _written(taking.share),
            }
            for taking in programme.clawback
        ],
    }


def shown_agreement(policy: Policy, agreement: Agreement) -> dict[str, Any]:
    """Return an agreement with its parties, its terms and what follows from it."""
    return {
        **shown_element(policy, agreement),
        "parties": [
            {"role": each.role, "title": shown_text(each.title), "when": _written(each.when)}
            for each in agreement.parties
        ],
        "terms": [
            {"id": each.id, "title": shown_text(each.title), "when": each.when.text}
            for each in agreement.terms
        ],
        "when": _written(agreement.when),
        "found_by": agreement.found_by,
        "price": _written(agreement.price),
        "consequences": list(_consequences(agreement)),
    }


def _consequences(agreement: Agreement) -> Iterator[dict[str, Any]]:
    found: tuple[Consequence, ...] = (*agreement.publish, *agreement.register, *agreement.triggers)
    for each in found:
        if isinstance(each, Publication):
            kind, by, element = "publish", each.by, None
        elif isinstance(each, Registration):
            kind, by, element = "register", each.department, None
        else:
            kind, by, element = each.kind, None, each.element
        said = {"text": shown_text(each.text), "when": _written(each.when)}
        yield {"kind": kind, "by": by, "element": element, **said}


def shown_duty(policy: Policy, duty: Duty) -> dict[str, Any]:
    """Return a duty: who owes it, when, by when, and what fulfils it."""
    evidence = duty.evidence
    return {
        **shown_element(policy, duty),
        "owed_by": list(duty.owed_by),
        "checked_by": list(duty.checked_by),
        "owed": duty.owed.text,
        "due": shown_due(duty),
        "evidence": {
            "type": evidence.type,
            "fact": evidence.fact,
            "title": shown_text(evidence.title),
            "where": _written(evidence.where),
        },
    }


def shown_due(duty: Duty) -> dict[str, Any]:
    """Return the due date in the words of the pack."""
    due = duty.due
    if isinstance(due, DueBy):
        return {"by": due.day.text}
    if isinstance(due, DueWithin):
        return {"within": due.within.text, "after": due.after.text}
    if isinstance(due, DueBefore):
        return {"before": due.event.text}
    if isinstance(due, DueEvery):
        return {"every": due.period.text}
    return {"unstated": shown_text(due.text)} if isinstance(due, Unstated) else {"standing": True}


def shown_system(policy: Policy, system: System) -> dict[str, Any]:
    """Return a system with the clauses that need it, and with what carries them out."""
    return {
        "id": system.id,
        "number": system.number,
        "type": system.type,
        "basis": system.basis,
        "title": shown_text(system.title),
        "clauses": list(system.clauses),
        "elements": [
            {"section": each.section, "id": each.id, "title": shown_text(each.title)}
            for each in _behind(policy, system)
        ],
    }


def _behind(policy: Policy, system: System) -> list[Element]:
    return [element for id in system.clauses for element in policy.elements_of(id)]


def _written(expression: Expression | None) -> str | None:
    return None if expression is None else expression.text


# Tables

_ELEMENT = ("id", "clause", "title_zh", "title_en", "subject", "in_force_from", "in_force_to", "switch")

Table = tuple[Sequence[str], Iterable[Sequence[object]]]


def _element_row(element: Element) -> tuple[object, ...]:
    force = element.in_force
    return (
        *(element.id, element.clause, element.title.zh, element.title.en, element.subject),
        *(force.valid_from, force.valid_to, force.switch),
    )


def programmes_table(policy: Policy) -> Table:
    """Return all programmes: columns and rows."""
    columns = (*_ELEMENT, "amount", "budget", "not_with", "instalments", "clawback")
    rows = (
        (
            *_element_row(each),
            *(_written(each.amount), each.budget, policy.not_with(each.id)),
            *([part.share.text for part in each.instalments], [taking.id for taking in each.clawback]),
        )
        for each in policy.programmes.values()
    )
    return columns, rows


def agreements_table(policy: Policy) -> Table:
    """Return all agreements: columns and rows."""
    columns = (*_ELEMENT, "parties", "terms", "found_by", "price")
    rows = (
        (
            *_element_row(each),
            *([party.role for party in each.parties], [term.id for term in each.terms]),
            *(each.found_by, _written(each.price)),
        )
        for each in policy.agreements.values()
    )
    return columns, rows


def duties_table(policy: Policy) -> Table:
    """Return all duties: columns and rows."""
    columns = (*_ELEMENT, "owed_by", "due", "due_when", "evidence_type", "evidence_fact", "checked_by")
    rows = (
        (*_element_row(each), each.owed_by, *_due_cells(each), *_evidence_cells(each))
        for each in policy.duties.values()
    )
    return columns, rows


def _due_cells(duty: Duty) -> tuple[str, str]:
    """The form of the due date, and its words in English or in the rule language."""
    due = shown_due(duty)
    words = (each["en"] if isinstance(each, dict) else str(each) for each in due.values())
    return " ".join(due), "; ".join(words)


def _evidence_cells(duty: Duty) -> tuple[object, ...]:
    return duty.evidence.type, duty.evidence.fact, duty.checked_by


def systems_table(policy: Policy) -> Table:
    """Return all systems: columns and rows."""
    columns = ("id", "number", "type", "basis", "title_zh", "title_en", "clauses", "elements")
    rows = (
        (
            *(each.id, each.number, each.type, each.basis, each.title.zh, each.title.en, each.clauses),
            [element.id for element in _behind(policy, each)],
        )
        for each in policy.systems.values()
    )
    return columns, rows
