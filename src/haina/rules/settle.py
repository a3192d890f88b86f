"""The smallest sets of facts that settle a diagram, and the values that do.

One algorithm serves two questions. *What is missing?*  No fact has a present value; a set settles the
answer if some values of its facts make it yes (or no) whatever the others turn out to be. *What would have
to change?*  The facts have present values; a set is enough if some new values of its facts make it yes
while the others stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from haina.rules.diagram import LEAF_LEVEL, NEVER, NO, YES, Diagrams, Node
from haina.rules.merge import for_every_value
from haina.rules.regions import Cut, Region, regions

#: Sets kept per node, and in diagrams over many variables; beyond it the larger ones are dropped.
SET_LIMIT, SET_LIMIT_OF_MANY = 120, 16
#: Variables from which a diagram has many.
MANY_VARIABLES = 14

Facts = frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The values that one variable may take in a settling set: places in the variable's partition."""

    level: int
    regions: tuple[Region, ...]


@dataclass
class Settler:
    """Finds settling sets in one diagram.

    `target` is the leaf to reach. `present` gives the place of the variables whose value is known but may
    change; what is neither present nor in the set must not matter.
    """

    diagrams: Diagrams
    target: Node
    present: Mapping[int, Cut] = field(default_factory=dict)
    _limit: int = SET_LIMIT
    _families: dict[Node, tuple[int, ...]] = field(default_factory=dict)
    _names: tuple[str, ...] = ()
    #: The facts of each variable that people can settle, as bits; the last of the alphabet is the lowest.
    _bits: dict[int, int] = field(default_factory=dict)

    def sets(self, node: Node) -> tuple[Facts, ...]:
        """Return the minimal sets of facts that can bring the diagram to the target, smallest first."""
        support = self.diagrams.support(node)
        self._limit = SET_LIMIT_OF_MANY if len(support) >= MANY_VARIABLES else SET_LIMIT
        self._number(support)
        return tuple(self._facts(each) for each in self._family(self._as_truth(node)))

    def _number(self, levels: Iterable[int]) -> None:
        """Give every fact that can be settled a bit."""
        settled = {
            level: self.diagrams.variables[level].facts for level in levels if self._can_be_given(level)
        }
        self._names = tuple(sorted({name for facts in settled.values() for name in facts}, reverse=True))
        bit = {name: 1 << place for place, name in enumerate(self._names)}
        self._bits = {level: sum(bit[name] for name in set(facts)) for level, facts in settled.items()}
        self._families.clear()

    def _facts(self, chosen: int) -> Facts:
        """Give the facts whose bits are set."""
        return frozenset(name for place, name in enumerate(self._names) if chosen >> place & 1)

    def _as_truth(self, node: Node) -> Node:
        """Return the diagram that is yes where the target is reached and no elsewhere."""
        target = self.target

        def shortcut(nodes: tuple[Node, ...]) -> Node | None:
            (current,) = nodes
            if current == target:
                return YES
            if current == NEVER:
                return NEVER
            return NO if self.diagrams.level[current] == LEAF_LEVEL else None

        return self.diagrams.apply(("target", target), shortcut, (node,))

    def _family(self, node: Node) -> tuple[int, ...]:
        """Recurse; a set either leaves the top variable alone or picks one of its regions."""
        if node == YES:
            return (0,)
        if self.diagrams.level[node] == LEAF_LEVEL:
            return ()
        found = self._families.get(node)
        if found is None:
            level = self.diagrams.level[node]
            untouched = self._untouched(node)
            candidates = set(self._family(untouched))
            facts = self._bits.get(level)
            if facts is not None:
                for kid in set(self.diagrams.kids[node]):
                    if kid != untouched:
                        candidates.update([facts | rest for rest in self._family(kid)])
            found = self._families[node] = minimal(candidates, self._limit)
        return found

    def _untouched(self, node: Node) -> Node:
        """Return what is left when the set does not speak of the top variable: it stays, or it must not
        matter.
        """
        place = self.present.get(self.diagrams.level[node])
        if place is not None:
            return self.diagrams.kids[node][self.diagrams.region_index(node, place)]
        kids = self.diagrams.kids[node]
        if NO in kids:
            return NO
        result = kids[0]
        for kid in dict.fromkeys(kids[1:]):
            result = self.diagrams.both(result, kid)
            if result == NO:
                break
        return result

    def _can_be_given(self, level: int) -> bool:
        """Say whether people can settle a variable: not where it also rests on a standard that is unset."""
        variable = self.diagrams.variables[level]
        return bool(variable.facts) and not variable.standards

    # -- the values that do

    def values(self, node: Node, chosen: Facts) -> tuple[Wanted, ...]:
        """Return, for one settling set, a widest choice of values that settles; empty if the set does not
        settle.
        """
        projected = self._project(self._as_truth(node), chosen)
        path = self._path(projected)
        if path is None:
            return ()
        box = {level: self._partition(projected, level) for level in path}
        allowed = {level: {self._place(box[level], cut)} for level, cut in path.items()}
        for level in sorted(allowed):
            self._widen(projected, level, box, allowed)
        return tuple(
            Wanted(level, _joined(box[level], allowed[level]))
            for level in sorted(allowed)
            if len(allowed[level]) < len(box[level])
        )

    def _project(self, node: Node, chosen: Facts) -> Node:
        """Keep only the variables that the set speaks of."""
        staying, free = {}, []
        for level in self.diagrams.support(node):
            if self._can_be_given(level) and chosen.issuperset(self.diagrams.variables[level].facts):
                continue
            place = self.present.get(level)
            if place is None:
                free.append(level)
            else:
                staying[level] = place
        return for_every_value(self.diagrams, self.diagrams.restrict(node, staying), free)

    def _path(self, node: Node) -> dict[int, Cut] | None:
        """Return a place for each variable on a way to yes: near the present value, otherwise the first
        that does.
        """
        if node == YES:
            return {}
        if self.diagrams.level[node] == LEAF_LEVEL:
            return None
        level = self.diagrams.level[node]
        place = self.present.get(level)
        stay = 0 if place is None else self.diagrams.region_index(node, place)
        split = self.diagrams.regions_of(node)
        for index in sorted(range(len(split)), key=lambda i: (abs(i - stay), -i)):
            rest = self._path(self.diagrams.kids[node][index])
            if rest is not None:
                return {level: _inside(split[index]), **rest}
        return None

    def _partition(self, node: Node, level: int) -> tuple[Region, ...]:
        """Return the regions of a variable that the diagram tells apart anywhere."""
        diagrams = self.diagrams
        cuts = {
            cut
            for found in diagrams.reachable(node)
            if diagrams.level[found] == level
            for cut in diagrams.cuts[found]
        }
        return regions(diagrams.domain(level), tuple(sorted(cuts)))

    def _place(self, split: tuple[Region, ...], place: Cut) -> int:
        """Return the index of the region in which a place lies."""
        return sum(1 for region in split[1:] if region.low is not None and region.low <= place)

    def _widen(
        self, node: Node, level: int, box: Mapping[int, tuple[Region, ...]], allowed: dict[int, set[int]]
    ) -> None:
        """Add to one variable every further value with which the target is still certain; lines stay in one
        piece.
        """
        (start,) = allowed[level]
        count = len(box[level])
        if self.diagrams.domain(level).kind in ("bool", "enum", "text"):
            candidates: list[Iterable[int]] = [(index,) for index in range(count) if index != start]
        else:
            candidates = [range(start + 1, count), range(start - 1, -1, -1)]
        for run in candidates:
            for index in run:
                if not self._certain(node, box, {**allowed, level: {index}}):
                    break
                allowed[level].add(index)

    def _certain(
        self, node: Node, box: Mapping[int, tuple[Region, ...]], allowed: Mapping[int, set[int]]
    ) -> bool:
        """Say whether every choice within the allowed regions ends in yes."""
        level = self.diagrams.level[node]
        if level == LEAF_LEVEL:
            return node in (YES, NEVER)
        if level in allowed:
            places = {
                self.diagrams.region_index(node, _inside(box[level][index])) for index in allowed[level]
            }
        else:
            places = set(range(len(self.diagrams.kids[node])))
        return all(self._certain(self.diagrams.kids[node][place], box, allowed) for place in places)


def minimal(candidates: Iterable[int], limit: int) -> tuple[int, ...]:
    """Return the sets that contain no other one, smallest first, then by the alphabet, up to a limit.

    Sets are bits of which the first name of the alphabet has the highest: of two sets of one size, that with
    the higher number comes first in the alphabet.
    """
    kept: list[int] = []
    for _, negated in sorted([(candidate.bit_count(), -candidate) for candidate in candidates]):
        candidate = -negated
        for other in kept:
            if other & candidate == other:
                break
        else:
            kept.append(candidate)
            if len(kept) == limit:
                break
    return tuple(kept)


def _inside(region: Region) -> Cut:
    """Return a place inside a region that compares rightly with every cut outside it."""
    return region.low if region.low is not None else (region.sample(), 0)


def _joined(split: tuple[Region, ...], chosen: set[int]) -> tuple[Region, ...]:
    """Return the chosen regions with neighbours joined."""
    joined: list[Region] = []
    for index in sorted(chosen):
        if joined and joined[-1].high == split[index].low:
            joined[-1] = Region(joined[-1].domain, joined[-1].low, split[index].high)
        else:
            joined.append(split[index])
    return tuple(joined)
