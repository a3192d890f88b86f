"""A sum of many parts compared with a number: points tables above all.

Each part is a diagram of its own. Adding them up first would spell out every total; instead the threshold is
carried along, part by part, and stops as soon as the rest cannot matter any more.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from haina.rules.diagram import LEAF_LEVEL, NO, YES, Diagrams, Node
from haina.rules.linear import Linear, number
from haina.rules.operators import MIRRORED
from haina.rules.regions import Region, regions
from haina.rules.residual_compare import compare_forms
from haina.rules.terms import constant
from haina.rules.tree import Arithmetic, Call, Compare, Reference, TablePoints
from haina.rules.tree import Node as TreeNode

if TYPE_CHECKING:
    from haina.rules.residual import Residual

#: Open parts from which a sum is worth this treatment.
LEAST_PARTS = 2
#: Whole numbers that a missing count is spelled out into.
SPELLED_OUT = 64
#: Nodes gone through while spelling out one part.
WALK_LIMIT = 2_000


def compare_sum(residual: Residual, node: Compare) -> Node | None:
    """Return the diagram of  sum `operator` number, or None where the two sides are something else."""
    left, right, operator = node.left, node.right, node.operator
    if residual.known(left) is not None:
        left, right, operator = right, left, MIRRORED[operator]
    bound = _number(residual, right)
    if bound is None:
        return None
    parts, cap = _parts(residual, left)
    opened = [part for part in parts if residual.known(part) is None]
    if len(opened) < LEAST_PARTS:
        return None
    base = [_number(residual, part) for part in parts if residual.known(part) is not None]
    if any(each is None for each in base):
        return None
    totals = _Sum.of(residual, opened, sum((each for each in base if each is not None), Fraction(0)))
    if totals is None:
        return None
    return _compared(totals, operator, bound, cap)


def _compared(totals: _Sum, operator: str, bound: Fraction, cap: Fraction | None) -> Node:
    """Return the comparison from *at least* and *more than*; a capped sum never passes its cap."""
    diagrams = totals.diagrams
    at_least = above = NO
    if operator not in (">", "<=") and (cap is None or bound <= cap):
        at_least = totals.reaches(bound, strictly=False)
    if operator not in (">=", "<") and (cap is None or bound < cap):
        above = totals.reaches(bound, strictly=True)
    if operator in (">=", "<"):
        found = at_least
    elif operator in (">", "<="):
        found = above
    else:
        found = diagrams.both(at_least, diagrams.opposite(above))
    return found if operator in (">=", ">", "==") else diagrams.opposite(found)


def _number(residual: Residual, node: TreeNode) -> Fraction | None:
    """Return the value of a known number."""
    value = residual.known(node)
    leaf = None if value is None else constant(node.type, value)
    return leaf.constant if isinstance(leaf, Linear) and not leaf.terms else None


def _parts(residual: Residual, node: TreeNode) -> tuple[list[TreeNode], Fraction | None]:
    """Return what a term adds up, through definitions and tables, and the cap that it is held to."""
    node = _target(residual, node)
    if isinstance(node, Call) and node.function == "min" and len(node.arguments) == 2:
        first, second = node.arguments
        cap = _number(residual, second)
        if cap is not None:
            return _summands(residual, first), cap
    return _summands(residual, node), None


def _summands(residual: Residual, node: TreeNode) -> list[TreeNode]:
    """Return the operands of a sum, those of sums inside it included."""
    found = _target(residual, node)
    if isinstance(found, Arithmetic) and found.operator == "+":
        return [part for operand in found.operands for part in _summands(residual, operand)]
    return [node]


def _target(residual: Residual, node: TreeNode) -> TreeNode:
    """Return what a name stands for."""
    while isinstance(node, Reference | TablePoints):
        node = residual.program.tree(node.name if isinstance(node, Reference) else node.target)
    return node


class _Sum:
    """A sum of parts, each a diagram with plain numbers at its leaves."""

    def __init__(self, diagrams: Diagrams, parts: list[Node], base: Fraction) -> None:
        self.diagrams = diagrams
        self.parts = parts
        self.base = base
        #: All numbers are counted in parts of one, so that they are whole: whole numbers add up faster.
        numbers = {leaf: _leaf_number(diagrams, leaf) for part in parts for leaf in diagrams.leaves(part)}
        self.scale = math.lcm(*(number.denominator for number in numbers.values()))
        self.scaled = {leaf: int(number * self.scale) for leaf, number in numbers.items()}
        self.least = [0]
        self.most = [0]
        for part in reversed(parts):
            values = [self.scaled[leaf] for leaf in diagrams.leaves(part)]
            self.least.insert(0, self.least[0] + min(values))
            self.most.insert(0, self.most[0] + max(values))
        #: Kept with the diagrams, since another rule may ask for the rest of the same sum.
        self.memos = [diagrams.memo(("sum", tuple(parts[place:]), self.scale)) for place in range(len(parts))]

    @staticmethod
    def of(residual: Residual, parts: list[TreeNode], base: Fraction) -> _Sum | None:
        """Build the sum; None where a part has leaves that are no plain numbers."""
        diagrams = residual.diagrams
        built = [spelled_out(residual, residual.term(part)) for part in parts]
        for part in built:
            for leaf in diagrams.leaves(part):
                value = diagrams.leaf_values.get(leaf)
                if not isinstance(value, Linear) or value.terms:
                    return None
        return _Sum(diagrams, built, base)

    def reaches(self, bound: Fraction, strictly: bool) -> Node:
        """Return the diagram of: the sum is at least (strictly: more than) a number."""
        need = (bound - self.base) * self.scale
        return self._from(0, need.numerator if need.denominator == 1 else need, strictly)

    def _from(self, place: int, need: int | Fraction, strictly: bool) -> Node:
        """Return the diagram of: the parts from a place on add up to what is still needed."""
        least, most = self.least[place], self.most[place]
        if least > need or (least == need and not strictly):
            return YES
        if most < need or (most == need and strictly):
            return NO
        return self._under(place, self.parts[place], need, strictly)

    def _under(self, place: int, node: Node, need: int | Fraction, strictly: bool) -> Node:
        """Return the same below one node of the part at that place."""
        diagrams = self.diagrams
        level = diagrams.level[node]
        if level == LEAF_LEVEL:
            return self._from(place + 1, need - self.scaled[node], strictly)
        memo = self.memos[place]
        key = (node, need, strictly)
        found = memo.get(key)
        if found is None:
            kids = tuple([self._under(place, kid, need, strictly) for kid in diagrams.kids[node]])
            found = memo[key] = diagrams.choose(level, diagrams.cuts[node], kids)
        return found


def _leaf_number(diagrams: Diagrams, leaf: Node) -> Fraction:
    """Return the number at a leaf."""
    value = diagrams.leaf_values[leaf]
    return value.constant if isinstance(value, Linear) else Fraction(0)


# -- counts spelled out


def spelled_out(residual: Residual, node: Node) -> Node:
    """Return a diagram in which leaves that count up with a missing whole number are plain numbers."""
    diagrams = residual.diagrams
    if diagrams.level[node] == LEAF_LEVEL or len(diagrams.reachable(node)) > WALK_LIMIT:
        return node
    left = [WALK_LIMIT]

    def walk(current: Node, met: dict[int, Region]) -> Node:
        left[0] -= 1
        level = diagrams.level[current]
        if level == LEAF_LEVEL:
            return _spelled_leaf(residual, current, met)
        if left[0] < 0:
            return current
        kids = [
            walk(kid, {**met, level: region})
            for kid, region in zip(diagrams.kids[current], diagrams.regions_of(current), strict=True)
        ]
        return diagrams.choose(level, diagrams.cuts[current], tuple(kids))

    return walk(node, {})


def _spelled_leaf(residual: Residual, leaf: Node, met: dict[int, Region]) -> Node:
    """Return one leaf as plain numbers, one for each value its whole number can have on this way."""
    diagrams = residual.diagrams
    form = diagrams.leaf_values.get(leaf)
    if not isinstance(form, Linear) or len(form.terms) != 1:
        return leaf
    level, factor = form.terms[0]
    ends = _ends(residual, level, met)
    if ends is None or ends[1] - ends[0] > SPELLED_OUT:
        return leaf
    result = diagrams.leaf(number(form.constant + factor * ends[0]))
    own = Linear(((level, Fraction(1)),), Fraction(0))
    node = residual.origins[level].node
    for value in range(ends[0] + 1, ends[1] + 1):
        reached = compare_forms(residual, node, own, number(value), ">=")
        result = diagrams.if_else(reached, diagrams.leaf(number(form.constant + factor * value)), result)
    return result


def _ends(residual: Residual, level: int, met: dict[int, Region]) -> tuple[int, int] | None:
    """Return the least and greatest whole number that a variable can be on this way."""
    diagrams = residual.diagrams
    domain = diagrams.domain(level)
    if not domain.discrete:
        return None
    made = residual.steps.get(level)
    if made is not None:
        (base,) = made.bases if len(made.bases) == 1 else (None,)
        region = None if base is None else met.get(base, regions(diagrams.domain(base), ())[0])
        return None if region is None else made.ends(region)
    region = met.get(level, regions(domain, ())[0])
    first, last = region.first(), region.last()
    return (first, last) if isinstance(first, int) and isinstance(last, int) else None
