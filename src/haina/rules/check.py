"""From Python's syntax tree to the typed tree: names, operators, literals, and every mistake in them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from haina.rules.brackets import table_advice
from haina.rules.calls import check_attribute, check_call
from haina.rules.declarations import FactDeclaration, StandardDeclaration, TableSource
from haina.rules.literals import UNNUMBERED, as_enum, read_literal
from haina.rules.operators import arithmetic_type, can_compare, fits, unified
from haina.rules.parse import Parsed
from haina.rules.problems import Problems, nearest, shown
from haina.rules.text import Place, Text
from haina.rules.tree import (
    Arithmetic,
    Choose,
    Compare,
    Constant,
    Fact,
    Logic,
    Node,
    Reference,
    SpellField,
    Standard,
    Today,
)
from haina.rules.types import BOOL, DATE, NUMBER, RULE, Enum, History, Int, List, Money, Number, Type

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


@dataclass
class Names:
    """Everything that a name in a rule can stand for.

    ``rules`` has the type of each rule that could be compiled, ``None`` for one that could not (which was
    reported where it stands). ``dated`` are rules that rest on standards.
    """

    facts: dict[str, tuple[int, FactDeclaration]] = field(default_factory=dict)
    standards: dict[str, tuple[int, StandardDeclaration]] = field(default_factory=dict)
    tables: dict[str, TableSource] = field(default_factory=dict)
    rules: dict[str, Type | None] = field(default_factory=dict)
    dated: set[str] = field(default_factory=set)
    uses: dict[tuple[str, str], str] = field(default_factory=dict)
    """The rule made for each use of a table of brackets, by the table and the amount as written."""
    made: dict[str, Node] = field(default_factory=dict)
    """Trees made while the present rule was checked, which it rests on."""

    def all(self) -> Iterable[str]:
        """Give every name that may stand bare in a rule."""
        return (*self.facts, *self.standards, *(name for name in self.rules if "." not in name), "today")


@dataclass
class Checker:
    """Checks one expression; ``fields`` are those of the spell while inside ``where=``."""

    names: Names
    parsed: Parsed
    problems: Problems
    fields: History | None = None
    as_of_spell: bool = False

    def check(self, node: ast.expr, asked: Type | None = None) -> Node | None:
        """Give the typed node, of type ``asked`` where that is given; ``None`` after a problem."""
        found = self._by_kind(node)
        if found is None or asked is None:
            return found
        return self.fitted(found, asked)

    def fitted(self, node: Node, asked: Type) -> Node | None:
        """Give ``node`` if it may stand where ``asked`` is wanted; a literal takes an enum's type."""
        if isinstance(asked, Enum | List):
            turned = as_enum(node, asked, self.problems)
            if turned is None:
                return None
            node = turned
        if fits(node.type, asked):
            return node
        self.wrong_type(node.place, asked, node.type)
        return None

    def wrong_type(self, place: Place, asked: Type, given: Type) -> None:
        """Say that another type is needed, and how to write a value of that type."""
        self.problems.add(
            place,
            "wrong_type",
            f"此处需要 {asked.name}，写的是 {given.name}",
            f"a value of type {asked.name} is needed here; this is {given.name}",
            _advice(asked, given),
        )

    def place(self, node: ast.expr | ast.keyword) -> Place:
        """Give the place of a part of the expression."""
        return self.parsed.place(node)

    def _by_kind(self, node: ast.expr) -> Node | None:
        match node:
            case ast.Name():
                return self._name(node)
            case ast.Constant() | ast.List():
                return read_literal(node, self.parsed, self.problems)
            case ast.BoolOp() | ast.UnaryOp():
                return self._unary(node) if isinstance(node, ast.UnaryOp) else self._bool_op(node)
            case ast.Compare():
                return self._comparison(node)
            case ast.BinOp():
                return self._arithmetic(node)
            case ast.IfExp():
                return self._choose(node)
            case ast.Call() | ast.Attribute():
                return check_call(self, node) if isinstance(node, ast.Call) else check_attribute(self, node)
        self.unsupported(node)
        return None

    def unsupported(self, node: ast.expr) -> None:
        """Say that Python's syntax has this and the rule language has not."""
        self.problems.add(
            self.place(node),
            "unsupported",
            f"规则语言没有这种写法：{shown(self.parsed.segment(node))}",
            f"the rule language does not have this: {shown(self.parsed.segment(node))}",
        )

    # Names stand for different things; the order is that of docs/rule-language.md, 2

    def _name(self, node: ast.Name) -> Node | None:
        place, name = self.place(node), node.id
        if self.parsed.segment(node) != name:
            self.problems.add(place, "character", "名称须用ASCII字符", "names are written in plain ASCII")
            return None
        before = len(self.problems.found)
        found = self._known_name(name, place)
        if found is None and name not in self.names.rules and len(self.problems.found) == before:
            self._unknown_name(name, place)
        return found

    def _known_name(self, name: str, place: Place) -> Node | None:
        if self.fields is not None and name in self.fields.positions:
            position = self.fields.positions[name]
            return SpellField(UNNUMBERED, self.fields.fields[position].type, place, name, position)
        if name in self.names.facts:
            slot, fact = self.names.facts[name]
            if isinstance(fact.type, History):
                self._bare_history(name, place)
                return None
            return Fact(UNNUMBERED, fact.type, place, name, slot)
        if name in self.names.standards:
            return self.standard(name, place)
        if name in self.names.tables:
            self.problems.add(place, "wrong_type", *table_advice(self.names.tables[name]))
            return None
        if name == "today":
            return Today(UNNUMBERED, DATE, place)
        return self._reference(name, place)

    def standard(self, name: str, place: Place, judged: bool = False) -> Node | None:
        """Give the node of a standard; one of type rule only stands in ``satisfies``."""
        slot, declared = self.names.standards[name]
        if declared.type == RULE and not judged:
            advice = Text(f"写 satisfies(…, {name})", f"Write satisfies(…, {name}).")
            self.problems.add(place, "wrong_type", f"{name} 是规则类标准", f"{name} is of type rule", advice)
            return None
        return Standard(UNNUMBERED, declared.type, place, name, slot, self.as_of_spell)

    def _reference(self, name: str, place: Place) -> Node | None:
        kind = self.names.rules.get(name)
        if kind is None:
            return None
        if self.as_of_spell and name in self.names.dated:
            self.problems.add(
                place,
                "as_of_spell",
                f"as_of_spell 里不能用依赖标准的定义 {name}，请写出全式",
                f"{name} rests on standards; inside as_of_spell it must be written out",
            )
            return None
        return Reference(UNNUMBERED, kind, place, name)

    def _bare_history(self, name: str, place: Place) -> None:
        self.problems.add(
            place,
            "wrong_type",
            f"{name} 是经历，只能作为经历函数的第一个参数",
            f"{name} is a history; it only stands as the first argument of a history function",
            Text(f"例如 holds({name})", f"For example holds({name})."),
        )

    def _unknown_name(self, name: str, place: Place) -> None:
        if self.problems.is_full:
            return
        fields = tuple(self.fields.positions) if self.fields is not None else ()
        self.problems.add(
            place,
            "unknown_name",
            f"没有名为 {shown(name)} 的事实、标准或定义",
            f"there is no fact, standard or definition called {shown(name)}",
            nearest(name, (*fields, *self.names.all())),
        )

    # Operators

    def _bool_op(self, node: ast.BoolOp) -> Node | None:
        return self._logic("and" if isinstance(node.op, ast.And) else "or", node, node.values)

    def _logic(self, operator: str, node: ast.expr, parts: list[ast.expr]) -> Node | None:
        operands = [self.check(part, BOOL) for part in parts]
        known = tuple(operand for operand in operands if operand is not None)
        if len(known) < len(operands):
            return None
        return Logic(UNNUMBERED, BOOL, self.place(node), operator, known)

    def _unary(self, node: ast.UnaryOp) -> Node | None:
        if isinstance(node.op, ast.Not):
            return self._logic("not", node, [node.operand])
        if not isinstance(node.op, ast.USub):
            self.unsupported(node)
            return None
        operand = self.check(node.operand)
        if operand is None:
            return None
        place = self.place(node)
        if not isinstance(operand.type, Int | Number | Money):
            self.wrong_type(place, NUMBER, operand.type)
            return None
        if isinstance(operand, Constant) and isinstance(node.operand, ast.Constant):
            return Constant(UNNUMBERED, operand.type, place, -operand.value)  # type: ignore[operator]
        return Arithmetic(UNNUMBERED, operand.type, place, "neg", (operand,))

    def _comparison(self, node: ast.Compare) -> Node | None:
        sides = [node.left, *node.comparators]
        parts: list[Node | None] = []
        for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
            if type(operator) not in _COMPARISONS:
                self.unsupported(node)
                return None
            parts.append(self._compare(_COMPARISONS[type(operator)], left, right))
        known = tuple(part for part in parts if part is not None)
        if len(known) < len(parts):
            return None
        return known[0] if len(known) == 1 else Logic(UNNUMBERED, BOOL, self.place(node), "and", known)

    def _compare(self, operator: str, left_part: ast.expr, right_part: ast.expr) -> Node | None:
        left, right = self.check(left_part), self.check(right_part)
        if left is None or right is None:
            return None
        asked = left.type
        if operator in ("in", "not in"):
            asked = List(left.type)
            if isinstance(right.type, List):
                left = as_enum(left, right.type.of, self.problems)
        elif isinstance(right.type, Enum):
            left = as_enum(left, right.type, self.problems)
        right = as_enum(right, asked, self.problems) if isinstance(asked, Enum | List) else right
        if left is None or right is None:
            return None
        if not can_compare(operator, left.type, right.type):
            self._cannot(left.place, operator, left.type, right.type)
            return None
        return Compare(UNNUMBERED, BOOL, left.place, operator, left, right)

    def _cannot(self, place: Place, operator: str, left: Type, right: Type) -> None:
        self.problems.add(
            place,
            "wrong_type",
            f"{left.name} 与 {right.name} 之间不能用 {operator}",
            f"{operator} is not defined between {left.name} and {right.name}",
            _advice(left, right) or _advice(right, left),
        )

    def _arithmetic(self, node: ast.BinOp) -> Node | None:
        operator = _ARITHMETIC.get(type(node.op))
        if operator is None:
            self.unsupported(node)
            return None
        left, right = self.check(node.left), self.check(node.right)
        if left is None or right is None:
            return None
        result = arithmetic_type(operator, left.type, right.type)
        if result is None:
            self._cannot(left.place, operator, left.type, right.type)
            return None
        return Arithmetic(UNNUMBERED, result, left.place, operator, (left, right))

    def _choose(self, node: ast.IfExp) -> Node | None:
        branches: list[tuple[Node | None, Node | None]] = []
        rest: ast.expr = node
        while isinstance(rest, ast.IfExp):
            branches.append((self.check(rest.test, BOOL), self.check(rest.body)))
            rest = rest.orelse
        otherwise = self.check(rest)
        known = tuple((test, value) for test, value in branches if test is not None and value is not None)
        if otherwise is None or len(known) < len(branches):
            return None
        return self.chosen(known, otherwise, self.place(node))

    def chosen(self, branches: tuple[tuple[Node, Node], ...], otherwise: Node, place: Place) -> Node | None:
        """Join the branches to one choice; all values must be of one type."""
        kinds = [value.type for _, value in branches] + [otherwise.type]
        enum = next((kind for kind in kinds if isinstance(kind, Enum)), None)
        values: list[Node] = []
        common: Type | None = None
        for value in (*(value for _, value in branches), otherwise):
            turned = as_enum(value, enum, self.problems) if enum is not None else value
            if turned is None:
                return None
            joined = turned.type if common is None else unified(common, turned.type)
            if joined is None or isinstance(joined, History):
                self._cannot(turned.place, "if … else", common or turned.type, turned.type)
                return None
            common = joined
            values.append(turned)
        tests = (test for test, _ in branches)
        pairs = tuple(zip(tests, values[:-1], strict=True))
        return Choose(UNNUMBERED, common or BOOL, place, pairs, values[-1])


def _advice(asked: Type, given: Type) -> Text | None:
    """Suggest how a plain number is written as what is needed."""
    if not isinstance(given, Int | Number):
        return None
    written = {
        "money": "money(500000)",
        "duration": "years(4)",
        "measure": "years(4)",
        "date": "date('2016-09-26')",
    }
    example = written.get(asked.name)
    return Text(f"例如写 {example}", f"Write for example {example}.") if example else None
