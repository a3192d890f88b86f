"""A compiled set of rules: what answers the questions that are asked of a case."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

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
from haina.rules.lazy import lazy
from haina.rules.motion import Motion
from haina.rules.operators import LINEAR
from haina.rules.periods import next_day
from haina.rules.ranges import Ranges
from haina.rules.reading import PlaceOf, read_facts
from haina.rules.spells import ABSENT
from haina.rules.status_timeline import status_timeline
from haina.rules.text import Status, Text
from haina.rules.timeline import Timeline
from haina.rules.timelines import Walker
from haina.rules.tree import Call, Node
from haina.rules.types import NUMBER
from haina.rules.validity import Validity

if TYPE_CHECKING:
    from haina.rules.explain import Explanation
    from haina.rules.questions import Question
    from haina.rules.reasons import Values
    from haina.rules.sharing import Sharing

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
        self._names = tuple(compiled.roots)
        self._starts = [root.id for root in compiled.roots.values()]
        self.validity = Validity(compiled.standards, compiled.rules)
        self.motion = Motion(compiled.roots, len(compiled.nodes), self.validity.steps)
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

    @property
    def parts(self) -> tuple[Any, ...]:
        """All of which it is made, as plain records: what goes to a file or to another process."""
        return (
            tuple(self.facts.values()),
            tuple(self.standards.values()),
            tuple(self.rules.values()),
            tuple(self.tables.values()),
            dict(self._roots),
            self.nodes,
            self.currency,
            self.currency_label,
        )

    @classmethod
    def of_parts(cls, *parts: Any) -> Program:
        """The program of such parts, without compiling it again."""
        facts, standards, rules, tables, roots, nodes, currency, label = parts
        compiled = Compilation(facts, standards, rules, tables)
        compiled.roots, compiled.nodes = roots, nodes
        return cls(compiled, currency, label)

    def __reduce__(self) -> tuple[Any, ...]:
        return Program.of_parts, self.parts

    def read_facts(self, data: Mapping[str, object], place_of: PlaceOf | None = None) -> Facts:
        """Read the facts of a case; raises :class:`haina.rules.text.FactError` with every problem."""
        return read_facts(self._declared, self.slots, data, place_of)

    # Trees and standards

    def tree(self, rule: str) -> Node:
        """Give the root of a rule (or of a table ``name``, or of an item ``name.item``)."""
        return self._roots[rule]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all trees, in an order in which each follows what it rests on."""
        return self._names

    def rules_of_table(self, table: str) -> tuple[str, ...]:
        """Give the names of the trees of a table: its own, or of a table of brackets those of its bands."""
        own = (table, *(name for name in self._names if name.startswith(f"{table}.")))
        return tuple(name for name in own if name in self._roots)

    def rule_of(self, node: Node) -> str:
        """Give the name of the rule, table or item that a node stands in."""
        return self._names[bisect_right(self._starts, node.id) - 1]

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

    def span(self, rule: str) -> range:
        """Give the ids of the nodes of a rule, those of what it names left out."""
        position = bisect_right(self._starts, self._roots[rule].id)
        return range(self._roots[rule].id, (*self._starts, len(self.nodes))[position])

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
        count = len(self.nodes)
        answer = self.generator.kept(names, count) if keep else self.generator.answers(names)
        return lambda facts: answer(facts.at(on), standards, on)

    def decide(self, rule: str, facts: Facts, on: date) -> bool | None:
        """Give the exact truth of a rule that Kleene's tables leave open."""
        # Imported here because deciding is written in terms of programs.
        from haina.rules.decide import decide

        return decide(self, rule, facts, on)

    def evaluate_all(self, names: Iterable[str], facts: Facts, on: date) -> Sequence[object]:
        """Evaluate many rules and formulas of one case at once and remember it with the facts.

        What is asked of them afterwards for that date need not be evaluated, nor compiled, one by one. Gives
        the value of every node, by node id, as `node_values` does.
        """
        wanted = tuple(names)
        known = facts.timelines.get(("evaluated", on))
        if known is None or not known[0].issuperset(wanted):
            kept = self.generator.kept(wanted, len(self.nodes))
            values = kept(facts.at(on), self.validity.standards_on(on), on)
            known = facts.timelines["evaluated", on] = frozenset(wanted), values
        found: Sequence[object] = known[1]
        return found

    def _evaluated(self, names: tuple[str, ...], facts: Facts, on: date) -> Sequence[Any]:
        known = facts.timelines.get(("evaluated", on))
        if known is not None and known[0].issuperset(names):
            return [known[1][self._roots[name].id] for name in names]
        return self.generator.answers(names)(facts.at(on), self.validity.standards_on(on), on)

    def node_values(self, rule: str, facts: Facts, on: date) -> Sequence[object]:
        """Give the value of every node of the rule and of what it rests on, by node id.

        Slots of nodes inside ``where=`` (one value a spell) hold ``None``, those of other rules may.
        """
        known = facts.timelines.get(("evaluated", on))
        if known is not None and rule in known[0]:
            found: Sequence[object] = known[1]
            return found
        kept = self.generator.kept((rule,), len(self.nodes))
        return kept(facts.at(on), self.validity.standards_on(on), on)

    def evaluate(self, node: Node, facts: Facts, on: date) -> object:
        """Evaluate a sub-tree that does not stand inside ``where=``."""
        return self.generator.node(node)(facts.at(on), self.validity.standards_on(on), on)[0]

    def alternatives(self, call: Call, facts: Facts, on: date) -> Sequence[Any]:
        """Give the least and the most that a history function can be (of ``latest``: every candidate)."""
        found: Sequence[Any] = self.generator.alternatives(call)(facts.at(on), self.standards_on(on), on)[0]
        return found

    # Formulas

    def value_range(self, formula: str | Node, facts: Facts, on: date) -> tuple[Any, Any]:
        """Give the least and the greatest value of a number, amount, date …; ``None`` = no bound."""
        node = self.tree(formula) if isinstance(formula, str) else formula
        values = self.node_values(self.rule_of(node), facts, on)
        return Ranges(self, facts, on, values).of(node)

    def value(self, formula: str, facts: Facts, on: date) -> Any:
        """Give the value of a formula on a date; ``None`` where it is unknown or has none."""
        value = self._evaluated((formula,), facts, on)[0]
        if value is None and self.tree(formula).type in LINEAR:
            low, high = self.value_range(formula, facts, on)
            value = low if low is not None and low == high else None
        if value is ABSENT:
            return None
        return Decimal(value) if self.tree(formula).type == NUMBER and value is not None else value

    # Over time

    def timeline(self, rule: str, facts: Facts, values: Values | None = None) -> Timeline[Status]:
        """Give the answer of a right for every date; `values` are those of its nodes on some day."""
        return status_timeline(self, rule, facts, values)

    def node_timeline(self, node: Node, facts: Facts) -> Timeline[bool | None]:
        """Give the value of a bool node for every date, by Kleene's tables."""
        return Timeline(tuple(self._walker(node, facts).line(node)))

    def turns(self, node: Node, facts: Facts, on: date) -> date | None:
        """Give the first day after ``on`` on which a bool node has another value, if there is one."""
        last = self.node_timeline(node, facts).until(on)
        return None if last is None else next_day(last)

    def _walker(self, node: Node, facts: Facts) -> Walker:
        return Walker(self, facts, self.node_values(self.rule_of(node), facts, date.min))

    # Reasons, built on all of this

    @lazy
    def sharing(self) -> Sharing:
        """The explanations that are kept because they serve many cases."""
        from haina.rules.sharing import Sharing

        return Sharing(self)

    def explain(self, rule: str, facts: Facts, on: date) -> Explanation:
        """Say why a right is answered as it is, and what would settle or change the answer."""
        from haina.rules.explain import explain

        return explain(self, rule, facts, on)

    def next_question(
        self, rules: Iterable[str], facts: Facts, on: date, without: Collection[str] = ()
    ) -> Question | None:
        """Give the question to ask next to settle rights; ``None`` where nothing can change an answer.

        Facts in ``without`` are not asked for: somebody does not know them, or not now.
        """
        from haina.rules.questions import next_question

        return next_question(self, rules, facts, on, without)
