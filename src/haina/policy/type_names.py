"""The names of types as a pack writes them: ``bool``, ``enum:NAME``, ``list:NAME``, ``history``."""

from __future__ import annotations

from collections.abc import Mapping as Map

from haina.rules.problems import nearest, shown
from haina.rules.text import Text
from haina.rules.types import BOOL, DATE, INT, MONEY, NUMBER, TEXT, Enum, History, List, Type

from .kinds import Broken, Kind, Reading
from .nodes import Node, Scalar

#: What a fact or a field may be without naming an enum.
SIMPLE_FACTS: dict[str, Type] = {each.name: each for each in (BOOL, INT, NUMBER, MONEY, DATE, TEXT)}
#: The types that are counted or measured.
NUMERIC: tuple[Type, ...] = (INT, NUMBER, MONEY)


def type_name(enums: Map[str, Enum], simple: Map[str, Type], history: bool) -> Kind[Type]:
    """The kind of a type's name: a simple one, ``enum:NAME``, ``list:NAME``, ``list:text`` or ``history``."""

    def read(node: Node, reading: Reading) -> Type | Broken:
        text = node.text if isinstance(node, Scalar) else ""
        if text in simple:
            return simple[text]
        if text == "history" and history:
            return History()
        head, _, wanted = text.partition(":")
        if head in ("enum", "list") and wanted:
            if head == "list" and wanted == "text":
                return List(TEXT)
            if wanted in enums:
                return enums[wanted] if head == "enum" else List(enums[wanted])
            message = Text(
                zh=f"没有名为 {shown(wanted)} 的枚举", en=f"there is no enum named {shown(wanted)}"
            )
            return reading.problem(node, "unknown_enum", message, nearest(wanted, enums))
        known = [*simple, *(["history"] if history else []), *(f"enum:{each}" for each in enums)]
        return reading.problem(
            node,
            "unknown_type",
            Text(zh=f"没有类型 {shown(text)}", en=f"there is no type {shown(text)}"),
            nearest(text, known)
            or Text(zh=f"可用：{', '.join(known[:10])} …", en=f"Use one of {', '.join(known[:10])} …"),
        )

    return read
