"""Ways of filling the gaps that show at once that an answer is open: one that gives yes, one that gives no.

Most unknown answers really are open. Trying a few whole cases costs microseconds, where building a diagram
costs a thousand times as much; only where none of them tells is the diagram needed. What the diagram finds
out is kept as two more cases to try the next time the same rule is asked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from haina.rules import types
from haina.rules.declarations import FactDeclaration
from haina.rules.diagram import LEAF_LEVEL, NEVER, NO, YES, Node
from haina.rules.feasible import conditions_of, domain_conditions
from haina.rules.periods import FOREVER, Duration
from haina.rules.reasons import names_below
from haina.rules.regions import Position, Region
from haina.rules.spells import Spell, SpellHistory
from haina.rules.text import Text
from haina.rules.witness import witness

if TYPE_CHECKING:
    from haina.rules.decide import Decision
    from haina.rules.facts import Facts, Vector
    from haina.rules.program import Program

#: Cases kept for each rule.
KEPT_CASES = 12
#: Those of them that are tried before it is looked up whether the same was decided before.
TELLING_CASES = 2
#: Spells of a history that has something for every condition.
RICH_SPELLS = 64
LONG_AGO = date(1950, 1, 1)
PLENTY, NOTHING = Decimal(10) ** 9, Decimal(0)

Filling = Mapping[str, object]


@dataclass
class RuleCases:
    """The cases that are tried for one rule, the most telling first."""

    facts: tuple[tuple[str, int], ...]
    standards: tuple[tuple[str, int], ...]
    kept: deque[Filling] = field(default_factory=lambda: deque(maxlen=KEPT_CASES))


class Completions:
    """The cases of one program; get it with :func:`completions_of`."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._rules: dict[str, RuleCases] = {}
        self.standard_slots = {name: slot for slot, name in enumerate(program.standards)}
        self.most = self._filled(_most)
        self.least = self._filled(_least)

    def _filled(self, choose: Callable[[types.Type, FactDeclaration | None], object]) -> dict[str, object]:
        """Give every fact and standard a value."""
        found = {name: choose(each.type, each) for name, each in self.program.facts.items()}
        return found | {name: choose(each.type, None) for name, each in self.program.standards.items()}

    def is_open(self, rule: str, facts: Facts, on: date, most_telling: bool = False) -> bool:
        """Say whether two of the cases (or of the most telling) answer differently; False says nothing."""
        cases = self._cases(rule)
        seen: set[bool] = set()
        kept = list(cases.kept)[:TELLING_CASES] if most_telling else cases.kept
        filled = self._gaps(rule, facts, on)
        for filling in (*kept, self.most, self.least):
            answer = filled(filling)
            if answer is not None:
                seen.add(answer)
                if len(seen) > 1:
                    return True
        return False

    def answer(self, rule: str, facts: Facts, on: date, filling: Filling) -> bool | None:
        """Answer a rule with the gaps filled in."""
        return self._gaps(rule, facts, on)(filling)

    def _gaps(self, rule: str, facts: Facts, on: date) -> Callable[[Filling], bool | None]:
        """Find the gaps that a rule sees; gives the function that answers it with the gaps filled in."""
        cases = self._cases(rule)
        vector, standards = facts.at(on), self.program.standards_on(on)
        open_facts = [(name, slot) for name, slot in cases.facts if vector[slot] is None]
        open_standards = [(name, slot) for name, slot in cases.standards if standards[slot] is None]
        work = self.program.generator.answers((rule,))

        def answer(filling: Filling) -> bool | None:
            found: bool | None = work(
                _with(vector, open_facts, filling), _with(standards, open_standards, filling), on
            )[0]
            return found

        return answer

    def least_of(self, rule: str, facts: Facts) -> Facts | None:
        """Give the facts with the gaps that a rule sees filled by the least; None where there is none."""
        gaps = {
            name: self.least[name] for name, slot in self._cases(rule).facts if facts.values[slot] is None
        }
        return facts.replacing(gaps) if gaps else None

    def learn(self, rule: str, facts: Facts, on: date, found: Decision) -> None:
        """Keep two cases from a diagram that is open, as far as they really answer differently."""
        for target, wanted in ((YES, True), (NO, False)):
            path = _path(found, target)
            if path is None:
                continue
            filling = {**(self.most if wanted else self.least), **self._from_path(found, path)}
            if self.answer(rule, facts, on, filling) is wanted:
                self._cases(rule).kept.appendleft(filling)

    def _cases(self, rule: str) -> RuleCases:
        """Give the cases of a rule."""
        found = self._rules.get(rule)
        if found is None:
            facts, standards = names_below(self.program, self.program.tree(rule))
            found = self._rules[rule] = RuleCases(
                tuple((name, self.program.slots[name]) for name in facts),
                tuple((name, self.standard_slots[name]) for name in standards),
            )
        return found

    def _from_path(self, found: Decision, path: Mapping[int, Region]) -> dict[str, object]:
        """Turn the regions on a way through a diagram into values."""
        filling: dict[str, object] = {}
        for level, region in path.items():
            origin = found.residual.origins[level]
            variable = found.diagrams.variables[level]
            if origin.kind in ("fact", "standard"):
                name = variable.facts[0] if variable.facts else variable.standards[0]
                filling[name] = example_value(origin.node.type, region)
            elif origin.kind != "form":
                wanted = region.high is not None if origin.kind == "run" else region.low is not None
                for name in variable.facts:
                    if isinstance(self.program.facts[name].type, types.History):
                        choices = self.most if wanted or filling.get(name) is self.most[name] else self.least
                        filling[name] = choices[name]
        if any(found.diagrams.variables[level].form for level in path):
            filling.update(self._from_sums(found, path))
        return filling

    def _from_sums(self, found: Decision, path: Mapping[int, Region]) -> Iterator[tuple[str, object]]:
        """Give values to the missing numbers and dates whose sums the way through a diagram speaks of."""
        diagrams, today = found.diagrams, found.residual.on.toordinal()
        numeric = [level for level in path if diagrams.domain(level).kind not in ("bool", "enum", "text")]
        conditions = domain_conditions(diagrams, numeric)
        for level in numeric:
            conditions += conditions_of(diagrams, level, path[level])
        days = {
            level: today for level in range(len(diagrams.variables)) if diagrams.domain(level).kind == "date"
        }
        for level, value in (witness(conditions, days) or {}).items():
            origin, variable = found.residual.origins[level], diagrams.variables[level]
            if origin.kind == "fact" and (value.denominator == 1 or not variable.domain.discrete):
                position = value.numerator if value.denominator == 1 else value
                yield variable.facts[0], value_at(origin.node.type, position)


def _with(values: Vector, gaps: Sequence[tuple[str, int]], filling: Filling) -> Vector:
    """Give the values with gaps filled in."""
    if not gaps:
        return values
    filled = list(values)
    for name, slot in gaps:
        filled[slot] = filling[name]
    return tuple(filled)


def _path(found: Decision, target: Node) -> dict[int, Region] | None:
    """Give the regions on some way through a diagram to a leaf."""
    diagrams = found.diagrams
    dead: set[Node] = set()

    def walk(node: Node) -> dict[int, Region] | None:
        if diagrams.level[node] == LEAF_LEVEL:
            return {} if node == target else None
        if node in dead or node == NEVER:
            return None
        for kid, region in zip(diagrams.kids[node], diagrams.regions_of(node), strict=True):
            rest = walk(kid)
            if rest is not None:
                return {diagrams.level[node]: region, **rest}
        dead.add(node)
        return None

    return walk(found.node)


def example_value(kind: types.Type, region: Region) -> Any:
    """Give a value of a type that lies in a region; None for a history or a list, which cannot be made up."""
    return value_at(kind, region.sample())


def value_at(kind: types.Type, position: Position) -> Any:
    """Give the value of a type at a position of its line; None for a history or a list."""
    match kind:
        case types.Bool():
            return bool(position)
        case types.Enum():
            return kind.values[int(position)].name
        case types.Date():
            return date.fromordinal(int(position))
        case types.Int():
            return int(position)
        case types.Number() | types.Money():
            numerator, denominator = position.as_integer_ratio() if not isinstance(position, str) else (0, 1)
            return Decimal(numerator) / Decimal(denominator)
    return str(position) if isinstance(kind, types.TextType) else None


# -- the two cases that everything begins with


def _most(kind: types.Type, declared: FactDeclaration | None) -> object:
    """Give the value that fulfils most conditions: yes, much, long ago, every kind of spell."""
    match kind:
        case types.Bool():
            return True
        case types.Enum():
            return kind.values[-1].name
        case types.Date():
            return LONG_AGO
        case types.Int() | types.Number() | types.Money():
            bound = declared.maximum if declared is not None and declared.maximum is not None else PLENTY
            return int(bound) if isinstance(kind, types.Int) else bound
        case types.History():
            return SpellHistory.of(list(_every_kind(kind)))
        case types.List():
            return tuple(kind.of.order) if isinstance(kind.of, types.Enum) else ()
        case types.DurationType():
            return Duration(years=1_000)
    return "" if isinstance(kind, types.TextType) else Text("", "")


def _least(kind: types.Type, declared: FactDeclaration | None) -> object:
    """Give the value that fulfils fewest conditions: no, little, lately, no spells."""
    match kind:
        case types.Bool():
            return False
        case types.Enum():
            return kind.values[0].name
        case types.Date():
            return date.max
        case types.Int() | types.Number() | types.Money():
            bound = declared.minimum if declared is not None and declared.minimum is not None else NOTHING
            return int(bound) if isinstance(kind, types.Int) else bound
        case types.History():
            return SpellHistory()
        case types.List():
            return ()
        case types.DurationType():
            return Duration()
    return "" if isinstance(kind, types.TextType) else Text("", "")


def _every_kind(kind: types.History) -> Iterator[Spell]:
    """Give spells that go on since long ago, one for each combination of enum values and truths."""
    choices: list[tuple[object, ...]] = []
    count = 1
    for each in kind.fields:
        values: tuple[object, ...] = (_most(each.type, None),)
        if isinstance(each.type, types.Enum):
            values = tuple(each.type.order)
        elif isinstance(each.type, types.Bool):
            values = (True, False)
        values = values if count * len(values) <= RICH_SPELLS else values[-1:]
        count *= len(values)
        choices.append(values)
    for fields in product(*choices):
        yield Spell(LONG_AGO, FOREVER, fields)


_kept: WeakKeyDictionary[Program, Completions] = WeakKeyDictionary()


def completions_of(program: Program) -> Completions:
    """Give the cases of a program."""
    found = _kept.get(program)
    if found is None:
        found = _kept[program] = Completions(program)
    return found
