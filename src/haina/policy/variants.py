"""Programs that differ from a pack's own in one rule, made in milliseconds from the trees that are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace

from haina.rules.check import Checker, Names
from haina.rules.generate import Generator
from haina.rules.lazy import lazy
from haina.rules.lint import Linter
from haina.rules.motion import Motion
from haina.rules.numbering import numbered
from haina.rules.parse import parse
from haina.rules.printer import source_of
from haina.rules.problems import Problems
from haina.rules.program import Program
from haina.rules.text import Place, Problem
from haina.rules.tree import Node, Progressive, Reference, Standard, TablePoints, walk
from haina.rules.types import BOOL, Type
from haina.rules.validity import Validity

from .shadows import Shadows


class Workshop:
    """Makes variants of one program: reads a changed rule, and puts it in the place of the old one.

    The variants know the standards of the pack and their shadows, so that a rule can be given either.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.shadows = Shadows(program.standards)
        self._standards = (*program.standards.values(), *self.shadows.declarations)
        self._validity = Validity(self._standards, tuple(program.rules.values()))
        self._ground = copy(program)
        self._ground.standards = {each.name: each for each in self._standards}
        self._ground.validity = self._validity
        self.names = self._names()
        self._linted = dict(program.facts)

    def _names(self) -> Names:
        program = self.program
        names = Names()
        names.facts = {name: (slot, fact) for slot, (name, fact) in enumerate(program.facts.items())}
        names.standards = {each.name: (slot, each) for slot, each in enumerate(self._standards)}
        names.tables = dict(program.tables)
        # The generator lists every rule after those that it rests on.
        for name in program.generator.roots:
            tree = program.tree(name)
            names.rules[name] = tree.type
            for node in walk(tree):
                if isinstance(node, Standard) or _target(node) in names.dated:
                    names.dated.add(name)
                if isinstance(node, Progressive):
                    names.uses[node.table, source_of(node.argument)] = node.target
        return names

    def asked(self, rule: str) -> Type | None:
        """Give the type that a rule must have, if one is laid down for it."""
        source = self.program.rules.get(rule)
        if source is None:
            return None
        return BOOL if source.kind == "right" else source.result

    def read(self, rule: str, text: str) -> tuple[Node | None, tuple[Problem, ...]]:
        """Check an expression for the place of a rule: its tree, or ``None`` with the problems."""
        problems = Problems()
        parsed = parse(text, Place(rule, 1), problems)
        if parsed is None:
            return None, problems.as_tuple()
        tree = Checker(self.names, parsed, problems).check(parsed.expression, self.asked(rule))
        if tree is not None and rule not in self.program.rules:
            # A part of a table has the type of its place there, whatever it is written with.
            tree = replace(tree, type=self.program.tree(rule).type)
        if tree is not None and not problems:
            Linter(self._linted, problems).look(tree)
        return (None if problems else tree), problems.as_tuple()

    def variant(self, changed: Mapping[str, Node], wanted: Iterable[str]) -> Program:
        """Give a program that has other trees for the rules `changed`, and only what `wanted` rests on."""
        names = self._closure(changed, wanted)
        trees = {name: changed.get(name, self.program.generator.roots[name]) for name in names}
        roots, nodes = numbered(trees)
        made = copy(self._ground)
        for name in tuple(vars(made)):
            if isinstance(vars(type(made)).get(name), lazy):
                # What the program has worked out for itself holds for its own rules only.
                delattr(made, name)
        made.nodes = nodes
        made._roots = roots
        made._names = tuple(roots)
        made._starts = [root.id for root in roots.values()]
        made.motion = Motion(roots, len(nodes), self._validity.steps)
        made.generator = Generator(roots, self._validity.standards_on)
        return made

    def _closure(self, changed: Mapping[str, Node], wanted: Iterable[str]) -> tuple[str, ...]:
        """Give what is wanted and all that it rests on, in the order of evaluation of the pack."""
        below = self.program.generator.below
        found: set[str] = set()
        waiting = list(wanted)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                tree = changed.get(name)
                waiting.extend(below[name] if tree is None else targets(tree))
        return tuple(name for name in self.program.generator.roots if name in found)


def targets(tree: Node) -> tuple[str, ...]:
    """Give the rules that a tree names directly."""
    found = (_target(node) for node in walk(tree))
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _target(node: Node) -> str | None:
    if isinstance(node, Reference):
        return node.name
    return node.target if isinstance(node, TablePoints) else None
