"""A compiled set of rules: what answers the questions that are asked of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from haina.rules.compile import Compilation
from haina.rules.declarations import (
    DatedValue,
    FactDeclaration,
    RuleSource,
    StandardDeclaration,
    TableSource,
)
from haina.rules.facts import Facts, Vector
from haina.rules.generate import Generator
from haina.rules.reading import PlaceOf, read_facts
from haina.rules.text import Status, Text
from haina.rules.tree import Node
from haina.rules.validity import Validity

YUAN = Text("元", "yuan")
_STATUS = {True: Status.YES, False: Status.NO, None: Status.UNKNOWN}


class Program:
    """Compiled rules; build it with :meth:`compile`."""

    def __init__(self, compiled: Compilation, currency: str, currency_label: Text) -> None:
        self.facts: Mapping[str, FactDeclaration] = {each.name: each for each in compiled.facts}
        self.standards: Mapping[str, StandardDeclaration] = {each.name: each for each in compiled.standards}
        self.rules: Mapping[str, RuleSource] = {each.id: each for each in compiled.rules}
        self.tables: Mapping[str, TableSource] = {each.id: each for each in compiled.tables}
        self.currency = currency
        self.currency_label = currency_label
        self.nodes: tuple[Node, ...] = compiled.nodes
        self.slots: Mapping[str, int] = {name: slot for slot, name in enumerate(self.facts)}
        self.nothing_known = Facts(self.slots, (None,) * len(self.slots))
        self.rights = tuple(rule.id for rule in compiled.rules if rule.kind == "right")
        self._declared = compiled.facts
        self._roots = compiled.roots
        self.validity = Validity(compiled.standards, compiled.rules)
        self.generator = Generator(compiled.roots, self.validity.standards_on)

    @classmethod
    def compile(
        cls,
        facts: Iterable[FactDeclaration],
        standards: Iterable[StandardDeclaration],
        rules: Iterable[RuleSource],
        tables: Iterable[TableSource] = (),
        currency: str = "CNY",
        currency_label: Text = YUAN,
    ) -> Program:
        """Check and compile; raises :class:`haina.rules.text.RuleError` with every problem."""
        compiled = Compilation(tuple(facts), tuple(standards), tuple(rules), tuple(tables)).run()
        return cls(compiled, currency, currency_label)

    def read_facts(self, data: Mapping[str, object], place_of: PlaceOf | None = None) -> Facts:
        """Read the facts of a case; raises :class:`haina.rules.text.FactError` with every problem."""
        return read_facts(self._declared, self.slots, data, place_of)

    # Trees and standards

    def tree(self, rule: str) -> Node:
        """Give the root of a rule (or of a table ``name``, or of an item ``name.item``)."""
        return self._roots[rule]

    def references(self, rule: str) -> tuple[str, ...]:
        """Give the rules that a rule rests on, itself last, in an order in which they can be evaluated."""
        return self.generator.closure((rule,))

    def in_force(self, rule: str, on: date) -> bool:
        """Say whether a right is in force on the date."""
        return rule not in self.validity.not_in_force(on)

    def standard_value(self, name: str, on: date) -> DatedValue | None:
        """Give the value of a standard on a date, with its source; ``None`` where it is unset."""
        return self.standards[name].on(on)

    def standards_on(self, on: date) -> Vector:
        """Give the value of every standard on the date, by its slot."""
        return self.validity.standards_on(on)

    # On a date

    def truth(self, rule: str, facts: Facts, on: date) -> bool | None:
        """Give the rule's condition by Kleene's tables alone (the diagram is exact; see :meth:`statuses`)."""
        found: bool | None = self._evaluated((rule,), facts, on)[0]
        return found

    def statuses(self, facts: Facts, on: date, rules: Iterable[str] | None = None) -> dict[str, Status]:
        """Answer rights (all of them, or ``rules``) on a date, exactly."""
        names = self.rights if rules is None else tuple(rules)
        closed = self.validity.not_in_force(on)
        answers: dict[str, Status] = {}
        for name, truth in zip(names, self._evaluated(names, facts, on), strict=True):
            if name in closed:
                answers[name] = Status.NOT_IN_FORCE
            else:
                answers[name] = _STATUS[self.decide(name, facts, on) if truth is None else truth]
        return answers

    def answerer(
        self, rules: Iterable[str], on: date, keep: bool = False
    ) -> Callable[[Facts], Sequence[Any]]:
        """Give the function that answers a fixed list of rules on a fixed date by Kleene's tables.

        It gives one value for each rule in order; with ``keep`` the values of all nodes, by node id.
        """
        names, standards = tuple(rules), self.validity.standards_on(on)
        if keep:
            answer = self.generator.kept(names, len(self.nodes))
        else:
            answer = self.generator.answers(names)
        return lambda facts: answer(facts.at(on), standards, on)

    def decide(self, rule: str, facts: Facts, on: date) -> bool | None:
        """Give the exact truth of a rule that Kleene's tables leave unknown."""
        # Imported here because deciding is written in terms of programs.
        from haina.rules.decide import decide

        return decide(self, rule, facts, on)

    def _evaluated(self, names: tuple[str, ...], facts: Facts, on: date) -> Sequence[Any]:
        return self.generator.answers(names)(facts.at(on), self.validity.standards_on(on), on)

    def node_values(self, rule: str, facts: Facts, on: date) -> Sequence[object]:
        """Give the value of every node of the rule and of what it rests on, by node id.

        Slots of other rules, and of nodes inside ``where=`` (one value a spell), hold ``None``.
        """
        kept = self.generator.kept((rule,), len(self.nodes))
        return kept(facts.at(on), self.validity.standards_on(on), on)

    def evaluate(self, node: Node, facts: Facts, on: date) -> object:
        """Evaluate a sub-tree that does not stand inside ``where=``."""
        return self.generator.node(node)(facts.at(on), self.validity.standards_on(on), on)[0]
