"""What a city is asked: the rights and programmes of a pack for one kind of subject, on one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from haina.policy import Policy
from haina.rules.columns.patterns import facts_below
from haina.rules.columns.trees import Graph
from haina.rules.program import Program

PERSON, ORGANISATION = "person", "organisation"


@dataclass(frozen=True, slots=True)
class Asked:
    """All that one kind of subject is asked.

    ``elements`` are ids of rights and programmes; ``amounts`` the formula of each programme that has one;
    ``facts`` what the rules and formulas read, by the element that reads it.
    """

    program: Program
    on: date
    subject: str
    elements: tuple[str, ...]
    amounts: Mapping[str, str]
    facts: Mapping[str, tuple[str, ...]]

    @property
    def read(self) -> tuple[str, ...]:
        """Every fact that is read, once."""
        return tuple(dict.fromkeys(fact for facts in self.facts.values() for fact in facts))


def asked_of(policy: Policy, on: date, subject: str, only: Iterable[str] = ()) -> Asked:
    """What one kind of subject is asked of a pack; ``only`` these elements where any are named."""
    wanted = set(only)
    found = {
        name: right
        for name, right in policy.rights.items()
        if right.subject == subject and (not wanted or name in wanted)
    }
    amounts = {name: right.amount_rule for name, right in found.items() if right.amount_rule}
    graph = Graph(policy.program)
    facts = {
        name: tuple(
            dict.fromkeys(
                fact
                for rule in (name, amounts.get(name))
                if rule is not None
                for fact in facts_below(graph, policy.program.tree(rule))
            )
        )
        for name in found
    }
    return Asked(policy.program, on, subject, tuple(found), amounts, facts)


def out_of_reach(policy: Policy, only: Iterable[str] = ()) -> tuple[str, ...]:
    """The elements that no city is asked, because they are about a project or a contract."""
    wanted = set(only)
    return tuple(
        name
        for name, right in policy.rights.items()
        if right.subject not in (PERSON, ORGANISATION) and (not wanted or name in wanted)
    )
