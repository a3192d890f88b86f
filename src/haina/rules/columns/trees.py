"""One graph of all rules: every sub-tree that says the same is one part, whatever rule it stands in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from haina.rules.functions import HISTORY_FUNCTIONS
from haina.rules.printer import source_of
from haina.rules.program import Program
from haina.rules.tree import (
    Arithmetic,
    Call,
    Choose,
    Compare,
    Constant,
    Fact,
    Logic,
    Node,
    Reference,
    SpellField,
    Standard,
    TablePoints,
    walk,
)


def is_history_call(node: Node) -> bool:
    """Say whether a node reads a history."""
    return isinstance(node, Call) and node.function in HISTORY_FUNCTIONS


class Graph:
    """Numbers the parts of a program's rules, equal ones alike, and counts how often each is used.

    A named rule is the part that it names, and no part of its own.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.uses: Counter[int] = Counter()
        self._numbers: dict[Hashable, int] = {}
        self._of_node: list[int] = [-1] * len(program.nodes)

    def number(self, node: Node) -> int:
        """Give the number of the part that a node is."""
        found = self._of_node[node.id]
        if found < 0:
            found = self._of_node[node.id] = self._numbered(node)
        return found

    def _numbered(self, node: Node) -> int:
        if isinstance(node, Reference | TablePoints):
            return self.number(self.target(node))
        key, below = self._key(node)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._numbers)
            self.uses.update(below)
        return found

    def target(self, node: Reference | TablePoints) -> Node:
        """Give the tree that a node names."""
        return self.program.tree(node.name if isinstance(node, Reference) else node.target)

    def _key(self, node: Node) -> tuple[Hashable, tuple[int, ...]]:
        if is_history_call(node):
            return ("history", source_of(node)), tuple(self.number(each) for each in captured(node))
        below = tuple(self.number(child) for child in node.children)
        match node:
            case Constant():
                return ("constant", type(node.value).__name__, str(node.type), str(node.value)), ()
            case Fact() | Standard() | SpellField():
                return (type(node).__name__, node.name), ()
            case Logic() | Compare() | Arithmetic():
                return (type(node).__name__, node.operator, str(node.type), below), below
            case Call():
                return ("call", node.function, below), below
            case Choose():
                return ("choose", str(node.type), below), below
        return (type(node).__name__,), ()


def touches_spell(node: Node) -> bool:
    """Say whether a part of a condition on spells differs from spell to spell."""
    return any(
        isinstance(each, SpellField) or (isinstance(each, Standard) and each.as_of_spell)
        for each in walk(node)
    )


def captured(call: Node) -> Iterable[Node]:
    """Give the parts of a history function's condition that are the same for all spells of a subject."""
    where = call.where if isinstance(call, Call) else None
    waiting = [] if where is None else [where]
    while waiting:
        node = waiting.pop()
        if touches_spell(node):
            waiting.extend(node.children)
        elif not isinstance(node, Constant):
            yield node
