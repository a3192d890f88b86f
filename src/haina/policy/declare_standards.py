"""standards.yaml and standards/*.yaml become the dated standards that rules rest on, with their sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import date
from typing import Any

from haina.rules.declarations import DatedValue, StandardDeclaration
from haina.rules.text import Place, Text
from haina.rules.types import BOOL, DATE, INT, MONEY, NUMBER, RULE, SIMPLE, TEXT, Enum, List, Type

from .kinds import (
    BROKEN,
    Broken,
    Key,
    Kind,
    Reading,
    boolean,
    both,
    day,
    decimal,
    integer,
    list_of,
    naming,
    one_of,
    optional,
    read_keys,
    source_ids,
    word,
    wrong_kind,
)
from .names import Names
from .nodes import Mapping, Node, Scalar, Sequence
from .records import Source
from .schema import SOURCES
from .type_names import NUMERIC, type_name


@dataclass(frozen=True, slots=True)
class Standards:
    """What standards files declare, by name and in their order."""

    sources: Map[str, Source]
    standards: Map[str, StandardDeclaration]


def _one_text(node: Node, reading: Reading) -> str | Broken:
    """A text that rules compare, so the same in both languages: a document's number, the name of a method."""
    if isinstance(node, Scalar):
        return word(node, reading)
    value = both(node, reading)
    if isinstance(value, Broken) or value.zh == value.en:
        return value if isinstance(value, Broken) else value.zh
    return reading.problem(
        node,
        "text_differs",
        Text(
            zh="text 类标准在两种语言里必须相同", en="a standard of type text is the same in both languages"
        ),
        Text(zh="若是对规则的说明，请用类型 rule", en="Use the type rule for what is said in words."),
    )


def _enum_name(enum: Enum) -> Kind[str]:
    return one_of(*(value.name for value in enum.values))


def value_kind(of: Type) -> Kind[Any]:
    """The kind of a standard's value, by its type."""
    if isinstance(of, Enum):
        return _enum_name(of)
    if isinstance(of, List):
        return list_of(_enum_name(of.of) if isinstance(of.of, Enum) else word)
    return _VALUE_KINDS.get(of, _no_value)


_VALUE_KINDS: dict[Type, Kind[Any]] = {
    BOOL: boolean,
    INT: integer,
    NUMBER: decimal,
    MONEY: decimal,
    DATE: day,
    TEXT: _one_text,
    RULE: both,
}


def _dated_value(of: Type) -> Callable[[Node, Reading], tuple[DatedValue, Place] | Broken]:
    keys: dict[str, Key[Any]] = {
        "value": Key(value_kind(of)),
        "from": optional(day, into="valid_from"),
        "to": optional(day, into="valid_to"),
        "source": Key(source_ids),
        "grade": Key(one_of("A", "B", "C")),
        "note": optional(both),
        "illustrative": optional(boolean, default=False),
    }

    def read(node: Node, reading: Reading) -> tuple[DatedValue, Place] | Broken:
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken):
            return values
        if values.pop("illustrative") is not (values["grade"] == "C"):
            reading.problem(
                node,
                "grade",
                Text(
                    zh="C 级数值只能作示例（illustrative: true），A、B 级不能标为示例",
                    en="grade C stands in a pack only as an illustration (illustrative: true), A and B never",
                ),
                Text(
                    zh="请补上或删去 illustrative，或更正等级",
                    en="Add or remove illustrative, or correct the grade.",
                ),
            )
        return DatedValue(**values), reading.place(node)

    return read


def _no_value(node: Node, reading: Reading) -> Broken:
    return wrong_kind(node, reading, Text(zh="这种类型不能有值", en="no value: the type takes none"))


def _standard(enums: Map[str, Enum]) -> Kind[StandardDeclaration]:
    kind_of_type = type_name(
        enums, {each: of for each, of in SIMPLE.items() if each != "duration"}, history=False
    )
    fixed: dict[str, Key[Any]] = {
        "name": Key(naming("standard")),
        "type": Key(kind_of_type),
        "label": Key(both),
        "unit": optional(both),
        "unset": optional(both),
        "note": optional(both),
    }

    def read(node: Node, reading: Reading) -> StandardDeclaration | Broken:
        type_node = node.get("type") if isinstance(node, Mapping) else None
        quiet = Reading(reading.document, Names())
        of = kind_of_type(type_node, quiet) if type_node is not None else TEXT
        dated = _ignored if isinstance(of, Broken) else _dated_value(of)
        keys: dict[str, Key[Any]] = {**fixed, "values": optional(list_of(dated), default=())}
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken):
            return values
        placed = values.pop("values")
        values.pop("note")
        _check_standard(node, reading, values, placed)
        dated_values = tuple(sorted((value for value, _ in placed), key=_begins))
        return StandardDeclaration(values=dated_values, place=reading.place(node), **values)

    return read


def _ignored(_node: Node, _reading: Reading) -> Broken:
    return BROKEN


def _begins(value: DatedValue) -> date:
    return value.valid_from or date.min


def _check_standard(
    node: Node, reading: Reading, values: dict[str, Any], placed: tuple[tuple[DatedValue, Place], ...]
) -> None:
    """A unit where there is a number; a value, or why there is none; validity that never overlaps."""
    if values["type"] in NUMERIC and values["unit"] is None:
        reading.problem(
            node,
            "missing_unit",
            Text(zh=f"{values['name']} 没有单位", en=f"{values['name']} has no unit"),
            Text(zh="请补上 unit: {zh: …, en: …}", en="Add unit: {zh: …, en: …}."),
        )
    written = node.get("values") if isinstance(node, Mapping) else None
    if not (isinstance(written, Sequence) and written.items) and values["unset"] is None:
        reading.problem(
            node,
            "no_value",
            Text(zh=f"{values['name']} 没有任何值", en=f"{values['name']} has no value"),
            Text(
                zh="请补上 values，或在 unset 里说明无人规定",
                en="Add values, or say in unset that nobody has fixed it.",
            ),
        )
    _check_validity(reading, placed)


def _check_validity(reading: Reading, placed: tuple[tuple[DatedValue, Place], ...]) -> None:
    before: tuple[DatedValue, Place] | None = None
    for value, place in sorted(placed, key=lambda each: _begins(each[0])):
        if value.valid_from and value.valid_to and value.valid_to < value.valid_from:
            reading.report(
                place,
                "dates_reversed",
                Text(
                    zh=f"{value.valid_to} 早于 {value.valid_from}",
                    en=f"to {value.valid_to} is before from {value.valid_from}",
                ),
                Text(zh="请核对起止日期", en="Check the two dates."),
            )
        elif before is not None and (before[0].valid_to or date.max) >= _begins(value):
            reading.report(
                place,
                "validity_overlap",
                Text(
                    zh=f"有效期与 {before[1]} 的值重叠",
                    en=f"this value is valid on days on which the one at {before[1]} is valid too",
                ),
                Text(
                    zh="前一个值的 to 应在后一个值的 from 之前一天",
                    en="End the earlier one on the day before this begins.",
                ),
            )
        before = (value, place)


def read_standards(enums: Map[str, Enum], main: bool) -> Kind[Standards]:
    """The kind of a standards file: standards.yaml, the `main` one, or one of those that join it."""
    keys: dict[str, Key[Any]] = {
        "sources": Key(SOURCES, required=main, default=()),
        "standards": Key(list_of(_standard(enums)), required=main, default=()),
    }

    def read(node: Node, reading: Reading) -> Standards | Broken:
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken):
            return values
        return Standards(
            sources={each.id: each for each in values["sources"]},
            standards={each.name: each for each in values["standards"]},
        )

    return read


def joined_standards(files: Iterable[Standards]) -> Standards:
    """The standards of all files as one."""
    found = Standards({}, {})
    for each in files:
        found = Standards({**found.sources, **each.sources}, {**found.standards, **each.standards})
    return found
