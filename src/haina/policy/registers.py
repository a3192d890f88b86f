"""The registers that procedures may ask: registers.yaml, its shape, and whether look-ups fit it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from haina.rules.declarations import FactDeclaration
from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text
from haina.rules.types import Enum, History, Type

from .kinds import (
    Broken,
    Key,
    Kind,
    Reading,
    both,
    list_of,
    name,
    naming,
    one_of,
    optional,
    read_keys,
    record,
    reference,
)
from .nodes import Node
from .procedures import Lookup, Procedure
from .type_names import SIMPLE_FACTS, type_name

#: The papers by which a register finds whom it is asked about; the last one is an organisation's.
IDENTIFIERS = ("passport", "identity_card", "residence_permit", "credit_code")


@dataclass(frozen=True, slots=True)
class RegisterField:
    """One thing that a register can answer, and the facts of the pack for which the answer stands."""

    name: str
    type: Type
    label: Text
    serves: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Register:
    """Records that a department keeps and that stages of procedures may ask."""

    id: str
    department: str
    title: Text
    subject: str
    identified_by: tuple[str, ...]
    fields: tuple[RegisterField, ...]
    place: Place
    note: Text | None = None

    @cached_property
    def by_name(self) -> Map[str, RegisterField]:
        """Its fields by name."""
        return {field.name: field for field in self.fields}

    @property
    def facts(self) -> frozenset[str]:
        """The facts that it can answer."""
        return frozenset(fact for field in self.fields for fact in field.serves)


def _field(enums: Map[str, Enum]) -> Kind[RegisterField]:
    return record(
        RegisterField,
        {
            "name": Key(name),
            "type": Key(type_name(enums, SIMPLE_FACTS, history=True)),
            "label": Key(both),
            "serves": Key(list_of(reference("fact"), at_least=1)),
        },
    )


def registers(enums: Map[str, Enum]) -> Kind[tuple[Register, ...]]:
    """The kind of registers.yaml: a list of registers; no two fields of one may have one name."""
    keys: dict[str, Key[Any]] = {
        "id": Key(naming("register")),
        "department": Key(reference("department")),
        "title": Key(both),
        "subject": Key(one_of("person", "organisation")),
        "identified_by": Key(list_of(one_of(*IDENTIFIERS), at_least=1)),
        "fields": Key(list_of(_field(enums), at_least=1)),
        "note": optional(both),
    }

    def read(node: Node, reading: Reading) -> Register | Broken:
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken):
            return values
        seen: set[str] = set()
        for field in values["fields"]:
            if field.name in seen:
                reading.report(
                    field.place,
                    "duplicate_id",
                    Text(zh=f"字段 {field.name} 重复", en=f"the field {field.name} is given twice"),
                    Text(zh="请改名或删去其中一个", en="Rename or remove one of the two."),
                )
            seen.add(field.name)
        return Register(place=reading.place(node), **values)

    return list_of(read, at_least=1)


def check_registers(found: Iterable[Register], facts: Map[str, FactDeclaration]) -> Iterable[Problem]:
    """A field has the type of every fact that it serves, and the register can find whom it is asked about."""
    for register in found:
        organisation = register.subject == "organisation"
        if any((each == "credit_code") != organisation for each in register.identified_by):
            yield Problem(
                register.place,
                "register_identifier",
                Text(
                    zh=f"登记库 {register.id} 的查询依据与对象不符",
                    en=f"the register {register.id} cannot find its subject by what identified_by names",
                ),
                Text(
                    zh="个人用证件查询，单位用统一社会信用代码 credit_code",
                    en="Persons are found by their papers, organisations by credit_code.",
                ),
            )
        for field in register.fields:
            for fact in field.serves:
                declared = facts.get(fact)
                if declared is not None and not _same(field.type, declared.type):
                    yield Problem(
                        field.place,
                        "register_type",
                        Text(
                            zh=f"字段 {field.name} 是 {field.type}，事实 {fact} 却是 {declared.type}",
                            en=f"the field {field.name} is {field.type}, but the fact {fact} {declared.type}",
                        ),
                        Text(zh="请改成同一类型", en="Give both the same type."),
                    )


def _same(field: Type, fact: Type) -> bool:
    """Whether an answer of the field's type can stand for the fact; a history has the fact's own fields."""
    return isinstance(fact, History) if isinstance(field, History) else field == fact


def check_lookups(procedure: Procedure, known: Map[str, Register]) -> Iterable[Problem]:
    """A look-up asks fields that the register has, each for a fact that the field serves, once a stage."""
    for stage in procedure.stages:
        seen: set[str] = set()
        for lookup in stage.lookups:
            register = known.get(lookup.register)
            if register is None:  # reported with the names
                continue
            if lookup.register in seen:
                yield Problem(
                    lookup.place,
                    "lookup_twice",
                    Text(
                        zh=f"环节 {stage.id} 两次查询 {lookup.register}",
                        en=f"the stage {stage.id} asks {lookup.register} twice",
                    ),
                    Text(zh="请合并成一次查询", en="Join them into one look-up."),
                )
            seen.add(lookup.register)
            yield from _fitting(lookup, register)


def _fitting(lookup: Lookup, register: Register) -> Iterable[Problem]:
    if not lookup.facts:
        yield Problem(
            lookup.place,
            "lookup_empty",
            Text(zh="查询没有写明字段", en="the look-up asks for no field"),
            Text(zh="写作 facts: {事实: 字段}", en="Write facts: {FACT: FIELD}."),
        )
    for fact, asked in lookup.facts.items():
        field = register.by_name.get(asked)
        if field is None:
            yield Problem(
                lookup.place,
                "unknown_register_field",
                Text(
                    zh=f"登记库 {register.id} 没有字段 {asked}",
                    en=f"the register {register.id} has no field {asked}",
                ),
                nearest(asked, register.by_name),
            )
        elif fact not in field.serves:
            yield Problem(
                lookup.place,
                "lookup_fact",
                Text(
                    zh=f"登记库 {register.id} 的字段 {asked} 不对应事实 {fact}",
                    en=f"the field {asked} of {register.id} does not answer the fact {fact}",
                ),
                nearest(fact, field.serves),
            )
