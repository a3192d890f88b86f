"""What of a policy can be found by search: each thing with a title and a body in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from haina.policy import Policy
from haina.policy.element_records import Consequence, Element
from haina.portal.models import SearchEntry
from haina.rules import StandardDeclaration, Text

Kind = SearchEntry.Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be found, before it is stored; `key` is its id, `marks` other ids that find it."""

    kind: str
    key: str
    title: Text
    body: Text
    marks: str = ""


def entries_of(policy: Policy) -> list[Entry]:
    """Return everything that can be found, in the order in which equal results are shown."""
    return [
        *_rights(policy),
        *_agreements(policy),
        *_duties(policy),
        *_calculators(policy),
        *_collections(policy),
        *_articles(policy),
        *_clauses(policy),
        *_systems(policy),
        *_standards(policy),
        *_departments(policy),
    ]


def _joined(parts: Iterable[Text | None]) -> Text:
    """Join texts to one in each language, each text once."""
    given = list(dict.fromkeys(part for part in parts if part is not None))
    return Text(zh=" · ".join(part.zh for part in given), en=" · ".join(part.en for part in given))


def _rights(policy: Policy) -> Iterator[Entry]:
    for right in policy.rights.values():
        parts = [right.grants.title, *_told(policy, right)]
        if right.budget:
            parts += [*right.eligible, policy.budgets[right.budget].title]
        kind = Kind.PROGRAMME if right.programme else Kind.RIGHT
        yield Entry(kind, right.id, right.title, _joined(parts), right.clause)


def _told(policy: Policy, element: Element) -> list[Text | None]:
    """Return what is said about any element: its clause in short, its note, its steps."""
    return [policy.clauses[element.clause].summary, element.note, *(step.text for step in element.steps)]


def _agreements(policy: Policy) -> Iterator[Entry]:
    for agreement in policy.agreements.values():
        parties = [each.title or policy.name_of(each.role) for each in agreement.parties]
        consequences: tuple[Consequence, ...] = (
            *agreement.publish,
            *agreement.register,
            *agreement.triggers,
        )
        follows = [each.text for each in consequences]
        parts = [*parties, *(term.title for term in agreement.terms), *follows, *_told(policy, agreement)]
        yield Entry(Kind.AGREEMENT, agreement.id, agreement.title, _joined(parts), agreement.clause)


def _duties(policy: Policy) -> Iterator[Entry]:
    for duty in policy.duties.values():
        who = [policy.name_of(id) for id in (*duty.owed_by, *duty.checked_by)]
        evidence = [duty.evidence.title, policy.evidence_types[duty.evidence.type].title]
        parts = [*who, *evidence, *_told(policy, duty)]
        yield Entry(Kind.DUTY, duty.id, duty.title, _joined(parts), duty.clause)


def _calculators(policy: Policy) -> Iterator[Entry]:
    for calculator in policy.calculators.values():
        outputs = [each.title for each in calculator.outputs]
        options = [each.title for each in calculator.options]
        parts = [calculator.description, *outputs, *options]
        yield Entry(
            Kind.CALCULATOR, calculator.id, calculator.title, _joined(parts), " ".join(calculator.clauses)
        )


def _collections(policy: Policy) -> Iterator[Entry]:
    for kind, collections in ((Kind.EVENT, policy.life_events), (Kind.AUDIENCE, policy.audiences)):
        for each in collections:
            titles = [policy.elements[id].title for id in each.rights]
            yield Entry(kind, each.id, each.title, _joined([each.description, *titles]))


def _systems(policy: Policy) -> Iterator[Entry]:
    for system in policy.systems.values():
        titles = [policy.clauses[id].title for id in system.clauses]
        marks = " ".join((system.number, *system.clauses))
        yield Entry(Kind.SYSTEM, system.id, system.title, _joined(titles), marks)


def _articles(policy: Policy) -> Iterator[Entry]:
    for article in policy.articles.values():
        titles = [policy.clauses[clause].title for clause in article.clauses]
        yield Entry(Kind.ARTICLE, article.id, article.title, _joined(titles))


def _clauses(policy: Policy) -> Iterator[Entry]:
    for clause in policy.clauses.values():
        body = _joined([clause.summary, clause.difference, clause.note])
        yield Entry(Kind.CLAUSE, clause.id, clause.title, body)


def _standards(policy: Policy) -> Iterator[Entry]:
    for standard in policy.standards.values():
        yield Entry(Kind.STANDARD, standard.name, standard.label, _standard_body(standard))


def _standard_body(standard: StandardDeclaration) -> Text:
    notes = [value.note for value in standard.values]
    return _joined([standard.unit, standard.unset, *notes])


def _departments(policy: Policy) -> Iterator[Entry]:
    for department in policy.departments.values():
        old = [name.title for name in department.history]
        yield Entry(Kind.DEPARTMENT, department.id, department.title, _joined([*old, department.note]))
