"""How much of everything a policy has."""

from __future__ import annotations

from collections import Counter

from .coverage import SECTIONS
from .policy import Policy


def counts_of(policy: Policy) -> dict[str, int]:
    """Return how much of everything the policy has."""
    kinds = Counter(clause.kind for clause in policy.clauses.values())
    return {
        "articles": len(policy.articles),
        "clauses": len(policy.clauses),
        **{f"clauses_{kind}": kinds[kind] for kind in SECTIONS},
        "rights": len(policy.rights) - len(policy.programmes),
        "programmes": len(policy.programmes),
        "agreements": len(policy.agreements),
        "duties": len(policy.duties),
        "calculators": len(policy.calculators),
        "procedures": len(policy.procedures),
        "systems": len(policy.systems),
        "standards": len(policy.standards),
        "facts": len(policy.facts),
        "departments": len(policy.departments),
        "budgets": len(policy.budgets),
        "life_events": len(policy.life_events),
        "audiences": len(policy.audiences),
        "differences": sum(clause.difference is not None for clause in policy.clauses.values()),
    }
