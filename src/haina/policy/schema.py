"""The shape of pack.yaml, departments.yaml, systems.yaml and articles/*.yaml, declared key by key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from haina.rules.text import Place, Text

from .agreement_schema import AGREEMENT
from .breakdowns import BREAKDOWN
from .duty_schema import DUTY
from .element_records import Agreement, Duty, System
from .element_schema import PROGRAMME, RIGHT
from .kinds import (
    Broken,
    Key,
    Reading,
    both,
    day,
    expression,
    integer,
    list_of,
    name,
    naming,
    one_of,
    optional,
    read_keys,
    record,
    reference,
    source_ids,
    word,
    wrong_kind,
)
from .nodes import Mapping, Node, Scalar
from .records import (
    Budget,
    Clause,
    Collection,
    Currency,
    Definition,
    Department,
    Head,
    NamedThing,
    OldName,
    PolicySource,
    Right,
    Role,
    Source,
)
from .tables_schema import TABLE, Table

_VERSION = re.compile(r"[0-9a-f]{64}", re.ASCII)


def _currency_code(node: Node, reading: Reading) -> str | Broken:
    """Three capital letters of ISO 4217."""
    if isinstance(node, Scalar) and len(node.text) == 3 and node.text.isascii() and node.text.isupper():
        return node.text
    return wrong_kind(
        node, reading, Text(zh="三个大写字母的货币代码", en="a currency code of three capital letters")
    )


def _version(node: Node, reading: Reading) -> str | Broken:
    """The version of a pack: 64 hexadecimal digits."""
    if isinstance(node, Scalar) and _VERSION.fullmatch(node.text):
        return node.text
    return wrong_kind(
        node, reading, Text(zh="64 位十六进制的版本号", en="a version of 64 hexadecimal digits")
    )


_ROLE = record(Role, {"id": Key(naming("role")), "title": Key(both)})

_EVIDENCE_TYPE = record(NamedThing, {"id": Key(naming("evidence_type")), "title": Key(both)})

_BUDGET = record(
    Budget,
    {"id": Key(naming("budget")), "title": Key(both), "department": Key(reference("department"))},
)

_COLLECTION = record(
    Collection,
    {
        "id": Key(name),
        "title": Key(both),
        "description": optional(both),
        "rights": Key(list_of(reference("element"))),
    },
)

HEAD = record(
    Head,
    {
        "id": Key(word),
        "title": Key(both),
        "jurisdiction": Key(both),
        "currency": Key(record(Currency, {"code": Key(_currency_code), "label": Key(both)})),
        "languages": Key(list_of(one_of("zh", "en"), at_least=2)),
        "published": Key(day),
        "source": Key(
            record(PolicySource, {"title": Key(both), "number": optional(word), "address": optional(word)})
        ),
        "default_on": optional(day),
        "roles": optional(list_of(_ROLE), default=()),
        "life_events": optional(list_of(_COLLECTION), default=()),
        "audiences": optional(list_of(_COLLECTION), default=()),
        "evidence_types": optional(list_of(_EVIDENCE_TYPE), default=()),
        "budgets": optional(list_of(_BUDGET), default=()),
        "breakdowns": optional(list_of(BREAKDOWN), default=()),
        "expiry_notice_days": optional(integer, default=30),
        "follows": optional(_version),
    },
)

_OLD_NAME = record(
    OldName,
    {
        "title": Key(both),
        "to": Key(day, into="until"),
        "source": optional(source_ids),
        "note": optional(both),
    },
)

DEPARTMENTS = list_of(
    record(
        Department,
        {
            "id": Key(naming("department")),
            "title": Key(both),
            "history": optional(list_of(_OLD_NAME), default=()),
            "note": optional(both),
        },
    ),
    at_least=1,
)


def _addresses(node: Node, reading: Reading) -> tuple[str, ...] | Broken:
    """One or several addresses of pages, separated by blanks."""
    text = word(node, reading)
    return text if isinstance(text, Broken) else tuple(text.split())


SOURCES = list_of(
    record(
        Source,
        {
            "id": Key(naming("source", word)),
            "kind": Key(word),
            "title": Key(both),
            "number": optional(word),
            "published": optional(day),
            "address": optional(_addresses, default=(), into="addresses"),
        },
    )
)


#: systems.yaml: what the policy needs to exist, and the clauses that need it.
SYSTEMS = list_of(
    record(
        System,
        {
            "id": Key(naming("system")),
            "number": Key(word),
            "type": Key(name),
            "basis": Key(one_of("named", "implied")),
            "title": Key(both),
            "clauses": Key(list_of(reference("clause"))),
        },
    )
)


CLAUSE_KEYS: dict[str, Key[Any]] = {
    "id": Key(naming("clause", word)),
    "kind": Key(one_of("right", "money", "deal", "duty")),
    "modality": Key(one_of("must", "may", "encourage", "explore", "pilot")),
    "paragraph": optional(integer),
    "sentences": optional(list_of(integer), default=()),
    "title": Key(both),
    "summary": Key(both),
    "departments": optional(list_of(reference("department")), default=()),
    "who": optional(list_of(name), default=()),
    "difference": optional(both),
    "note": optional(both),
}


def clause(article: str) -> Any:
    """The kind of a clause of this article."""

    def build(**values: Any) -> Clause:
        return Clause(article=article, **values)

    return record(build, CLAUSE_KEYS)


DEFINITION = record(
    Definition,
    {
        "id": Key(naming("definition")),
        "title": Key(both),
        "is": Key(expression, into="rule"),
        "clause": optional(reference("clause")),
    },
)


_ARTICLE_KEYS: dict[str, Key[Any]] = {
    "article": Key(naming("article", word)),
    "title": Key(both),
    "heading": optional(both),
    "define": optional(list_of(DEFINITION), default=()),
    "tables": optional(list_of(TABLE), default=()),
    "rights": optional(list_of(RIGHT), default=()),
    "programmes": optional(list_of(PROGRAMME), default=()),
    "agreements": optional(list_of(AGREEMENT), default=()),
    "duties": optional(list_of(DUTY), default=()),
}


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """Everything that one file of articles/ holds."""

    id: str
    title: Text
    heading: Text | None
    definitions: tuple[Definition, ...]
    tables: tuple[Table, ...]
    clauses: tuple[Clause, ...]
    rights: tuple[Right, ...]
    agreements: tuple[Agreement, ...]
    duties: tuple[Duty, ...]
    place: Place


def article(node: Node, reading: Reading) -> ArticleFile | Broken:
    """One article; its clauses are told to which article they belong."""
    number = node.get("article") if isinstance(node, Mapping) else None
    known = number.text if isinstance(number, Scalar) else ""
    keys = {**_ARTICLE_KEYS, "clauses": Key(list_of(clause(known), at_least=1))}
    values = read_keys(node, reading, keys)
    if isinstance(values, Broken):
        return values
    return ArticleFile(
        id=values["article"],
        title=values["title"],
        heading=values["heading"],
        definitions=values["define"],
        tables=values["tables"],
        clauses=values["clauses"],
        rights=(*values["rights"], *values["programmes"]),
        agreements=values["agreements"],
        duties=values["duties"],
        place=reading.place(node),
    )
