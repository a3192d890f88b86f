"""The facts that an element of a pack asks for."""

from __future__ import annotations

from haina.rules.reasons import names_below

from .element_records import Duty, Element
from .policy import Policy
from .rule_sources import rules_of


def facts_of(policy: Policy, element: Element) -> tuple[str, ...]:
    """The facts that any rule of an element reads, in the order of the pack; of a duty also its evidence."""
    program = policy.program
    names = {name for rule in rules_of(element) for name in names_below(program, program.tree(rule))[0]}
    if isinstance(element, Duty):
        names.add(element.evidence.fact)
    return tuple(name for name in policy.facts if name in names)
