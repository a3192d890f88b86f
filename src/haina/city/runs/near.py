"""Near misses: who would get it but for one condition, which one, and how far away they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from haina.rules.columns import ColumnPlan
from haina.rules.program import Program
from haina.rules.text import Status, Text
from haina.rules.tree import Call, Compare, Logic, Node, Reference
from haina.rules.types import Bool, Date, Int, Money, Number
from haina.rules.wording_leaves import sentence
from haina.rules.wording_terms import Wording

from .asked import Asked
from .blocks import Block
from .tally import ELEMENT

#: Number of the condition in its rule, and its words in both languages.
CONDITION, ZH, EN = "condition", "zh", "en"
#: How far away: a share of the bound, or days; "" where the condition has no distance.
DISTANCE = "distance"
NEAR_KEYS = (ELEMENT, CONDITION, ZH, EN, DISTANCE)
#: Upper ends of the classes of distance.
SHARES = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0)
DAYS = (30, 90, 180, 365, 730)
_ORDERED = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the conditions that a rule joins by *and*."""

    number: int
    node: Node
    text: Text

    @property
    def has_distance(self) -> bool:
        """Whether it compares amounts, numbers or days; how many spells there are is no distance."""
        node = self.node
        return (
            isinstance(node, Compare)
            and node.operator in _ORDERED
            and not any(
                isinstance(side, Call) and side.function == "count" for side in (node.left, node.right)
            )
            and isinstance(node.left.type, Int | Number | Money | Date)
            and isinstance(node.right.type, Int | Number | Money | Date)
        )


def conditions(program: Program, rule: str, on: date) -> tuple[Condition, ...]:
    """The conditions that a rule joins by *and*, those of named rules among them, in order."""
    wording = Wording(program, on)
    nodes = _joined(program, program.tree(rule), frozenset((rule,)))
    return tuple(Condition(number, node, sentence_of(wording, node)) for number, node in enumerate(nodes, 1))


def _joined(program: Program, node: Node, opened: frozenset[str]) -> Iterator[Node]:
    if isinstance(node, Logic) and node.operator == "and":
        for each in node.operands:
            yield from _joined(program, each, opened)
    elif isinstance(node, Reference) and node.name not in opened and _is_and(program, node):
        yield from _joined(program, program.tree(node.name), opened | {node.name})
    else:
        yield node


def _is_and(program: Program, node: Reference) -> bool:
    below = program.tree(node.name)
    return isinstance(below, Reference) or (isinstance(below, Logic) and below.operator == "and")


def sentence_of(wording: Wording, node: Node) -> Text:
    """A condition in words; what joins several is called by its parts."""
    if isinstance(node, Logic) and node.operator == "or":
        parts = [sentence_of(wording, each) for each in node.operands]
        return Text(zh=" 或 ".join(each.zh for each in parts), en=" or ".join(each.en for each in parts))
    if isinstance(node, Logic) and node.operator == "and":
        parts = [sentence_of(wording, each) for each in node.operands]
        return Text(zh="，".join(each.zh for each in parts), en=" and ".join(each.en for each in parts))
    return sentence(wording, node) if isinstance(node.type, Bool) else wording.term(node)


class NearMisses:
    """Finds, block by block, who is refused by one condition alone while all others are met."""

    def __init__(self, asked: Asked, not_in_force: frozenset[str]) -> None:
        program, on = asked.program, asked.on
        self.conditions = {
            name: conditions(program, name, on) for name in asked.elements if name not in not_in_force
        }
        self.conditions = {name: found for name, found in self.conditions.items() if len(found) > 1}
        nodes = [each.node for found in self.conditions.values() for each in found]
        sides = [
            side
            for found in self.conditions.values()
            for each in found
            if each.has_distance and isinstance(each.node, Compare)
            for side in (each.node.left, each.node.right)
        ]
        self.plan = ColumnPlan(program, tuple(self.conditions), on, also=(*nodes, *sides))

    def of(self, block: Block, statuses: pl.DataFrame) -> pl.DataFrame:
        """A row for each element, condition and class of distance: how many only this one keeps from it."""
        found: list[tuple[object, ...]] = []
        if self.conditions:
            parts = self.plan.parts(block.frames)
            for name in self.conditions:
                found += self._missed(name, parts, statuses.get_column(name) == Status.NO.value)
        schema = {ELEMENT: pl.String, CONDITION: pl.Int64, ZH: pl.String, EN: pl.String, DISTANCE: pl.String}
        return pl.DataFrame(found, schema={**schema, "subjects": pl.Int64}, orient="row")

    def _missed(
        self, name: str, parts: dict[int, pl.Series], refused: pl.Series
    ) -> Iterator[tuple[object, ...]]:
        truths = pl.DataFrame([parts[each.node.id].alias(str(each.number)) for each in self.conditions[name]])
        failed = truths.select((~pl.all()).fill_null(False)).sum_horizontal()
        alone = refused & (failed == 1) & _all_known(truths)
        if not alone.any():
            return
        for each in self.conditions[name]:
            by_this = alone & ~truths.get_column(str(each.number)).fill_null(True)
            if not by_this.any():
                continue
            for distance, count in _classes(each, parts, by_this):
                yield name, each.number, each.text.zh, each.text.en, distance, count


def _all_known(truths: pl.DataFrame) -> pl.Series:
    return truths.select(~pl.any_horizontal(pl.all().is_null())).to_series()


def _classes(condition: Condition, parts: dict[int, pl.Series], rows: pl.Series) -> Iterator[tuple[str, int]]:
    """How many lie within each class of distance, in order."""
    node = condition.node
    if not (condition.has_distance and isinstance(node, Compare)):
        yield "", int(rows.sum())
        return
    left, right = (parts[side.id].filter(rows) for side in (node.left, node.right))
    if left.null_count() or right.null_count():
        yield "", int(rows.sum())
        return
    if isinstance(node.left.type, Date):
        apart = (left.to_physical() - right.to_physical()).abs().cast(pl.Float64)
        bounds: tuple[float, ...] = DAYS
        names = [f"≤ {bound} d" for bound in DAYS]
    else:
        bound = right.cast(pl.Float64)
        apart = (left.cast(pl.Float64) - bound).abs() / bound.abs()
        bounds = SHARES
        names = [f"≤ {share:.0%}" for share in SHARES]
    before = 0
    for upper, name in zip(bounds, names, strict=True):
        within = int((apart <= upper).sum())
        if within > before:
            yield name, within - before
        before = within
    if before < len(apart):
        yield f"> {names[-1][2:]}", len(apart) - before
