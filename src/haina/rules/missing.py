"""What is missing: the facts that can still matter, and the smallest sets that would settle it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from haina.rules.decide import Decision
from haina.rules.diagram import NO, OPEN, YES, TooLarge
from haina.rules.feasible import facts_with_effect
from haina.rules.settle import Settler
from haina.rules.text import Status, Text
from haina.rules.wording_regions import condition

#: Sets that are named for each answer.
SETS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class MissingSet:
    """A smallest set of missing facts that would settle the answer, and the values with which it does.

    `facts` stand in the order of the declarations; `conditions` hold together and are one way of several.
    """

    facts: tuple[str, ...]
    leads_to: Status
    conditions: tuple[Text, ...]


def missing_sets(decision: Decision) -> tuple[MissingSet, ...]:
    """Give the smallest sets of missing facts that would make the answer yes, then those for no."""
    try:
        return (*_sets(decision, Status.YES), *_sets(decision, Status.NO))
    except TooLarge:
        return ()


def _sets(decision: Decision, leads_to: Status) -> list[MissingSet]:
    """Give the sets for one answer, smallest first."""
    decision.diagrams.renew_budget()
    answers = decision.answers()
    settler = Settler(decision.diagrams, YES if leads_to is Status.YES else NO)
    found = []
    for facts in settler.sets(answers)[:SETS_SHOWN]:
        wanted = settler.values(answers, facts)
        conditions = tuple(condition(decision.residual, each.level, each.regions) for each in wanted)
        found.append(MissingSet(in_order(decision, facts), leads_to, conditions))
    return found


def facts_that_matter(decision: Decision) -> tuple[str, ...]:
    """Give the missing facts that can still change the answer, in the order of the declarations."""
    if not decision.exact and decision.node == OPEN:
        return in_order(decision, decision.facts_below())
    try:
        decision.diagrams.renew_budget()
        return in_order(decision, facts_with_effect(decision.diagrams, decision.answers()))
    except TooLarge:
        return in_order(decision, decision.facts_below())


def standards_that_matter(decision: Decision) -> tuple[str, ...]:
    """Give the unset standards that can still change the answer."""
    diagrams = decision.diagrams
    names = {
        name for level in diagrams.support(decision.node) for name in diagrams.variables[level].standards
    }
    return tuple(name for name in decision.residual.program.standards if name in names)


def in_order(decision: Decision, names: Sequence[str] | set[str] | frozenset[str]) -> tuple[str, ...]:
    """Sort facts as they are declared."""
    slots = decision.residual.program.slots
    return tuple(sorted(names, key=slots.__getitem__))
