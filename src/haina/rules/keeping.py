"""The text of generated Python that keeps the value of every node: one line each, leaves named once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from haina.rules.expressions import Expressions, in_doubt, values_below
from haina.rules.tree import Choose, Compare, Constant, Fact, Node, Reference, Standard, TablePoints, Today

_LEAVES: Final = (Constant, Fact, Standard, Today, Reference, TablePoints)


class Keeping:
    """Writes the lines of a function; ``places`` says where each node's value is found, by node id."""

    def __init__(self, work: Expressions, roots: Mapping[str, Node]) -> None:
        self.work = work
        self.roots = roots
        self.lines: list[str] = []
        self.places: dict[int, str] = {}
        self._named: set[str] = set()

    def add(self, root: Node) -> None:
        """Write the lines of one rule; those that it rests on come before."""
        for node in reversed(_outside_where(root)):
            if isinstance(node, _LEAVES):
                self.places[node.id] = self._leaf(node)
            else:
                self._line(node)
        if self.places[root.id] != f"n{root.id}":
            self.lines.append(f"n{root.id} = {self.places[root.id]}")

    def result(self, count: int) -> str:
        """Give the text of a tuple of ``count`` values by node id; what was not asked for is nothing."""
        parts: list[str] = []
        position = 0
        for number in sorted(self.places):
            if number > position:
                parts.append(f"*(None,) * {number - position}")
            parts.append(self.places[number])
            position = number + 1
        if position < count:
            parts.append(f"*(None,) * {count - position}")
        return f"({', '.join(parts)},)"

    def _leaf(self, node: Node) -> str:
        """Give the text for a leaf; facts and standards are looked up once."""
        match node:
            case Reference():
                return self.places[self.roots[node.name].id]
            case TablePoints():
                return self.places[self.roots[node.target].id]
            case Fact() | Standard():
                name = f"{'f' if isinstance(node, Fact) else 's'}{node.slot}"
                if name not in self._named:
                    self._named.add(name)
                    self.lines.append(f"{name} = {self.work.combined(node, ())}")
                return name
        return self.work.combined(node, ())

    def _line(self, node: Node) -> None:
        """Write the line for a node; where it is in doubt, one more for all that it can be."""
        parts = [
            f"b{child.id}" if isinstance(node, Compare) and in_doubt(child) else self.places[child.id]
            for child in values_below(node)
        ]
        self.places[node.id] = f"n{node.id}"
        if in_doubt(node):
            self.lines.append(f"b{node.id} = {self.work.alternatives(node, parts)}")
            self.lines.append(f"n{node.id} = _one_of(b{node.id})")
        elif isinstance(node, Choose):
            self.lines.append(f"n{node.id} = {self.work.chosen(parts)}")
        else:
            self.lines.append(f"n{node.id} = {self.work.combined(node, parts)}")


def _outside_where(root: Node) -> list[Node]:
    """Give the nodes that have one value, parents first."""
    return list(_walk(root))


def _walk(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(values_below(node))
