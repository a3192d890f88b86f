"""The rules of a plan as joins of truths over leaves: what planes of bits work out and engines need not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from haina.rules.columns.compiler import Compiler
from haina.rules.columns.planes import Planes, joined, same
from haina.rules.columns.values import Fixed
from haina.rules.tree import Call, Choose, Logic, Node, Reference, TablePoints
from haina.rules.types import Bool

OPEN = -1
"""The leaf that nobody knows of anybody."""


@dataclass(frozen=True, slots=True)
class Join:
    """Truths joined by ``and``, ``or`` or ``not``; parts are the numbers of joins and leaves."""

    operator: str
    parts: tuple[int, ...]


class Circuit:
    """The joins below some rules, each once, whatever rule it stands in.

    ``leaves`` are the parts that columns answer, ``fixed`` what is the same for everybody, by number. Numbers
    are those of the plan's graph; joins that a choice is made of have numbers of their own, below zero.
    """

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.joins: dict[int, Join] = {}
        self.leaves: dict[int, Node] = {}
        self.fixed: dict[int, bool] = {}
        self._made: dict[Join, int] = {}

    def add(self, node: Node) -> int:
        """Take in a truth and all that it joins; gives its number."""
        while isinstance(node, Reference | TablePoints):
            node = self.compiler.graph.target(node)
        number = self.compiler.graph.number(node)
        if number in self.joins or number in self.leaves or number in self.fixed:
            return number
        match node:
            case Logic():
                self._set(number, node.operator, [self.add(each) for each in node.operands])
            case Choose() if isinstance(node.type, Bool):
                self._set(number, "and", [self._chosen(node)])
            case Call() if node.function == "satisfies":
                standard = self.compiler.value(node.arguments[1])
                unset = isinstance(standard, Fixed) and standard.value is None
                self._set(number, "and", [self.add(node.arguments[0]), *([OPEN] if unset else ())])
            case _:
                self._leaf(number, node)
        return number

    def _leaf(self, number: int, node: Node) -> None:
        value = self.compiler.value(node)
        if isinstance(value, Fixed) and isinstance(value.value, bool):
            self.fixed[number] = value.value
        else:
            self.leaves[number] = node

    def _set(self, number: int, operator: str, parts: list[int]) -> None:
        """Note a join, or what it is for everybody."""
        if operator == "not":
            if parts[0] in self.fixed:
                self.fixed[number] = not self.fixed[parts[0]]
            else:
                self.joins[number] = Join(operator, tuple(parts))
            return
        settling = operator == "or"
        if any(self.fixed.get(each) is settling for each in parts):
            self.fixed[number] = settling
            return
        left = tuple(dict.fromkeys(each for each in parts if each not in self.fixed))
        if left:
            self.joins[number] = Join(operator, left)
        else:
            self.fixed[number] = not settling

    def _own(self, operator: str, *parts: int) -> int:
        """Give the number of a join that no part of the rules is."""
        join = Join(operator, parts)
        if join not in self._made:
            number = self._made[join] = OPEN - 1 - len(self._made)
            self._set(number, operator, list(parts))
        return self._made[join]

    def _chosen(self, node: Choose) -> int:
        """Join a choice; where a condition is unknown it is what both sides agree on."""
        found = self.add(node.otherwise)
        for test_, value_ in reversed(node.branches):
            test, value = self.add(test_), self.add(value_)
            other = self._own("and", self._own("not", test), found)
            found = self._own("or", self._own("and", test, value), other, self._own("and", value, found))
        return found

    def leaves_below(self, root: int) -> list[int]:
        """Give the leaves that a truth rests on."""
        found: dict[int, None] = {}
        seen: set[int] = set()
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            if number in self.leaves:
                found[number] = None
            elif number in self.joins:
                waiting.extend(self.joins[number].parts)
        return list(found)

    def above(self, root: int, leaves: Collection[int]) -> set[int]:
        """Give the parts of a truth that rest on one of some leaves, these with them."""
        found: dict[int, bool] = {}

        def rests(number: int) -> bool:
            if number not in found:
                join = self.joins.get(number)
                parts = () if join is None else join.parts
                rested = [rests(each) for each in parts]  # all of them, so that each is found
                found[number] = number in leaves or any(rested)
            return found[number]

        rests(root)
        return {number for number, does in found.items() if does}

    def worked_out(
        self, root: int, leaf: Callable[[int], Planes], kept: dict[int, Planes], rows: int
    ) -> Planes:
        """Give a truth from its leaves; what is worked out on the way is ``kept`` for the next."""
        found = kept.get(root)
        if found is None:
            found = kept[root] = self._worked_out(root, leaf, kept, rows)
        return found

    def _worked_out(
        self, number: int, leaf: Callable[[int], Planes], kept: dict[int, Planes], rows: int
    ) -> Planes:
        if number in self.fixed or number == OPEN:
            return same(self.fixed.get(number), rows)
        join = self.joins.get(number)
        if join is None:
            return leaf(number)
        parts = [self.worked_out(each, leaf, kept, rows) for each in join.parts]
        if join.operator == "not":
            return Planes(parts[0].no, parts[0].yes)
        return parts[0] if len(parts) == 1 else joined(join.operator, parts)
