"""A small declarative checker: kinds of values that a pack file may hold, read from nodes into typed records.

A kind is a function from a node to a value, or to `BROKEN` once it has reported what is wrong. All is
reported through the `Reading` of the file, so that one run finds every defect. Names that are given and names
that are used are noted in the shared `Names` and compared when all files have been read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from haina.rules.problems import nearest, shown
from haina.rules.text import Place, Problem, Text

from .names import Names
from .nodes import Document, Mapping, Node, Scalar, Sequence
from .plain import value_of

T = TypeVar("T")


class Broken:
    """The value of something that could not be read; the problem has been reported already."""

    def __repr__(self) -> str:
        return "BROKEN"


BROKEN = Broken()


@dataclass(slots=True)
class Reading:
    """One file that is being read: its document, and the names and problems shared with the other files."""

    document: Document
    names: Names

    def place(self, node: Node) -> Place:
        """Where a node begins."""
        return self.document.place(node)

    def problem(self, node: Node, code: str, message: Text, suggestion: Text | None = None) -> Broken:
        """Report what is wrong at a node."""
        return self.report(self.place(node), code, message, suggestion)

    def report(self, place: Place, code: str, message: Text, suggestion: Text | None = None) -> Broken:
        """Report what is wrong at a place."""
        self.names.problems.append(Problem(place, code, message, suggestion))
        return BROKEN


Kind = Callable[[Node, Reading], T | Broken]


@dataclass(frozen=True, slots=True)
class Expression:
    """The text of a rule and the place of its first character."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """A key of a record: what it holds, whether it must be there, and the parameter that takes it."""

    kind: Kind[T]
    required: bool = True
    default: Any = None
    into: str | None = None


def optional(kind: Kind[T], default: Any = None, into: str | None = None) -> Key[T]:
    """A key that may be left out."""
    return Key(kind, required=False, default=default, into=into)


def record(build: Callable[..., T], keys: Map[str, Key[Any]], placed: bool = True) -> Kind[T]:
    """A mapping with these keys, made into `build(**values)`; with `placed`, also given its ``place``."""

    def read(node: Node, reading: Reading) -> T | Broken:
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken):
            return values
        if placed:
            values["place"] = reading.place(node)
        return build(**values)

    return read


def read_keys(node: Node, reading: Reading, keys: Map[str, Key[Any]]) -> dict[str, Any] | Broken:
    """The values of a mapping's keys by parameter name; every unknown, missing or broken key is reported."""
    if not isinstance(node, Mapping):
        return wrong_kind(node, reading, Text(zh="若干个键", en="keys and values"))
    misspelt = set() if node.entries.keys() <= keys.keys() else _report_unknown(node, reading, keys)
    values: dict[str, Any] = {}
    sound = True
    for wanted, key in keys.items():
        into = key.into or wanted
        entry = node.entries.get(wanted)
        if entry is None:
            values[into] = key.default
            if key.required:
                sound = False
                if wanted not in misspelt:
                    _report_missing(node, reading, wanted)
            continue
        value = key.kind(entry[1], reading)
        if isinstance(value, Broken):
            sound = False
        values[into] = value
    return values if sound else BROKEN


def _report_unknown(node: Mapping, reading: Reading, keys: Map[str, Key[Any]]) -> set[str]:
    """Report every key that has no place here; gives the missing keys that they were probably meant to be."""
    missing = [name for name, key in keys.items() if key.required and name not in node.entries]
    misspelt: set[str] = set()
    for given, (written, _) in node.entries.items():
        if given in keys:
            continue
        meant = [name for name in missing if nearest(given, [name]) is not None]
        misspelt.update(meant)
        reading.problem(
            written,
            "unknown_key",
            Text(zh=f"此处没有键 {shown(given)}", en=f"there is no key {shown(given)} here"),
            nearest(given, meant or keys) or _keys_are(keys),
        )
    return misspelt


def _report_missing(node: Node, reading: Reading, name: str) -> None:
    reading.problem(
        node,
        "missing_key",
        Text(zh=f"缺少 {name}", en=f"{name} is missing"),
        Text(zh=f"请补上 {name}: …", en=f"Add {name}: …"),
    )


def _keys_are(keys: Map[str, Key[Any]]) -> Text:
    names = ", ".join(keys)
    return Text(zh=f"可用的键：{names}", en=f"The keys are {names}.")


def wrong_kind(node: Node, reading: Reading, expected: Text) -> Broken:
    """Report that a node is not of the kind expected."""
    found = _found(node)
    return reading.problem(
        node,
        "wrong_kind",
        Text(zh=f"应当是{expected.zh}，写的却是{found.zh}", en=f"expected {expected.en}, found {found.en}"),
    )


def _found(node: Node) -> Text:
    if isinstance(node, Sequence):
        return Text(zh="列表", en="a list")
    if isinstance(node, Mapping):
        return Text(zh="映射", en="a mapping")
    words = shown(getattr(node, "text", ""))
    return Text.both(f"“{words}”") if words else Text(zh="空白", en="nothing")


def list_of(kind: Kind[T], at_least: int = 0) -> Kind[tuple[T, ...]]:
    """A list of values of one kind; broken items are reported and left out."""

    def read(node: Node, reading: Reading) -> tuple[T, ...] | Broken:
        if not isinstance(node, Sequence):
            return wrong_kind(node, reading, Text(zh="列表", en="a list"))
        if len(node.items) < at_least:
            return reading.problem(
                node,
                "too_few",
                Text(zh=f"至少要有 {at_least} 项", en=f"at least {at_least} item(s) are needed"),
            )
        values = [kind(item, reading) for item in node.items]
        return tuple(value for value in values if not isinstance(value, Broken))

    return read


def mapping_of(kind: Kind[T]) -> Kind[dict[str, T]]:
    """A mapping from any names to values of one kind."""

    def read(node: Node, reading: Reading) -> dict[str, T] | Broken:
        if not isinstance(node, Mapping):
            return wrong_kind(node, reading, Text(zh="若干个键", en="keys and values"))
        values = {name: kind(value, reading) for name, (_, value) in node.entries.items()}
        return {name: value for name, value in values.items() if not isinstance(value, Broken)}

    return read


def word(node: Node, reading: Reading) -> str | Broken:
    """One line of text that is not shown in two languages: a document number, an address."""
    if isinstance(node, Scalar) and node.text.strip():
        return node.text.strip()
    return wrong_kind(node, reading, Text(zh="文本", en="text"))


_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", re.ASCII)


def name(node: Node, reading: Reading) -> str | Broken:
    """A name: lower-case ASCII words joined by ``_``."""
    if isinstance(node, Scalar) and len(node.text) <= 80 and _NAME.fullmatch(node.text):
        return node.text
    if not isinstance(node, Scalar) or not node.text:
        return wrong_kind(node, reading, Text(zh="名称", en="a name"))
    wanted = re.sub(r"[^a-z0-9]+", "_", node.text.lower()).strip("_")
    return reading.problem(
        node,
        "bad_name",
        Text(
            zh=f"“{shown(node.text)}”不能作名称：只用小写字母、数字和下划线，以字母开头",
            en=f"“{shown(node.text)}” is not a name: small letters, digits and _, a letter first",
        ),
        Text(zh=f"例如 {wanted}", en=f"For example {wanted}.") if _NAME.fullmatch(wanted) else None,
    )


def naming(sort: str, kind: Kind[str] = name) -> Kind[str]:
    """A name that is given here to something of a sort; no second may have it."""

    def read(node: Node, reading: Reading) -> str | Broken:
        value = kind(node, reading)
        if not isinstance(value, Broken):
            reading.names.define(sort, value, reading.place(node))
        return value

    return read


def reference(sort: str, kind: Kind[str] = word) -> Kind[str]:
    """The name of something of a sort that must be defined somewhere in the pack."""

    def read(node: Node, reading: Reading) -> str | Broken:
        value = kind(node, reading)
        if not isinstance(value, Broken):
            reading.names.refer(sort, value, reading.place(node))
        return value

    return read


def source_ids(node: Node, reading: Reading) -> str | Broken:
    """One or several ids of sources, joined by ``;``."""
    text = word(node, reading)
    if isinstance(text, Broken):
        return text
    ids = [each.strip() for each in text.split(";")]
    for each in ids:
        reading.names.refer("source", each, reading.place(node))
    return ";".join(ids)


def one_of(*words: str) -> Kind[str]:
    """One of a few fixed words."""

    def read(node: Node, reading: Reading) -> str | Broken:
        if isinstance(node, Scalar) and node.text in words:
            return node.text
        given = node.text if isinstance(node, Scalar) else ""
        choice = ", ".join(words)
        reading.problem(
            node,
            "unknown_word",
            Text(zh=f"应当是以下之一：{choice}", en=f"expected one of {choice}"),
            nearest(given, words) if given else None,
        )
        return BROKEN

    return read


def boolean(node: Node, reading: Reading) -> bool | Broken:
    """``true`` or ``false``."""
    if isinstance(node, Scalar) and node.style is None and node.text in ("true", "false"):
        return node.text == "true"
    return wrong_kind(node, reading, Text(zh="true 或 false", en="true or false"))


def integer(node: Node, reading: Reading) -> int | Broken:
    """A whole number."""
    value = value_of(node.text) if isinstance(node, Scalar) and node.style is None else None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return wrong_kind(node, reading, Text(zh="整数", en="a whole number"))


def decimal(node: Node, reading: Reading) -> Decimal | Broken:
    """An exact number."""
    value = value_of(node.text) if isinstance(node, Scalar) and node.style is None else None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    return wrong_kind(node, reading, Text(zh="数字", en="a number"))


def day(node: Node, reading: Reading) -> date | Broken:
    """A calendar day, ISO."""
    text = node.text if isinstance(node, Scalar) else ""
    value = value_of(text)
    if isinstance(value, date):
        return value
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return reading.problem(
            node,
            "impossible_date",
            Text(zh=f"没有 {text} 这一天", en=f"there is no day {text}"),
            Text(zh="请核对月份和日数", en="Check the month and the day."),
        )
    return wrong_kind(node, reading, Text(zh="形如 2016-09-26 的日期", en="a date such as 2016-09-26"))


def both(node: Node, reading: Reading) -> Text | Broken:
    """A text in both languages: ``{zh: …, en: …}``."""
    if not isinstance(node, Mapping):
        return reading.problem(
            node,
            "one_language",
            Text(zh="应当写成两种语言", en="the text is needed in both languages"),
            Text(zh="写作 {zh: …, en: …}", en="Write {zh: …, en: …}."),
        )
    zh, en = node.get("zh"), node.get("en")
    if isinstance(zh, Scalar) and isinstance(en, Scalar) and len(node.entries) == 2:
        said = Text(zh.text.strip(), en.text.strip())
        if said.zh and said.en:
            return said
    values = read_keys(node, reading, {"zh": Key(word), "en": Key(word)})
    return values if isinstance(values, Broken) else Text(zh=values["zh"], en=values["en"])


def expression(node: Node, reading: Reading) -> Expression | Broken:
    """A rule's text, with the place of its first character in the file."""
    if not isinstance(node, Scalar) or not node.text.strip():
        return wrong_kind(node, reading, Text(zh="表达式", en="an expression"))
    text, place = reading.document.source_of(node)
    return Expression(text, place)
