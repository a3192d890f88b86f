"""How draws and conditions are written in a pack's city data, read with every defect at its place."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from haina.policy.kinds import BROKEN, Broken, Reading, wrong_kind
from haina.policy.nodes import Mapping, Node, Scalar, Sequence
from haina.policy.plain import value_of
from haina.rules.problems import nearest
from haina.rules.text import Text
from haina.rules.types import BOOL, DATE, INT, TEXT, Enum, History, Type

from .conditions import Test, Where
from .draws import (
    YEAR,
    Ago,
    Bands,
    Bounded,
    Case,
    Cases,
    Choice,
    Constant,
    Draw,
    Joined,
    Lognormal,
    Matches,
    Of,
    Share,
    Since,
    Sum,
)
from .frame import day_number

#: What may stand beside the key that names the kind of a draw.
BESIDE = ("at_least", "at_most", "step", "times", "plus")


@dataclass
class Scope:
    """The columns that a draw may read, with their types; also those `above` a spell or across a link."""

    columns: dict[str, Type] = field(default_factory=dict)
    links: Map[str, Scope] = field(default_factory=dict)
    above: Scope | None = None

    def find(self, name: str) -> Type | None:
        """The type of a column, or None."""
        head, dot, rest = name.partition(".")
        if dot:
            linked = self.links.get(head)
            return None if linked is None else linked.find(rest)
        found = self.columns.get(name)
        return self.above.find(name) if found is None and self.above is not None else found

    def names(self) -> list[str]:
        """All that can be named, for suggestions."""
        own = list(self.columns)
        across = [f"{link}.{name}" for link, scope in self.links.items() for name in scope.columns]
        return [*own, *across, *(self.above.names() if self.above is not None else ())]


def column_name(node: Node, reading: Reading, scope: Scope) -> tuple[str, Type] | Broken:
    """The name of a column that was declared before, and its type."""
    name = node.text if isinstance(node, Scalar) else ""
    found = scope.find(name)
    if found is None or isinstance(found, History):
        return reading.problem(
            node,
            "unknown_column",
            Text(
                zh=f"此前没有名为 {name} 的列",
                en=f"no column named {name} is declared before this one",
            ),
            nearest(name, scope.names()),
        )
    return name, found


def number(node: Node, reading: Reading) -> float | Broken:
    """A number, or a day as a number."""
    value = value_of(node.text) if isinstance(node, Scalar) and node.style is None and node.text else None
    if isinstance(value, date):
        return day_number(value.isoformat())
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return float(value)
    return wrong_kind(node, reading, Text(zh="数字或日期", en="a number or a date"))


def share(node: Node, reading: Reading) -> float | Broken:
    """A number from 0 to 1."""
    found = number(node, reading)
    if isinstance(found, Broken) or 0 <= found <= 1:
        return found
    return wrong_kind(node, reading, Text(zh="0 到 1 之间的数", en="a number from 0 to 1"))


def where(node: Node, reading: Reading, scope: Scope) -> Where | Broken:
    """``{COLUMN: VALUE | [VALUES] | {from, to}}``: all must hold."""
    if not isinstance(node, Mapping):
        return wrong_kind(node, reading, Text(zh="若干个键", en="keys and values"))
    tests: list[Test | Broken] = []
    for key, wanted in node.entries.values():
        column = column_name(key, reading, scope)
        tests.append(BROKEN if isinstance(column, Broken) else _test(*column, wanted, reading))
    sound = tuple(each for each in tests if not isinstance(each, Broken))
    return Where(sound) if len(sound) == len(tests) else BROKEN


def _test(column: str, kind: Type, node: Node, reading: Reading) -> Test | Broken:
    if isinstance(node, Mapping):
        return _between(column, node, reading)
    items = node.items if isinstance(node, Sequence) else [node]
    if isinstance(kind, Enum) or kind == TEXT:
        words = [word_of(each, reading, kind) for each in items]
        return Test(column, words=tuple(each for each in words if not isinstance(each, Broken)))
    numbers = [_truth(each, reading) if kind == BOOL else number(each, reading) for each in items]
    return Test(column, numbers=tuple(each for each in numbers if not isinstance(each, Broken)))


def _between(column: str, node: Mapping, reading: Reading) -> Test | Broken:
    values: dict[str, float | Broken] = {}
    for name, (key, value) in node.entries.items():
        if name not in ("from", "to"):
            return reading.problem(key, "unknown_key", Text(zh="应写 from、to", en="write from and to"))
        values[name] = number(value, reading)
    low, high = values.get("from"), values.get("to")
    if isinstance(low, Broken) or isinstance(high, Broken):
        return BROKEN
    return Test(column, low=low, high=high)


def word_of(node: Node, reading: Reading, kind: Type) -> str | Broken:
    """A value's name: of an enum one that exists, of a text any."""
    name = node.text if isinstance(node, Scalar) else ""
    if isinstance(node, Scalar) and (not isinstance(kind, Enum) or name in kind.order):
        return name
    known = list(kind.order) if isinstance(kind, Enum) else []
    message = Text(zh=f"{kind} 没有值 {name}", en=f"{kind} has no value {name}")
    return reading.problem(node, "unknown_value", message, nearest(name, known))


def _truth(node: Node, reading: Reading) -> float | Broken:
    if isinstance(node, Scalar) and node.text in ("true", "false"):
        return float(node.text == "true")
    return wrong_kind(node, reading, Text(zh="true 或 false", en="true or false"))


@dataclass
class DrawReader:
    """Reads draws of one type in one scope."""

    reading: Reading
    scope: Scope
    kind: Type

    def of(self, kind: Type) -> DrawReader:
        """The reader for another type in the same scope."""
        return DrawReader(self.reading, self.scope, kind)

    def draw(self, node: Node, ignored: tuple[str, ...] = ()) -> Draw | Broken:
        """The draw in a mapping with one key that names its kind; keys in `ignored` belong to others."""
        if not isinstance(node, Mapping):
            return self._constant(node)
        entries = {name: each for name, each in node.entries.items() if name not in ignored}
        kinds = [name for name in entries if name not in BESIDE]
        if len(kinds) != 1 or kinds[0] not in _KINDS:
            named = next((name for name in kinds if name not in _KINDS), "")
            return self.reading.problem(
                entries[named][0] if named else node,
                "unknown_draw",
                Text(
                    zh=f"应恰好写一种抽取方式，此处写了 {len(kinds)} 个：{', '.join(kinds)}",
                    en=f"exactly one kind of draw is needed, found {len(kinds)}: {', '.join(kinds)}",
                ),
                nearest(named, _KINDS)
                or Text(zh="可用：" + ", ".join(_KINDS), en="Kinds: " + ", ".join(_KINDS)),
            )
        for key in ("times", "plus"):
            if key in entries and kinds[0] != "of":
                message = Text(zh=f"{key} 只能写在 of 旁边", en=f"{key} may only stand beside of")
                return self.reading.problem(entries[key][0], "unknown_key", message)
        found = _KINDS[kinds[0]](self, entries[kinds[0]][1], node)
        return found if isinstance(found, Broken) else self._bounded(found, entries)

    def _bounded(self, draw: Draw, entries: Map[str, tuple[Scalar, Node]]) -> Draw | Broken:
        found = {
            name: number(entries[name][1], self.reading) if name in entries else None for name in BESIDE[:3]
        }
        low, high, step = found["at_least"], found["at_most"], found["step"]
        if isinstance(low, Broken) or isinstance(high, Broken) or isinstance(step, Broken):
            return BROKEN
        return draw if low is high is step is None else Bounded(draw, low, high, step)

    def _constant(self, node: Node) -> Draw | Broken:
        """A bare value."""
        if isinstance(self.kind, Enum) or self.kind == TEXT:
            word = word_of(node, self.reading, self.kind)
            if isinstance(word, Broken):
                return BROKEN
            words = self._words((word,))
            return Constant(float(words.index(word)), words)
        value = _truth(node, self.reading) if self.kind == BOOL else number(node, self.reading)
        if isinstance(value, Broken):
            return BROKEN
        return Constant(bool(value) if self.kind == BOOL else value)

    def _words(self, found: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.kind.order) if isinstance(self.kind, Enum) else found

    def _value(self, node: Node, _: Node) -> Draw | Broken:
        return self._constant(node)

    def _share(self, node: Node, _: Node) -> Draw | Broken:
        found = share(node, self.reading)
        return BROKEN if isinstance(found, Broken) else Share(found)

    def _choice(self, node: Node, _: Node) -> Draw | Broken:
        if not isinstance(node, Mapping) or not node.entries:
            return wrong_kind(node, self.reading, Text(zh="值和权重", en="values with weights"))
        weights = [number(each, self.reading) for _, each in node.entries.values()]
        options: list[float] = []
        words: list[str] = []
        for key, _ in node.entries.values():
            if isinstance(self.kind, Enum) or self.kind == TEXT:
                word = word_of(key, self.reading, self.kind)
                words.append("" if isinstance(word, Broken) else word)
            else:
                value = _truth(key, self.reading) if self.kind == BOOL else number(key, self.reading)
                options.append(0.0 if isinstance(value, Broken) else value)
        sound = [each for each in weights if not isinstance(each, Broken)]
        if len(sound) < len(weights) or sum(sound) <= 0 or min(sound) < 0:
            return wrong_kind(node, self.reading, Text(zh="非负的权重", en="weights that are not negative"))
        if not words:
            return Choice(tuple(options), tuple(sound), None, self.kind == BOOL)
        if "" in words and isinstance(self.kind, Enum):
            return BROKEN
        known = self._words(tuple(words))
        return Choice(tuple(float(known.index(word)) for word in words), tuple(sound), known)

    def _evenly(self, node: Node, _: Node) -> Draw | Broken:
        if not isinstance(self.kind, Enum):
            return wrong_kind(node, self.reading, Text(zh="枚举类型的列", en="a column of an enum"))
        words = tuple(self.kind.order)
        return Choice(tuple(map(float, range(len(words)))), (1.0,) * len(words), words)

    def _bands(self, node: Node, _: Node) -> Draw | Broken:
        items = node.items if isinstance(node, Sequence) else [node]
        rows: list[list[float]] = []
        for item in items:
            keys = ("from", "to", "share") if isinstance(node, Sequence) else ("from", "to")
            read = _numbers(item, self.reading, keys)
            if isinstance(read, Broken):
                return BROKEN
            rows.append(read if len(read) == 3 else [*read, 1.0])
        if not rows:
            return wrong_kind(node, self.reading, Text(zh="至少一段", en="at least one band"))
        lows, highs, weights = (tuple(each) for each in zip(*rows, strict=True))
        return Bands(lows, highs, weights, self.kind in (INT, DATE))

    def _lognormal(self, node: Node, _: Node) -> Draw | Broken:
        read = _numbers(node, self.reading, ("median", "sigma"))
        return BROKEN if isinstance(read, Broken) else Lognormal(*read)

    def _of(self, node: Node, whole: Node) -> Draw | Broken:
        column = column_name(node, self.reading, self.scope)
        found: list[Draw | Broken | None] = [None, None]
        for place, key in enumerate(("times", "plus")):
            below = whole.get(key) if isinstance(whole, Mapping) else None
            found[place] = None if below is None else self.of(_PLAIN).draw(below)
        times, plus = found
        if isinstance(column, Broken) or isinstance(times, Broken) or isinstance(plus, Broken):
            return BROKEN
        return Of(column[0], times, plus)

    def _sum(self, node: Node, _: Node) -> Draw | Broken:
        parts = self._list(node)
        return BROKEN if isinstance(parts, Broken) else Sum(parts)

    def _joined(self, node: Node, _: Node) -> Draw | Broken:
        parts = self._list(node)
        return BROKEN if isinstance(parts, Broken) else Joined(parts)

    def _list(self, node: Node) -> tuple[Draw, ...] | Broken:
        if not isinstance(node, Sequence) or not node.items:
            return wrong_kind(node, self.reading, Text(zh="抽取方式的列表", en="a list of draws"))
        parts = [self.draw(each) for each in node.items]
        sound = tuple(each for each in parts if not isinstance(each, Broken))
        return sound if len(sound) == len(parts) else BROKEN

    def _ago(self, unit: float, sign: int) -> Callable[[Node], Draw | Broken]:
        def read(node: Node) -> Draw | Broken:
            span = self.of(_PLAIN).draw(node)
            return BROKEN if isinstance(span, Broken) else Ago(span, unit, sign)

        return read

    def _since(self, node: Node, unit: float) -> Draw | Broken:
        column = column_name(node, self.reading, self.scope)
        return BROKEN if isinstance(column, Broken) else Since(column[0], unit)

    def _matches(self, node: Node, _: Node) -> Draw | Broken:
        found = where(node, self.reading, self.scope)
        return BROKEN if isinstance(found, Broken) else Matches(found)

    def _cases(self, node: Node, _: Node) -> Draw | Broken:
        if not isinstance(node, Sequence) or not node.items:
            return wrong_kind(node, self.reading, Text(zh="情形的列表", en="a list of cases"))
        cases: list[Case] = []
        for item in node.items:
            draw = self.draw(item, ignored=("where",))
            condition = item.get("where") if isinstance(item, Mapping) else None
            holds = None if condition is None else where(condition, self.reading, self.scope)
            if isinstance(draw, Broken) or isinstance(holds, Broken):
                return BROKEN
            cases.append(Case(holds, draw))
        return Cases(tuple(cases))


def _numbers(node: Node, reading: Reading, keys: tuple[str, ...]) -> list[float] | Broken:
    """The numbers under some keys, all of which must be there and no others."""
    if not isinstance(node, Mapping) or node.entries.keys() != set(keys):
        return wrong_kind(node, reading, Text(zh=f"键 {', '.join(keys)}", en=f"the keys {', '.join(keys)}"))
    found = [number(node.entries[key][1], reading) for key in keys]
    sound = [each for each in found if not isinstance(each, Broken)]
    return sound if len(sound) == len(found) else BROKEN


#: The type of spans and factors: not rounded.
_PLAIN = Type()

_KINDS: dict[str, Callable[[DrawReader, Node, Node], Draw | Broken]] = {
    "value": DrawReader._value,
    "share": DrawReader._share,
    "choice": DrawReader._choice,
    "evenly": DrawReader._evenly,
    "bands": DrawReader._bands,
    "uniform": DrawReader._bands,
    "lognormal": DrawReader._lognormal,
    "of": DrawReader._of,
    "sum": DrawReader._sum,
    "joined": DrawReader._joined,
    "days_ago": lambda reader, node, _: reader._ago(1.0, -1)(node),
    "years_ago": lambda reader, node, _: reader._ago(YEAR, -1)(node),
    "days_ahead": lambda reader, node, _: reader._ago(1.0, 1)(node),
    "years_since": lambda reader, node, _: reader._since(node, YEAR),
    "days_since": lambda reader, node, _: reader._since(node, 1.0),
    "matches": DrawReader._matches,
    "cases": DrawReader._cases,
}
