"""The exact answer of one rule for one case and one date: unknown only if two ways of filling the gaps
differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from haina.rules.completions import Completions, completions_of
from haina.rules.diagram import OPEN, Diagrams, Node, TooLarge
from haina.rules.feasible import prune
from haina.rules.gaps import signature
from haina.rules.residual import Residual
from haina.rules.sharing import keep

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
        return diagrams.merge(self.node, open_, diagrams.agree, "agree")


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
        draw = draw or partial(decision, Residual(program, facts, on), rule, values)
        keep(kept, key, _decided(completions, draw, rule, facts, on))
    return kept[key]


def _decided(
    completions: Completions, draw: Callable[[], Decision], rule: str, facts: Facts, on: date
) -> bool | None:
    """Decide by all cases, then by the diagram, and learn from it which cases to try the next time."""
    if completions.is_open(rule, facts, on):
        return None
    found = draw()
    if found.truth is None and found.exact:
        completions.learn(rule, facts, on, found)
    return found.truth
