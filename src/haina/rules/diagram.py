"""Decision diagrams over missing things: the exact answer of a rule as a function of what is not known.

A diagram is a reduced, ordered graph. Every inner node looks at one variable and has one child per region
of its line; neighbouring regions with the same child are merged, equal nodes exist once. Two rules that
answer alike are therefore the same node, and a variable that stands in the graph can really change the
answer. The partition of a line belongs to the node, so that thresholds need not be known in advance.

Leaves carry True, False, None (no value whatever is filled in, for instance a division by zero), or, while
a term is being worked out, any hashable value such as a linear form.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Sequence
from functools import reduce
from typing import TypeAlias

from haina.rules.linear import Link
from haina.rules.regions import Cut, Domain, Position, Region, Variable, regions, spread

Node: TypeAlias = int
#: The four leaves of every truth: no, yes, without a value, and cannot happen.
NO, YES, OPEN, NEVER = 0, 1, 2, 3
LEAF_LEVEL = sys.maxsize
#: Nodes that one rule may add before the engine gives up.
NODE_LIMIT = 20_000

Shortcut: TypeAlias = Callable[[tuple[Node, ...]], Node | None]


class TooLarge(Exception):
    """A diagram grew past its limit; the caller falls back to a weaker but sound answer."""


class Diagrams:
    """A store of diagrams that share variables, nodes and intermediate results.

    Variables are ordered as they are first met, which keeps what stands together in a rule together in the
    graph.
    """

    def __init__(self, limit: int = NODE_LIMIT) -> None:
        self.limit = limit
        self.variables: list[Variable] = []
        #: Variables that are a step function of others, for telling branches that cannot happen.
        self.links: dict[int, Link] = {}
        self.level: list[int] = [LEAF_LEVEL] * 4
        self.cuts: list[tuple[Cut, ...]] = [()] * 4
        self.kids: list[tuple[Node, ...]] = [()] * 4
        self.leaf_values: dict[Node, Hashable] = {NO: False, YES: True, OPEN: None}
        self._budget = limit
        self._index: dict[Hashable, int] = {}
        self._leaves: dict[Hashable, Node] = {}
        self._unique: dict[tuple[int, tuple[Cut, ...], tuple[Node, ...]], Node] = {}
        self._memo: dict[Hashable, Node] = {}
        self._memos: dict[Hashable, dict[Hashable, Node]] = {}
        self._supports: dict[Node, frozenset[int]] = {}
        self._conjunctions: dict[tuple[Node, Node], Node] = {}
        self._disjunctions: dict[tuple[Node, Node], Node] = {}

    def renew_budget(self) -> None:
        """Allow another `limit` nodes from here on; called once per rule."""
        self._budget = len(self.level) + self.limit

    def variable(self, key: Hashable, make: Callable[[], Variable]) -> int:
        """Return the level of the variable with this key, made on first use."""
        level = self._index.get(key)
        if level is None:
            level = self._index[key] = len(self.variables)
            self.variables.append(make())
        return level

    def leaf(self, value: Hashable) -> Node:
        """Return the leaf that carries a value."""
        if value is None:
            return OPEN
        if value is True or value is False:
            return YES if value else NO
        node = self._leaves.get(value)
        if node is None:
            node = self._leaves[value] = self._new(LEAF_LEVEL, (), ())
            self.leaf_values[node] = value
        return node

    def make(self, level: int, cuts: Sequence[Cut], kids: Sequence[Node]) -> Node:
        """Return the node that looks at `level`; neighbours alike are merged, and a node without a choice
        is its child.
        """
        last = kids[0]
        if len(kids) == 2:
            if last == kids[1]:
                return last
            key = (level, tuple(cuts), tuple(kids))
        else:
            merged_cuts: list[Cut] = []
            merged_kids = [last]
            for cut, kid in zip(cuts, kids[1:], strict=True):
                if kid != last:
                    merged_cuts.append(cut)
                    merged_kids.append(kid)
                    last = kid
            if not merged_cuts:
                return last
            key = (level, tuple(merged_cuts), tuple(merged_kids))
        node = self._unique.get(key)
        if node is None:
            node = self._unique[key] = self._new(*key)
        return node

    def _new(self, level: int, cuts: tuple[Cut, ...], kids: tuple[Node, ...]) -> Node:
        """Append a node and refuse to pass the budget."""
        node = len(self.level)
        if node > self._budget:
            raise TooLarge(f"more than {self.limit} nodes")
        self.level.append(level)
        self.cuts.append(cuts)
        self.kids.append(kids)
        return node

    def test(self, level: int, cut: Cut, left: Node = NO, right: Node = YES) -> Node:
        """Return the diagram that is `left` on one side of a cut and `right` on the other, within the
        variable's domain.
        """
        domain = self.domain(level)
        if domain.nothing_left_of(cut):
            return right
        if domain.nothing_right_of(cut):
            return left
        return self.make(level, (cut,), (left, right))

    def is_point(self, level: int, position: Position) -> Node:
        """Return the diagram that is yes exactly where the variable has this position."""
        below, above = self.domain(level).below(position), self.domain(level).above(position)
        if self.domain(level).discrete and below == above:
            return NO
        return self.both(self.test(level, below), self.test(level, above, YES, NO))

    def memo(self, name: Hashable) -> dict[Hashable, Node]:
        """Return what the operation of that name has found so far, to be added to."""
        return self._memos.setdefault(name, {})

    def domain(self, level: int) -> Domain:
        """Return the domain of a variable."""
        return self.variables[level].domain

    def apply(self, name: Hashable, shortcut: Shortcut, nodes: tuple[Node, ...]) -> Node:
        """Combine diagrams leaf by leaf.

        `shortcut` gives the result where it can be told (always for leaves) and None where the graphs must be
        split further; its result may itself be any diagram.  `name` identifies the operation in the memo.
        """
        result = shortcut(nodes)
        if result is not None:
            return result
        key = (name, nodes)
        found = self._memo.get(key)
        if found is None:
            level = min([self.level[node] for node in nodes])
            cuts, columns = self._split(nodes, level)
            kids = [self.apply(name, shortcut, column) for column in columns]
            found = self._memo[key] = self.choose(level, cuts, tuple(kids))
        return found

    def choose(self, level: int, cuts: tuple[Cut, ...], kids: tuple[Node, ...]) -> Node:
        """Return the diagram that is kids[i] in the i-th region of a variable, wherever that variable is in
        the order.
        """
        first = kids[0]
        if all(kid == first for kid in kids):
            return first
        top = min([self.level[kid] for kid in kids])
        if top > level:
            return self.make(level, cuts, kids)
        key = ("choose", level, cuts, kids)
        found = self._memo.get(key)
        if found is None:
            if top == level:
                found = self._choose_again(level, cuts, kids)
            else:
                upper_cuts, columns = self._split(kids, top)
                found = self.make(top, upper_cuts, [self.choose(level, cuts, column) for column in columns])
            self._memo[key] = found
        return found

    def _choose_again(self, level: int, cuts: tuple[Cut, ...], kids: tuple[Node, ...]) -> Node:
        """Handle children that look at the very variable that chooses among them."""
        selector_kids = tuple(range(len(kids)))
        every = {cut for kid in kids if self.level[kid] == level for cut in self.cuts[kid]}
        union = tuple(sorted(every.union(cuts)))
        chosen = spread(cuts, selector_kids, union)
        columns = [
            spread(self.cuts[kid], self.kids[kid], union) if self.level[kid] == level else None
            for kid in kids
        ]
        final = []
        for place, which in enumerate(chosen):
            column = columns[which]
            final.append(kids[which] if column is None else column[place])
        return self.make(level, union, final)

    def _split(self, nodes: tuple[Node, ...], level: int) -> tuple[tuple[Cut, ...], list[tuple[Node, ...]]]:
        """Return the common cuts of the nodes on a level and, region by region, what each node becomes
        there.
        """
        partitions = {self.cuts[node] for node in nodes if self.level[node] == level}
        if len(partitions) == 1:
            cuts = partitions.pop()
            count = len(cuts) + 1
            columns = [self.kids[node] if self.level[node] == level else (node,) * count for node in nodes]
        else:
            cuts = tuple(sorted({cut for partition in partitions for cut in partition}))
            count = len(cuts) + 1
            columns = [
                spread(self.cuts[node], self.kids[node], cuts)
                if self.level[node] == level
                else (node,) * count
                for node in nodes
            ]
        return cuts, list(zip(*columns, strict=True))

    def both(self, left: Node, right: Node) -> Node:
        """Return the conjunction; what cannot happen is neutral."""
        return self._joined(NO, YES, self._conjunctions, left, right)

    def either(self, left: Node, right: Node) -> Node:
        """Return the disjunction; what cannot happen is neutral."""
        return self._joined(YES, NO, self._disjunctions, left, right)

    def _joined(
        self, settling: Node, neutral: Node, memo: dict[tuple[Node, Node], Node], left: Node, right: Node
    ) -> Node:
        """Join two truths as `apply` does, but for two only and faster; `settling` on one side settles it."""
        if left > right:
            left, right = right, left
        # Leaves have the least numbers; among them no and yes come before what cannot happen.
        if left in (right, settling) or right in (NEVER, neutral):
            return left
        if left in (neutral, NEVER) or right == settling:
            return right
        found = memo.get((left, right))
        if found is not None:
            return found
        level, other = self.level[left], self.level[right]
        cuts, first, second = self.cuts[left], self.kids[left], self.kids[right]
        if level < other:
            second = (right,) * len(first)
        elif other < level:
            level, cuts = other, self.cuts[right]
            first = (left,) * len(second)
        elif cuts != self.cuts[right]:
            union = tuple(sorted({*cuts, *self.cuts[right]}))
            first, second, cuts = spread(cuts, first, union), spread(self.cuts[right], second, union), union
        kids = []
        for one, two in zip(first, second, strict=True):
            # What can be told at a glance is, since most pairs can, and a call costs more than that.
            if one in (two, settling):
                kids.append(one)
            elif two == settling or (two > NEVER and one in (neutral, NEVER)):
                kids.append(two)
            elif one > NEVER and two in (neutral, NEVER):
                kids.append(one)
            else:
                joined = memo.get((one, two) if one < two else (two, one))
                kids.append(self._joined(settling, neutral, memo, one, two) if joined is None else joined)
        memo[left, right] = found = self.make(level, cuts, kids)
        return found

    def opposite(self, node: Node) -> Node:
        """Return the negation."""
        return self.apply("opposite", opposite_leaf, (node,))

    def if_else(self, condition: Node, then: Node, otherwise: Node) -> Node:
        """Return `then` where the condition is yes, `otherwise` where it is no, and what both agree on
        where it is open.
        """
        return self.apply("if", self._if_else, (condition, then, otherwise))

    def all_of(self, nodes: Sequence[Node]) -> Node:
        """Return the conjunction of many, deepest first, which keeps each step small."""
        return reduce(lambda result, node: self.both(node, result), reversed(nodes), YES)

    def any_of(self, nodes: Sequence[Node]) -> Node:
        """Return the disjunction of many."""
        return reduce(lambda result, node: self.either(node, result), reversed(nodes), NO)

    def _if_else(self, nodes: tuple[Node, ...]) -> Node | None:
        """Decide a conditional as far as its condition allows."""
        condition, then, otherwise = nodes
        if condition == YES or then == otherwise:
            return then
        if condition == NO:
            return otherwise
        if condition == NEVER:
            return NEVER
        if condition == OPEN and self.level[then] == LEAF_LEVEL == self.level[otherwise]:
            return OPEN
        return None

    def leaves(self, node: Node) -> set[Node]:
        """Return the leaves that can be reached."""
        return {found for found in self.reachable(node) if self.level[found] == LEAF_LEVEL}

    def support(self, node: Node) -> frozenset[int]:
        """Return the levels of the variables that the diagram looks at."""
        found = self._supports.get(node)
        if found is None:
            levels = frozenset([self.level[below] for below in self.reachable(node)])
            found = self._supports[node] = levels - {LEAF_LEVEL}
        return found

    def reachable(self, node: Node) -> set[Node]:
        """Return the node and everything below it."""
        seen = {node}
        waiting = [node]
        while waiting:
            for kid in self.kids[waiting.pop()]:
                if kid not in seen:
                    seen.add(kid)
                    waiting.append(kid)
        return seen

    def decision(self, node: Node) -> bool | None:
        """Return the truth that holds however the gaps are filled, or None where fillings differ."""
        reached = self.leaves(node) - {NEVER}
        if reached == {YES}:
            return True
        return False if reached == {NO} else None

    def agree(self, left: Node, right: Node) -> Node:
        """Return what both say where they say the same, and open where they differ."""
        return self.apply("agree", self._agree, (left, right) if left <= right else (right, left))

    def _agree(self, nodes: tuple[Node, ...]) -> Node | None:
        """Decide agreement of two diagrams as far as it can be told."""
        left, right = nodes
        if left == right or right == NEVER:
            return left
        if left == NEVER:
            return right
        if OPEN in nodes or self.level[left] == LEAF_LEVEL == self.level[right]:
            return OPEN
        return None

    def restrict(self, node: Node, places: dict[int, Cut]) -> Node:
        """Return the diagram with several variables fixed; a place (p, 0) is the position p itself."""
        memo: dict[Node, Node] = {}
        deepest = max(places, default=-1)

        def walk(current: Node) -> Node:
            level = self.level[current]
            if level > deepest:
                return current
            found = memo.get(current)
            if found is None:
                place = places.get(level)
                if place is not None:
                    found = walk(self.kids[current][self.region_index(current, place)])
                else:
                    found = self.make(level, self.cuts[current], [walk(kid) for kid in self.kids[current]])
                memo[current] = found
            return found

        return walk(node)

    def region_index(self, node: Node, place: Cut) -> int:
        """Return which child of a node a place belongs to."""
        index = 0
        for cut in self.cuts[node]:
            if cut > place:
                break
            index += 1
        return index

    def regions_of(self, node: Node) -> tuple[Region, ...]:
        """Return the regions into which a node splits its variable."""
        return regions(self.domain(self.level[node]), self.cuts[node])


def opposite_leaf(nodes: tuple[Node, ...]) -> Node | None:
    """Decide a negation as far as it can be told."""
    (node,) = nodes
    if node in (YES, NO):
        return NO if node == YES else YES
    return node if node in (OPEN, NEVER) else None
