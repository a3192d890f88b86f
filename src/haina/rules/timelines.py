"""From a typed tree to its value over all time, for one case.

Parts that do not change with the date are taken from one evaluation; the others are put together as lines
(:mod:`haina.rules.curves`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from haina.rules import arithmetic
from haina.rules.arithmetic import compare, compare_measure
from haina.rules.critical import Critical
from haina.rules.crossing import Comparing, compare_pieces
from haina.rules.curves import Curve, Line, Shifted, joined, mapped, steady, stepwise, together
from haina.rules.expressions import in_doubt
from haina.rules.facts import DatedFact, Facts
from haina.rules.functions import is_doubtful
from haina.rules.history_timelines import Alternatives, pieces_of, value_line
from haina.rules.moving import Lasting, age_piece, less_a_duration, since_piece
from haina.rules.operators import MIRRORED
from haina.rules.periods import Duration, next_day
from haina.rules.spells import ABSENT, Spell
from haina.rules.tree import (
    Arithmetic,
    Call,
    Choose,
    Compare,
    Constant,
    Fact,
    Logic,
    Node,
    Reference,
    SpellField,
    Standard,
    TablePoints,
    Today,
)
from haina.rules.types import MEASURE, Enum

if TYPE_CHECKING:
    from haina.rules.program import Program
    from haina.rules.reasons import Values

_TODAY = Shifted(
    at=lambda day: day,
    direction=1,
    turn=lambda strict, day: next_day(day) if strict else day,
    length=Duration(),
)
_PLAIN: dict[str, tuple[Any, int]] = {
    "whole_years": (arithmetic.whole_years, 1),
    "whole_months": (arithmetic.whole_months, 1),
    "min": (arithmetic.least, 1),
    "max": (arithmetic.greatest, 1),
    "abs": (arithmetic.absolute, 0),
    "round": (arithmetic.rounded, 1),
    "floor": (arithmetic.floor, 1),
    "ceiling": (arithmetic.ceiling, 1),
    "size": (arithmetic.size, 0),
    "satisfies": (arithmetic.satisfies, 0),
}
_WHOLE = {"whole_years": "years_since", "whole_months": "months_since"}
_SINCE = ("age", "years_since", "months_since")
_UNITS = ("years", "months", "days")


class Walker:
    """Works out lines for one case; inside ``where=`` for one ``spell`` of it.

    ``still`` are the values of all nodes on some day, right for every day where a node does not move;
    ``critical``, where it is given, takes note of every day on which some condition changes, and of what
    is compared with something missing.
    """

    def __init__(
        self,
        program: Program,
        facts: Facts,
        still: Values | None = None,
        spell: Spell | None = None,
        critical: Critical | None = None,
    ) -> None:
        self.program = program
        self.facts = facts
        self.still: Any = still or ()
        self.spell = spell
        self.critical = critical
        self._moving = program.motion.moves if still is not None and critical is None else None

    def line(self, node: Node) -> Line:
        """Give the value of ``node`` for all time."""
        moving = self._moving
        if moving is not None and not moving[node.id] and (not self.facts.dated or self.is_still(node)):
            return [(date.min, self.still[node.id])]
        line = _LINES.get(type(node), Walker._leaf)(self, node)
        if self.critical is not None:
            self.critical.note(line)
            if isinstance(node, Compare) and self.program.motion.runs[node.id]:
                self.critical.note_open(line)
        return line

    def is_still(self, node: Node) -> bool:
        """Say whether the node has one value for all time."""
        return self.program.motion.is_still(node, self.facts.dated)

    def for_spell(self, spell: Spell) -> Walker:
        """Give the walker for a condition on one spell."""
        return Walker(self.program, self.facts, None, spell, self.critical)

    # Leaves

    def _leaf(self, node: Node) -> Line:
        match node:
            case Constant():
                return steady(node.value)
            case Fact():
                value = self.facts.values[node.slot]
                return [(date.min, None), *value.steps] if isinstance(value, DatedFact) else steady(value)
            case Standard():
                return self._standard(node)
            case SpellField():
                return steady(None if self.spell is None else self.spell.fields[node.slot])
            case Today():
                return steady(_TODAY)
            case Reference() | TablePoints():
                return self.rule(node.name if isinstance(node, Reference) else node.target)
        raise TypeError(f"no line for a {type(node).__name__}")

    def _standard(self, node: Standard) -> Line:
        line = self.program.validity.lines[node.slot]
        if node.as_of_spell and self.spell is not None and self.spell.last_day is not None:
            return [step for step in line if step[0] <= self.spell.last_day]
        return line

    def rule(self, name: str) -> Line:
        """Give the line of a rule, worked out once for these facts."""
        if self.critical is not None:
            return Walker(self.program, self.facts, critical=self.critical).line(self.program.tree(name))
        if not self.still and self.spell is None:
            found: Line | None = self.facts.timelines.get(name)
            if found is None:
                found = self.facts.timelines[name] = self.line(self.program.tree(name))
            return found
        return rule_line(self.program, self.facts, name, self.still or None)

    # Operators

    def _logic(self, node: Logic) -> Line:
        if node.operator == "not":
            return _denied(self.line(node.operands[0]))
        settling = node.operator == "or"
        lines: list[Line] = []
        open_ = False
        for operand in self.program.motion.stillest_first[node.id]:
            line = self.line(operand)
            if len(line) > 1:
                lines.append(line)
            elif line[0][1] is None:
                open_ = True
            elif line[0][1] is settling and self.critical is None:
                return line
            else:
                lines.append(line)
        return _kleene(settling, lines, open_)

    def _compare(self, node: Compare) -> Line:
        for is_read in (in_doubt, is_doubtful):
            if is_read(node.left):
                return self._compare_history(node.operator, node.left, node.right, _comparing(node))
            if is_read(node.right) and node.operator in MIRRORED:
                turned, comparing = MIRRORED[node.operator], _comparing(node, mirrored=True)
                return self._compare_history(turned, node.right, node.left, comparing)
        left, right = self.line(node.left), self.line(node.right)
        comparing = _comparing(node)
        steps: Line = []
        for start, end, (one, other) in together([left, right]):
            if self.critical is not None:
                self.critical.note_threshold(node, one, other, start, end)
            steps += compare_pieces(node.operator, one, other, start, end, comparing)
        return joined(steps)

    def _compare_history(self, operator: str, call: Node, with_: Node, comparing: Comparing) -> Line:
        """Compare at the least and at the most that the function can be; what both say is certain."""
        other = self.line(with_)
        steps: Line = []
        for start, end, alternatives in pieces_of(self, call):
            if self.critical is not None:
                self.critical.note_history(start, alternatives, other)

            def answer(how: str, within: tuple[date, date, Alternatives]) -> Line:
                first, after, lines = within
                found = [compare_least(how, each, other, first, after, comparing) for each in lines]
                return agreed(found, first, after)

            piece = (start, end, alternatives)
            if operator in ("==", "!=") and len(alternatives) > 1:
                sides = [_from_the_start(answer(how, piece)) for how in (">=", "<=")]
                equal = _kleene(False, sides, open_=False)
                found = equal if operator == "==" else _denied(equal)
                steps += [(max(day, start), value) for day, value in found]
            else:
                steps += answer(operator, piece)
        return joined(steps)

    def _arithmetic(self, node: Arithmetic) -> Line:
        lines = [self.line(operand) for operand in node.operands]
        steps: Line = []
        for start, end, pieces in together(lines):
            less = pieces[1] if node.operator == "-" and pieces[0] is _TODAY else None
            if isinstance(less, date):
                steps.append((start, since_piece(less)))
            elif isinstance(less, Duration):
                steps += less_a_duration(less, start, end)
            else:
                steps.append((start, _calculated(node.operator, pieces)))
        return joined(steps)

    def _choose(self, node: Choose) -> Line:
        lines = [self.line(child) for child in node.children]
        steps: Line = []
        for start, _, pieces in together(lines):
            branches = list(zip(pieces[:-1:2], pieces[1:-1:2], strict=True))
            steps.append((start, arithmetic.choose(branches, pieces[-1])))
        return joined(steps)

    # Calls

    def _call(self, node: Call) -> Line:
        name = node.function
        if name == "as_of_spell":
            return self.line(node.arguments[0])
        if name not in _PLAIN and name not in _SINCE and name not in _UNITS:
            return value_line(self, node)
        lines = [self.line(argument) for argument in node.arguments]
        return joined((start, self._called(name, pieces)) for start, _, pieces in together(lines))

    def _called(self, name: str, pieces: list[Any]) -> Any:
        if name in _SINCE:
            return age_piece(name, pieces[0])
        if name in _UNITS:
            return mapped(lambda count: arithmetic.duration(name, count), pieces, (1,))
        if name in _WHOLE and isinstance(pieces[0], Lasting):
            return age_piece(_WHOLE[name], pieces[0].begin)
        function, way = _PLAIN[name]
        piece = mapped(function, pieces, (way,) * len(pieces))
        return stepwise(piece) if name in _WHOLE and isinstance(piece, Curve) else piece


_LINES: dict[type[Node], Callable[[Walker, Any], Line]] = {
    Logic: Walker._logic,
    Compare: Walker._compare,
    Arithmetic: Walker._arithmetic,
    Choose: Walker._choose,
    Call: Walker._call,
}


def rule_line(program: Program, facts: Facts, name: str, still: Values | None = None) -> Line:
    """Give the line of a rule by Kleene's tables, worked out once for the facts."""
    found = facts.timelines.get(name)
    if found is None:
        root = program.tree(name)
        if program.motion.is_still(root, facts.dated):
            found = steady(program.truth(name, facts, date.min) if still is None else still[root.id])
        else:
            still = program.node_values(name, facts, date.min) if still is None else still
            found = Walker(program, facts, still).line(root)
        facts.timelines[name] = found
    return found


def _kleene(settling: bool, lines: list[Line], open_: bool) -> Line:
    """Join truths: by ``or`` where yes settles, by ``and`` where no does; ``open_``: one is unknown."""
    otherwise = None if open_ else not settling
    if not lines:
        return steady(otherwise)
    steps: Line = []
    for day, _, values in together(lines):
        steps.append((day, settling if settling in values else None if None in values else otherwise))
    return joined(steps)


def _comparing(node: Compare, mirrored: bool = False) -> Comparing:
    """Give the comparison of two values of the node's types, with the sides exchanged where ``mirrored``."""
    first = node.right if mirrored else node.left
    if first.type == MEASURE:
        return compare_measure
    if MEASURE in (node.left.type, node.right.type):
        return lambda operator, one, other: compare_measure(MIRRORED[operator], other, one)
    if isinstance(first.type, Enum) and node.operator not in ("in", "not in"):
        order = first.type.order
        return lambda operator, one, other: compare(operator, order.get(one, one), order.get(other, other))
    return compare


def compare_least(
    operator: str, lines: Sequence[Line], other: Line, start: date, end: date, comparing: Comparing
) -> Line:
    """Compare the least of several lines with another, within two days; a piece may be several candidates."""
    if operator == "!=" and len(lines) > 1:
        equal = compare_least("==", lines, other, start, end, comparing)
        return _denied(equal)
    if operator == "==" and len(lines) > 1:
        sides = [compare_least(how, lines, other, start, end, comparing) for how in (">=", "<=")]
        return _kleene(False, sides, open_=False)
    answers = []
    for line in lines:
        steps: Line = []
        for first, after, (one, two) in together([line, other]):
            if first < end and after > start:
                first, after = max(first, start), min(after, end)
                candidates = one if isinstance(one, tuple) else (one,)
                found = [compare_pieces(operator, each, two, first, after, comparing) for each in candidates]
                steps += found[0] if len(found) == 1 else agreed(found, first, after)
        answers.append(_from_the_start(steps))
    if len(answers) == 1:
        return [(max(day, start), value) for day, value in answers[0]]
    return _kleene(operator in ("<", "<="), answers, open_=False)


def _denied(line: Line) -> Line:
    return [(day, None if value is None else not value) for day, value in line]


def _from_the_start(steps: Line) -> Line:
    """Let the first step begin with the calendar, so that lines can be laid side by side."""
    return [(date.min, steps[0][1]), *steps[1:]]


def agreed(answers: Sequence[Line], start: date, end: date) -> Line:
    """Give what all lines say, unknown where they differ, from ``start`` up to ``end``."""
    steps: Line = []
    for first, after, values in together([_from_the_start(answer) for answer in answers]):
        if first < end and after > start:
            same = all(value == values[0] for value in values[1:])
            steps.append((max(first, start), values[0] if same else None))
    return steps


def _calculated(operator: str, pieces: list[Any]) -> Any:
    match operator:
        case "neg":
            return mapped(arithmetic.negate, pieces, (-1,))
        case "+":
            return mapped(lambda *values: arithmetic.total(values), pieces, (1,) * len(pieces))
        case "-":
            return mapped(arithmetic.subtract, pieces, (1, -1))
    function = arithmetic.multiply if operator == "*" else arithmetic.divide
    factor = pieces[1] if isinstance(pieces[0], Curve) else pieces[0]
    if operator == "/" and isinstance(pieces[1], Curve):
        factor = None
    known = factor is not None and factor is not ABSENT and not isinstance(factor, Curve)
    way = ((factor > 0) - (factor < 0)) if known else 0
    return mapped(function, pieces, (way, way))
