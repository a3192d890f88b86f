"""From everything a pack declares to checked, numbered trees in an order in which they can be evaluated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from keyword import iskeyword

from haina.rules.check import Checker, Names
from haina.rules.declarations import FactDeclaration, RuleSource, StandardDeclaration, TableSource
from haina.rules.functions import RESERVED
from haina.rules.lint import Linter
from haina.rules.numbering import numbered
from haina.rules.parse import Parsed, parse
from haina.rules.problems import Problems, nearest, shown
from haina.rules.standards import check_standards
from haina.rules.tables import Part, TableBuilder, check_table
from haina.rules.text import Place, Problem, RuleError, Text
from haina.rules.tree import Node, Reference, Standard, TablePoints, walk
from haina.rules.types import BOOL, Bool, History

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", re.ASCII)
_LONGEST_NAME = 80


@dataclass
class Compilation:
    """The work of compiling; :meth:`run` leaves the result in ``roots``, ``order`` and ``nodes``."""

    facts: tuple[FactDeclaration, ...]
    standards: tuple[StandardDeclaration, ...]
    rules: tuple[RuleSource, ...]
    tables: tuple[TableSource, ...]
    problems: Problems = field(default_factory=Problems)
    names: Names = field(default_factory=Names)
    roots: dict[str, Node] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()

    def run(self) -> Compilation:
        """Do everything; raises :class:`RuleError` with every problem that was found."""
        self._declare()
        check_standards(self.standards, self.problems)
        parts = self._parts()
        trees: dict[str, Node] = {}
        sources = {rule.id: rule for rule in self.rules}
        builder = TableBuilder(self.names, self.problems)
        order = _sorted(parts, self.problems)
        for name in order:
            tree = (
                builder.build(parts[name]) if name not in sources else self._rule(sources[name], parts[name])
            )
            for made, below in self.names.made.items():
                self._remember(made, below)
                trees[made] = below
            self.names.made.clear()
            self._remember(name, tree)
            if tree is not None:
                trees[name] = tree
        linter = Linter({fact.name: fact for fact in self.facts}, self.problems)
        generated = set(self.names.uses.values())
        for name, tree in trees.items():
            if name not in generated:
                linter.look(tree)
        self._switches()
        if self.problems:
            raise RuleError(tuple(sorted(self.problems.found, key=_reading_order)))
        self.order = tuple(order)
        self.roots, self.nodes = numbered(trees)
        return self

    # Declarations

    def _declare(self) -> None:
        declared: dict[str, Place] = {}
        for fact in self.facts:
            if self._is_new(fact.name, fact.place, declared):
                self.names.facts[fact.name] = (len(self.names.facts), fact)
        for standard in self.standards:
            if self._is_new(standard.name, standard.place, declared):
                self.names.standards[standard.name] = (len(self.names.standards), standard)
        for table in self.tables:
            if self._is_new(table.id, table.place, declared):
                self.names.tables[table.id] = table
                check_table(table, self.problems)
        for rule in self.rules:
            self._is_new(rule.id, rule.place, declared)
        self._fields(declared)

    def _is_new(self, name: str, place: Place, declared: dict[str, Place]) -> bool:
        """Check a name and note it; say whether it stands for nothing else yet."""
        if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME or iskeyword(name) or name in RESERVED:
            self.problems.add(
                place,
                "bad_name",
                f"{shown(name)} 不能作名称",
                f"{shown(name)} cannot be a name",
                Text(
                    "用小写英文词与下划线，且不是保留词",
                    "Use lower-case words joined by _, no reserved word.",
                ),
            )
        if name in declared:
            self.problems.add(
                place,
                "name_twice",
                f"名称 {shown(name)} 已在 {declared[name]} 用过",
                f"the name {shown(name)} is already taken at {declared[name]}",
            )
            return False
        declared[name] = place
        return True

    def _fields(self, declared: dict[str, Place]) -> None:
        """A field of a spell may not be called like anything else, for both could stand in ``where=``."""
        for fact in self.facts:
            if isinstance(fact.type, History):
                own: dict[str, Place] = dict(declared)
                for each in fact.type.fields:
                    self._is_new(each.name, fact.place, own)

    def _switches(self) -> None:
        for rule in self.rules:
            if rule.switch is None:
                continue
            found = self.names.standards.get(rule.switch)
            if found is None or not isinstance(found[1].type, Bool):
                switches = [name for name, (_, each) in self.names.standards.items() if each.type == BOOL]
                self.problems.add(
                    rule.place,
                    "switch",
                    f"{shown(rule.switch)} 不是 bool 类标准，不能作开关",
                    f"{shown(rule.switch)} is no standard of type bool and cannot be a switch",
                    nearest(rule.switch, switches),
                )

    # Rules

    def _parts(self) -> dict[str, Part]:
        """Read every expression; a rule that cannot be read is known by name only."""
        parts: dict[str, Part] = {}
        for rule in self.rules:
            parsed = parse(rule.text, rule.place, self.problems)
            parts.setdefault(rule.id, Part(rule.id, [parsed], rule.place))
        for table in self.names.tables.values():
            for part in TableBuilder.parts(table, self.problems):
                parts.setdefault(part.name, part)
        for name in parts:
            self.names.rules[name] = None
        return parts

    def _rule(self, rule: RuleSource, part: Part) -> Node | None:
        parsed = part.parsed[0]
        if parsed is None:
            return None
        asked = BOOL if rule.kind == "right" else rule.result
        return Checker(self.names, parsed, self.problems).check(parsed.expression, asked)

    def _remember(self, name: str, tree: Node | None) -> None:
        """Note what later rules need to know of this one."""
        self.names.rules[name] = None if tree is None else tree.type
        if tree is None:
            return
        below = tuple(walk(tree))
        references = {_target(node) for node in below}
        if any(isinstance(node, Standard) for node in below) or references & self.names.dated:
            self.names.dated.add(name)


def _target(node: Node) -> str | None:
    """Give the rule that a node leads to."""
    if isinstance(node, Reference):
        return node.name
    return node.target if isinstance(node, TablePoints) else None


def _reading_order(problem: Problem) -> tuple[bool, str, int, int]:
    place = problem.place
    return problem.code == "more", place.file, place.line, place.column


def _mentioned(parsed: Parsed) -> Iterable[str]:
    """Give the names that an expression mentions; ``points(t, 'i')`` mentions the item only."""
    whole: set[str] = set()
    skipped: set[int] = set()
    for node in ast.walk(parsed.expression):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "points":
            match node.args:
                case [ast.Name() as table, ast.Constant(value=str(item))]:
                    whole.add(f"{table.id}.{item}")
                    skipped.add(id(table))
        elif isinstance(node, ast.Name) and id(node) not in skipped:
            whole.add(node.id)
    return whole


def _sorted(parts: dict[str, Part], problems: Problems) -> list[str]:
    """Order rules so that each follows what it rests on; those in a cycle are reported and left out."""
    below = {name: _rests_on(part) & parts.keys() for name, part in parts.items()}
    while True:
        try:
            return list(TopologicalSorter(below).static_order())
        except CycleError as error:
            cycle: list[str] = error.args[1]
            ring = cycle[:0:-1]
            first = min(ring)
            turned = ring[ring.index(first) :] + ring[: ring.index(first)]
            chain = " → ".join([*turned, first])
            problems.add(
                parts[first].place,
                "cycle",
                f"定义互相依赖：{chain}",
                f"these rest on each other in a circle: {chain}",
            )
            for name in ring:
                below.pop(name, None)
            below = {name: rests & below.keys() for name, rests in below.items()}


def _rests_on(part: Part) -> set[str]:
    found = {name for parsed in part.parsed if parsed is not None for name in _mentioned(parsed)}
    return found | set(part.items)
