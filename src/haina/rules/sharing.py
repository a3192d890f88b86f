"""Explanations that serve more than one case: of those that are alike in all that a rule reads.

A person's file says nothing of most rules about organisations, and of many others only whether or which. What
such a rule answers, why, and what is missing is then the same for everybody else whose file says the same; it
is worked out once. Only truths and values of enums are compared: who has given an amount, a date or a history
is one person, and nothing of that is kept here.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from haina.rules.explain import Explanation
from haina.rules.facts import DatedFact, Facts
from haina.rules.functions import HISTORY_FUNCTIONS, TODAY_FUNCTIONS
from haina.rules.gaps import Gaps, Signature, signature
from haina.rules.lazy import lazy
from haina.rules.reasons import Values, names_below
from haina.rules.tree import Call, Node, Today
from haina.rules.types import Bool, Enum

if TYPE_CHECKING:
    from haina.rules.decide import Decision
    from haina.rules.program import Program

#: Explanations kept for one program, and diagrams, which are larger; beyond it the older half goes.
MOST_KEPT = 2_000
MOST_DRAWN = 200

K = TypeVar("K")
V = TypeVar("V")
Key = tuple[str, date, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Reads:
    """What a rule reads: the slots of its facts, those of them that may be shared, the ids of its nodes.

    `still`: it does not look at the date, nor at a history, so that only standards move it.
    """

    slots: tuple[int, ...]
    shareable: tuple[bool, ...]
    nodes: tuple[range, ...]
    still: bool


class SharedExplanation(Explanation):
    """An explanation that is kept: it holds no more than the rule's own facts and values."""

    def __init__(self, sharing: Sharing, key: Key, facts: Facts) -> None:
        self.program, self.facts = sharing.program, facts
        self.rule, self.on, _ = key
        self.sharing, self.key = sharing, key

    @lazy
    def values(self) -> Values:
        """The value of every node that the rule rests on, by node id."""
        return self._own(self.program.node_values(self.rule, self.facts, self.on))

    def _own(self, values: Sequence[object]) -> Values:
        """Keep the values of the rule's own nodes."""
        return {number: values[number] for span in self.sharing.reads(self.rule).nodes for number in span}

    @property
    def has_values(self) -> bool:
        """Whether the rule has been evaluated."""
        return "values" in self.__dict__

    def take(self, values: Sequence[object]) -> None:
        """Take the values of the nodes from an evaluation of many rules."""
        if not self.has_values:
            self.values = self._own(values)

    @property
    def decision(self) -> Decision:
        """The rule as a diagram over what is missing; those asked for last are kept."""
        return self.sharing.decision(self)

    @lazy
    def _json(self) -> dict[str, object]:
        found = super().to_json()
        self.facts.timelines.clear()
        return found

    @lazy
    def _json_without_advice(self) -> dict[str, object]:
        return super().to_json(advice=False)

    def to_json(self, *, advice: bool = True) -> dict[str, object]:
        """Give the explanation as plain JSON values; what stands below the outermost keys is shared."""
        return dict(self._json if advice else self._json_without_advice)


class Sharing:
    """The explanations of one program that are kept; ``program.sharing``."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._reads: dict[str, Reads] = {}
        self._kept: dict[Key, SharedExplanation] = {}
        self._gaps: dict[Hashable, Gaps] = {}
        self._truths: dict[Hashable, bool | None] = {}
        self._drawn: dict[Key, Decision] = {}

    def find(self, rule: str, facts: Facts, on: date) -> SharedExplanation | None:
        """Give the explanation for all alike in what the rule reads; None where that tells too much.

        Where only standards move the rule, it is that of the day since which none has changed.
        """
        reads = self.reads(rule)
        values = facts.values
        for slot, shareable in zip(reads.slots, reads.shareable, strict=True):
            if values[slot] is not None and (not shareable or isinstance(values[slot], DatedFact)):
                return None
        projected = tuple([values[slot] for slot in reads.slots])
        key = (rule, self.program.validity.since(on) if reads.still else on, projected)
        found = self._kept.get(key)
        if found is None:
            alone: list[object] = [None] * len(values)
            for slot, value in zip(reads.slots, projected, strict=True):
                alone[slot] = value
            found = SharedExplanation(self, key, Facts(facts.slots, tuple(alone), frozenset()))
            keep(self._kept, key, found)
        return found

    def gaps(self, explanation: Explanation) -> Gaps:
        """Give what an open answer lacks, for all in whose cases the same is open."""
        if isinstance(explanation, SharedExplanation):
            return Gaps()
        rule, facts, on = explanation.rule, explanation.facts, explanation.on
        seen = signature(self.program, rule, facts, on, explanation.values)
        if seen.personal:
            return Gaps()
        key = (rule, on if seen.moving else self.program.validity.since(on), seen.parts)
        found = self._gaps.get(key)
        if found is None:
            found = Gaps()
            keep(self._gaps, key, found)
        return found

    def truths(self, seen: Signature, facts: Facts) -> dict[Hashable, bool | None]:
        """Give where exact truths of answers that rest on this are kept: for all, or for one case alone."""
        if not seen.personal:
            return self._truths
        kept: dict[Hashable, bool | None] = facts.timelines.setdefault("truths", {})
        return kept

    def reads(self, rule: str) -> Reads:
        """Give what a rule reads, itself and through all that it names."""
        found = self._reads.get(rule)
        if found is None:
            names = names_below(self.program, self.program.tree(rule))[0]
            facts = [self.program.facts[name] for name in names]
            nodes = tuple(self.program.span(name) for name in self.program.references(rule))
            found = self._reads[rule] = Reads(
                tuple(self.program.slots[name] for name in names),
                tuple(isinstance(fact.type, Bool | Enum) for fact in facts),
                nodes,
                not any(_moves(self.program.nodes[number]) for span in nodes for number in span),
            )
        return found

    def decision(self, explanation: SharedExplanation) -> Decision:
        """Give the diagram of a kept explanation."""
        found = self._drawn.get(explanation.key)
        if found is None:
            found = explanation.drawn()
            keep(self._drawn, explanation.key, found, MOST_DRAWN)
        return found


def keep(kept: dict[K, V], key: K, value: V, most: int | None = None) -> None:
    """Keep a value; of more than `most` (MOST_KEPT) the older half goes."""
    most = MOST_KEPT if most is None else most
    if len(kept) >= most:
        for old in list(kept)[: most // 2]:
            kept.pop(old, None)
    kept[key] = value


def _moves(node: Node) -> bool:
    """Say whether a node looks at the date, or at spells that begin and end."""
    moving = (*TODAY_FUNCTIONS, *HISTORY_FUNCTIONS)
    return isinstance(node, Today) or (isinstance(node, Call) and node.function in moving)
