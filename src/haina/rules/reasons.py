"""Which conditions of a rule decided its answer, read off the values of its nodes.

For a yes: the true conditions that are enough. For a no: the false ones, each of which (or all together,
below an *or*) bars it. For an unknown: the open ones. The walk over a rule's tree is prepared once, as
nested functions, so that reading off costs about as much as evaluating.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from haina.rules.lazy import lazy
from haina.rules.text import Text
from haina.rules.tree import Choose, Fact, Logic, Node, Reference, Standard, TablePoints, walk
from haina.rules.types import Bool
from haina.rules.wording_leaves import sentence
from haina.rules.wording_terms import Wording
from haina.rules.wording_values import opening

if TYPE_CHECKING:
    from haina.rules.program import Program

Values = Sequence[object] | Mapping[int, object]
"""The value of each node by its id."""


class Condition:
    """A leaf of a rule: one condition, the rule or definition it is written in, and what it reads."""

    def __init__(self, program: Program, node: Node, rule: str) -> None:
        self.program = program
        self.node = node
        self.id = node.id
        self.rule = rule
        self._texts: dict[int, Text] = {}

    def text(self, on: date, stretch: int) -> Text:
        """Give the condition in words, with standards as of a date; kept for its stretch of days."""
        found = self._texts.get(stretch)
        if found is None:
            found = self._texts[stretch] = opening(sentence(Wording(self.program, on), self.node))
        return found

    @lazy
    def clause(self) -> str:
        """The clause of the definition in which it is written, empty where that names none."""
        source = self.program.rules.get(self.rule)
        return source.clause if source is not None else ""

    @lazy
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that it reads, through formulas and tables too."""
        return names_below(self.program, self.node)[0]

    @lazy
    def standards(self) -> tuple[str, ...]:
        """The names of the standards that it reads, through formulas and tables too."""
        return names_below(self.program, self.node)[1]


Found = dict[Condition, None]
Collector = Callable[[Values, Found], None]


class Reasons:
    """The prepared walks of one program; get it with :func:`reasons_of`."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._collectors: dict[int, Collector] = {}
        self._conditions: dict[int, Condition] = {}
        self._plans: dict[str, tuple[int, Collector]] = {}

    def plan(self, rule: str) -> tuple[int, Collector]:
        """Give the id of a rule's root and the function that collects its deciding conditions."""
        found = self._plans.get(rule)
        if found is None:
            root = self.program.tree(rule)
            found = self._plans[rule] = (root.id, self.collector(root, rule))
        return found

    def condition(self, node: Node, rule: str) -> Condition:
        """Give the leaf at a node."""
        found = self._conditions.get(node.id)
        if found is None:
            found = self._conditions[node.id] = Condition(self.program, node, rule)
        return found

    def collector(self, node: Node, rule: str) -> Collector:
        """Give the function that collects the deciding conditions at a node and below."""
        found = self._collectors.get(node.id)
        if found is None:
            found = self._collectors[node.id] = self._build(node, rule)
        return found

    def leaves(self, node: Node, rule: str) -> list[Condition]:
        """Give all conditions below a node."""
        if isinstance(node.type, Bool) and isinstance(node, Reference):
            return self.leaves(self.program.tree(node.name), node.name)
        if isinstance(node, Logic) or (isinstance(node, Choose) and isinstance(node.type, Bool)):
            return [leaf for child in node.children for leaf in self.leaves(child, rule)]
        return [self.condition(node, rule)]

    def _build(self, node: Node, rule: str) -> Collector:
        """Build the collector of a node."""
        match node:
            case Reference() if isinstance(node.type, Bool):
                return self.collector(self.program.tree(node.name), node.name)
            case Logic(operator="not"):
                return self.collector(node.operands[0], rule)
            case Logic():
                parts = [(operand.id, self.collector(operand, rule)) for operand in node.operands]
                return _every(node.id, parts, node.operator == "and", lambda: self.leaves(node, rule))
            case Choose() if isinstance(node.type, Bool):
                branches = [
                    (test.id, self.collector(test, rule), self.collector(value, rule))
                    for test, value in node.branches
                ]
                return _chosen(branches, self.collector(node.otherwise, rule))
        condition = self.condition(node, rule)

        def collect(values: Values, found: Found) -> None:
            found[condition] = None

        return collect


def _every(
    node: int,
    parts: list[tuple[int, Collector]],
    conjunction: bool,
    leaves: Callable[[], list[Condition]],
) -> Collector:
    """Collect below and, or: all parts where all are needed, else those that bar.

    Where no part alone decides, but the diagram knows that they do together, the known conditions count.
    """

    def collect(values: Values, found: Found) -> None:
        value = values[node]
        if value is conjunction:
            for _, part in parts:
                part(values, found)
        elif value is None:
            for place, part in parts:
                if values[place] is None:
                    part(values, found)
        else:
            for place, part in parts:
                if values[place] is value:
                    part(values, found)
                    if not conjunction:
                        return
            if all(values[place] is not value for place, _ in parts):
                every = leaves()
                known = [leaf for leaf in every if values[leaf.id] is not None]
                found.update(dict.fromkeys(known or every))

    return collect


def _chosen(branches: list[tuple[int, Collector, Collector]], otherwise: Collector) -> Collector:
    """Collect below a choice: the conditions up to the branch that was taken, and its value."""

    def collect(values: Values, found: Found) -> None:
        for place, test, value in branches:
            test(values, found)
            if values[place] is not False:
                value(values, found)
                if values[place]:
                    return
        otherwise(values, found)

    return collect


_kept: WeakKeyDictionary[Program, Reasons] = WeakKeyDictionary()
_latest: list[Reasons] = []


def reasons_of(program: Program) -> Reasons:
    """Give the prepared walks of a program; the one asked for last is found at once."""
    if _latest and _latest[0].program is program:
        return _latest[0]
    found = _kept.get(program)
    if found is None:
        found = _kept[program] = Reasons(program)
    _latest[:] = [found]
    return found


def names_below(program: Program, node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the facts and the standards on which a node rests, through all that it names."""
    facts: dict[str, None] = {}
    standards: dict[str, None] = {}
    _note(program, node, facts, standards, set())
    return tuple(facts), tuple(standards)


def _note(
    program: Program, node: Node, facts: dict[str, None], standards: dict[str, None], seen: set[str]
) -> None:
    """Note the names below a node in reading order."""
    for below in walk(node):
        if isinstance(below, Fact):
            facts[below.name] = None
        elif isinstance(below, Standard):
            standards[below.name] = None
        elif isinstance(below, Reference | TablePoints):
            target = below.name if isinstance(below, Reference) else below.target
            if target not in seen:
                seen.add(target)
                _note(program, program.tree(target), facts, standards, seen)
