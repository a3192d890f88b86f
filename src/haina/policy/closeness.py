"""How near the personas came to noticing a mutant that none of them has noticed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from haina.rules.printer import source_of
from haina.rules.program import Program
from haina.rules.text import Text
from haina.rules.tree import Compare, Constant, Node, Standard

from .mutants import Mutant
from .reach import Trial
from .variants import Workshop


@dataclass(frozen=True, slots=True)
class Closest:
    """The case that came closest to noticing a mutant, the day, what it asks, and how near it came."""

    case: str
    on: date
    rule: str
    how: Text


def closest(workshop: Workshop, mutant: Mutant, trials: Sequence[Trial]) -> Closest | None:
    """Give the trial in which the mutant changes the most, else the one nearest to its threshold."""
    if mutant.tree is None or not trials:
        return None
    true = workshop.variant({}, (mutant.rule,))
    false = workshop.variant({mutant.rule: mutant.tree}, (mutant.rule,))
    found: list[tuple[tuple[int, Decimal], Trial, Text]] = []
    for trial in trials:
        score, how = _nearness(mutant, trial, true, false)
        found.append((score, trial, how))
    _, trial, how = min(found, key=lambda each: each[0])
    return Closest(trial.case.id, trial.on, trial.expectation.rule, how)


def closest_day(day: date, trials: Sequence[Trial]) -> Closest | None:
    """Give the trial that asks nearest to the first day on which a rule is in force by mistake, or is not."""
    if not trials:
        return None
    trial = min(trials, key=lambda each: abs((each.on - day).days))
    how = Text(zh=f"没有样例问 {day}", en=f"no persona asks on {day}")
    return Closest(trial.case.id, trial.on, trial.expectation.rule, how)


_FAR = Decimal("Infinity")
#: More than the depth of any rule.
_DEEP = 1000
_SHOWN = 60


def _nearness(
    mutant: Mutant, trial: Trial, true: Program, false: Program
) -> tuple[tuple[int, Decimal], Text]:
    values = true.node_values(mutant.rule, trial.facts, trial.on)
    others = false.node_values(mutant.rule, trial.facts, trial.on)
    before, after = true.tree(mutant.rule), false.tree(mutant.rule)
    gap, compared = _gap(before, mutant.path, values)
    for depth in range(len(mutant.path) + 1):
        told = not isinstance(before, Constant | Standard)
        if told and values[before.id] != others[after.id]:
            part = _short(source_of(before))
            zh, en = f"“{part}”变了，答案没有变", f"“{part}” changes, the answer does not"
            return (depth, Decimal(0)), Text(zh=zh, en=en)
        if depth < len(mutant.path):
            before, after = before.children[mutant.path[depth]], after.children[mutant.path[depth]]
    if compared is not None:
        return (_DEEP, gap), compared
    return (_DEEP, _FAR), Text(zh="规则的这一部分没有变", en="this part of the rule does not change")


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _gap(root: Node, path: tuple[int, ...], values: Sequence[object]) -> tuple[Decimal, Text | None]:
    """Give how far the two sides of the comparison around the change are apart, where both are known."""
    node, around = root, root if isinstance(root, Compare) else None
    for step in path:
        node = node.children[step]
        around = node if isinstance(node, Compare) else around
    if around is None:
        return _FAR, None
    left, right = values[around.left.id], values[around.right.id]
    text = Text.both(f"{left} {around.operator} {right}")
    if isinstance(left, date) and isinstance(right, date):
        return Decimal(abs((left - right).days)), text
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return abs(Decimal(left) - Decimal(right)), text
    return _FAR, None
