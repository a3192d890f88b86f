"""Removing variables from a diagram: what holds whatever their values are, or what all values agree on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import reduce

from haina.rules.diagram import LEAF_LEVEL, NEVER, NO, Diagrams, Node

Combine = Callable[[Node, Node], Node]


def for_every_value(diagrams: Diagrams, node: Node, levels: Iterable[int]) -> Node:
    """Return the diagram that is yes where it is yes for every value of the variables on these levels."""
    return _merged(diagrams, node, levels, diagrams.both, "both")


def where_agreed(diagrams: Diagrams, node: Node, levels: Iterable[int]) -> Node:
    """Return what all values of the variables on these levels agree on, and open where they differ."""
    return _merged(diagrams, node, levels, diagrams.agree, "agree")


def _merged(diagrams: Diagrams, node: Node, levels: Iterable[int], combine: Combine, name: str) -> Node:
    """Remove variables by combining the children of their nodes."""
    chosen = frozenset(levels)
    if not chosen:
        return node
    memo = diagrams.memo(("merge", name, chosen))
    return _walk(diagrams, node, chosen, combine, NO if name == "both" else None, memo)


def _walk(
    diagrams: Diagrams,
    node: Node,
    chosen: frozenset[int],
    combine: Combine,
    settling: Node | None,
    memo: dict[Hashable, Node],
) -> Node:
    """Recurse; a child that settles the combination spares the walk through the others."""
    level = diagrams.level[node]
    if level == LEAF_LEVEL:
        return node
    found = memo.get(node)
    if found is None:
        below = diagrams.kids[node]
        if level in chosen and settling in below:
            found = NO
        else:
            kids = [
                kid if kid <= NEVER else _walk(diagrams, kid, chosen, combine, settling, memo)
                for kid in below
            ]
            found = (
                reduce(combine, kids) if level in chosen else diagrams.make(level, diagrams.cuts[node], kids)
            )
        memo[node] = found
    return found
