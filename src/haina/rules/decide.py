"""The exact answer of one rule for one case and one date: unknown only if two ways of filling the gaps
differ.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from haina.rules.completions import completions_of
from haina.rules.diagram import OPEN, Diagrams, Node, TooLarge
from haina.rules.feasible import prune
from haina.rules.gaps import signature
from haina.rules.merge import where_agreed
from haina.rules.residual import Residual
from haina.rules.sharing import keep
from haina.rules.tree import Logic, Reference
from haina.rules.tree import Node as TreeNode
from haina.rules.types import Bool

if TYPE_CHECKING:
    from haina.rules.facts import Facts
    from haina.rules.program import Program
    from haina.rules.reasons import Values


@dataclass(frozen=True, slots=True)
class Decision:
    """A rule as a diagram over what is missing.

    `exact` is false where a limit was met: the diagram is then open, or impossible branches may still stand
    in it.
    """

    residual: Residual
    rule: str
    node: Node
    exact: bool

    @property
    def diagrams(self) -> Diagrams:
        """The store in which the diagram stands."""
        return self.residual.diagrams

    @property
    def truth(self) -> bool | None:
        """The answer that holds however the gaps are filled; None where fillings differ."""
        return self.diagrams.decision(self.node)

    def facts_below(self) -> frozenset[str]:
        """Return the missing facts of the whole rule, whether they can matter or not."""
        residual = self.residual
        return residual.unknowns(residual.program.tree(self.rule)).facts

    def answers(self, without: frozenset[str] = frozenset()) -> Node:
        """Return the diagram over facts alone: yes or no where that is certain whatever standards will say.

        Facts in `without` will not be known either: they too are left open.
        """
        diagrams = self.diagrams
        open_ = [
            level
            for level in diagrams.support(self.node)
            if diagrams.variables[level].standards or not without.isdisjoint(diagrams.variables[level].facts)
        ]
        return where_agreed(diagrams, self.node, open_)


def decision(residual: Residual, rule: str, values: Values | None = None) -> Decision:
    """Build the diagram of a rule; where it grows too large, one that says open."""
    try:
        node, complete = prune(residual.diagrams, residual.rule(rule, values))
    except (TooLarge, RecursionError):
        return Decision(residual, rule, OPEN, exact=False)
    return Decision(residual, rule, node, complete)


def decide(
    program: Program,
    rule: str,
    facts: Facts,
    on: date,
    values: Values | None = None,
    draw: Callable[[], Decision] | None = None,
) -> bool | None:
    """Return True, False, or None where two ways of filling the gaps give different answers.

    `values` are those of the nodes of the rule, where they are at hand; `draw` gives its diagram, if kept.
    """
    completions = completions_of(program)
    if completions.is_open(rule, facts, on, most_telling=True):
        return None
    values = program.node_values(rule, facts, on) if values is None else values
    seen = signature(program, rule, facts, on, values)
    kept = program.sharing.truths(seen, facts)
    key = (rule, on if seen.moving else None, seen.parts)
    if key not in kept:
        parts = Parts(program, facts, on, values)
        truth = parts.truth(program.tree(rule))
        if truth is None and not completions.is_open(rule, facts, on):
            found = draw() if draw else decision(Residual(program, facts, on), rule, values)
            truth = found.truth
            if truth is not None:
                parts.remember(rule, found)
            elif found.exact:
                completions.learn(rule, facts, on, found)
        keep(kept, key, truth)
    return kept[key]


@dataclass(frozen=True, slots=True)
class Parts:
    """What was decided before of the rules that a rule names, for one case: often enough for the whole."""

    program: Program
    facts: Facts
    on: date
    values: Values

    def truth(self, node: TreeNode) -> bool | None:
        """Give the truth of a node as far as its parts have been decided before; None says nothing."""
        value = self.values[node.id]
        if isinstance(value, bool):
            return value
        if isinstance(node, Reference) and isinstance(node.type, Bool):
            found = self.truth(self.program.tree(node.name))
            return self._kept(node.name) if found is None else found
        if not isinstance(node, Logic):
            return None
        truths = [self.truth(operand) for operand in node.operands]
        if node.operator == "not":
            return None if truths[0] is None else not truths[0]
        settling = node.operator == "or"
        return settling if settling in truths else None if None in truths else not settling

    def remember(self, rule: str, found: Decision) -> None:
        """Keep what the diagram of a rule says of the rules that it names."""
        decided = found.residual.decided()
        for name in self.program.references(rule)[:-1]:
            truth = decided.get(self.program.tree(name).id)
            if truth is not None and self.values[self.program.tree(name).id] is None:
                kept, key = self._place(name)
                keep(kept, key, truth)

    def _kept(self, name: str) -> bool | None:
        kept, key = self._place(name)
        return kept.get(key)

    def _place(self, name: str) -> tuple[dict[Hashable, bool | None], Hashable]:
        """Give where the truth of a rule is kept, and its key."""
        seen = signature(self.program, name, self.facts, self.on, self.values)
        return self.program.sharing.truths(seen, self.facts), (
            name,
            self.on if seen.moving else None,
            seen.parts,
        )
