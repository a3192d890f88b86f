"""What would have to change for a no to become a yes: the smallest sets of changes.

The rule is drawn as a diagram in which every known fact that can change is free again, together with the
facts that time moves by itself (dates and histories). A set of changes is a way to yes on which all other
facts stay as they are. What time brings is not counted as a change of a fact that nobody can change: the
set then says from which day on it is enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from haina.rules.completions import example_value
from haina.rules.decide import Decision, decision
from haina.rules.diagram import YES, TooLarge
from haina.rules.reasons import names_below
from haina.rules.regions import Cut
from haina.rules.residual import Residual, Witness
from haina.rules.settle import Settler, Wanted
from haina.rules.spells import ABSENT
from haina.rules.status_timeline import next_yes
from haina.rules.terms import position_of
from haina.rules.text import Text
from haina.rules.tree import Fact
from haina.rules.types import Date, History
from haina.rules.wording_regions import condition, needed_values
from haina.rules.wording_values import value_text

if TYPE_CHECKING:
    from haina.rules.facts import Facts
    from haina.rules.program import Program
    from haina.rules.reasons import Values

#: Sets that are named.
SETS_SHOWN = 5
#: Sets that are looked at to find them; some need time to bring what it does not bring.
SETS_TRIED = 20


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one fact: its present value, what is needed, and from when it comes by itself.

    `example` is some value that would do (None for a history or a list, which cannot be made up).
    """

    fact: str
    label: Text
    present: Text
    needed: Text
    from_: date | None = None
    example: object | None = None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes that together make the answer yes: at once, or from `from_` on where time has to pass."""

    changes: tuple[Change, ...]
    from_: date | None = None


def change_sets(
    program: Program, rule: str, facts: Facts, on: date, values: Values | None = None
) -> tuple[ChangeSet, ...]:
    """Give the smallest sets of changes that would make a rule yes, at most SETS_SHOWN.

    `values` are those of its nodes, where they are at hand.
    """
    try:
        return _Changes(program, rule, facts, on, values).sets()
    except (TooLarge, RecursionError):
        return ()


class _Changes:
    """The search for one rule and case."""

    def __init__(self, program: Program, rule: str, facts: Facts, on: date, values: Values | None) -> None:
        self.program, self.rule, self.facts, self.on = program, rule, facts, on
        self.values = program.node_values(rule, facts, on) if values is None else values
        self.freed = [name for name in names_below(program, program.tree(rule))[0] if self._is_free(name)]
        open_facts = facts.replacing(dict.fromkeys(self.freed))
        self.decision: Decision = decision(Residual(program, open_facts, on), rule)
        self.residual = self.decision.residual

    def _is_free(self, name: str) -> bool:
        """Say whether a known fact may be other than it is: people can change it, or time does."""
        declared = self.program.facts[name]
        moves = isinstance(declared.type, History | Date)
        return (declared.changeable or moves) and self.facts.value(name, self.on) is not None

    def sets(self) -> tuple[ChangeSet, ...]:
        """Give the sets, smallest first."""
        answers = self.decision.answers()
        present = self._present(self.decision.diagrams.support(answers))
        settler = Settler(self.decision.diagrams, YES, present)
        found: list[ChangeSet] = []
        seen: list[frozenset[str]] = []
        for chosen in settler.sets(answers)[:SETS_TRIED]:
            changed = frozenset(name for name in chosen if self._can_change(name))
            if not changed or any(other <= changed for other in seen):
                continue
            made = self._set(settler.values(answers, chosen), chosen)
            if made is not None:
                seen.append(changed)
                found.append(made)
        return tuple(sorted(found, key=lambda each: len(each.changes))[:SETS_SHOWN])

    def _can_change(self, name: str) -> bool:
        """Say whether people can change a fact, or have only not given it yet."""
        return self.program.facts[name].changeable or self.facts.value(name, self.on) is None

    # -- where things are now

    def _present(self, levels: Iterable[int]) -> dict[int, Cut]:
        """Give the present place of each variable whose facts are known."""
        found = {}
        for level in levels:
            variable = self.decision.diagrams.variables[level]
            if all(self.facts.value(fact, self.on) is not None for fact in variable.facts):
                place = self._form_place(variable.form) if variable.form else self._place(level)
                if place is not None:
                    found[level] = place
        return found

    def _form_place(self, form: tuple[tuple[int, Fraction], ...]) -> Cut | None:
        """Give the place of a sum of several numbers."""
        total = Fraction(0)
        for base, factor in form:
            place = self._place(base)
            if place is None or isinstance(place[0], str):
                return None
            total += factor * place[0]
        return (total, 0)

    def _place(self, level: int) -> Cut | None:
        """Give the place of a variable: its value, or what the conditions it decides say of it."""
        lowest: Cut | None = None
        highest: Cut | None = None
        for witness in self.residual.witnesses.get(level, []):
            value = self.values[witness.node.id]
            if value is None:
                value = self._own_value(witness)
            if witness.cut is None:
                place = self._value_place(level, witness, value)
                if place is not None:
                    return place
            elif isinstance(value, bool):
                if value is witness.yes_on_right:
                    lowest = witness.cut if lowest is None else max(lowest, witness.cut)
                else:
                    highest = witness.cut if highest is None else min(highest, witness.cut)
        if lowest is not None or highest is None:
            return lowest
        return (highest[0] - 1, 0) if isinstance(highest[0], int) else None

    def _own_value(self, witness: Witness) -> object:
        """Give the value of a witness that is a plain name."""
        node = witness.node
        return self.facts.value(node.name, self.on) if isinstance(node, Fact) else None

    def _value_place(self, level: int, witness: Witness, value: object) -> Cut | None:
        """Give the place that a known value has on the line of its variable."""
        origin = self.residual.origins[level]
        if origin.kind == "member":
            return (int(origin.detail in value), 0) if isinstance(value, tuple) else None
        if origin.kind == "exists":
            return None if value is None else (int(value is not ABSENT), 0)
        if origin.kind == "run":
            start = getattr(value, "start", None)
            return (start.toordinal(), 0) if isinstance(start, date) else None
        if origin.kind in ("total", "each_year"):
            count = getattr(value, "count", None)
            return (count, 0) if isinstance(count, int) else None
        if isinstance(value, bool | int | Decimal | str | date):
            return (position_of(witness.node.type, value), 0)
        return None

    # -- the sets in words

    def _set(self, wanted: tuple[Wanted, ...], chosen: frozenset[str]) -> ChangeSet | None:
        """Give a set in words; None where it needs time to bring what it does not bring."""
        examples = {name: self._example(name, wanted) for name in sorted(chosen)}
        timed = [name for name in chosen if isinstance(self.program.facts[name].type, History | Date)]
        from_ = self._from(examples, timed) if timed else None
        if from_ is None and any(not self._can_change(name) for name in chosen):
            return None
        order = sorted(filter(self._can_change, chosen), key=self.program.slots.__getitem__)
        changes = tuple(
            self._change(name, wanted, examples[name], from_ if name in timed else None) for name in order
        )
        return ChangeSet(changes, from_)

    def _from(self, examples: dict[str, object], timed: list[str]) -> date | None:
        """Give the first day on which it is yes if the rest is changed today and time does the others."""
        made = {name: value for name, value in examples.items() if name not in timed}
        if any(value is None for value in made.values()):
            return None
        return next_yes(self.program, self.rule, self._after(made), self.on)

    def _after(self, made: dict[str, object]) -> Facts:
        """Give the facts as changed, with the lines of what does not rest on the changes."""
        if not made:
            return self.facts
        changed = self.facts.replacing(made)
        slots = frozenset(self.program.slots[name] for name in made)
        reads = self.program.motion.facts
        for name in self.program.references(self.rule):
            if name in self.facts.timelines and reads[self.program.tree(name).id].isdisjoint(slots):
                changed.timelines[name] = self.facts.timelines[name]
        return changed

    def _change(
        self, name: str, wanted: tuple[Wanted, ...], example: object | None, from_: date | None
    ) -> Change:
        """Give the change of one fact in words."""
        declared = self.program.facts[name]
        currency = (self.program.currency, self.program.currency_label)
        present = value_text(declared.type, self.facts.value(name, self.on), currency, declared.unit, self.on)
        variables = self.decision.diagrams.variables
        parts = []
        for each in wanted:
            if name in variables[each.level].facts:
                own = self.residual.origins[each.level].kind in ("fact", "run", "total", "each_year")
                words = (needed_values if own else condition)(self.residual, each.level, each.regions)
                parts.append(words if own else without_label(words, declared.label))
        needed = Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
        return Change(name, declared.label, present, needed, from_, example)

    def _example(self, name: str, wanted: tuple[Wanted, ...]) -> Any:
        """Give a value of a fact that would do, None where none can be made up."""
        for each in wanted:
            if self.decision.diagrams.variables[each.level].key == ("fact", name):
                return example_value(self.program.facts[name].type, each.regions[0])
        return None


def without_label(text: Text, label: Text) -> Text:
    """Give a condition without the label that it begins with, since that stands before it anyway."""
    zh = text.zh.removeprefix(label.zh).removeprefix("：")
    return Text(zh, text.en.removeprefix(label.en).removeprefix(":").strip())
