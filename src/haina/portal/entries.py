"""What of a policy can be found by search: each thing with a title and a body in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from haina.policy import Policy
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
        *_articles(policy),
        *_clauses(policy),
        *_standards(policy),
        *_departments(policy),
    ]


def _joined(parts: Iterable[Text | None]) -> Text:
    """Join texts to one in each language, each text once."""
    given = list(dict.fromkeys(part for part in parts if part is not None))
    return Text(zh=" · ".join(part.zh for part in given), en=" · ".join(part.en for part in given))


def _rights(policy: Policy) -> Iterator[Entry]:
    for right in policy.rights.values():
        clause = policy.clauses.get(right.clause)
        parts = [right.grants.title, clause.summary if clause else None, right.note]
        steps = [step.text for step in right.steps]
        yield Entry(Kind.RIGHT, right.id, right.title, _joined([*parts, *steps]), right.clause)


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
