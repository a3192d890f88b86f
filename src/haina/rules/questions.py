"""Which fact to ask next, so that the fewest questions settle the rights that are still open.

Only a fact that can change an open answer is ever asked. With few such facts the question is the best one,
by working out every way the talk can go; with many it is the one that leaves the fewest facts to matter on
average. Every region of a missing value counts as equally likely.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from haina.rules.decide import Decision, decision
from haina.rules.declarations import FactDeclaration
from haina.rules.diagram import OPEN, Node, TooLarge
from haina.rules.feasible import facts_with_effect
from haina.rules.outcomes import Outcomes, settling_chances
from haina.rules.question_search import fewest_questions
from haina.rules.reasons import names_below
from haina.rules.residual import Residual

if TYPE_CHECKING:
    from haina.rules.facts import Facts
    from haina.rules.program import Program

#: Facts up to which the best question is searched for, not estimated.
SEARCHED_FACTS = 7
#: Nodes from which a diagram is not gone through for every fact: only what settles it alone is looked at.
LARGE_DIAGRAM = 120
#: Diagrams kept for each program.
KEPT_DIAGRAMS = 4_096


@dataclass(frozen=True, slots=True)
class Question:
    """The next fact to ask: why it matters, and how many questions are left on average, this one included."""

    fact: str
    declaration: FactDeclaration
    why: tuple[str, ...]
    expected_left: float


@dataclass
class OpenRule:
    """A rule whose answer is open, as a diagram over the facts that can be asked."""

    rule: str
    decision: Decision
    node: Node
    facts: tuple[str, ...]
    _left: dict[str, dict[str, float]] = field(default_factory=dict)
    _is_large: bool | None = None
    _chances: dict[int, float] | None = None

    def left_after(self, fact: str) -> Mapping[str, float]:
        """Give for each other fact the probability that it still matters once a fact is known."""
        found = self._left.get(fact)
        if found is None:
            if self._is_large is None:
                self._is_large = len(self.decision.diagrams.reachable(self.node)) > LARGE_DIAGRAM
            found = self._left[fact] = self._estimate(fact) if self._is_large else self._work_out(fact)
        return found

    def _estimate(self, fact: str) -> dict[str, float]:
        """Say for a large diagram only how likely the fact is to settle it."""
        diagrams = self.decision.diagrams
        if self._chances is None:
            self._chances = settling_chances(diagrams, self.node)
        open_ = 1.0
        for level, chance in self._chances.items():
            if diagrams.variables[level].facts == (fact,):
                open_ *= 1.0 - chance
        return {other: open_ for other in self.facts if other != fact and open_ > 0.0}

    def _work_out(self, fact: str) -> dict[str, float]:
        """Go through what the fact can turn out to be."""
        diagrams = self.decision.diagrams
        outcomes = Outcomes(diagrams, (self.node,))
        left: dict[str, float] = {}
        for nodes, chance in outcomes.after((self.node,), fact, frozenset((fact,))):
            for other in facts_with_effect(diagrams, nodes[0]):
                if other != fact:
                    left[other] = left.get(other, 0.0) + chance
        return left


def next_question(
    program: Program, rules: Iterable[str], facts: Facts, on: date, without: Collection[str] = ()
) -> Question | None:
    """Return the next fact to ask for a set of rights; None where no fact can change an open answer.

    Facts in `without` are never asked and stay unknown.
    """
    never = frozenset(without)
    found = [open_rule(program, rule, facts, on, never) for rule in rules]
    opened = [each for each in found if each is not None]
    matter = sorted({fact for each in opened for fact in each.facts}, key=program.slots.__getitem__)
    if not matter:
        return None
    fact, left = _best(program, opened, matter, Case(facts, on, never))
    why = tuple(each.rule for each in opened if fact in each.facts)
    return Question(fact, program.facts[fact], why, left)


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a case on a date, and the facts that will not be asked."""

    facts: Facts
    on: date
    never: frozenset[str]


def _best(program: Program, opened: list[OpenRule], matter: list[str], case: Case) -> tuple[str, float]:
    """Return the fact to ask and the number of questions left on average."""
    if len(matter) == 1:
        return matter[0], 1.0
    if len(matter) <= SEARCHED_FACTS:
        found = _searched(program, [each.rule for each in opened], matter, case)
        if found is not None:
            return found
    chosen = min(matter, key=lambda fact: sum(_expected(each, fact) for each in opened))
    return chosen, _estimate(opened, chosen, matter)


def _searched(program: Program, rules: list[str], matter: list[str], case: Case) -> tuple[str, float] | None:
    """Return the best question by search; None where the search grows too large."""
    residual = Residual(program, case.facts, case.on)
    try:
        nodes = tuple(decision(residual, rule).answers(case.never) for rule in rules)
        residual.diagrams.renew_budget()
        found = fewest_questions(residual.diagrams, nodes, matter)
    except TooLarge:
        return None
    return None if found is None else (found[0], round(found[1], 9))


def _expected(rule: OpenRule, fact: str) -> float:
    """Return how many facts still matter to a rule on average once a fact is known."""
    if fact not in rule.facts:
        return float(len(rule.facts))
    return round(sum(rule.left_after(fact).values()), 9)


def _estimate(opened: list[OpenRule], chosen: str, matter: list[str]) -> float:
    """Estimate the questions left: this one, and each other fact by the probability that it still matters."""
    expected = 1.0
    for other in matter:
        if other == chosen:
            continue
        settled = 1.0
        for rule in opened:
            if chosen in rule.facts:
                settled *= 1.0 - rule.left_after(chosen).get(other, 0.0)
            elif other in rule.facts:
                settled = 0.0
        expected += 1.0 - settled
    return round(expected, 6)


# -- diagrams kept from one question to the next

_kept: WeakKeyDictionary[Program, OrderedDict[Hashable, OpenRule | None]] = WeakKeyDictionary()


def open_rule(
    program: Program, rule: str, facts: Facts, on: date, never: frozenset[str] = frozenset()
) -> OpenRule | None:
    """Return a rule with its open diagram; None where no fact can change its answer."""
    if not program.in_force(rule, on) or program.truth(rule, facts, on) is not None:
        return None
    kept = _kept.setdefault(program, OrderedDict())
    read = names_of(program, rule)
    key = (rule, on, never.intersection(read), tuple([facts.value(name, on) for name in read]))
    if key in kept:
        kept.move_to_end(key)
        return kept[key]
    found = kept[key] = _opened(program, rule, Case(facts, on, never))
    if len(kept) > KEPT_DIAGRAMS:
        kept.popitem(last=False)
    return found


def _opened(program: Program, rule: str, case: Case) -> OpenRule | None:
    """Build the diagram of an open rule."""
    made = decision(Residual(program, case.facts, case.on), rule)
    try:
        made.diagrams.renew_budget()
        node = made.answers(case.never)
        matter = facts_with_effect(made.diagrams, node)
    except TooLarge:
        node, matter = OPEN, frozenset()
    if node == OPEN and not made.exact:
        matter = made.facts_below() - case.never
    return OpenRule(rule, made, node, _declared_order(program, matter)) if matter else None


def _declared_order(program: Program, names: Iterable[str]) -> tuple[str, ...]:
    """Sort facts as they are declared."""
    return tuple(sorted(names, key=program.slots.__getitem__))


_names: WeakKeyDictionary[Program, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


def names_of(program: Program, rule: str) -> tuple[str, ...]:
    """Return the facts that a rule reads, through all that it names."""
    kept = _names.setdefault(program, {})
    found = kept.get(rule)
    if found is None:
        found = kept[rule] = names_below(program, program.tree(rule))[0]
    return found
