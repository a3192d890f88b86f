"""The order of questions that settles open rights with the fewest on average, by going through all."""

from __future__ import annotations

from haina.rules.diagram import Diagrams, Node
from haina.rules.outcomes import Outcomes

#: Situations looked at before the search is given up.
SITUATION_LIMIT = 400
#: Expectations nearer than this are the same.
TIE = 1e-9

Nodes = tuple[Node, ...]


def fewest_questions(diagrams: Diagrams, nodes: Nodes, order: list[str]) -> tuple[str, float] | None:
    """Return the best first fact and the expected number of questions, None after SITUATION_LIMIT.

    `order` are the facts that may be asked first; among equals the one that stands first wins.
    """
    search = _Search(diagrams, nodes, order)
    fact, expected = search.choose(search.open(nodes), frozenset(), order)
    return None if search.given_up or fact is None else (fact, expected)


class _Search:
    """One search, with the situations met so far."""

    def __init__(self, diagrams: Diagrams, nodes: Nodes, order: list[str]) -> None:
        self.diagrams = diagrams
        self.order = order
        self.outcomes = Outcomes(diagrams, nodes)
        self.given_up = False
        self._known: dict[tuple[Nodes, frozenset[str]], float] = {}

    def facts(self, node: Node) -> frozenset[str]:
        """Give the facts that a diagram looks at."""
        variables = self.diagrams.variables
        return frozenset(
            [
                fact
                for level in self.outcomes.support(node)
                if not variables[level].standards
                for fact in variables[level].facts
            ]
        )

    def open(self, nodes: Nodes) -> Nodes:
        """Give the diagrams that are still open, each once."""
        return tuple(sorted({node for node in nodes if self.outcomes.support(node)}))

    def expected(self, nodes: Nodes, asked: frozenset[str]) -> float:
        """Give the expected number of questions in a situation."""
        if not nodes or self.given_up:
            return 0.0
        looked_at = frozenset().union(*(self.facts(node) for node in nodes))
        key = (nodes, asked & looked_at)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= SITUATION_LIMIT:
                self.given_up = True
                return 0.0
            self._known[key] = 0.0
            may_ask = [fact for fact in self.order if fact in looked_at and fact not in asked]
            found = self._known[key] = self.choose(nodes, asked, may_ask)[1]
        return found

    def choose(self, nodes: Nodes, asked: frozenset[str], may_ask: list[str]) -> tuple[str | None, float]:
        """Give the best next fact and the expected number of questions with it."""
        chosen, best = None, 0.0
        if len(may_ask) == 1:
            return may_ask[0], 1.0
        for fact in may_ask:
            expected = self._asking(nodes, fact, asked | {fact}, None if chosen is None else best - TIE)
            if expected is not None:
                chosen, best = fact, expected
        return chosen, best

    def _asking(self, nodes: Nodes, fact: str, known: frozenset[str], bar: float | None) -> float | None:
        """Give the expected number of questions if a fact is asked; None as soon as it reaches the bar."""
        outcomes = [(self.open(become), chance) for become, chance in self.outcomes.after(nodes, fact, known)]
        expected = 1.0 + sum(chance for become, chance in outcomes if become)
        for become, chance in outcomes:
            if bar is not None and expected >= bar:
                return None
            if become:
                expected += chance * (self.expected(become, known) - 1.0)
        return expected if bar is None or expected < bar else None
