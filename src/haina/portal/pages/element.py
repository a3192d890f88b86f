"""What the page of every element shows, whatever its kind."""

from __future__ import annotations

from typing import Any

from haina.policy import Policy
from haina.policy.element_records import Element
from haina.portal.elements.changes import changes_of
from haina.portal.elements.read import read_element, read_shown, read_standards
from haina.portal.pages.days import Day


def page_of(policy: Policy, element: Element, day: Day) -> dict[str, Any]:
    """Return what a template needs for an element: its reading, standards, changes, examples and source."""
    clause = policy.clauses[element.clause]
    read = read_element(policy, element, day.on)
    return {
        "policy": policy,
        "element": element,
        "read": read,
        "clause": clause,
        "article": policy.articles[clause.article],
        "day": day,
        "force": read.force,
        "standards": read_standards(policy, [element], day.on),
        "changes": changes_of(policy, [element.id]),
        "shown": [read_shown(policy, element)],
        "departments": [policy.departments[name] for name in clause.departments],
    }
