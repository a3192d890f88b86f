"""A compiled set of rules: what answers the questions that are asked of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from haina.rules.declarations import DatedValue, FactDeclaration, RuleSource, StandardDeclaration, TableSource
from haina.rules.facts import Facts
from haina.rules.text import Place, Status, Text
from haina.rules.timeline import Timeline
from haina.rules.tree import Node

YUAN = Text("元", "yuan")
PlaceOf = Callable[[tuple[str | int, ...]], Place]


class Program:
    """Compiled rules; build it with :meth:`compile`."""

    facts: Mapping[str, FactDeclaration]
    standards: Mapping[str, StandardDeclaration]
    rules: Mapping[str, RuleSource]
    tables: Mapping[str, TableSource]
    nodes: tuple[Node, ...]

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
        raise NotImplementedError

    def read_facts(self, data: Mapping[str, object], place_of: PlaceOf | None = None) -> Facts:
        """Read the facts of a case; raises :class:`haina.rules.text.FactError` with every problem."""
        raise NotImplementedError

    def tree(self, rule: str) -> Node:
        """Give the root of a rule (or of a table ``name``, or of an item ``name.item``)."""
        raise NotImplementedError

    def references(self, rule: str) -> tuple[str, ...]:
        """Give the rules that a rule rests on, itself last, in an order in which they can be evaluated."""
        raise NotImplementedError

    def in_force(self, rule: str, on: date) -> bool:
        """Say whether a right is in force on the date."""
        raise NotImplementedError

    def standard_value(self, name: str, on: date) -> DatedValue | None:
        """Give the value of a standard on a date, with its source; ``None`` where it is unset."""
        raise NotImplementedError

    def truth(self, rule: str, facts: Facts, on: date) -> bool | None:
        """Give the rule's condition by Kleene's tables alone (the diagram is exact; see :meth:`statuses`)."""
        raise NotImplementedError

    def statuses(self, facts: Facts, on: date, rules: Iterable[str] | None = None) -> dict[str, Status]:
        """Answer rights (all of them, or ``rules``) on a date, exactly."""
        raise NotImplementedError

    def node_values(self, rule: str, facts: Facts, on: date) -> Sequence[object]:
        """Give the value of every node of the rule and of what it rests on, by node id.

        Slots of other rules, and of nodes inside ``where=`` (one value a spell), hold ``None``.
        """
        raise NotImplementedError

    def evaluate(self, node: Node, facts: Facts, on: date) -> object:
        """Evaluate a sub-tree that does not stand inside ``where=``."""
        raise NotImplementedError

    def value_range(self, formula: str | Node, facts: Facts, on: date) -> tuple[object, object]:
        """Give the least and the greatest value of a number, amount, date …; ``None`` = no bound."""
        raise NotImplementedError

    def value(self, formula: str, facts: Facts, on: date) -> Decimal | object | None:
        """Give the value of a formula on a date; ``None`` where it is unknown or has none."""
        raise NotImplementedError

    def timeline(self, rule: str, facts: Facts) -> Timeline[Status]:
        """Give the answer of a right for every date."""
        raise NotImplementedError

    def node_timeline(self, node: Node, facts: Facts) -> Timeline[bool | None]:
        """Give the value of a bool node for every date."""
        raise NotImplementedError

    def turns(self, node: Node, facts: Facts, on: date) -> date | None:
        """Give the first day after ``on`` on which a bool node has another value, if there is one."""
        raise NotImplementedError
