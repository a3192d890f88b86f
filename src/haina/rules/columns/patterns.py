"""What an open answer rests on, as columns: rows that are alike in it have the same exact answer.

From the root downwards: where a part is known its value is all that counts; where it is not, what its own
parts are. A history that is known and still leaves its part open belongs to one subject alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from haina.rules.columns.compiler import Compiler
from haina.rules.columns.histories import ROW
from haina.rules.columns.trees import Graph, captured, is_history_call
from haina.rules.columns.values import Day, Fixed, Opaque, Truth, Value, Whole, Word, Words
from haina.rules.tree import Call, Fact, Node, Reference, TablePoints, walk

PERSONAL = "personal"
_TRUTHS_IN_ONE = 38


class Pattern:
    """The pattern of one rule or formula.

    Each of its parts has a column ``v`` (its value), where it has one, and a column ``a`` that says where the
    part counts at all: where some part above it counts and is open.
    """

    def __init__(self, compiler: Compiler, root: Node) -> None:
        self.compiler = compiler
        self._nodes: dict[int, Node] = {}
        self._above: dict[int, list[int]] = {}
        self._order: list[int] = []
        self._visit(self._target(root))
        self._order.reverse()
        self.values: list[pl.Expr] = []
        self.levels: list[list[pl.Expr]] = []
        self.shown: list[pl.Expr] = []
        self._build()

    @property
    def reads(self) -> list[str]:
        """The columns of the plan that it reads, in order."""
        below = {name for expr in self.values for name in expr.meta.root_names()}
        return sorted(below | {ROW, *(f"known {name}" for name in self._histories())})

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the pattern of each row: the row, then its columns, ``personal`` last where it has one."""
        frame = frame.with_columns(self.values)
        for level in self.levels:
            frame = frame.with_columns(level)
        return frame.select(ROW, *self.shown)

    # Building

    def _target(self, node: Node) -> Node:
        while isinstance(node, Reference | TablePoints):
            node = self.compiler.graph.target(node)
        return node

    def _below(self, node: Node) -> Iterable[Node]:
        if not isinstance(node, Call) or not is_history_call(node):
            return node.children
        return (*node.arguments[1:], *(option for _, option in node.options), *captured(node))

    def _visit(self, node: Node) -> None:
        """Collect the parts below a node, each after all that it rests on."""
        number = self.compiler.graph.number(node)
        self._nodes[number] = node
        for each in self._below(node):
            child = self._target(each)
            value = self.compiler.value(child)
            if isinstance(value, Fixed) and value.value is not None:
                continue
            place = self.compiler.graph.number(child)
            if place not in self._nodes:
                self._visit(child)
            self._above.setdefault(place, []).append(number)
        self._order.append(number)

    def _build(self) -> None:
        depth: dict[int, int] = {}
        open_: dict[int, pl.Expr] = {}
        someone: pl.Expr | None = None
        truths: list[pl.Expr] = []
        for number in self._order:
            above = list(dict.fromkeys(self._above.get(number, ())))
            depth[number] = 1 + max((depth[each] for each in above), default=-1)
            asked = pl.lit(True) if not above else open_[above[0]]
            for each in above[1:]:
                asked = asked | open_[each]
            while len(self.levels) <= depth[number]:
                self.levels.append([])
            self.levels[depth[number]].append(asked.alias(f"a{number}"))
            here = pl.col(f"a{number}")
            column = _single(self._nodes[number], self.compiler.value(self._nodes[number]))
            if column is not None:
                self.values.append(column.alias(f"v{number}"))
                shown = pl.when(here).then(pl.col(f"v{number}"))
                if isinstance(self.compiler.value(self._nodes[number]), Truth):
                    truths.append(shown)
                else:
                    self.shown.append(shown.alias(f"p{number}"))
                here = here & pl.col(f"v{number}").is_null()
            open_[number] = here
            history = self._history(self._nodes[number])
            if history is not None:
                own = here & pl.col(f"known {history}")
                someone = own if someone is None else someone | own
        packs = range(0, len(truths), _TRUTHS_IN_ONE)
        self.shown += [packed(truths[start : start + _TRUTHS_IN_ONE]).alias(f"t{start}") for start in packs]
        if someone is not None:
            self.shown.append(pl.when(someone).then(pl.col(ROW)).alias(PERSONAL))

    def _history(self, node: Node) -> str | None:
        """Give the name of the history that a part reads, where it is given."""
        fact = node.arguments[0] if isinstance(node, Call) and is_history_call(node) else None
        return fact.name if isinstance(fact, Fact) and fact.name in self.compiler.histories else None

    def _histories(self) -> set[str]:
        return {name for node in self._nodes.values() if (name := self._history(node)) is not None}


def packed(truths: Sequence[pl.Expr]) -> pl.Expr:
    """Give truths as one whole number, a digit to the base of three for each."""
    number = pl.lit(0, dtype=pl.Int64)
    for place, truth in enumerate(truths):
        digit = truth.cast(pl.Int64).fill_null(2)
        number = number + digit * 3**place
    return number


def _single(node: Node, value: Value) -> pl.Expr | None:
    if isinstance(node, Fact) and isinstance(value, Opaque):
        return pl.col(node.name)
    if isinstance(value, Words):
        return value.expr.list.join("\n")
    if isinstance(value, Truth | Whole | Day | Word):
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
