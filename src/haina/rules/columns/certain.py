"""Where the plan's columns are exact: subjects of whom nothing is missing that is asked for in two ways.

A rule is a tree of ``and``, ``or`` and ``not`` over conditions. Each condition rests on sources: facts,
histories, standards that nobody has set. If for every missing source there is a value with which all its
conditions speak for the rule, and one with which all of them speak against it, then whatever Kleene's tables
leave open is open: with the first values the rule is yes, with the others no. The other sources are *split*:
each of their values is tried, of numbers and days one for all that the rule cannot tell apart. Where one
is missing that can be neither, the exact reading has to answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from haina.rules.columns.bounded import Bounded, can_be_split
from haina.rules.columns.conditions import Conditions
from haina.rules.columns.patterns import facts_below
from haina.rules.columns.regions import Cut, Region, regions
from haina.rules.columns.sources import Condition
from haina.rules.columns.values import ALWAYS, Fixed
from haina.rules.tree import Call, Choose, Compare, Fact, Logic, Node, Reference, Standard, TablePoints

_MOST_SPLITS = 64
Pair = tuple[int, bool]


@dataclass(frozen=True, slots=True)
class Verdict:
    """When an answer that columns leave unknown is unknown.

    ``splits``: facts whose every value has to be tried where they are missing, by regions. ``doubtful``:
    facts and histories that must not be missing. ``weak``: never surely. ``narrow``: ranges of numbers can
    settle more.
    """

    splits: dict[str, tuple[Region, ...]] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()
    weak: bool = False
    narrow: bool = False

    @property
    def sure(self) -> bool:
        """Whether nothing but columns is ever needed."""
        return not self.weak and not self.doubtful


class Certainty:
    """Judges the rules of one compiled plan."""

    def __init__(self, bounded: Bounded, fixed: Mapping[int, bool]) -> None:
        """Judge rules of which the parts in ``fixed``, by number, are the same for everybody."""
        self.bounded, self.fixed = bounded, fixed
        self.conditions = Conditions(bounded)

    def of(self, root: Node) -> Verdict:
        """Judge a rule."""
        found = _Found()
        waiting: list[tuple[Node, bool]] = [(root, True)]
        seen: set[Pair] = set()
        while waiting:
            node, positive = waiting.pop()
            while isinstance(node, Reference | TablePoints):
                node = self.bounded.graph.target(node)
            pair = (self.bounded.graph.number(node), positive)
            if pair in seen or pair[0] in self.fixed:
                continue
            seen.add(pair)
            below = self._below(node, positive)
            if below is not None:
                waiting.extend(below)
                continue
            value = self.bounded.value(node)
            if isinstance(value, Fixed) and value.value is not None:
                continue
            condition = None if ALWAYS in value.rough else self.conditions.of(node)
            if condition is None:
                self._doubt(node, found)
            else:
                found.add(condition, pair)
        return self._judged(found)

    def _below(self, node: Node, positive: bool) -> list[tuple[Node, bool]] | None:
        """Give the parts of a join, each with whether it speaks for the rule; None for a condition."""
        match node:
            case Logic():
                return [(each, positive is (node.operator != "not")) for each in node.operands]
            case Call() if node.function == "satisfies":
                return [(each, positive) for each in node.arguments]
            case Choose():
                tests = [(test, way) for test, _ in node.branches for way in (True, False)]
                values = [(value, positive) for _, value in node.branches]
                return [*tests, *values, (node.otherwise, positive)]
        return None

    def _doubt(self, node: Node, found: _Found) -> None:
        """Note a part of which columns cannot tell when it can turn out either way."""
        if isinstance(node, Compare) and all(map(self._is_tried, node.children)):
            found.repeated.update(each.name for each in node.children if isinstance(each, Fact))
        else:
            found.doubtful.update(facts_below(self.bounded.graph, node))
            found.narrow = True
        if self._has_unset(node):
            found.weak = True

    def _is_tried(self, node: Node) -> bool:
        """Say whether a side of a comparison is known, or a fact whose every value can be tried."""
        if isinstance(node, Fact):
            return can_be_split(node)
        value = self.bounded.value(node)
        return isinstance(value, Fixed) and value.value is not None

    def _has_unset(self, root: Node) -> bool:
        waiting, seen = [root], set()
        while waiting:
            node = waiting.pop()
            if node.id in seen:
                continue
            seen.add(node.id)
            if isinstance(node, Standard):
                value = None if node.as_of_spell else self.bounded.value(node)
                if not isinstance(value, Fixed) or value.value is None:
                    return True
            elif isinstance(node, Reference | TablePoints):
                waiting.append(self.bounded.graph.target(node))
            waiting.extend(node.children)
        return False

    def _judged(self, found: _Found) -> Verdict:
        doubtful, weak = set(found.doubtful), found.weak
        splits: dict[str, tuple[Region, ...]] = {}
        for source in dict.fromkeys((*found.by_source, *sorted(found.repeated))):
            asked = found.by_source.get(source, [])
            if source not in found.repeated and _joins(source, asked):
                continue
            if source not in self.bounded.program.facts:
                weak = True
                continue
            tried = () if source in doubtful else self._regions(source, asked)
            if tried:
                splits[source] = tried
            else:
                doubtful.add(source)
        for source in sorted(splits, key=lambda each: -len(splits[each])):
            if prod(map(len, splits.values())) > _MOST_SPLITS:
                doubtful.add(source)
                del splits[source]
        return Verdict(splits, frozenset(doubtful), weak, found.narrow)

    def _regions(self, source: str, asked: Sequence[tuple[Condition, bool]]) -> tuple[Region, ...]:
        """Give the regions of a fact in which all that the rule asks of it alone is the same."""
        declared = self.bounded.program.facts[source]
        moving = [each for each in asked if source in each[0].terms.moving]
        once = all(condition.sources.count(source) == 1 for condition, _ in moving)
        if not once or not (len(moving) < 2 or _one_way(moving)):
            return ()
        cuts: list[Cut] = []
        for condition, _ in asked:
            if source in condition.terms.uncut:
                return ()
            cuts += [cut for name, cut in condition.terms.cuts if name == source]
        return regions(declared.type, declared, cuts, bool(moving))


@dataclass
class _Found:
    """What the conditions of one rule rest on."""

    by_source: dict[str, list[tuple[Condition, bool]]] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    weak: bool = False
    narrow: bool = False

    def add(self, condition: Condition, pair: Pair) -> None:
        """Note a condition that the rule asks in one way."""
        for source, times in Counter(condition.sources).items():
            self.by_source.setdefault(source, []).append((condition, pair[1]))
            if times > 1:
                self.repeated.add(source)
        self.narrow |= condition.narrow


def _joins(source: str, asked: Sequence[tuple[Condition, bool]]) -> bool:
    """Say whether one value speaks for the rule in all conditions, and another against it in all."""
    ways = {
        None if source not in condition.ways else condition.ways[source] is positive
        for condition, positive in asked
    }
    if len(asked) == 1 or _one_way(asked) or ways in ({True}, {False}):
        return True
    tests: list[tuple[Callable[[object], bool | None], bool]] = []
    values: list[object] = []
    for condition, positive in asked:
        if condition.test is None or len(condition.sources) != 1:
            return False
        tests.append((condition.test, positive))
        values.extend(condition.values)
    return all(_some(values, tests, way) for way in (True, False))


def _one_way(asked: Sequence[tuple[Condition, bool]]) -> bool:
    """Say whether all conditions are of one number that speaks the more for the rule, the more it is so."""
    ways = {
        None if condition.way is None else (condition.way[0], condition.way[1] is positive)
        for condition, positive in asked
    }
    return len(ways) == 1 and None not in ways


def _some(
    values: Iterable[object], tests: Sequence[tuple[Callable[[object], bool | None], bool]], way: bool
) -> bool:
    return any(all(test(value) is (positive is way) for test, positive in tests) for value in values)
