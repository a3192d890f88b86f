"""What is left of a rule when one case's facts are filled in: a decision diagram over the missing things.

A known node is a constant, whatever it is. An unknown one is built from the variables below it: truths by
conjunction and disjunction, terms as diagrams whose leaves are linear forms (rules/terms.py), comparisons
by splitting a line at a threshold. What cannot be built exactly becomes one variable of its own, shared by
all places in the rule that say the same; that errs towards unknown, never towards a false certainty.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from haina.rules import residual_compare, residual_history, residual_sums, residual_terms
from haina.rules.diagram import LEAF_LEVEL, NO, OPEN, YES, Diagrams, Node
from haina.rules.periods import Duration
from haina.rules.printer import source_of
from haina.rules.regions import Cut, Domain, Variable
from haina.rules.spells import ABSENT
from haina.rules.terms import VAGUE, Choice, Origin, Quotient, Step, Symbol, constant, domain_of
from haina.rules.tree import Call, Choose, Compare, Fact, Logic, Reference, Standard, TablePoints
from haina.rules.tree import Node as TreeNode
from haina.rules.types import Bool, Enum

if TYPE_CHECKING:
    from haina.rules.facts import Facts
    from haina.rules.program import Program
    from haina.rules.reasons import Values


@dataclass(frozen=True, slots=True)
class Unknowns:
    """The missing facts and unset standards on which a part of a rule rests."""

    facts: frozenset[str] = frozenset()
    standards: frozenset[str] = frozenset()

    def with_(self, others: Iterable[Unknowns]) -> Unknowns:
        """Return the union with others."""
        every = (self, *others)
        return Unknowns(
            frozenset().union(*(each.facts for each in every)),
            frozenset().union(*(each.standards for each in every)),
        )


NOTHING = Unknowns()


@dataclass(frozen=True, slots=True)
class Witness:
    """A node that shows where a variable lies once everything is known: by its value, or, with a cut, by
    its truth.
    """

    node: TreeNode
    cut: Cut | None = None
    yes_on_right: bool = True


@dataclass
class Residual:
    """The diagrams of one program for one case and date; several rules share one store."""

    program: Program
    facts: Facts
    on: date
    diagrams: Diagrams = field(default_factory=Diagrams)
    #: What each variable stands for, by level.
    origins: dict[int, Origin] = field(default_factory=dict)
    #: The nodes that show where a variable lies, by level.
    witnesses: dict[int, list[Witness]] = field(default_factory=dict)
    #: The duration written in the rule that a cut of a length variable comes from.
    durations: dict[tuple[int, Cut], Duration] = field(default_factory=dict)
    #: Variables that are a step function of a form, or a quotient of two forms.
    steps: dict[int, Step] = field(default_factory=dict)
    quotients: dict[int, Quotient] = field(default_factory=dict)
    _values: Values = ()
    _truths: dict[int, Node] = field(default_factory=dict)
    _terms: dict[int, Node] = field(default_factory=dict)
    _unknowns: dict[int, Unknowns] = field(default_factory=dict)

    def rule(self, name: str, values: Values | None = None) -> Node:
        """Return the diagram of a rule's condition; raises TooLarge where it passes the limit.

        `values` are those of its nodes, where they are at hand.
        """
        self._values = self.program.node_values(name, self.facts, self.on) if values is None else values
        self.diagrams.renew_budget()
        return self.truth(self.program.tree(name))

    def decided(self) -> dict[int, bool]:
        """Return the truths of nodes that were unknown and are certain all the same, by node id."""
        found = {node: self.diagrams.decision(truth) for node, truth in self._truths.items()}
        return {node: truth for node, truth in found.items() if truth is not None}

    def known(self, node: TreeNode) -> object:
        """Return the value of a node, None where it is unknown."""
        return self._values[node.id]

    # -- truths

    def truth(self, node: TreeNode) -> Node:
        """Return the diagram of a bool node."""
        found = self._truths.get(node.id)
        if found is None:
            value = self.known(node)
            certain = YES if value is True else NO
            found = self._truths[node.id] = self._open_truth(node) if value is None else certain
        return found

    def _open_truth(self, node: TreeNode) -> Node:
        """Return the diagram of a bool node whose value is unknown."""
        match node:
            case Logic():
                return self._logic(node)
            case Compare():
                return self._compare(node)
            case Reference():
                return self.truth(self.program.tree(node.name))
            case Choose():
                branches = [(self.truth(test), self.truth(value)) for test, value in node.branches]
                return self._chosen(branches, self.truth(node.otherwise))
            case Fact() | Standard():
                return self.diagrams.test(self.plain(node), (1, 0))
            case Call(function="satisfies"):
                return self._satisfies(node)
            case Call():
                return residual_history.truth(self, node)
        return self.atom(node)

    def _logic(self, node: Logic) -> Node:
        """Return the diagram of and, or, not; operands are met in reading order, which orders the
        variables.
        """
        operands = [self.truth(operand) for operand in node.operands]
        if node.operator == "not":
            return self.diagrams.opposite(operands[0])
        return self.diagrams.all_of(operands) if node.operator == "and" else self.diagrams.any_of(operands)

    def _chosen(self, branches: list[tuple[Node, Node]], otherwise: Node) -> Node:
        """Return the diagram of a choice: the value of the first branch whose condition holds."""
        result = otherwise
        for condition, value in reversed(branches):
            result = self.diagrams.if_else(condition, value, result)
        return result

    def _satisfies(self, node: Call) -> Node:
        """Return the diagram of satisfies(e, standard): no where e is no, else what the unset standard will
        say.
        """
        condition, standard = node.arguments
        if isinstance(standard, Standard) and self.unknowns(standard).standards:
            return self.diagrams.both(self.truth(condition), self.atom(node, "satisfies", (standard.name,)))
        return self.truth(condition)

    def atom(self, node: TreeNode, kind: str = "atom", standards: tuple[str, ...] | None = None) -> Node:
        """Return one truth variable for a node that is not looked into; open where nothing missing explains
        it.
        """
        unknowns = self.unknowns(node)
        facts = () if standards is not None else tuple(sorted(unknowns.facts))
        rests = tuple(sorted(unknowns.standards)) if standards is None else standards
        if not facts and not rests:
            return OPEN
        level = self.level(
            ("atom", source_of(node)), Domain("bool", True, 0, 1), facts, rests, Origin(kind, node)
        )
        self.witness(level, node, (1, 0))
        return self.diagrams.test(level, (1, 0))

    # -- comparisons

    def _compare(self, node: Compare) -> Node:
        """Return the diagram of a comparison."""
        if node.operator in ("in", "not in"):
            found = self._membership(node)
            return self.diagrams.opposite(found) if node.operator == "not in" else found
        if isinstance(node.left.type, Bool):
            left, right = self.truth(node.left), self.truth(node.right)
            same = self.diagrams.if_else(left, right, self.diagrams.opposite(right))
            return same if node.operator == "==" else self.diagrams.opposite(same)

        summed = residual_sums.compare_sum(self, node)
        if summed is not None:
            return summed

        def shortcut(nodes: tuple[Node, ...]) -> Node | None:
            left, right = nodes
            if self.diagrams.level[left] == LEAF_LEVEL == self.diagrams.level[right]:
                values = self.diagrams.leaf_values
                return residual_compare.compare(self, node, values[left], values[right])
            return None

        return self.diagrams.apply(
            ("compare", node.id), shortcut, (self.term(node.left), self.term(node.right))
        )

    def _membership(self, node: Compare) -> Node:
        """Return the diagram of  left in right."""
        members = self.known(node.right)

        def shortcut(nodes: tuple[Node, ...]) -> Node | None:
            if self.diagrams.level[nodes[0]] != LEAF_LEVEL:
                return None
            value = self.diagrams.leaf_values[nodes[0]]
            if value is ABSENT:
                return NO
            if isinstance(members, tuple):
                return self.diagrams.any_of([self.equals(node, value, str(member)) for member in members])
            return self._member_of_missing(node, value)

        return self.diagrams.apply(("in", node.id), shortcut, (self.term(node.left),))

    def _member_of_missing(self, node: Compare, value: Hashable) -> Node:
        """Return whether a value is in a list that is missing: one variable for each possible member."""
        if not isinstance(node.right, Fact | Standard):
            return self.atom(node)
        if isinstance(value, Symbol):
            return self._member(node.right, value.name, node)
        kind = node.left.type
        if isinstance(value, Choice) and isinstance(kind, Enum):
            parts = [
                self.diagrams.both(
                    self.equals(node, value, each.name), self._member(node.right, each.name, node)
                )
                for each in kind.values
            ]
            return self.diagrams.any_of(parts)
        return self.atom(node)

    def _member(self, holder: Fact | Standard, member: str, node: TreeNode) -> Node:
        """Return the variable that says whether a missing list has a member."""
        facts, standards = self._named(holder)
        key = ("member", type(holder).__name__, holder.name, member)
        origin = Origin("member", holder, member)
        level = self.level(key, Domain("bool", True, 0, 1), facts, standards, origin)
        self.witness(level, holder)
        return self.diagrams.test(level, (1, 0))

    def equals(self, node: Compare, value: Hashable, name: str) -> Node:
        """Return whether an enum or text leaf is a certain value."""
        if isinstance(value, Symbol):
            return YES if value.name == name else NO
        if isinstance(value, Choice):
            kind = node.left.type
            position = kind.order[name] if isinstance(kind, Enum) else name
            return self.diagrams.is_point(value.level, position)
        return OPEN if value is None else self.atom(node)

    # -- terms

    def term(self, node: TreeNode) -> Node:
        """Return the diagram of a node that is not a truth."""
        found = self._terms.get(node.id)
        if found is None:
            value = self.known(node)
            if value is ABSENT:
                found = self.diagrams.leaf(ABSENT)
            elif value is not None:
                found = self.diagrams.leaf(constant(node.type, value))
            else:
                found = self._open_term(node)
            self._terms[node.id] = found
        return found

    def _open_term(self, node: TreeNode) -> Node:
        """Return the diagram of a term whose value is unknown."""
        match node:
            case Reference():
                return self.term(self.program.tree(node.name))
            case TablePoints():
                return self.term(self.program.tree(node.target))
            case Choose():
                branches = [(self.truth(test), self.term(value)) for test, value in node.branches]
                return self._chosen(branches, self.term(node.otherwise))
            case Fact() | Standard():
                return residual_terms.plain(self, node)
        return residual_terms.term(self, node)

    def opaque(self, node: TreeNode) -> Node:
        """Return one variable of the node's type for a term that is not looked into."""
        return residual_terms.opaque(self, node)

    def vague(self, node: TreeNode) -> Node:
        """Return the leaf of a term that is missing and not looked into; open where nothing missing
        explains it.
        """
        unknowns = self.unknowns(node)
        return self.diagrams.leaf(VAGUE) if unknowns.facts or unknowns.standards else OPEN

    # -- variables

    def plain(self, node: Fact | Standard) -> int:
        """Return the variable of a missing fact or an unset standard."""
        facts, standards = self._named(node)
        if isinstance(node, Fact):
            declared = self.program.facts[node.name]
            domain = domain_of(node.type, declared.minimum, declared.maximum)
        else:
            domain = domain_of(node.type)
        kind = "fact" if isinstance(node, Fact) else "standard"
        level = self.level((kind, node.name), domain, facts, standards, Origin(kind, node))
        self.witness(level, node)
        return level

    def _named(self, node: Fact | Standard) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the facts and the standards that a plain name is."""
        return ((node.name,), ()) if isinstance(node, Fact) else ((), (node.name,))

    def level(
        self,
        key: Hashable,
        domain: Domain,
        facts: Iterable[str],
        standards: Iterable[str],
        origin: Origin,
        form: Iterable[tuple[int, object]] = (),
    ) -> int:
        """Return the variable with this key, made on first use and noted with what it stands for."""

        def make() -> Variable:
            return Variable(key, domain, tuple(facts), tuple(standards), tuple(form))  # type: ignore[arg-type]

        level = self.diagrams.variable(key, make)
        self.origins.setdefault(level, origin)
        return level

    def own_level(self, key: Hashable, domain: Domain, node: TreeNode, kind: str) -> int:
        """Return a variable that rests on everything missing below a node."""
        unknowns = self.unknowns(node)
        level = self.level(
            key, domain, sorted(unknowns.facts), sorted(unknowns.standards), Origin(kind, node)
        )
        if not isinstance(node.type, Bool):
            self.witness(level, node)
        return level

    def witness(self, level: int, node: TreeNode, cut: Cut | None = None, yes_on_right: bool = True) -> None:
        """Note a node that shows where a variable lies."""
        noted = self.witnesses.setdefault(level, [])
        if not any(each.node is node and each.cut == cut for each in noted):
            noted.append(Witness(node, cut, yes_on_right))

    def is_missing(self, node: Fact | Standard) -> bool:
        """Say whether a plain name has no value on the date."""
        if isinstance(node, Fact):
            return self.facts.value(node.name, self.on) is None
        return self.program.standard_value(node.name, self.on) is None

    def unknowns(self, node: TreeNode) -> Unknowns:
        """Return the missing facts and unset standards below a node, through references too."""
        found = self._unknowns.get(node.id)
        if found is None:
            found = self._unknowns[node.id] = self._own_unknowns(node).with_(
                self.unknowns(child) for child in self._below(node)
            )
        return found

    def _own_unknowns(self, node: TreeNode) -> Unknowns:
        """Return what is missing at a node itself."""
        if isinstance(node, Fact) and self.is_missing(node):
            return Unknowns(facts=frozenset((node.name,)))
        if isinstance(node, Standard) and self.is_missing(node):
            return Unknowns(standards=frozenset((node.name,)))
        if isinstance(node, Call) and node.arguments and residual_history.is_partly_known(self, node):
            return Unknowns(facts=frozenset((residual_history.history_name(node),)))
        return NOTHING

    def _below(self, node: TreeNode) -> Sequence[TreeNode]:
        """Return the nodes on which a node rests, those of other rules included."""
        if isinstance(node, Reference):
            return (self.program.tree(node.name),)
        if isinstance(node, TablePoints):
            return (self.program.tree(node.target),)
        return node.children
