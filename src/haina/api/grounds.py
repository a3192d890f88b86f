"""What an element rests on, as plain values: its standards, its facts, and what changed over time."""

from __future__ import annotations

from typing import Any

from haina.policy import Policy
from haina.policy.element_records import Element
from haina.policy.history import history_of, standards_of
from haina.policy.inputs import facts_of


def shown_grounds(policy: Policy, element: Element) -> dict[str, Any]:
    """Return what an element rests on: standards, facts, and what changed over time with its sources."""
    return {
        "rests_on": list(standards_of(policy, element.id)),
        "facts": list(facts_of(policy, element)),
        "history": [difference.to_json() for difference in history_of(policy, element.id)],
    }
