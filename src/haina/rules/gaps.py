"""What an open answer lacks, found once for all cases in which the same is open and the same is known.

Two cases differ in a thousand things and still leave a rule open in the same way: the conditions that are
settled are settled alike, and the same facts are missing. What would settle it is then the same, too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from haina.rules.functions import HISTORY_FUNCTIONS, TODAY_FUNCTIONS
from haina.rules.tree import Call, Fact, Node, Reference, TablePoints, walk
from haina.rules.types import Bool, DurationType, Enum, Int, Measure, Number

if TYPE_CHECKING:
    from haina.rules.decide import Decision
    from haina.rules.explain import Explanation
    from haina.rules.facts import Facts
    from haina.rules.program import Program
    from haina.rules.reasons import Values

T = TypeVar("T")


class Gaps:
    """What has been found of an open answer; each part is worked out when it is first asked for."""

    def __init__(self) -> None:
        self._found: dict[Callable[[Decision], Any], Any] = {}

    def find(self, part: Callable[[Decision], T], explanation: Explanation) -> T:
        """Give what `part` finds in the diagram of the answer."""
        if part not in self._found:
            self._found[part] = part(explanation.decision)
        found: T = self._found[part]
        return found


@dataclass(slots=True)
class Signature:
    """What an open answer rests on, as far as its diagram looks: if the same, the diagram is the same.

    `parts` are the values at which the diagram stops, from the root downwards. `personal`: they tell too much
    to be kept for others (an amount, a day, a history of somebody's own), or a history is given in part.
    `moving`: the diagram is the same on one day only.
    """

    parts: tuple[Hashable, ...]
    personal: bool
    moving: bool


def signature(program: Program, rule: str, facts: Facts, on: date, values: Values) -> Signature:
    """Give what an answer rests on; `values` are those of all its nodes."""
    reader = _Reader(program, facts, on, values)
    reader.read(program.tree(rule))
    return Signature(tuple(reader.parts), reader.personal, reader.moving)


class _Reader:
    """Reads the values at which a diagram stops: known nodes, from the root downwards."""

    def __init__(self, program: Program, facts: Facts, on: date, values: Values) -> None:
        self.program = program
        self.facts = facts
        self.on = on
        self.values = values
        self.parts: list[Hashable] = []
        self.personal = False
        self.moving = False
        self._seen: set[str] = set()

    def read(self, node: Node) -> None:
        """Note a node's value, or what stands below it where that is unknown."""
        value: Any = self.values[node.id]
        self.parts.append(value)
        if value is not None:
            self.personal = self.personal or not self._may_be_kept(node)
        elif isinstance(node, Reference | TablePoints):
            self._name(node.name if isinstance(node, Reference) else node.target)
        elif isinstance(node, Call) and node.function in HISTORY_FUNCTIONS:
            self._history(node)
        else:
            self.moving = self.moving or _moves(node)
            for child in node.children:
                self.read(child)

    def _name(self, name: str) -> None:
        if name not in self._seen:
            self._seen.add(name)
            self.read(self.program.tree(name))

    def _history(self, call: Call) -> None:
        """Note what is missing around a history; one that is given and still open tells too much."""
        self.moving = True
        history, *arguments = call.arguments
        if self._is_known(history):
            self.personal = True
        for child in (*arguments, *(option for _, option in call.options)):
            self.read(child)
        if call.where is not None:
            self.parts.extend(self._is_known(each) for each in walk(call.where) if isinstance(each, Fact))

    def _may_be_kept(self, node: Node) -> bool:
        """Say whether a value says little of a person: a truth, a choice, a count; or rests on no fact."""
        if isinstance(node, Fact):
            return isinstance(node.type, Bool | Enum)
        if isinstance(node.type, Bool | Enum | Int | Number | DurationType):
            return True
        return not self.program.motion.facts[node.id]

    def _is_known(self, node: Node) -> bool:
        return isinstance(node, Fact) and self.facts.value(node.name, self.on) is not None


def _moves(node: Node) -> bool:
    """Say whether what an unknown node can be depends on the day, whatever stands below it."""
    return isinstance(node.type, Measure) or (isinstance(node, Call) and node.function in TODAY_FUNCTIONS)
