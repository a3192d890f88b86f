"""The typed tree of a rule: about a dozen frozen kinds of nodes with integer ids.

Ids are dense over one program: ``program.nodes[node.id] is node``. The nodes of one rule stand together,
its root first, children after their parent. Nodes are compared by identity; two nodes mean the same when
:func:`haina.rules.printer.source_of` prints them the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from haina.rules.text import Place
from haina.rules.types import Type


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A part of a rule, with its type and its place in the file."""

    id: int
    type: Type
    place: Place

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes directly below, in reading order, that of ``where`` included."""
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class Constant(Node):
    """A literal: bool, int, Decimal, date, Duration, str, or a tuple of str."""

    value: object


@dataclass(frozen=True, slots=True, eq=False)
class Fact(Node):
    """A fact by its name; ``slot`` is its position in the program's facts."""

    name: str
    slot: int


@dataclass(frozen=True, slots=True, eq=False)
class Standard(Node):
    """A standard by its name; with ``as_of_spell`` as it stood on the spell's last day, else on the date."""

    name: str
    slot: int
    as_of_spell: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SpellField(Node):
    """Inside ``where=``: a field of the spell; ``slot`` is its position among the history's fields."""

    name: str
    slot: int


@dataclass(frozen=True, slots=True, eq=False)
class Today(Node):
    """The date on which the rule is evaluated."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference(Node):
    """The value of another rule: a definition, a formula, or the condition of a right."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class TablePoints(Node):
    """The points of a table, or of one ``item``; ``target`` is the rule that computes them."""

    table: str
    item: str | None
    target: str


@dataclass(frozen=True, slots=True, eq=False)
class Progressive(TablePoints):
    """An amount charged band by band; ``argument`` is the amount as written, for printing alone.

    The tree that computes it is that of the rule ``target``, the amount's own that of ``target.of``.
    """

    argument: Node


@dataclass(frozen=True, slots=True, eq=False)
class Logic(Node):
    """``and``, ``or`` (two operands or more) or ``not`` (one)."""

    operator: str
    operands: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        """The operands."""
        return self.operands


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Node):
    """One comparison: ``== != < <= > >= in`` or ``not in``; a chain is an ``and`` of several."""

    operator: str
    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """Left and right."""
        return (self.left, self.right)


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic(Node):
    """``+`` (two operands or more), ``-  *  /`` (two) or ``neg`` (one)."""

    operator: str
    operands: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        """The operands."""
        return self.operands


@dataclass(frozen=True, slots=True, eq=False)
class Choose(Node):
    """The value of the first branch (condition, value) whose condition holds, else ``otherwise``."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """Each condition followed by its value, then the rest."""
        return (*(node for branch in self.branches for node in branch), self.otherwise)


@dataclass(frozen=True, slots=True, eq=False)
class Call(Node):
    """A function of the language.

    ``arguments`` are those without a name (a history function's first one is the history's :class:`Fact`),
    ``options`` those with a name except ``where``; ``field`` only for ``latest(h).field``.
    """

    function: str
    arguments: tuple[Node, ...]
    options: tuple[tuple[str, Node], ...] = ()
    where: Node | None = None
    field: str | None = None

    @property
    def children(self) -> tuple[Node, ...]:
        """Arguments, options, then the condition on the spell."""
        below = (*self.arguments, *(node for _, node in self.options))
        return below if self.where is None else (*below, self.where)

    def option(self, name: str) -> Node | None:
        """Give the option called ``name``, or ``None`` where it was left out."""
        return next((node for key, node in self.options if key == name), None)


def walk(node: Node) -> Iterator[Node]:
    """Give ``node`` and everything below it, parents first, without leaving the rule."""
    waiting = [node]
    while waiting:
        present = waiting.pop()
        yield present
        waiting.extend(reversed(present.children))
