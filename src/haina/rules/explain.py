"""Why a rule answers as it does, for one case on one date, and what would change the answer.

Nothing is worked out before it is asked for: the answer and the deciding conditions cost a few microseconds;
the words, what is missing and what would have to change are made when they are read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from haina.rules.declarations import DatedValue
from haina.rules.explained import Figure, GivenFact, UsedStandard
from haina.rules.lazy import lazy
from haina.rules.reasons import Condition, Found, Values, reasons_of
from haina.rules.spells import SpellHistory
from haina.rules.text import Status, Text
from haina.rules.tree import Arithmetic, Call, Choose, Compare, Logic, Node, Reference, TablePoints
from haina.rules.types import Bool, DurationType, History, List
from haina.rules.wording_terms import Wording
from haina.rules.wording_values import date_text, opening, phrase, value_text

if TYPE_CHECKING:
    from haina.rules.changes import ChangeSet
    from haina.rules.decide import Decision
    from haina.rules.facts import Facts
    from haina.rules.gaps import Gaps
    from haina.rules.missing import MissingSet
    from haina.rules.program import Program
    from haina.rules.timeline import Timeline


class Leaf:
    """One condition of a rule with its value; its words are made when they are read."""

    def __init__(self, explanation: Explanation, condition: Condition, value: object) -> None:
        self.explanation = explanation
        self.condition = condition
        self.held = value

    @property
    def node(self) -> int:
        """The id of the condition's node."""
        return self.condition.node.id

    @property
    def value(self) -> Status:
        """The condition's own answer."""
        return Status.of(self.held if isinstance(self.held, bool) else None)

    @property
    def clause(self) -> str:
        """The clause that demands it."""
        return self.condition.clause or self.explanation.clause

    @property
    def text(self) -> Text:
        """The condition in words, its standards as of the date."""
        return self.condition.text(self.explanation.on, self.explanation.stretch)

    @lazy
    def facts(self) -> tuple[GivenFact, ...]:
        """The facts that it reads."""
        return tuple(self.explanation.given(name) for name in self.condition.facts)

    @lazy
    def standards(self) -> tuple[UsedStandard, ...]:
        """The standards that it reads."""
        return tuple(self.explanation.used(name) for name in self.condition.standards)

    @lazy
    def figures(self) -> tuple[Figure, ...]:
        """The numbers that it works out."""
        node = self.condition.node
        sides = node.children if isinstance(node, Compare) else ()
        return tuple(figure for side in sides if (figure := self.explanation.figure(side)) is not None)

    @lazy
    def assumptions(self) -> tuple[Text, ...]:
        """What the answer takes for granted: that a spell without an end goes on."""
        return tuple(
            text for name in self.condition.facts if (text := self.explanation.assumption(name)) is not None
        )

    @lazy
    def turns(self) -> date | None:
        """The next day on which the condition changes its value by itself."""
        explanation = self.explanation
        return explanation.program.turns(self.condition.node, explanation.facts, explanation.on)


@dataclass(frozen=True, slots=True)
class ExplainedNode:
    """A part of the rule with its value; `decisive` where it, or something below, decided the answer.

    `kind` is `all`, `any`, `not`, `choose`, `reference`, or `leaf`.
    """

    node: int
    kind: str
    text: Text
    value: Status
    decisive: bool
    children: tuple[ExplainedNode, ...] = ()
    leaf: Leaf | None = None


class Explanation:
    """The explanation of one rule, from the value of every node; see :func:`explain`."""

    def __init__(self, program: Program, rule: str, facts: Facts, on: date, values: Values) -> None:
        self.program = program
        self.rule = rule
        self.facts = facts
        self.on = on
        self.values = values

    @property
    def clause(self) -> str:
        """The clause that gives the right."""
        source = self.program.rules.get(self.rule)
        return source.clause if source is not None else ""

    # -- the answer

    @lazy
    def truth(self) -> bool | None:
        """Whether the condition holds, whatever fills the gaps; None where fillings differ."""
        value = self.values[self.program.tree(self.rule).id]
        if value is None:
            # Imported here because deciding is written in terms of programs.
            from haina.rules.decide import decide

            return decide(self.program, self.rule, self.facts, self.on, self.values, lambda: self.decision)
        return value is True

    @lazy
    def stretch(self) -> int:
        """Which stretch of days without a change of standards the date lies in."""
        return bisect_right(self.program.validity.days, self.on)

    @lazy
    def status(self) -> Status:
        """The answer."""
        if not self.program.in_force(self.rule, self.on):
            return Status.NOT_IN_FORCE
        return Status.of(self.truth)

    @lazy
    def decision(self) -> Decision:
        """The rule as a diagram over what is missing."""
        return self.drawn()

    def drawn(self) -> Decision:
        """Draw the rule as a diagram over what is missing."""
        from haina.rules.decide import decision
        from haina.rules.residual import Residual

        return decision(Residual(self.program, self.facts, self.on), self.rule, self.values)

    @property
    def exact(self) -> bool:
        """Whether no limit was met; otherwise *unknown* may be said where an answer could be had."""
        return self.values[self.program.tree(self.rule).id] is not None or self.decision.exact

    # -- why

    @lazy
    def because(self) -> tuple[Leaf, ...]:
        """The conditions that decided; none where the right is not in force."""
        if self.rule in self.program.validity.not_in_force(self.on):
            return ()
        root, collect = reasons_of(self.program).plan(self.rule)
        values = self.values if self.values[root] is not None else self._decided_values
        found: Found = {}
        collect(values, found)
        return tuple([Leaf(self, each, values[each.id]) for each in found])

    @lazy
    def _decided_values(self) -> Values:
        """The values of the nodes, those put right that the diagram knows better than Kleene's tables."""
        root = self.program.tree(self.rule).id
        if self.values[root] is not None or self.truth is None:
            return self.values
        values: dict[int, object] = dict(
            self.values if isinstance(self.values, Mapping) else enumerate(self.values)
        )
        for node, truth in self.decision.residual.decided().items():
            values[node] = truth
        return values

    @lazy
    def tree(self) -> ExplainedNode:
        """The whole rule with the value of every part."""
        deciding = {leaf.node for leaf in self.because}
        return self._explained(self.program.tree(self.rule), self.rule, deciding)

    def _explained(self, node: Node, rule: str, deciding: set[int]) -> ExplainedNode:
        """Explain a node and what stands below it."""
        value = self._decided_values[node.id]
        status = Status.of(value) if value is None or isinstance(value, bool) else Status.UNKNOWN
        below, kind = self._parts(node, rule)
        if kind == "leaf":
            leaf = Leaf(self, reasons_of(self.program).condition(node, rule), value)
            return ExplainedNode(node.id, kind, leaf.text, status, node.id in deciding, (), leaf)
        children = tuple(self._explained(child, within, deciding) for child, within in below)
        decisive = any(child.decisive for child in children)
        return ExplainedNode(node.id, kind, self._heading(node, kind), status, decisive, children)

    def _parts(self, node: Node, rule: str) -> tuple[list[tuple[Node, str]], str]:
        """Give the parts below a node, each with the rule it is written in, and the node's kind."""
        match node:
            case Logic():
                kind = {"and": "all", "or": "any", "not": "not"}[node.operator]
                return [(operand, rule) for operand in node.operands], kind
            case Reference() if isinstance(node.type, Bool):
                return [(self.program.tree(node.name), node.name)], "reference"
            case Choose() if isinstance(node.type, Bool):
                return [(child, rule) for child in node.children], "choose"
        return [], "leaf"

    def _heading(self, node: Node, kind: str) -> Text:
        """Give the words above the parts of a node."""
        from haina.rules.wording import ALL_OF, ANY_OF, NONE_OF, ONE_CASE

        if isinstance(node, Reference):
            return opening(Wording(self.program, self.on).label(node))
        return {"all": ALL_OF, "any": ANY_OF, "not": NONE_OF}.get(kind, ONE_CASE)

    # -- when

    @lazy
    def timeline(self) -> Timeline[Status]:
        """The answer for every date."""
        return self.program.timeline(self.rule, self.facts, self.values)

    @property
    def since(self) -> date | None:
        """The first day of the present answer; None where it has always been so."""
        return self.timeline.since(self.on)

    @property
    def until(self) -> date | None:
        """The last day of the present answer; None where it stays."""
        return self.timeline.until(self.on)

    @lazy
    def from_(self) -> date | None:
        """The first day after the date on which it is yes by itself; None where it is yes, or never."""
        if self.status is Status.YES:
            return None
        # Imported here because the timeline is written in terms of programs.
        from haina.rules.status_timeline import next_yes

        return next_yes(self.program, self.rule, self.facts, self.on, self.values)

    # -- what is missing and what could change

    @lazy
    def _gaps(self) -> Gaps:
        """What an open answer lacks, shared with cases in which the same is open."""
        return self.program.sharing.gaps(self)

    @lazy
    def missing(self) -> tuple[MissingSet, ...]:
        """The smallest sets of missing facts that would settle it, with the values that do."""
        from haina.rules.missing import missing_sets

        return self._gaps.find(missing_sets, self) if self.status is Status.UNKNOWN else ()

    @lazy
    def missing_facts(self) -> tuple[str, ...]:
        """All missing facts that can still change the answer."""
        from haina.rules.missing import facts_that_matter

        return self._gaps.find(facts_that_matter, self) if self.status is Status.UNKNOWN else ()

    @lazy
    def unset_standards(self) -> tuple[UsedStandard, ...]:
        """The standards that nobody has set and that can still change the answer."""
        from haina.rules.missing import standards_that_matter

        if self.status is not Status.UNKNOWN:
            return ()
        return tuple(self.used(name) for name in self._gaps.find(standards_that_matter, self))

    @lazy
    def to_change(self) -> tuple[ChangeSet, ...]:
        """The smallest sets of changes that would make it yes; only for a no."""
        from haina.rules.changes import change_sets

        if self.status is not Status.NO:
            return ()
        return change_sets(self.program, self.rule, self.facts, self.on, self.values)

    def to_json(self, *, advice: bool = True) -> dict[str, object]:
        """Give the explanation as plain JSON values; without `advice` not what would have to change."""
        from haina.rules.explain_json import to_json

        return to_json(self, advice=advice)

    # -- words for what a condition reads

    def given(self, name: str) -> GivenFact:
        """Give a fact with its value in words."""
        declared = self.program.facts[name]
        value = self.facts.value(name, self.on)
        currency = (self.program.currency, self.program.currency_label)
        shown = value_text(declared.type, value, currency, declared.unit, self.on)
        return GivenFact(name, declared.label, value is not None, shown)

    def used(self, name: str) -> UsedStandard:
        """Give a standard as of the date."""
        declared = self.program.standards[name]
        dated = self.program.standard_value(name, self.on)
        if dated is None:
            shown = declared.unset or Text("尚未规定", "not set")
            return UsedStandard(name, declared.label, False, shown, None, None, "", "")
        currency = (self.program.currency, self.program.currency_label)
        shown = value_text(declared.type, dated.value, currency, declared.unit)
        return _used(name, declared.label, shown, dated)

    def figure(self, node: Node) -> Figure | None:
        """Give a number that is worked out in a condition; None for a plain name."""
        if not isinstance(node, Arithmetic | Call | Reference | TablePoints | Choose):
            return None
        value = self.values[node.id]
        if value is None or isinstance(node.type, Bool | DurationType | List):
            return None
        wording = Wording(self.program, self.on)
        return Figure(wording.term(node), wording.value(node.type, value, wording.unit(node)))

    def assumption(self, name: str) -> Text | None:
        """Give the assumption that a history's last spell goes on; None where none is made."""
        declared = self.program.facts[name]
        value = self.facts.value(name, self.on)
        if not isinstance(declared.type, History) or not isinstance(value, SpellHistory):
            return None
        going_on = [spell for spell in value.begun(self.on) if spell.last_day is None]
        if not going_on:
            return None
        return phrase(
            "“{it}”中{start}开始的一段没有填写结束日期，按仍在持续计算",
            "the spell of “{it}” that began on {start} has no end and is taken to go on",
            it=declared.label,
            start=date_text(going_on[-1].start),
        )


def _used(name: str, label: Text, shown: Text, dated: DatedValue) -> UsedStandard:
    """Give a standard that is set."""
    return UsedStandard(name, label, True, shown, dated.valid_from, dated.valid_to, dated.source, dated.grade)


def explain(program: Program, rule: str, facts: Facts, on: date) -> Explanation:
    """Explain the answer of a rule for one case on a date."""
    shared = program.sharing.find(rule, facts, on)
    if shared is not None:
        return shared
    return Explanation(program, rule, facts, on, program.node_values(rule, facts, on))


def explain_all(program: Program, rules: Iterable[str], facts: Facts, on: date) -> dict[str, Explanation]:
    """Explain several rules for one case on a date; everything is evaluated once."""
    names = tuple(rules)
    shared = {name: program.sharing.find(name, facts, on) for name in names}
    if all(found is not None and found.has_values for found in shared.values()):
        return {name: found for name, found in shared.items() if found is not None}
    values = program.evaluate_all(names, facts, on)
    explained: dict[str, Explanation] = {}
    for name, found in shared.items():
        if found is not None:
            found.take(values)
        explained[name] = Explanation(program, name, facts, on, values) if found is None else found
    return explained
