"""The shape of pack.yaml, departments.yaml, calendar.yaml and articles/*.yaml, declared key by key."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from haina.rules.text import Place, Text

from .kinds import (
    Broken,
    Expression,
    Key,
    Reading,
    both,
    day,
    decimal,
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
    Clause,
    Collection,
    Currency,
    Definition,
    Department,
    Grants,
    Head,
    InForce,
    OldName,
    PolicySource,
    Right,
    Role,
    Source,
    Step,
)


def _currency_code(node: Node, reading: Reading) -> str | Broken:
    """Three capital letters of ISO 4217."""
    if isinstance(node, Scalar) and len(node.text) == 3 and node.text.isascii() and node.text.isupper():
        return node.text
    return wrong_kind(
        node, reading, Text(zh="三个大写字母的货币代码", en="a currency code of three capital letters")
    )


_ROLE = record(Role, {"id": Key(naming("role")), "title": Key(both)})

_COLLECTION = record(
    Collection,
    {
        "id": Key(name),
        "title": Key(both),
        "description": optional(both),
        "rights": Key(list_of(reference("right"))),
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


def _step(node: Node, reading: Reading) -> Step | Broken:
    """``{actor, action, zh, en}``."""
    values = read_keys(
        node, reading, {"actor": Key(name), "action": Key(name), "zh": Key(word), "en": Key(word)}
    )
    if isinstance(values, Broken):
        return values
    text = Text(zh=values["zh"], en=values["en"])
    return Step(values["actor"], values["action"], text, reading.place(node))


_GRANTS = record(
    Grants,
    {
        "type": Key(name),
        "title": Key(both),
        "document": optional(name),
        "term": optional(expression),
        "apply_to": optional(reference("department")),
    },
)

_IN_FORCE = record(
    InForce,
    {
        "from": optional(day, into="valid_from"),
        "to": optional(day, into="valid_to"),
        "switch": optional(reference("standard")),
    },
)

_RIGHT_KEYS: dict[str, Key[Any]] = {
    "id": Key(naming("right")),
    "clause": Key(reference("clause")),
    "title": Key(both),
    "for": Key(one_of("person", "organisation", "project", "contract"), into="subject"),
    "through": optional(name),
    "when": Key(expression),
    "grants": Key(_GRANTS),
    "procedure": optional(reference("procedure")),
    "in_force": Key(_IN_FORCE),
    "steps": optional(list_of(_step), default=()),
    "steps_basis": optional(one_of("text", "inferred")),
    "days": optional(reference("standard")),
    "note": optional(both),
}


def _right(**values: Any) -> Right:
    return Right(programme=False, amount=None, **values)


def _programme(**values: Any) -> Right:
    return Right(programme=True, **values)


_RIGHT = record(_right, _RIGHT_KEYS)
#: Money that is paid, guaranteed or split: a right with an amount.
_PROGRAMME = record(_programme, {**_RIGHT_KEYS, "amount": optional(expression)})


DEFINITION = record(
    Definition,
    {
        "id": Key(naming("definition")),
        "title": Key(both),
        "is": Key(expression, into="rule"),
        "clause": optional(reference("clause")),
    },
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a points table."""

    when: Expression
    points: Expression
    place: Place


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a points table: its rows, or the items of which the best counts."""

    id: str
    title: Text
    rows: tuple[Row, ...]
    best_of: tuple[str, ...]
    cap: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A points table as written."""

    id: str
    title: Text
    items: tuple[Item, ...]
    cap: Decimal | None
    clause: str | None
    place: Place


_ROW = record(Row, {"when": Key(expression), "points": Key(expression)})
_ITEM = record(
    Item,
    {
        "id": Key(name),
        "title": Key(both),
        "rows": optional(list_of(_ROW, at_least=1), default=()),
        "best_of": optional(list_of(name, at_least=2), default=()),
        "cap": optional(decimal),
    },
)
TABLE = record(
    Table,
    {
        "id": Key(naming("table")),
        "title": Key(both),
        "items": Key(list_of(_ITEM, at_least=1)),
        "cap": optional(decimal),
        "clause": optional(reference("clause")),
    },
)

_ARTICLE_KEYS: dict[str, Key[Any]] = {
    "article": Key(naming("article", word)),
    "title": Key(both),
    "heading": optional(both),
    "define": optional(list_of(DEFINITION), default=()),
    "tables": optional(list_of(TABLE), default=()),
    "rights": optional(list_of(_RIGHT), default=()),
    "programmes": optional(list_of(_PROGRAMME), default=()),
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
        place=reading.place(node),
    )
