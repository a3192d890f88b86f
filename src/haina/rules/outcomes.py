"""What a fact can turn out to be, as far as some open diagrams tell it apart, and what they become."""

from __future__ import annotations

from collections.abc import Iterable

from haina.rules.diagram import LEAF_LEVEL, NEVER, Diagrams, Node
from haina.rules.regions import Cut, regions

#: Combinations of regions of one fact's variables that are gone through.
OUTCOME_LIMIT = 256


class Outcomes:
    """The regions that a set of diagrams tells apart, each as likely as the others of its variable."""

    def __init__(self, diagrams: Diagrams, nodes: Iterable[Node]) -> None:
        self.diagrams = diagrams
        cuts: dict[int, set[Cut]] = {}
        for found in {found for node in nodes for found in diagrams.reachable(node)}:
            level = diagrams.level[found]
            if level != LEAF_LEVEL:
                cuts.setdefault(level, set()).update(diagrams.cuts[found])
        self.places = {level: self._places(level, sorted(found)) for level, found in sorted(cuts.items())}
        self._become: dict[tuple[Node, int], tuple[Node, ...]] = {}
        self._support: dict[Node, frozenset[int]] = {}

    def _places(self, level: int, cuts: list[Cut]) -> list[Cut]:
        """Give a place inside each region of a variable."""
        split = regions(self.diagrams.domain(level), tuple(cuts))
        return [(split[0].sample(), 0), *cuts]

    def support(self, node: Node) -> frozenset[int]:
        """Give the variables that a diagram looks at."""
        found = self._support.get(node)
        if found is None:
            level = self.diagrams.level[node]
            below = [self.support(kid) for kid in self.diagrams.kids[node]]
            own = () if level == LEAF_LEVEL else (level,)
            found = self._support[node] = frozenset(own).union(*below)
        return found

    def after(
        self, nodes: tuple[Node, ...], fact: str, asked: frozenset[str]
    ) -> list[tuple[tuple[Node, ...], float]]:
        """Give what the diagrams become for each thing the fact can turn out to be, with its probability.

        `asked` are the facts known by then, this one included: a sum of two facts shows with the second.
        """
        variables = self.diagrams.variables
        looked_at: frozenset[int] = frozenset().union(*(self.support(node) for node in nodes))
        count, situations = 1, {nodes: 1.0}
        for level in sorted(looked_at):
            facts = variables[level].facts
            if fact not in facts or not asked.issuperset(facts) or variables[level].standards:
                continue
            places = len(self.places[level])
            count *= places
            if count > OUTCOME_LIMIT and count > places:
                break
            situations = self._split(situations, level, 1.0 / places)
        return list(situations.items())

    def _split(
        self, situations: dict[tuple[Node, ...], float], level: int, chance: float
    ) -> dict[tuple[Node, ...], float]:
        """Let one more variable become known in every situation."""
        found: dict[tuple[Node, ...], float] = {}
        for nodes, weight in situations.items():
            for become in zip(*(self.become(node, level) for node in nodes), strict=True):
                found[become] = found.get(become, 0.0) + weight * chance
        return found

    def become(self, node: Node, level: int) -> tuple[Node, ...]:
        """Give what a diagram becomes in each region of a variable."""
        key = (node, level)
        found = self._become.get(key)
        if found is None:
            found = self._become[key] = self._worked_out(node, level)
        return found

    def _worked_out(self, node: Node, level: int) -> tuple[Node, ...]:
        """Work out `become`."""
        diagrams, places = self.diagrams, self.places[level]
        own = diagrams.level[node]
        if own == level:
            kids = diagrams.kids[node]
            return tuple([kids[diagrams.region_index(node, place)] for place in places])
        if own > level:
            return (node,) * len(places)
        columns = zip(*(self.become(kid, level) for kid in diagrams.kids[node]), strict=True)
        return tuple([diagrams.make(own, diagrams.cuts[node], column) for column in columns])


def settling_chances(diagrams: Diagrams, node: Node) -> dict[int, float]:
    """Give for each variable the probability that it alone settles the answer, in one pass over the diagram.

    A region settles it if every way to another answer leads through the variable, and through other regions.
    """
    reached = diagrams.reachable(node)
    levels = sorted({diagrams.level[found] for found in reached} - {LEAF_LEVEL})
    rank = {level: place for place, level in enumerate(levels)} | {LEAF_LEVEL: len(levels)}
    cuts: dict[int, set[Cut]] = {level: set() for level in levels}
    for found in reached:
        if diagrams.level[found] != LEAF_LEVEL:
            cuts[diagrams.level[found]].update(diagrams.cuts[found])
    chances = dict.fromkeys(levels, 0.0)
    for target in diagrams.leaves(node):
        for level, chance in _chances(diagrams, reached, target, rank, cuts).items():
            chances[level] += chance
    return chances


def _chances(
    diagrams: Diagrams, reached: set[Node], target: Node, rank: dict[int, int], cuts: dict[int, set[Cut]]
) -> dict[int, float]:
    """Give for each variable the part of its regions after which only one answer is left."""
    alive = _reaching_others(diagrams, reached, target)
    passed = [0] * (len(rank) + 1)
    open_regions: dict[int, set[int]] = {level: set() for level in cuts}
    ordered = {level: sorted(found) for level, found in cuts.items()}
    for node in alive:
        level = diagrams.level[node]
        if level == LEAF_LEVEL:
            continue
        own = diagrams.cuts[node]
        for place, kid in enumerate(diagrams.kids[node]):
            if kid not in alive:
                continue
            passed[rank[level] + 1] += 1
            passed[rank[diagrams.level[kid]]] -= 1
            low = ordered[level].index(own[place - 1]) + 1 if place else 0
            high = ordered[level].index(own[place]) + 1 if place < len(own) else len(ordered[level]) + 1
            open_regions[level].update(range(low, high))
    found, bypassed = {}, 0
    for level in sorted(cuts):
        bypassed += passed[rank[level]]
        count = len(ordered[level]) + 1
        found[level] = 0.0 if bypassed else (count - len(open_regions[level])) / count
    return found


def _reaching_others(diagrams: Diagrams, reached: set[Node], target: Node) -> set[Node]:
    """Give the nodes from which another leaf than the target can be reached."""
    alive: set[Node] = set()
    for node in sorted(reached, key=lambda found: diagrams.level[found], reverse=True):
        if diagrams.level[node] == LEAF_LEVEL:
            if node not in (target, NEVER):
                alive.add(node)
        elif any(kid in alive for kid in diagrams.kids[node]):
            alive.add(node)
    return alive
