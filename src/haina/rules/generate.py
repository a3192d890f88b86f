"""Generated Python for one case on one date: three-valued, with or without every node's value.

The text that is compiled is put together here from the typed tree alone: facts, standards and fields become
positions in tuples (``f``, ``s``, ``x``), values become numbered constants, rules become numbered names, and
functions are looked up in fixed tables. No word that somebody wrote in a pack reaches the generated text, and
the names it can see are those of :data:`_TOOLS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from haina.rules import arithmetic, readings
from haina.rules.expressions import Expressions, values_below
from haina.rules.facts import Vector
from haina.rules.keeping import Keeping
from haina.rules.spells import NO_TIME
from haina.rules.tree import Call, Node, Reference, TablePoints, walk

Answer = Callable[[Vector, Vector, date], Sequence[Any]]
"""Takes facts, standards and the date; gives values in a fixed order."""

_TOOLS: dict[str, object] = {
    "__builtins__": {},
    "_add": arithmetic.add,
    "_subtract": arithmetic.subtract,
    "_multiply": arithmetic.multiply,
    "_divide": arithmetic.divide,
    "_negate": arithmetic.negate,
    "_absolute": arithmetic.absolute,
    "_least": arithmetic.least,
    "_greatest": arithmetic.greatest,
    "_rounded": arithmetic.rounded,
    "_floor": arithmetic.floor,
    "_ceiling": arithmetic.ceiling,
    "_size": arithmetic.size,
    "_duration": arithmetic.duration,
    "_years_since": arithmetic.years_since,
    "_months_since": arithmetic.months_since,
    "_whole_years": arithmetic.whole_years,
    "_whole_months": arithmetic.whole_months,
    "_measure": arithmetic.compare_measure,
    "_compare": arithmetic.compare,
    "_compare_bounds": arithmetic.compare_bounds,
    "_compare_candidates": arithmetic.compare_candidates,
    "_one_of": arithmetic.one_of,
    "_alternatives_on_runs": readings.alternatives_on_runs,
    "_alternatives_of_count": readings.alternatives_of_count,
    "_latest_candidates": readings.latest_candidates,
    "_choose": arithmetic.choose,
    "_satisfies": arithmetic.satisfies,
    "_on_runs": readings.on_runs,
    "_on_runs_or_absent": readings.on_runs_or_absent,
    "_count": readings.count,
    "_consecutive": readings.consecutive,
    "_latest": readings.latest,
    "_latest_truth": readings.latest_truth,
    "_spells": readings.choose_spells,
    "_spells_as_of": readings.choose_spells_as_of,
    "_total_of": arithmetic.total,
    "_NO_TIME": NO_TIME,
    "_ENDLESS": readings.ENDLESS,
    "_LARGEST": arithmetic.LARGEST,
    **{f"_{name}": function for name, function in readings.RUN_FUNCTIONS.items()},
}


class Generator:
    """Compiles groups of rules, and keeps what it has compiled.

    ``roots`` are the trees in an order in which each follows what it rests on.
    """

    def __init__(self, roots: Mapping[str, Node], standards_on: Callable[[date], Vector]) -> None:
        self.roots = roots
        self.standards_on = standards_on
        self.below = {name: _rests_on(root) for name, root in roots.items()}
        self.absent: set[str] = set()
        for name, root in roots.items():
            if Expressions(self.roots, self.absent).may_be_absent(root):
                self.absent.add(name)
        self._compiled: dict[object, Answer] = {}

    def closure(self, names: Sequence[str]) -> tuple[str, ...]:
        """Give the rules in ``names`` and all that they rest on, in an order of evaluation."""
        wanted: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted.add(name)
                waiting.extend(self.below[name])
        return tuple(name for name in self.roots if name in wanted)

    def answers(self, names: tuple[str, ...]) -> Answer:
        """Give a function for the values of rules, in the order of ``names``."""
        found = self._compiled.get(names)
        if found is None:
            found = self._compiled[names] = self._compile(names, None)
        return found

    def node(self, node: Node) -> Answer:
        """Give a function for the value of one node, as the only member of its result."""
        found = self._compiled.get(node.id)
        if found is None:
            found = self._compiled[node.id] = self._compile(tuple(_rests_on(node)), node)
        return found

    def alternatives(self, node: Call) -> Answer:
        """Give a function for all that a history function in doubt can be, as its only member."""
        key = ("alternatives", node.id)
        found = self._compiled.get(key)
        if found is None:
            work = Expressions(self.roots, self.absent)
            lines = self._lines(work, _rests_on(node))
            parts = [work.code(child) for child in values_below(node)]
            found = self._compiled[key] = self._built(work, lines, f"({work.alternatives(node, parts)},)")
        return found

    def kept(self, names: tuple[str, ...], count: int) -> Answer:
        """Give a function for the value of every node of rules and of what they rest on, by node id."""
        key = ("kept", names)
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = self._compile_kept(names, count)
        return found

    def _compile(self, names: tuple[str, ...], extra: Node | None) -> Answer:
        """Compile the values of rules, or (``extra``) of one node that rests on them."""
        work = Expressions(self.roots, self.absent)
        lines = self._lines(work, names)
        results = [f"n{self.roots[name].id}" for name in names] if extra is None else [work.code(extra)]
        return self._built(work, lines, f"({', '.join(results)},)")

    def _lines(self, work: Expressions, names: Sequence[str]) -> list[str]:
        """Give the lines that work out rules and what they rest on."""
        roots = (self.roots[name] for name in self.closure(names))
        return [f"n{root.id} = {work.code(root)}" for root in roots]

    def _compile_kept(self, names: tuple[str, ...], count: int) -> Answer:
        work = Expressions(self.roots, self.absent)
        keeping = Keeping(work, self.roots)
        for name in self.closure(names):
            keeping.add(self.roots[name])
        return self._built(work, keeping.lines, keeping.result(count))

    def _built(self, work: Expressions, lines: Sequence[str], result: str) -> Answer:
        body = "".join(f"    {line}\n" for line in lines)
        text = "".join(work.helpers) + f"def answer(f, s, t):\n{body}    return {result}\n"
        namespace = {**_TOOLS, **work.constants, "_standards_on": self.standards_on}
        exec(compile(text, "<generated from the typed tree>", "exec"), namespace)  # noqa: S102 (see the module)
        answer: Answer = namespace["answer"]  # type: ignore[assignment]
        return answer


def _rests_on(root: Node) -> tuple[str, ...]:
    """Give the rules that a tree names directly."""
    found: dict[str, None] = {}
    for node in walk(root):
        if isinstance(node, Reference):
            found[node.name] = None
        elif isinstance(node, TablePoints):
            found[node.target] = None
    return tuple(found)
