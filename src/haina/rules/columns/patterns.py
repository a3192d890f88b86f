"""What an open answer rests on, as columns: rows that are alike in it have the same exact answer.

From the root downwards: where a part is known its value is all that counts; where it is not, what its own
parts are. A history that is known and still leaves its part open belongs to one subject alone.
"""

from __future__ import annotations

import polars as pl

from haina.rules.columns.compiler import Compiler
from haina.rules.columns.histories import ROW
from haina.rules.columns.trees import Graph, captured, is_history_call
from haina.rules.columns.values import Day, Fixed, Truth, Value, Whole, Word, Words
from haina.rules.tree import Call, Fact, Node, Reference, TablePoints, walk

PERSONAL = "personal"


class Patterns:
    """Collects the columns of one rule's pattern."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.columns: list[pl.Expr] = []
        self.personal: list[pl.Expr] = []
        self._seen: set[int] = set()

    def of(self, root: Node) -> list[pl.Expr]:
        """Give the columns of the pattern, ``personal`` last where there may be subjects like no other."""
        self._read(root, pl.lit(True))
        found = [expr.alias(f"p{place}") for place, expr in enumerate(self.columns)]
        if self.personal:
            someone = self.personal[0]
            for each in self.personal[1:]:
                someone = someone | each
            found.append(pl.when(someone).then(pl.col(ROW)).alias(PERSONAL))
        return found

    def _read(self, node: Node, asked: pl.Expr) -> None:
        """Read a part where ``asked`` (never null) says that it counts."""
        while isinstance(node, Reference | TablePoints):
            node = self.compiler.graph.target(node)
        value = self.compiler.value(node)
        if isinstance(value, Fixed) and value.value is not None:
            return
        column = _single(value)
        if column is not None:
            self.columns.append(pl.when(asked).then(column))
            asked = asked & column.is_null()
        if isinstance(node, Call) and is_history_call(node):
            self._read_history(node, asked)
        else:
            for child in node.children:
                self._read(child, asked)

    def _read_history(self, node: Call, asked: pl.Expr) -> None:
        fact = node.arguments[0]
        if isinstance(fact, Fact) and fact.name in self.compiler.histories:
            self.personal.append(asked & pl.col(f"known {fact.name}"))
        for each in (*node.arguments[1:], *(option for _, option in node.options), *captured(node)):
            self._read(each, asked)


def _single(value: Value) -> pl.Expr | None:
    if isinstance(value, Truth | Whole | Day | Word | Words):
        return value.expr
    return None


def facts_below(graph: Graph, root: Node) -> list[str]:
    """Give the names of the facts that a rule and all that it names read, histories included."""
    found: dict[str, None] = {}
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        top = waiting.pop()
        if top.id in seen:
            continue
        seen.add(top.id)
        for node in walk(top):
            if isinstance(node, Fact):
                found[node.name] = None
            elif isinstance(node, Reference | TablePoints):
                waiting.append(graph.target(node))
    return list(found)


__all__ = ["PERSONAL", "Patterns", "facts_below"]
