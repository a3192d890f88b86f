"""Every mutant of the rules of a pack: one small mistake each, with an id that stays while the rule stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from haina.rules.declarations import RuleSource
from haina.rules.printer import source_of
from haina.rules.text import Place
from haina.rules.tree import Choose, Logic, Node, Reference
from haina.rules.types import Bool

from .mutant_edits import Edit, edits_of, replaced
from .variants import Workshop

_ONE_DAY = timedelta(days=1)
_SHADOW = re.compile(r"\b\w+__(?:up|down)\b")
#: Stands for a part that a mutant does without.
LEFT_OUT = "…"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake in one rule.

    `id` is ``RULE:KIND:PATH:WHAT``, where the path counts the parts below the rule from 0. `before` and
    `after` are the part that changes. A changed rule stands in `tree`, changed dates in force in `source`;
    of a mutant that cannot be compiled (`viable` false) both are ``None``.
    """

    id: str
    rule: str
    kind: str
    path: tuple[int, ...]
    place: Place
    before: str
    after: str
    tree: Node | None = None
    source: RuleSource | None = None

    @property
    def viable(self) -> bool:
        """Whether the mutant is a rule at all: of the right types, and with no part that can never matter."""
        return self.tree is not None or self.source is not None


def mutants_of(workshop: Workshop, rule: str) -> Iterator[Mutant]:
    """Give the mutants of a rule, a table or an item of a table, each different from the others."""
    root = workshop.program.tree(rule)
    seen = {source_of(root)}
    for path, above, node in _nodes(root):
        parent = above[-1] if above else None
        for edit in edits_of(node, parent, workshop.shadows):
            changed = replaced(root, path, edit.node)
            text = source_of(changed)
            if text in seen:
                continue
            seen.add(text)
            tree, _ = workshop.read(rule, text)
            place, before, after = _shown(workshop, above, node, edit, path)
            id = f"{rule}:{edit.kind}:{'.'.join(map(str, path)) or '-'}:{edit.what}"
            yield Mutant(id, rule, edit.kind, path, place, before, after, tree)
    source = workshop.program.rules.get(rule)
    if source is not None:
        yield from _in_force(source)


def _nodes(root: Node) -> Iterator[tuple[tuple[int, ...], tuple[Node, ...], Node]]:
    """Give every node with its path and the nodes above it, outermost first."""
    waiting: list[tuple[tuple[int, ...], tuple[Node, ...], Node]] = [((), (), root)]
    while waiting:
        path, above, node = waiting.pop()
        yield path, above, node
        below = [((*path, number), (*above, node), child) for number, child in enumerate(node.children)]
        waiting.extend(reversed(below))


def _shown(
    workshop: Workshop, above: tuple[Node, ...], node: Node, edit: Edit, path: tuple[int, ...]
) -> tuple[Place, str, str]:
    """Give the part that changes, before and after: the smallest condition around it, or one value."""
    position = int(edit.what.rpartition(".")[2]) if edit.kind in ("drop", "row") and "." in edit.what else 0
    if edit.kind == "drop" and isinstance(node, Logic):
        left_out = node.operands[position]
        return _place(workshop, left_out), source_of(left_out), LEFT_OUT
    if edit.kind == "row" and isinstance(node, Choose):
        test, value = node.branches[position]
        return test.place, f"{source_of(value)} if {source_of(test)}", LEFT_OUT
    outer, depth = node, len(above)
    while depth and not isinstance(outer.type, Bool) and not isinstance(above[depth - 1], Choose):
        depth -= 1
        outer = above[depth]
    changed = replaced(outer, path[depth:], edit.node)
    return node.place, source_of(outer), _named(workshop, source_of(changed))


def _place(workshop: Workshop, node: Node) -> Place:
    """Give where a condition is written, also one that is a rule of its own (the party of an agreement)."""
    rules = workshop.program.rules
    return rules[node.name].place if isinstance(node, Reference) and node.name in rules else node.place


def _named(workshop: Workshop, text: str) -> str:
    """Write a shadow as what it is: ``(x+1)``."""
    return _SHADOW.sub(lambda found: f"({workshop.shadows.what[found.group()]})", text)


def _in_force(source: RuleSource) -> Iterator[Mutant]:
    """Give the rule in force a day earlier and later at each end, and without its switch."""
    for word, changed in _shifted(source):
        id = f"{source.id}:in_force:-:{word}"
        before, after = _period(source), _period(changed)
        yield Mutant(id, source.id, "in_force", (), source.place, before, after, None, changed)


def _shifted(source: RuleSource) -> Iterator[tuple[str, RuleSource]]:
    for word, by in (("-1d", -_ONE_DAY), ("+1d", _ONE_DAY)):
        if source.in_force_from is not None:
            yield f"from{word}", replace(source, in_force_from=source.in_force_from + by)
        if source.in_force_to is not None and source.in_force_to < date.max:
            yield f"to{word}", replace(source, in_force_to=source.in_force_to + by)
    if source.switch is not None:
        yield "switch", replace(source, switch=None)


def _period(source: RuleSource) -> str:
    switch = "" if source.switch is None else f", {source.switch}"
    return f"{source.in_force_from or '…'} – {source.in_force_to or '…'}{switch}"
