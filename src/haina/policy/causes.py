"""Why two sides answer differently: what of the one, taken over into the other, turns its answer.

Nothing is guessed. For every rule, every standard and every period in force that differs and on which the
answer rests, a program is compiled in which only that is as the second side has it; where the answer then is
the second side's, it is a cause. Between two days the passing of time itself is tried in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from haina.rules.declarations import FactDeclaration, RuleSource, StandardDeclaration, TableSource
from haina.rules.facts import Facts
from haina.rules.program import Program
from haina.rules.text import FactError, RuleError, Text
from haina.rules.tree import Fact, Progressive, Reference, Standard, TablePoints, walk

from .differences import Differences, Side, patched, two_days
from .personas import Expectation
from .policy import Policy
from .reach import asked_of
from .trial import answer_to

KINDS: Mapping[str, Text] = {
    "rule": Text(zh="规则", en="rule"),
    "in_force": Text(zh="施行日期", en="days in force"),
    "standard": Text(zh="标准", en="standard"),
    "time": Text(zh="时间本身", en="the passing of time"),
}


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """Something that differs between the sides; `id` is the rule, table or standard, empty for time."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Causes:
    """The causes of one difference: each enough alone, or (`jointly`) all of them needed together."""

    found: tuple[Cause, ...]
    jointly: bool


class Inquest:
    """Finds causes between two sides; programs are kept, for many cases ask the same."""

    def __init__(self, a: Side, b: Side, found: Differences) -> None:
        self.a, self.b = a, b
        self.differences = found
        self._programs: dict[tuple[tuple[str, ...], frozenset[Cause]], Program | None] = {}

    def causes(self, facts: Mapping[str, object], asked: Expectation, on: date, answer: object) -> Causes:
        """Why `asked`, on the first side's day `on`, does not have the second side's `answer`."""
        rules = self._asked(asked)
        candidates = self._candidates(rules)

        def turns(taken: Iterable[Cause]) -> bool:
            return self._answer(facts, asked, rules, on, frozenset(taken)) == (True, answer)

        alone = tuple(cause for cause in candidates if turns((cause,)))
        if alone:
            return Causes(alone, jointly=False)
        if not turns(candidates):
            return Causes((), jointly=False)
        needed = list(candidates)
        for cause in candidates:
            others = [each for each in needed if each != cause]
            if turns(others):
                needed = others
        return Causes(tuple(needed), jointly=True)

    def _asked(self, asked: Expectation) -> tuple[str, ...]:
        """The rules that are asked, on either side."""
        first, second = (asked_of(side.policy, asked) for side in (self.a, self.b))
        return tuple(dict.fromkeys((*first, *second)))

    def _candidates(self, rules: tuple[str, ...]) -> tuple[Cause, ...]:
        """Everything that differs and on which the rules rest, on either side."""
        units, standards = set[str](), set[str]()
        for side in (self.a, self.b):
            below, used = _rests_on(side, rules)
            units |= below
            standards |= used
        found = self.differences
        changed = {_unit(rule) for rule in found.rules} & units
        causes = [Cause("rule", each) for each in sorted(changed)]
        causes += [Cause("in_force", rule) for rule in rules if rule in found.in_force]
        causes += [Cause("standard", each) for each in sorted(standards & found.standards.keys())]
        return (*causes, Cause("time", "")) if two_days(self.a, self.b) else tuple(causes)

    def _answer(
        self,
        facts: Mapping[str, object],
        asked: Expectation,
        rules: tuple[str, ...],
        on: date,
        taken: frozenset[Cause],
    ) -> tuple[bool, object]:
        """Whether the mixture can be asked at all, and what it answers."""
        program = self._program(rules, taken, on)
        if program is None:
            return False, None
        moved = Cause("time", "") in taken and self.b.on is not None
        day = self.b.on if moved and self.b.on is not None else on
        read = readable(program, facts)
        return True, answer_to(self._holder(asked, taken), program, replace(asked, on=day), read)

    def _holder(self, asked: Expectation, taken: frozenset[Cause]) -> Policy:
        """The side whose shape of a duty (a date, a period, standing) goes with the rules that are taken."""
        own = {each.id for each in taken if each.kind == "rule"}
        rules = set(asked_of(self.b.policy, asked))
        return self.b.policy if rules & own else self.a.policy

    def _program(self, rules: tuple[str, ...], taken: frozenset[Cause], on: date) -> Program | None:
        key = (rules, taken)
        if key not in self._programs:
            self._programs[key] = _Mixture(self.a, self.b, taken, on).program(rules)
        return self._programs[key]


def readable(program: Program, data: Mapping[str, object]) -> Facts:
    """What a program can read of some facts; those that it does not know, or otherwise, are left out."""
    known = {name: value for name, value in data.items() if name in program.facts}
    try:
        return program.read_facts(known)
    except FactError:
        return program.read_facts(
            {name: value for name, value in known.items() if _fits(program, name, value)}
        )


def _fits(program: Program, name: str, value: object) -> bool:
    try:
        program.read_facts({name: value})
    except FactError:
        return False
    return True


def _unit(rule: str) -> str:
    """A rule, or the table that an item belongs to: what is taken over as one."""
    return rule.partition(".")[0]


def _parts(program: Program, unit: str) -> tuple[str, ...]:
    """The rules of the program that make up a rule or a table."""
    if unit in program.rules:
        return (unit,)
    return tuple(name for name in program.generator.roots if _unit(name) == unit)


def _rests_on(side: Side, rules: Iterable[str]) -> tuple[set[str], set[str]]:
    """The rules and tables below some rules, themselves included, and the standards that they name."""
    program = side.policy.program
    units: set[str] = set()
    standards: set[str] = set()
    waiting = [_unit(rule) for rule in rules]
    while waiting:
        unit = waiting.pop()
        if unit in units or not (unit in program.rules or unit in program.tables):
            continue
        units.add(unit)
        below, used, _ = _named(program, unit)
        waiting.extend(below)
        standards |= used
    return units, standards


def _named(program: Program, unit: str) -> tuple[set[str], set[str], set[str]]:
    """The rules and tables, the standards and the facts that a rule or a table names itself."""
    units, standards, facts = set[str](), set[str](), set[str]()
    source = program.rules.get(unit)
    if source is not None and source.switch is not None:
        standards.add(source.switch)
    waiting = [program.tree(name) for name in _parts(program, unit)]
    for tree in waiting:
        for node in walk(tree):
            if isinstance(node, Progressive):
                waiting.append(node.argument)
            if isinstance(node, Reference):
                units.add(_unit(node.name))
            elif isinstance(node, TablePoints):
                units.add(node.table)
            elif isinstance(node, Standard):
                standards.add(node.name)
            elif isinstance(node, Fact):
                facts.add(node.name)
    return units - {unit}, standards, facts


class _Mixture:
    """The first side with some things taken over from the second."""

    def __init__(self, a: Side, b: Side, taken: frozenset[Cause], on: date) -> None:
        self.a, self.b = a, b
        self.taken = taken
        self.day = b.on if Cause("time", "") in taken and b.on is not None else on
        self.patch = two_days(a, b)

    def program(self, rules: Iterable[str]) -> Program | None:
        """The mixture compiled, as far as the rules need it; None where it is no sound set of rules."""
        sources: list[RuleSource] = []
        tables: list[TableSource] = []
        standards, facts = set[str](), set[str]()
        waiting, seen = [_unit(rule) for rule in rules], set[str]()
        while waiting:
            unit = waiting.pop()
            side = self._side("rule", unit)
            program = side.policy.program
            if unit in seen or not (unit in program.rules or unit in program.tables):
                continue
            seen.add(unit)
            if unit in program.tables:
                tables.append(program.tables[unit])
            else:
                sources.append(self._source(unit, program.rules[unit]))
            below, used, read = _named(program, unit)
            standards |= used
            facts |= read
            waiting.extend(below)
        standards.update(each.switch for each in sources if each.switch is not None)
        try:
            return Program.compile(
                [self._fact(name) for name in sorted(facts)],
                [self._standard(name) for name in sorted(standards)],
                sources,
                tables,
                self.a.policy.program.currency,
                self.a.policy.program.currency_label,
            )
        except RuleError:
            return None

    def _side(self, kind: str, id: str) -> Side:
        """The side that something is of: the second where it is taken over, or only there."""
        if Cause(kind, id) in self.taken:
            return self.b
        first, second = self.a.policy.program, self.b.policy.program
        known = {
            "rule": (id in first.rules or id in first.tables),
            "in_force": id in first.rules,
            "standard": id in first.standards,
        }[kind]
        there = id in second.rules or id in second.tables or id in second.standards
        return self.a if known or not there else self.b

    def _fact(self, name: str) -> FactDeclaration:
        first, second = self.a.policy.facts, self.b.policy.facts
        return first[name] if name in first else second[name]

    def _source(self, rule: str, written: RuleSource) -> RuleSource:
        """A rule with the days in force of the side that it has them from."""
        side = self._side("in_force", rule)
        dated = side.policy.program.rules.get(rule, written)
        if not self.patch:
            return replace(
                written,
                in_force_from=dated.in_force_from,
                in_force_to=dated.in_force_to,
                switch=dated.switch,
            )
        first = None if side.is_in_force(rule) else date.max
        return replace(written, in_force_from=first, in_force_to=None, switch=None)

    def _standard(self, name: str) -> StandardDeclaration:
        side = self._side("standard", name)
        declared = side.policy.standards[name]
        return patched(declared, self.day, side.value(name)) if self.patch else declared
