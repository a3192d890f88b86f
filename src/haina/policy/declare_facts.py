"""facts.yaml and facts/*.yaml become the facts that rules may ask for."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Any

from haina.rules.declarations import FactDeclaration
from haina.rules.text import Place, Text
from haina.rules.types import Enum, EnumValue, Field, History

from .kinds import (
    Broken,
    Key,
    Kind,
    Reading,
    boolean,
    both,
    decimal,
    list_of,
    name,
    naming,
    one_of,
    optional,
    read_keys,
    record,
    reference,
    word,
)
from .nodes import Mapping, Node
from .type_names import NUMERIC, SIMPLE_FACTS, type_name


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that are asked together: about the person, the stay, the work."""

    id: str
    title: Text
    place: Place


@dataclass(frozen=True, slots=True)
class Facts:
    """What facts files declare, by name and in their order."""

    enums: Map[str, Enum]
    groups: Map[str, Group]
    facts: Map[str, FactDeclaration]


def _enum_value(node: Node, reading: Reading) -> EnumValue | Broken:
    """``{name, zh, en}``."""
    values = read_keys(node, reading, {"name": Key(name), "zh": Key(word), "en": Key(word)})
    if isinstance(values, Broken):
        return values
    return EnumValue(values["name"], Text(zh=values["zh"], en=values["en"]))


def _enum(node: Node, reading: Reading) -> Enum | Broken:
    """One enum; no two of its values may have one name."""
    keys: dict[str, Key[Any]] = {
        "name": Key(naming("enum")),
        "ordered": optional(boolean, default=False),
        "values": Key(list_of(_enum_value, at_least=1)),
    }
    values = read_keys(node, reading, keys)
    if isinstance(values, Broken):
        return values
    seen: set[str] = set()
    for value in values["values"]:
        if value.name in seen:
            reading.problem(
                node,
                "duplicate_id",
                Text(zh=f"值 {value.name} 写了两次", en=f"the value {value.name} is given twice"),
                Text(zh="请删去其中一个", en="Remove one of the two."),
            )
        seen.add(value.name)
    return Enum(values["name"], values["values"], values["ordered"])


def _field(enums: Map[str, Enum]) -> Kind[Field]:
    keys: dict[str, Key[Any]] = {
        "name": Key(name),
        "type": Key(type_name(enums, SIMPLE_FACTS, history=False)),
        "label": Key(both),
        "required": optional(boolean, default=False),
    }
    return record(Field, keys, placed=False)


def _fact(enums: Map[str, Enum]) -> Kind[FactDeclaration]:
    keys: dict[str, Key[Any]] = {
        "name": Key(naming("fact")),
        "type": Key(type_name(enums, SIMPLE_FACTS, history=True)),
        "label": Key(both),
        "question": optional(both),
        "help": optional(both),
        "unit": optional(both),
        "subject": Key(one_of("person", "organisation", "project", "contract")),
        "group": Key(reference("group")),
        "attested_by": optional(list_of(reference("department")), default=()),
        "changeable": optional(boolean, default=True),
        "disjoint": optional(boolean, default=False),
        "minimum": optional(decimal),
        "maximum": optional(decimal),
        "fields": optional(list_of(_field(enums)), default=None),
    }

    def read(node: Node, reading: Reading) -> FactDeclaration | Broken:
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken):
            return values
        _check_fact(node, reading, values)
        fields = values.pop("fields")
        if isinstance(values["type"], History) and fields is not None:
            values["type"] = History(fields)
        return FactDeclaration(place=reading.place(node), **values)

    return read


def _check_fact(node: Node, reading: Reading, values: dict[str, Any]) -> None:
    """Keys that only make sense with some types, and limits in their order."""
    history = isinstance(values["type"], History)
    for key in ("fields", "disjoint"):
        if values[key] and not history:
            _misplaced(node, reading, key, Text(zh="历史类", en="a history"))
    seen: set[str] = set()
    for each in values["fields"] or ():
        if each.name in seen or each.name in ("from", "to"):
            reading.problem(
                node,
                "duplicate_id",
                Text(zh=f"字段 {each.name} 重复", en=f"the field {each.name} is given twice"),
                Text(zh="每段经历自带 from 和 to", en="Every spell has from and to by itself."),
            )
        seen.add(each.name)
    low, high = values["minimum"], values["maximum"]
    for key in ("minimum", "maximum"):
        if values[key] is not None and values["type"] not in NUMERIC:
            _misplaced(node, reading, key, Text(zh="数值类", en="a number"))
    if low is not None and high is not None and low > high:
        reading.problem(
            node,
            "limits_reversed",
            Text(zh=f"minimum {low} 大于 maximum {high}", en=f"minimum {low} is above maximum {high}"),
            Text(zh="请对调", en="Exchange them."),
        )


def _misplaced(node: Node, reading: Reading, key: str, wanted: Text) -> None:
    entry = node.entries[key][0] if isinstance(node, Mapping) and key in node.entries else node
    reading.problem(
        entry,
        "misplaced_key",
        Text(zh=f"{key} 只用于{wanted.zh}事实", en=f"{key} is only for a fact that is {wanted.en}"),
        Text(zh=f"请删去 {key}", en=f"Remove {key}."),
    )


def read_enums(node: Node, reading: Reading) -> tuple[Enum, ...] | Broken:
    """The enums of a facts file; read of all files first, since facts of any may use them."""
    written = node.get("enums") if isinstance(node, Mapping) else None
    return () if written is None else list_of(_enum)(written, reading)


def read_facts(enums: Map[str, Enum], main: bool) -> Kind[Facts]:
    """The kind of a facts file: facts.yaml, the `main` one, or one of those that join it, with fewer keys."""
    group = record(Group, {"id": Key(naming("group")), "title": Key(both)})
    keys: dict[str, Key[Any]] = {
        "enums": optional(lambda _node, _reading: (), default=()),
        "groups": Key(list_of(group), required=main, default=()),
        "facts": Key(list_of(_fact(enums), at_least=1), required=main, default=()),
    }

    def read(node: Node, reading: Reading) -> Facts | Broken:
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken):
            return values
        return Facts(
            enums=enums,
            groups={each.id: each for each in values["groups"]},
            facts={each.name: each for each in values["facts"]},
        )

    return read


def joined_facts(enums: Map[str, Enum], files: Iterable[Facts]) -> Facts:
    """The facts of all files as one."""
    found = Facts(enums, {}, {})
    for each in files:
        found = Facts(enums, {**found.groups, **each.groups}, {**found.facts, **each.facts})
    return found
