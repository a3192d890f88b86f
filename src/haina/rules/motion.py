"""Which parts of a program change with the date by themselves, found once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from haina.rules.functions import HISTORY_FUNCTIONS, TODAY_FUNCTIONS
from haina.rules.tree import Call, Fact, Logic, Node, Reference, Standard, TablePoints, Today

Steps = Sequence[tuple[date, object]]


class Motion:
    """For each node: whether it can change with time, and on which facts it rests, through references too.

    ``roots`` come in an order of evaluation; ``standards`` are the steps of each standard by its slot.
    """

    def __init__(self, roots: Mapping[str, Node], count: int, standards: Sequence[Steps]) -> None:
        self.moves = [False] * count
        self.runs = [False] * count
        """Whether it looks at the date itself, not only at what changes on certain days."""
        self.facts: list[frozenset[int]] = [frozenset()] * count
        self.stillest_first: dict[int, tuple[Node, ...]] = {}
        """For each ``and`` and ``or`` its operands, those first that do not move and so may settle it."""
        self._roots = roots
        self._standards = standards
        for root in roots.values():
            self._look(root)

    def _look(self, node: Node) -> None:
        moves, facts = self._own(node)
        runs = self._runs(node)
        for child in node.children:
            self._look(child)
            moves = moves or self.moves[child.id]
            runs = runs or self.runs[child.id]
            facts |= self.facts[child.id]
        self.moves[node.id], self.runs[node.id], self.facts[node.id] = moves, runs, facts
        if isinstance(node, Logic):
            self.stillest_first[node.id] = tuple(sorted(node.operands, key=lambda each: self.moves[each.id]))

    def _own(self, node: Node) -> tuple[bool, frozenset[int]]:
        match node:
            case Fact():
                return False, frozenset({node.slot})
            case Today():
                return True, frozenset()
            case Standard():
                return not is_steady(self._standards[node.slot]), frozenset()
            case Reference() | TablePoints():
                target = self._roots[node.name if isinstance(node, Reference) else node.target]
                return self.moves[target.id], self.facts[target.id]
            case Call():
                return node.function in TODAY_FUNCTIONS or node.function in HISTORY_FUNCTIONS, frozenset()
        return False, frozenset()

    def _runs(self, node: Node) -> bool:
        match node:
            case Today():
                return True
            case Reference() | TablePoints():
                return self.runs[self._roots[node.name if isinstance(node, Reference) else node.target].id]
            case Call():
                return node.function in TODAY_FUNCTIONS
        return False

    def is_still(self, node: Node, dated: frozenset[int]) -> bool:
        """Say whether the node has one value for all time, given which facts have dates."""
        return not self.moves[node.id] and not (dated and dated & self.facts[node.id])


def is_steady(steps: Steps) -> bool:
    """Say whether a standard has one value (or none) for all time."""
    return not steps or (len(steps) == 1 and steps[0][0] == date.min)
