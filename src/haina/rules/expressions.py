"""The text of one expression of generated Python, three-valued, put together from a typed tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, TypeGuard

from haina.rules.arithmetic import Ordered, Positions
from haina.rules.functions import is_doubtful
from haina.rules.operators import MIRRORED
from haina.rules.periods import Duration
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
from haina.rules.types import INT, MEASURE, Bool, Enum, History, List

_NESTING = 12
"""Deeper parts become functions of their own: Python's reader takes no more than 200 open brackets."""
_ARITHMETIC = {"-": "_subtract", "*": "_multiply", "/": "_divide", "neg": "_negate", "+": "_add"}
_PLAIN = {
    "age": "_years_since",
    "years_since": "_years_since",
    "months_since": "_months_since",
    "whole_years": "_whole_years",
    "whole_months": "_whole_months",
    "min": "_least",
    "max": "_greatest",
    "abs": "_absolute",
    "round": "_rounded",
    "floor": "_floor",
    "ceiling": "_ceiling",
    "size": "_size",
    "satisfies": "_satisfies",
}
_OF_TODAY = ("age", "years_since", "months_since")
_UNITS = ("years", "months", "days")
_MOST_INLINE = 6
_VALUE = {"latest": "_latest", "count": "_count", "runs": "_on_runs", "absent": "_on_runs_or_absent"}
_ALTERNATIVES = {
    "latest": "_latest_candidates",
    "count": "_alternatives_of_count",
    "runs": "_alternatives_on_runs",
    "absent": "_alternatives_on_runs",
}


class Expressions:
    """Writes expressions; collects the constants and helper functions that they use.

    An expression sees facts ``f``, standards ``s``, the date ``t``; inside ``where`` also the spell's fields
    ``x`` and the standards of its last day ``z``; and ``n7``, the value of the rule whose root is node 7.
    """

    _CONTEXT: ClassVar = ("f", "s", "t", "x", "z")

    def __init__(self, roots: Mapping[str, Node], absent: set[str]) -> None:
        self.roots = roots
        self.absent = absent
        self.constants: dict[str, object] = {}
        self.helpers: list[str] = []
        self._used: set[str] = set()
        self._depth = 0
        self._temporaries = 0

    def code(self, node: Node) -> str:
        """Give the text for the value of ``node``, evaluating no more than needed."""
        if isinstance(node, Choose):
            return self._choice(node)
        self._depth += 1
        try:
            if self._depth > _NESTING and node.children:
                return self._apart(node)
            code = self._compared if isinstance(node, Compare) else self.code
            parts = [code(child) for child in values_below(node)]
            return self.combined(node, parts)
        finally:
            self._depth -= 1

    def _compared(self, node: Node) -> str:
        """Give the text for one side of a comparison: where it may be in doubt, for all that it can be."""
        return (
            self._history_call(node, self._parts(node), _ALTERNATIVES) if in_doubt(node) else self.code(node)
        )

    def alternatives(self, node: Call, parts: Sequence[str]) -> str:
        """Give the text for all that a history function in doubt can be."""
        return self._history_call(node, parts, _ALTERNATIVES)

    def _parts(self, node: Call) -> list[str]:
        return [self.code(child) for child in values_below(node)]

    def combined(self, node: Node, parts: Sequence[str]) -> str:
        """Give the text for ``node`` from the texts of its children (that of ``where`` left out)."""
        match node:
            case Logic():
                return self._logic(node.operator, parts)
            case Compare():
                return self._compare(node, parts)
            case Arithmetic():
                return self._arithmetic(node, parts)
            case Call():
                return self._call(node, parts)
        return self._leaf(node)

    # Leaves

    def _leaf(self, node: Node) -> str:
        match node:
            case Constant():
                return self._constant(node.value)
            case Fact():
                return self._see("f", node.slot)
            case Standard():
                return self._see("z" if node.as_of_spell else "s", node.slot)
            case SpellField():
                return self._see("x", node.slot)
            case Reference() | TablePoints():
                return self._name(f"n{self.roots[_target(node)].id}")
            case Today():
                return self._name("t")
        raise TypeError(f"no value for a {type(node).__name__}")

    def _name(self, name: str) -> str:
        self._used.add(name)
        return name

    def _see(self, vector: str, slot: int) -> str:
        return f"{self._name(vector)}[{slot}]"

    def _constant(self, value: object) -> str:
        if isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**9):
            return repr(value) if isinstance(value, bool) or value >= 0 else f"({value!r})"
        return self._named(value)

    def _twice(self, text: str) -> tuple[str, str]:
        """Give a text for the first use of a value and one for later uses, evaluated once."""
        if text.isidentifier():
            return text, text
        self._temporaries += 1
        name = f"v{self._temporaries}"
        return f"({name} := {text})", name

    # Operators

    def _logic(self, operator: str, parts: Sequence[str]) -> str:
        if operator == "not":
            first, later = self._twice(parts[0])
            return f"(None if {first} is None else not {later})"
        pairs = [self._twice(part) for part in parts]
        if operator == "and":
            some_no = " or ".join(f"{first} is False" for first, _ in pairs)
            return f"(False if {some_no} else {' and '.join(later for _, later in pairs)})"
        some_yes = " or ".join(first for first, _ in pairs)
        some_open = " or ".join(f"{later} is None" for _, later in pairs)
        return f"(True if {some_yes} else None if {some_open} else False)"

    def _compare(self, node: Compare, parts: Sequence[str]) -> str:
        left, right = parts
        if in_doubt(node.left) or (in_doubt(node.right) and node.operator in MIRRORED):
            return self._compare_alternatives(node, parts)
        if node.left.type == MEASURE:
            return f"_measure({node.operator!r}, {left}, {right})"
        if node.right.type == MEASURE:
            return f"_measure({MIRRORED[node.operator]!r}, {right}, {left})"
        is_order = node.operator not in ("==", "!=", "in", "not in")
        if is_order and isinstance(node.left.type, Enum):
            left, right = (
                self._position(side, text) for side, text in zip(node.children, parts, strict=True)
            )
        if self.may_be_absent(node.left) or self.may_be_absent(node.right):
            return f"_compare({node.operator!r}, {left}, {right})"
        tests, names = self._known(node.children, (left, right))
        compared = f"{names[0]} {node.operator} {names[1]}"
        return f"(None if {' or '.join(tests)} else {compared})" if tests else f"({compared})"

    def _compare_alternatives(self, node: Compare, parts: Sequence[str]) -> str:
        """Compare all that a history function can be with another value."""
        call, other, operator = node.left, node.right, node.operator
        bounds, text = parts
        if not in_doubt(call):
            call, other, operator = node.right, node.left, MIRRORED[operator]
            text, bounds = parts
        if not isinstance(call, Call):
            raise TypeError("only a history function is in doubt")
        if in_doubt(other):
            text = f"_one_of({text})"
        comparing = "_measure" if call.type == MEASURE else "_compare"
        if isinstance(call.type, Enum) and operator not in ("in", "not in"):
            comparing = self._named(Ordered(call.type.order))
        function = "_compare_candidates" if call.function == "latest" else "_compare_bounds"
        return f"{function}({comparing}, {operator!r}, {bounds}, {text})"

    def _named(self, value: object) -> str:
        name = f"K{len(self.constants)}"
        self.constants[name] = value
        return name

    def _position(self, node: Node, text: str) -> str:
        """Give the text for the position of an ordered enum's value; gaps stay what they are."""
        if not isinstance(node.type, Enum):
            raise TypeError("only an enum has positions")
        if isinstance(node, Constant):
            return str(node.type.order[str(node.value)])
        return f"{self._named(Positions(node.type.order))}[{text}]"

    def _arithmetic(self, node: Arithmetic, parts: Sequence[str]) -> str:
        if node.operator == "neg":
            return f"_negate({parts[0]})"
        if len(parts) > 2:
            return f"_total_of(({', '.join(parts)},))"
        if node.type == INT and not any(self.may_be_absent(operand) for operand in node.operands):
            tests, names = self._known(node.operands, parts)
            self._temporaries += 1
            result = f"v{self._temporaries}"
            bounded = (
                f"{result} if -_LARGEST < ({result} := {names[0]} {node.operator} {names[1]}) < _LARGEST"
            )
            return f"(None if {' or '.join(tests) or 'False'} else {bounded} else None)"
        return f"{_ARITHMETIC[node.operator]}({parts[0]}, {parts[1]})"

    def _known(self, nodes: Sequence[Node], parts: Sequence[str]) -> tuple[list[str], list[str]]:
        """Give texts that say whether a value is unknown, and names for the values."""
        tests, names = [], []
        for node, text in zip(nodes, parts, strict=True):
            if isinstance(node, Constant | Today):
                names.append(text)
            else:
                first, later = self._twice(text)
                tests.append(f"{first} is None")
                names.append(later)
        return tests, names

    def chosen(self, parts: Sequence[str]) -> str:
        """Give the text of a choice whose conditions and values are names already."""
        pairs = list(zip(parts[:-1:2], parts[1:-1:2], strict=True))
        listed = ", ".join(f"({test}, {value})" for test, value in pairs)
        by_name = f"_choose(({listed},), {parts[-1]})"
        if len(pairs) > _MOST_INLINE:
            return by_name
        open_ = " or ".join(f"{test} is None" for test, _ in pairs)
        known = " else ".join(f"{value} if {test}" for test, value in pairs)
        return f"({by_name} if {open_} else {known} else {parts[-1]})"

    # Calls

    def _call(self, node: Call, parts: Sequence[str]) -> str:
        name = node.function
        if name in _UNITS:
            return f"_duration({name!r}, {parts[0]})"
        if name in _OF_TODAY:
            return f"{_PLAIN[name]}({parts[0]}, {self._name('t')})"
        if name in ("min", "max") and len(parts) == 2 and not self.may_be_absent(node):
            tests, (one, other) = self._known(node.arguments, parts)
            sign = "<=" if name == "min" else ">="
            return (
                f"(None if {' or '.join(tests) or 'False'} else {one} if {one} {sign} {other} else {other})"
            )
        if name in _PLAIN:
            return f"{_PLAIN[name]}({', '.join(parts)})"
        if name == "as_of_spell":
            return parts[0]
        return self._history_call(node, parts, _VALUE)

    def _history_call(self, node: Call, parts: Sequence[str], readers: Mapping[str, str]) -> str:
        """Give the text that reads a history: its value, or all that it can be."""
        given = dict(zip((name for name, _ in node.options), parts[len(node.arguments) :], strict=True))
        history, today, chosen = parts[0], self._name("t"), self._chosen(node, parts[0])
        gap = given.get("gap", "_NO_TIME")
        if node.function == "latest":
            reader = "_latest_truth" if isinstance(node.type, Bool) else readers["latest"]
            return f"{reader}({history}, {today}, {chosen}, {self._field_position(node)})"
        if node.function == "consecutive":
            return f"_consecutive({history}, {today}, {chosen}, {parts[1]}, {given['each']}, {gap})"
        if node.function == "count":
            last = f", {given['last']}" if "last" in given else ""
            return f"{readers['count']}({history}, {today}, {chosen}{last})"
        rest = [gap, *self._lengths(node, given)]
        absent = any(self.may_be_absent(option) for _, option in node.options)
        reader = readers["absent" if absent else "runs"]
        return f"{reader}(_{node.function}, {history}, {today}, {chosen}, {', '.join(rest)})"

    def _lengths(self, node: Call, given: Mapping[str, str]) -> Iterable[str]:
        """Give the argument of a function of runs: the length that is asked for, or the window."""
        for unit in _UNITS:
            option = node.option(unit)
            if isinstance(option, Constant) and isinstance(option.value, int):
                yield self._constant(Duration(**{unit: min(option.value, 4_000_000)}))
            elif option is not None:
                yield f"_duration({unit!r}, {given[unit]})"
        if "last" in given:
            yield given["last"]
        elif node.function == "total":
            yield "_ENDLESS"

    @staticmethod
    def _field_position(node: Call) -> int:
        kind = node.arguments[0].type
        if not isinstance(kind, History) or node.field is None:
            raise TypeError("latest looks at a field of a history")
        return kind.positions[node.field]

    def _chosen(self, node: Call, history: str) -> str:
        """Give the text that finds the spells for which ``where`` holds."""
        if node.where is None:
            return "None"
        outer, self._used, depth, self._depth = self._used, set(), self._depth, 0
        condition = self.code(node.where)
        used, self._used, self._depth = self._used, outer, depth
        captured = sorted(used - {"x", "z"})
        self._used.update(captured)
        bound = "".join(f", {name}={name}" for name in captured)
        where = f"(lambda x, z{bound}: {condition})"
        if "z" not in used:
            return f"_spells({history}, {self._name('t')}, {where})"
        return f"_spells_as_of({history}, {self._name('t')}, {where}, {self._name('s')}, _standards_on)"

    # Functions of their own

    def _apart(self, node: Node) -> str:
        """Write the value of ``node`` as a function of its own and give the text that calls it."""
        outer, self._used, depth, self._depth = self._used, set(), self._depth, 0
        body = f"    return {self.code(node)}\n"
        return self._defined(node, body, outer, depth)

    def _choice(self, node: Choose) -> str:
        """Write a choice as a function: the first branch that holds, and what could be before it agreeing."""
        outer, self._used, depth, self._depth = self._used, set(), self._depth, 0
        lines = ["open = False", "seen = None"]
        for test, value in node.branches:
            lines += [f"test = {self.code(test)}", "if test is not False:"]
            lines += [f"    value = {self.code(value)}", "    if open and value != seen: return None"]
            lines += ["    if test: return value", "    open, seen = True, value"]
        lines += [f"value = {self.code(node.otherwise)}", "return None if open and value != seen else value"]
        body = "".join(f"    {line}\n" for line in lines)
        return self._defined(node, body, outer, depth)

    def _defined(self, node: Node, body: str, outer: set[str], depth: int) -> str:
        used, self._used, self._depth = sorted(self._used), outer, depth
        self._used.update(used)
        # One tree may be written twice (a rule and a single node of it), hence the running number.
        name = f"h{node.id}_{len(self.helpers)}"
        arguments = ", ".join(used)
        self.helpers.append(f"def {name}({arguments}):\n{body}")
        return f"{name}({arguments})"

    # Absence

    def may_be_absent(self, node: Node) -> bool:
        """Say whether the value can be the field of a spell that does not exist."""
        if isinstance(node.type, Bool | History | List):
            return False
        if isinstance(node, Reference | TablePoints):
            return _target(node) in self.absent
        if isinstance(node, Call) and node.function == "latest":
            return True
        children = node.children
        if isinstance(node, Choose):
            children = (*(value for _, value in node.branches), node.otherwise)
        return any(
            self.may_be_absent(child) for child in children if child is not getattr(node, "where", None)
        )


def values_below(node: Node) -> tuple[Node, ...]:
    """Give the children that have one value for the rule: all but the condition on a spell."""
    where = node.where if isinstance(node, Call) else None
    return node.children if where is None else tuple(child for child in node.children if child is not where)


def in_doubt(node: Node) -> TypeGuard[Call]:
    """Say whether a history function's value, no truth, may be known only within bounds."""
    if not is_doubtful(node):
        return False
    return node.where is not None or any(not isinstance(option, Constant) for _, option in node.options)


def _target(node: Reference | TablePoints) -> str:
    return node.name if isinstance(node, Reference) else node.target
