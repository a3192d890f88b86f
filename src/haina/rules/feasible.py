"""Cut branches out of a diagram that look at several sums of the same missing numbers and cannot happen
together.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from haina.rules.diagram import LEAF_LEVEL, NEVER, Diagrams, Node
from haina.rules.linear import Condition, Linear, between, linear, possible
from haina.rules.regions import Cut, Region, regions

#: Branches followed before the engine keeps the diagram as it is, which errs towards unknown.
BRANCH_LIMIT = 4_000
#: Branches compared pair by pair to see whether a fact has an effect.
COMPARED_LIMIT = 30


def entangled(diagrams: Diagrams, node: Node) -> frozenset[int]:
    """Return the levels in a diagram that share a missing number with another level of it."""
    support = diagrams.support(node)
    users: dict[int, set[int]] = {}
    for level in support:
        for base in _bases(diagrams, level):
            users.setdefault(base, set()).add(level)
    return frozenset(level for sharing in users.values() if len(sharing) > 1 for level in sharing)


def _bases(diagrams: Diagrams, level: int) -> Iterable[int]:
    """Return the plain variables behind a level, and those that these are worked out from."""
    form = diagrams.variables[level].form
    plain = [base for base, _ in form] if form else [level]
    return plain + [
        further for base in plain if base in diagrams.links for further in diagrams.links[base].bases
    ]


def as_form(diagrams: Diagrams, level: int) -> Linear:
    """Return what a level measures as a linear form over plain variables."""
    return Linear(diagrams.variables[level].form or ((level, Fraction(1)),), Fraction(0))


def conditions_of(diagrams: Diagrams, level: int, region: Region) -> list[Condition]:
    """Return the linear conditions that say a level lies in a region."""
    found = between(as_form(diagrams, level), region.domain, region.low, region.high)
    for step, link in diagrams.links.items():
        if level in link.bases:
            found += link.within(step, level, region)
    return found


def domain_conditions(diagrams: Diagrams, levels: Iterable[int]) -> list[Condition]:
    """Return the conditions that hold anyway: each plain variable behind the levels stays within its line."""
    found: list[Condition] = []
    for base in sorted({base for level in levels for base in _bases(diagrams, level)}):
        found += conditions_of(diagrams, base, regions(diagrams.domain(base), ())[0])
        if base in diagrams.links:
            found += diagrams.links[base].always(base)
    return found


def prune(diagrams: Diagrams, node: Node) -> tuple[Node, bool]:
    """Return the diagram without impossible branches, and whether that was done to the end.

    Impossible branches that still stand between different answers become NEVER.
    """
    levels = entangled(diagrams, node)
    if not levels:
        return node, True
    pruner = _Pruner(diagrams, levels)
    result = pruner.walk(node, frozenset(domain_conditions(diagrams, levels)))
    return (result, True) if pruner.branches <= BRANCH_LIMIT else (node, False)


class _Pruner:
    """One walk over a diagram that carries the conditions met on the way."""

    def __init__(self, diagrams: Diagrams, levels: frozenset[int]) -> None:
        self.diagrams = diagrams
        self.levels = levels
        self.deepest = max(levels)
        self.branches = 0
        self.memo: dict[tuple[Node, frozenset[Condition]], Node] = {}

    def walk(self, node: Node, conditions: frozenset[Condition]) -> Node:
        """Return the node under conditions that can hold together."""
        diagrams = self.diagrams
        level = diagrams.level[node]
        if level == LEAF_LEVEL or level > self.deepest or self.branches > BRANCH_LIMIT:
            return node
        key = (node, conditions)
        found = self.memo.get(key)
        if found is None:
            self.branches += 1
            kids = list(diagrams.kids[node])
            if level in self.levels:
                for place, region in enumerate(diagrams.regions_of(node)):
                    reached = conditions.union(conditions_of(diagrams, level, region))
                    kids[place] = self.walk(kids[place], reached) if possible(reached) else NEVER
            else:
                kids = [self.walk(kid, conditions) for kid in kids]
            found = self.memo[key] = join(diagrams, level, diagrams.cuts[node], kids)
        return found


def join(diagrams: Diagrams, level: int, cuts: tuple[Cut, ...], kids: list[Node]) -> Node:
    """Make a node; where all possible children are one and the same, that child alone."""
    alive = {kid for kid in kids if kid != NEVER}
    if len(alive) == 1:
        return alive.pop()
    return diagrams.make(level, cuts, kids) if alive else NEVER


# -- which facts have an effect


def facts_with_effect(diagrams: Diagrams, node: Node) -> frozenset[str]:
    """Return the facts that can change the answer: two cases that differ in it alone differ.

    A variable in a reduced diagram always has an effect; only where variables share missing numbers must
    branches be compared, and with many branches every fact of the diagram counts.
    """
    support = diagrams.support(node)
    facts = frozenset(fact for level in support for fact in diagrams.variables[level].facts)
    doubtful = {fact for level in entangled(diagrams, node) for fact in diagrams.variables[level].facts}
    branches = _branches(diagrams, node) if doubtful else None
    if branches is None:
        return facts
    sure = {fact for fact in doubtful if _has_effect(diagrams, branches, fact)}
    return facts - (doubtful - sure)


_Branch = tuple[Node, dict[int, Region]]


def _branches(diagrams: Diagrams, node: Node) -> list[_Branch] | None:
    """Return the ways through a diagram with the regions met; None where there are too many."""
    found: list[_Branch] = []
    waiting: list[_Branch] = [(node, {})]
    while waiting:
        current, met = waiting.pop()
        if diagrams.level[current] == LEAF_LEVEL:
            if current != NEVER:
                found.append((current, met))
            continue
        if len(found) + len(waiting) > COMPARED_LIMIT:
            return None
        for kid, region in zip(diagrams.kids[current], diagrams.regions_of(current), strict=True):
            waiting.append((kid, {**met, diagrams.level[current]: region}))
    return found


def _has_effect(diagrams: Diagrams, branches: list[_Branch], fact: str) -> bool:
    """Say whether two branches with different answers can differ in one fact alone."""
    variables = enumerate(diagrams.variables)
    own = {level for level, variable in variables if fact in variable.facts and not variable.form}
    return any(
        first[0] != second[0] and _can_both(diagrams, first[1], second[1], own)
        for place, first in enumerate(branches)
        for second in branches[place + 1 :]
    )


def _can_both(diagrams: Diagrams, first: dict[int, Region], second: dict[int, Region], own: set[int]) -> bool:
    """Say whether two branches can be taken by cases that differ in the variables of one fact only."""
    levels = first.keys() | second.keys()
    twin = len(diagrams.variables)
    conditions = domain_conditions(diagrams, levels)
    conditions += [_twin(each, own, twin) for each in domain_conditions(diagrams, levels)]
    for level, region in first.items():
        conditions += conditions_of(diagrams, level, region)
    for level, region in second.items():
        conditions += [_twin(each, own, twin) for each in conditions_of(diagrams, level, region)]
    return possible(conditions)


def _twin(condition: Condition, own: set[int], twin: int) -> Condition:
    """Return a condition about the second case: the fact's own variables become others."""
    moved = {level + twin if level in own else level: factor for level, factor in condition.form.terms}
    return Condition(linear(moved, condition.form.constant), condition.strict)
