"""The shape of procedures/*.yaml, declared key by key."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Any

from haina.rules.declarations import FactDeclaration, RuleSource
from haina.rules.text import Text
from haina.rules.types import BOOL, DATE, INT, MONEY, TEXT, EnumValue, Type

from .kinds import (
    Broken,
    Expression,
    Key,
    Kind,
    Reading,
    boolean,
    both,
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
    word,
    wrong_kind,
)
from .nodes import Mapping, Node, Scalar
from .procedures import (
    Correction,
    DocumentKind,
    Extension,
    FormField,
    FormSection,
    Grant,
    Notice,
    Procedure,
    ReasonText,
    Stage,
    Term,
    TermOption,
    Validity,
)

OUTCOMES = ("decline", "return", "refuse", "revoke", "extend")
EVENTS = (
    "submitted",
    "accepted",
    "declined",
    "returned",
    "resubmitted",
    "answer_overdue",
    "approved",
    "refused",
    "issued",
    "withdrawn",
    "revoked",
    "escalated",
    "extended",
)
MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png")

#: Types of a field that only a procedure asks; a choice brings its own options.
_FIELD_TYPES: dict[str, Type] = {
    "text": TEXT,
    "date": DATE,
    "int": INT,
    "money": MONEY,
    "bool": BOOL,
    "choice": TEXT,
}


@dataclass(slots=True)
class Conditions:
    """The ``when`` expressions of one procedure; each becomes a definition with an id of its own."""

    procedure: str
    clause: str
    sources: list[RuleSource] = field(default_factory=list)

    def add(self, when: Expression | None) -> str | None:
        """The id under which a condition is compiled; None where there is none."""
        if when is None:
            return None
        id = f"{self.procedure}_when_{len(self.sources) + 1}"
        label = Text(zh="办事程序中的条件", en="condition in a procedure")
        self.sources.append(RuleSource(id, when.text, when.place, label, self.clause, "definition"))
        return id


def _days(node: Node, reading: Reading) -> int | Broken:
    days = integer(node, reading)
    if isinstance(days, Broken) or 1 <= days <= 3660:
        return days
    return wrong_kind(node, reading, Text(zh="1 至 3660 的天数", en="a number of days from 1 to 3660"))


def _positive(node: Node, reading: Reading) -> int | Broken:
    number = integer(node, reading)
    if isinstance(number, Broken) or 1 <= number <= 100:
        return number
    return wrong_kind(node, reading, Text(zh="1 至 100 的整数", en="a whole number from 1 to 100"))


def _option(conditions: Conditions, days: bool = True) -> Kind[TermOption]:
    keys: dict[str, Key[Any]] = {"standard": optional(reference("standard")), "when": optional(expression)}
    if days:
        keys["days"] = optional(_days)

    def read(node: Node, reading: Reading) -> TermOption | Broken:
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken):
            return values
        given = values.get("days")
        if (given is None) is (values["standard"] is None):
            return reading.problem(
                node,
                "term_option",
                Text(zh="天数和标准只能写其一", en="either days or a standard is needed, not both"),
                Text(zh="写 standard: 名称，或 days: 天数", en="Write standard: NAME or days: NUMBER."),
            )
        place = reading.place(node)
        return TermOption(given, values["standard"], conditions.add(values["when"]), place)

    return read


def _term(conditions: Conditions) -> Kind[Term]:
    return record(
        Term,
        {
            "unit": Key(one_of("working_days", "calendar_days")),
            "counts_from": Key(one_of("submitted", "accepted", "opened", "returned")),
            "options": Key(list_of(_option(conditions), at_least=1)),
            "clause": optional(reference("clause")),
        },
    )


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
        return FormField(
            name=declared.name,
            fact=True,
            type=declared.type,
            label=declared.label,
            help=declared.help,
            required=values["required"],
            when=conditions.add(values["when"]),
            pattern=None,
            pattern_help=None,
            options=(),
            personal=values["personal"],
            place=reading.place(node),
        )

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


def _document(conditions: Conditions) -> Kind[DocumentKind]:
    def build(**values: Any) -> DocumentKind:
        values["max_bytes"] = values.pop("max_mb") * 1024 * 1024
        values["when"] = conditions.add(values["when"])
        return DocumentKind(**values)

    return record(
        build,
        {
            "id": Key(name),
            "title": Key(both),
            "help": optional(both),
            "media_types": Key(list_of(one_of(*MEDIA_TYPES), at_least=1)),
            "max_mb": Key(_positive),
            "max_files": optional(_positive, default=1),
            "required": optional(boolean, default=True),
            "when": optional(expression),
            "evidences": optional(list_of(name), default=()),
        },
    )


def _stage(conditions: Conditions) -> Kind[Stage]:
    return record(
        Stage,
        {
            "id": Key(name),
            "title": Key(both),
            "kind": Key(one_of("acceptance", "decision")),
            "department": Key(reference("department")),
            "after": optional(list_of(name), default=()),
            "term": Key(_term(conditions)),
            "silence": Key(one_of("escalate", "approve", "refuse")),
            "may_return": optional(boolean, default=False),
            "verifies": optional(list_of(name), default=()),
            "asks": Key(both),
        },
    )


_REASON = record(
    ReasonText,
    {"id": Key(name), "outcomes": Key(list_of(one_of(*OUTCOMES), at_least=1)), "text": Key(both)},
)

_NOTICE = record(
    Notice,
    {
        "id": Key(name),
        "on": Key(one_of(*EVENTS)),
        "to": Key(list_of(one_of("applicant", "person", "departments", "supervisor"), at_least=1)),
        "subject": Key(both),
        "body": Key(both),
    },
)


def _grant(conditions: Conditions) -> Kind[Grant]:
    validity = record(
        Validity,
        {
            "years": Key(list_of(_option(conditions, days=False), at_least=1)),
            "not_after": optional(list_of(name), default=()),
        },
    )
    return record(
        Grant,
        {
            "document": Key(name),
            "title": Key(both),
            "issuer": Key(reference("department")),
            "validity": Key(validity),
            "shows": optional(list_of(name), default=()),
            "basis": Key(both),
        },
    )


def _case_prefix(node: Node, reading: Reading) -> str | Broken:
    """The letters before the number of a case: two to five capitals."""
    if isinstance(node, Scalar) and re.fullmatch(r"[A-Z]{2,5}", node.text, re.ASCII):
        return node.text
    return wrong_kind(node, reading, Text(zh="二至五个大写字母", en="two to five capital letters"))


def procedure(facts: Map[str, FactDeclaration]) -> Kind[tuple[Procedure, Conditions]]:
    """The kind of a procedure's file, with the conditions in it that must be compiled."""

    def read(node: Node, reading: Reading) -> tuple[Procedure, Conditions] | Broken:
        id_node = node.get("id") if isinstance(node, Mapping) else None
        conditions = Conditions(id_node.text if isinstance(id_node, Scalar) else "procedure", "")
        term = _term(conditions)
        section = record(
            FormSection,
            {
                "id": Key(name),
                "title": Key(both),
                "fields": Key(list_of(_form_field(facts, conditions), at_least=1)),
            },
        )
        keys: dict[str, Key[Any]] = {
            "id": Key(naming("procedure")),
            "title": Key(both),
            "summary": Key(both),
            "clauses": Key(list_of(reference("clause"))),
            "rights": Key(list_of(reference("claim"))),
            "reference": Key(naming("case prefix", _case_prefix)),
            "filed_by": Key(one_of("organisation", "person")),
            "basis": Key(one_of("text", "inferred")),
            "form": Key(list_of(section, at_least=1), into="sections"),
            "documents": optional(list_of(_document(conditions)), default=()),
            "stages": Key(list_of(_stage(conditions), at_least=1)),
            "join": Key(one_of("all", "any")),
            "total": Key(term),
            "correction": Key(record(Correction, {"times": Key(integer), "answer_within": optional(term)})),
            "extension": optional(record(Extension, {"times": Key(integer), "options": Key(term)})),
            "declaration": Key(both),
            "reasons": Key(list_of(_REASON)),
            "notices": Key(list_of(_NOTICE)),
            "grant": optional(_grant(conditions)),
        }
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken):
            return values
        conditions.clause = values["clauses"][0] if values["clauses"] else ""
        return Procedure(place=reading.place(node), **values), conditions

    return read
