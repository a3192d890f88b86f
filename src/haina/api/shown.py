"""The policy as plain values: what the interface gives for a right, a standard, a fact, an article."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from haina.api.grounds import shown_grounds
from haina.policy import Article, Clause, Department, Policy, Right
from haina.policy.procedures import Procedure
from haina.rules import Enum, FactDeclaration, History, List, StandardDeclaration, Text, Type


def shown_text(text: Text | None) -> dict[str, str] | None:
    """Return a text in both languages."""
    return None if text is None else {"zh": text.zh, "en": text.en}


def shown_value(value: object) -> object:
    """Return a value for JSON: exact decimals and dates as text, so that no reader rounds them."""
    if isinstance(value, list | tuple):
        return [shown_value(each) for each in value]
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def shown_right(policy: Policy, right: Right) -> dict[str, Any]:
    """Return a right without its rule."""
    force = right.in_force
    return {
        "id": right.id,
        "clause": right.clause,
        "article": policy.clauses[right.clause].article,
        "title": shown_text(right.title),
        "grants": shown_text(right.grants.title),
        "subject": right.subject,
        "programme": right.programme,
        "through": right.through,
        "apply_to": right.grants.apply_to,
        "procedure": right.procedure,
        "in_force": {"valid_from": force.valid_from, "valid_to": force.valid_to, "switch": force.switch},
        "days": right.days,
    }


def shown_right_whole(policy: Policy, right: Right) -> dict[str, Any]:
    """Return a right with its rule, what the rule rests on, and the steps."""
    return {
        **shown_right(policy, right),
        **shown_grounds(policy, right),
        "rule": right.when.text,
        "steps": [
            {"actor": step.actor, "action": step.action, "text": shown_text(step.text)}
            for step in right.steps
        ],
        "note": shown_text(right.note),
    }


def shown_standard(standard: StandardDeclaration) -> dict[str, Any]:
    """Return a standard with its dated values."""
    return {
        "name": standard.name,
        "type": standard.type.name,
        "label": shown_text(standard.label),
        "unit": shown_text(standard.unit),
        "unset": shown_text(standard.unset),
        "values": [
            {
                "value": shown_value(dated.value),
                "valid_from": dated.valid_from,
                "valid_to": dated.valid_to,
                "source": dated.source,
                "grade": dated.grade,
                "note": shown_text(dated.note),
            }
            for dated in standard.values
        ],
    }


def shown_fact(fact: FactDeclaration) -> dict[str, Any]:
    """Return a fact: its type, its question, its values or fields."""
    return {
        "name": fact.name,
        "type": fact.type.name,
        "label": shown_text(fact.label),
        "question": shown_text(fact.question),
        "help": shown_text(fact.help),
        "unit": shown_text(fact.unit),
        "subject": fact.subject,
        "group": fact.group,
        "attested_by": list(fact.attested_by),
        "values": _values(fact.type),
        "fields": [
            {
                "name": each.name,
                "type": each.type.name,
                "label": shown_text(each.label),
                "required": each.required,
                "values": _values(each.type),
            }
            for each in (fact.type.fields if isinstance(fact.type, History) else ())
        ],
    }


def _values(kind: Type) -> list[dict[str, Any]]:
    """Return the values of an enum, or of a list of one."""
    kind = kind.of if isinstance(kind, List) else kind
    values = kind.values if isinstance(kind, Enum) else ()
    return [{"name": value.name, "label": shown_text(value.label)} for value in values]


def shown_clause(policy: Policy, clause: Clause) -> dict[str, Any]:
    """Return a clause with what carries it out."""
    return {
        "id": clause.id,
        "article": clause.article,
        "kind": clause.kind,
        "modality": clause.modality,
        "title": shown_text(clause.title),
        "summary": shown_text(clause.summary),
        "departments": list(clause.departments),
        "who": list(clause.who),
        "difference": shown_text(clause.difference),
        "note": shown_text(clause.note),
        "elements": [
            {"section": each.section, "id": each.id, "title": shown_text(each.title)}
            for each in policy.elements_of(clause.id)
        ],
    }


def shown_article(article: Article, policy: Policy | None = None) -> dict[str, Any]:
    """Return an article; with the policy, its clauses in full."""
    inside: list[Any] = list(article.clauses)
    if policy is not None:
        inside = [shown_clause(policy, policy.clauses[key]) for key in article.clauses]
    return {
        "id": article.id,
        "title": shown_text(article.title),
        "clauses": inside,
        "rights": list(article.rights),
    }


def shown_department(department: Department) -> dict[str, Any]:
    """Return a department."""
    return {"id": department.id, "title": shown_text(department.title)}


def shown_procedure(procedure: Procedure) -> dict[str, Any]:
    """Return a procedure with its stages."""
    return {
        "id": procedure.id,
        "title": shown_text(procedure.title),
        "summary": shown_text(procedure.summary),
        "clauses": list(procedure.clauses),
        "rights": list(procedure.rights),
        "filed_by": procedure.filed_by,
        "documents": [shown_text(document.title) for document in procedure.documents],
        "stages": [
            {
                "id": stage.id,
                "title": shown_text(stage.title),
                "kind": stage.kind,
                "department": stage.department,
                "after": list(stage.after),
                "asks": shown_text(stage.asks),
            }
            for stage in procedure.stages
        ],
    }
