"""What a fact can turn out to be, as far as some open diagrams tell it apart, and what they become."""

from __future__ import annotations

from collections.abc import Iterable

from haina.rules.diagram import LEAF_LEVEL, Diagrams, Node
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
