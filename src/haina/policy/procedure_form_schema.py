"""The form of a procedure and its documents, as they stand in procedures/*.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import replace
from typing import Any

from haina.rules.declarations import FactDeclaration
from haina.rules.text import Place, Text
from haina.rules.types import BOOL, DATE, INT, MONEY, TEXT, EnumValue, Type

from .kinds import (
    Broken,
    Key,
    Kind,
    Reading,
    boolean,
    both,
    expression,
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
from .nodes import Mapping, Node, Scalar
from .procedure_terms import Conditions, positive, term
from .procedures import DocumentKind, Form, FormField, FormSection

MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png")

#: Most megabytes of a file where a procedure says nothing else.
_MEGABYTES = 10

#: Types of a field that only a procedure asks; a choice brings its own options.
_FIELD_TYPES: dict[str, Type] = {
    "text": TEXT,
    "date": DATE,
    "int": INT,
    "money": MONEY,
    "bool": BOOL,
    "choice": TEXT,
}


def _choice(node: Node, reading: Reading) -> EnumValue | Broken:
    values = read_keys(node, reading, {"name": Key(name), "zh": Key(word), "en": Key(word)})
    if isinstance(values, Broken):
        return values
    return EnumValue(values["name"], Text(zh=values["zh"], en=values["en"]))


def _pattern(node: Node, reading: Reading) -> str | Broken:
    """A regular expression that the whole text must match."""
    text = word(node, reading)
    if isinstance(text, Broken):
        return text
    try:
        re.compile(text)
    except re.error as error:
        reading.problem(
            node,
            "bad_pattern",
            Text(zh=f"这不是有效的正则表达式（{error}）", en=f"this is not a regular expression ({error})"),
            Text(zh="例如 [A-Z0-9]{5,20}", en="For example [A-Z0-9]{5,20}."),
        )
    return text


def field_of(
    fact: FactDeclaration, place: Place, required: bool, when: str | None = None, personal: bool = False
) -> FormField:
    """The field that asks for a fact."""
    return FormField(
        name=fact.name,
        fact=True,
        type=fact.type,
        label=fact.label,
        help=fact.help,
        required=required,
        when=when,
        pattern=None,
        pattern_help=None,
        options=(),
        personal=personal,
        place=place,
    )


def _fact_field(facts: Map[str, FactDeclaration], conditions: Conditions) -> Kind[FormField]:
    keys: dict[str, Key[Any]] = {
        "fact": Key(reference("fact")),
        "required": optional(boolean, default=False),
        "when": optional(expression),
        "personal": optional(boolean, default=False),
    }

    def read(node: Node, reading: Reading) -> FormField | Broken:
        values = read_keys(node, reading, keys)
        declared = None if isinstance(values, Broken) else facts.get(values["fact"])
        if isinstance(values, Broken) or declared is None:
            return Broken()
        when = conditions.add(values["when"])
        return field_of(declared, reading.place(node), values["required"], when, values["personal"])

    return read


def _own_field(conditions: Conditions) -> Kind[FormField]:
    def build(**values: Any) -> FormField:
        values["type"] = _FIELD_TYPES[values["type"]]
        values["when"] = conditions.add(values["when"])
        return FormField(fact=False, **values)

    made = record(
        build,
        {
            "field": Key(name, into="name"),
            "type": Key(one_of(*_FIELD_TYPES)),
            "label": Key(both),
            "help": optional(both),
            "required": optional(boolean, default=False),
            "when": optional(expression),
            "pattern": optional(_pattern),
            "pattern_help": optional(both),
            "options": optional(list_of(_choice, at_least=2), default=()),
            "personal": optional(boolean, default=False),
        },
    )

    def read(node: Node, reading: Reading) -> FormField | Broken:
        kind = node.get("type") if isinstance(node, Mapping) else None
        choice = isinstance(kind, Scalar) and kind.text == "choice"
        if choice is not (isinstance(node, Mapping) and node.get("options") is not None):
            reading.problem(
                node,
                "choice_options",
                Text(zh="options 与类型 choice 必须同时使用", en="options and the type choice go together"),
                Text(zh="请补上其中缺少的一个", en="Add the one that is missing."),
            )
        return made(node, reading)

    return read


def _form_field(facts: Map[str, FactDeclaration], conditions: Conditions) -> Kind[FormField]:
    from_fact, own = _fact_field(facts, conditions), _own_field(conditions)

    def read(node: Node, reading: Reading) -> FormField | Broken:
        of_fact = isinstance(node, Mapping) and node.get("fact") is not None
        return (from_fact if of_fact else own)(node, reading)

    return read


def section(facts: Map[str, FactDeclaration], conditions: Conditions) -> Kind[FormSection]:
    """Fields under one heading."""
    return record(
        FormSection,
        {
            "id": Key(name),
            "title": Key(both),
            "fields": Key(list_of(_form_field(facts, conditions), at_least=1)),
        },
    )


def form(facts: Map[str, FactDeclaration], conditions: Conditions) -> Kind[Form]:
    """Sections one by one, or ``{facts_of: [RIGHT, …], sections: […]}``: what the rules of rights read."""
    sections = list_of(section(facts, conditions), at_least=1)
    derived = record(
        Form,
        {
            "facts_of": Key(list_of(reference("claim"), at_least=1)),
            "sections": optional(sections, default=()),
        },
    )

    def read(node: Node, reading: Reading) -> Form | Broken:
        if isinstance(node, Mapping):
            return derived(node, reading)
        found = sections(node, reading)
        return found if isinstance(found, Broken) else Form(found, (), reading.place(node))

    return read


def own_document(conditions: Conditions, id: Kind[str] = name) -> Kind[DocumentKind]:
    """A document to attach; a later one and a promise are what is tolerated instead."""

    def build(**values: Any) -> DocumentKind:
        values["max_bytes"] = values.pop("max_mb") * 1024 * 1024
        values["when"] = conditions.add(values["when"])
        return DocumentKind(**values)

    return record(
        build,
        {
            "id": Key(id),
            "title": Key(both),
            "help": optional(both),
            "media_types": optional(list_of(one_of(*MEDIA_TYPES), at_least=1), default=MEDIA_TYPES),
            "max_mb": optional(positive, default=_MEGABYTES),
            "max_files": optional(positive, default=1),
            "required": optional(boolean, default=True),
            "when": optional(expression),
            "evidences": optional(list_of(name), default=()),
            "later": optional(term(conditions)),
            "promise": optional(both),
        },
    )


def document(conditions: Conditions, known: Map[str, DocumentKind]) -> Kind[DocumentKind]:
    """A document of its own, or one of those in documents.yaml: its name, or what is different about it."""
    own = own_document(conditions)
    named = reference("document")
    keys: dict[str, Key[Any]] = {
        "document": Key(named),
        "required": optional(boolean),
        "when": optional(expression),
        "help": optional(both),
        "max_files": optional(positive),
        "later": optional(term(conditions)),
        "promise": optional(both),
    }

    def read(node: Node, reading: Reading) -> DocumentKind | Broken:
        if isinstance(node, Scalar):
            id = named(node, reading)
            return Broken() if isinstance(id, Broken) or id not in known else known[id]
        if not isinstance(node, Mapping) or node.get("document") is None:
            return own(node, reading)
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken) or values["document"] not in known:
            return Broken()
        kind = known[values.pop("document")]
        values["when"] = conditions.add(values["when"])
        given = {key: value for key, value in values.items() if value is not None}
        return replace(kind, **given, place=reading.place(node))

    return read


def catalogue(conditions: Conditions) -> Kind[tuple[DocumentKind, ...]]:
    """The kind of documents.yaml: the documents that several procedures ask for."""
    return list_of(own_document(conditions, naming("document")))
