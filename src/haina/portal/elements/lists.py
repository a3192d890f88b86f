"""Elements in lists: by the article of their clause, each with what it does and whether it is in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from haina.policy import Article, Policy, Right
from haina.policy.element_records import Element
from haina.policy.records import Budget
from haina.portal import reading
from haina.portal.elements.lines import line_of
from haina.portal.reading import InForceReading


@dataclass(frozen=True, slots=True)
class Row:
    """An element of a list: what it does in a line, whether it is in force, and for money its budget."""

    element: Element
    line: str
    force: InForceReading
    budget: Budget | None


@dataclass(frozen=True, slots=True)
class Group:
    """The elements of one article."""

    article: Article
    rows: tuple[Row, ...]


def row_of(policy: Policy, element: Element, on: date) -> Row:
    """Return an element as a row of a list on a day."""
    budget = policy.budgets.get(element.budget or "") if isinstance(element, Right) else None
    return Row(element, line_of(policy, element, on), reading.read_in_force(policy, element, on), budget)


def by_article(policy: Policy, elements: Iterable[Element], on: date) -> tuple[Group, ...]:
    """Return elements in the order of the articles; those without any are left out."""
    rows: dict[str, list[Row]] = {}
    for element in elements:
        rows.setdefault(policy.clauses[element.clause].article, []).append(row_of(policy, element, on))
    return tuple(Group(article, tuple(rows[id])) for id, article in policy.articles.items() if id in rows)
