"""A mapping file: which columns of a table stand for which facts, and how their values are written."""

from __future__ import annotations

import codecs
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from haina.policy import Policy
from haina.policy.kinds import (
    BROKEN,
    Broken,
    Key,
    Reading,
    boolean,
    decimal,
    list_of,
    mapping_of,
    name,
    one_of,
    optional,
    read_keys,
    word,
    wrong_kind,
)
from haina.policy.names import Names
from haina.policy.nodes import Mapping, Node, Scalar
from haina.policy.problems import ReadError
from haina.policy.reader import read_file
from haina.rules.problems import nearest
from haina.rules.text import Place, Text
from haina.rules.types import DATE, TEXT, History, Type

from .records import PERSON, SUBJECTS
from .tables import Form


@dataclass(frozen=True, slots=True)
class Writing:
    """How the values of a column are written: `source` is its name there, `target` that of the fact or field.

    `values` are words and what they mean, `date` the formats of days, `times` the factor to the fact's unit;
    `ends` of the last days of spells, where nothing means that a spell goes on.
    """

    source: str
    target: str
    type: Type
    place: Place
    fact: bool = True
    values: Map[str, str] = field(default_factory=dict)
    date: tuple[str, ...] = ()
    times: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    ends: bool = False


@dataclass(frozen=True, slots=True)
class SpellWriting:
    """A table of spells of one history: its columns for the subject, the days and the fields.

    `complete`: subjects without a row have no spell; otherwise their history is unknown.
    """

    fact: str
    type: History
    file: Path
    subject: str
    start: Writing
    end: Writing | None
    fields: tuple[Writing, ...]
    complete: bool
    disjoint: bool
    place: Place


@dataclass(frozen=True, slots=True)
class TableMapping:
    """All that a mapping file says."""

    path: Path
    text: str
    subject: str
    id: str | None
    unknown: frozenset[str]
    form: Form
    columns: tuple[Writing, ...]
    histories: tuple[SpellWriting, ...]


def read_mapping(path: Path, policy: Policy) -> TableMapping:
    """The mapping in a file; raises `ReadError` with every defect."""
    document = read_file(path)
    names = Names()
    reading = Reading(document, names)
    keys: dict[str, Key[Any]] = {
        "subject": optional(one_of(*SUBJECTS), default=PERSON),
        "id": optional(word),
        "unknown": optional(list_of(_any_word), default=("",)),
        "delimiter": optional(_delimiter, default=","),
        "encoding": optional(_encoding, default="utf-8"),
        "columns": Key(_raw),
        "histories": optional(list_of(_raw), default=()),
    }
    values = read_keys(document.root, reading, keys)
    if isinstance(values, Broken):
        raise ReadError(names.problems)
    columns = _columns(values["columns"], reading, policy, values["subject"])
    histories = [
        _history(node, reading, policy, values["subject"], path.parent) for node in values["histories"]
    ]
    if names.problems:
        raise ReadError(names.problems)
    return TableMapping(
        path,
        document.text,
        values["subject"],
        values["id"],
        frozenset(values["unknown"]) | {""},
        Form(values["delimiter"], values["encoding"]),
        tuple(columns),
        tuple(each for each in histories if not isinstance(each, Broken)),
    )


def _raw(node: Node, _: Reading) -> Node | Broken:
    return node


def _any_word(node: Node, reading: Reading) -> str | Broken:
    """A word that may be empty."""
    return node.text if isinstance(node, Scalar) else wrong_kind(node, reading, Text(zh="文本", en="text"))


def _delimiter(node: Node, reading: Reading) -> str | Broken:
    """One sign; ``\\t`` is a tabulator."""
    found = _any_word(node, reading)
    if isinstance(found, Broken):
        return found
    sign = "\t" if found == "\\t" else found
    if len(sign) == 1 and sign.isascii():
        return sign
    message = Text(
        zh=f"分隔符应是一个 ASCII 字符，不是“{found}”", en=f"a delimiter is one ASCII sign, not “{found}”"
    )
    return reading.problem(node, "delimiter", message)


def _encoding(node: Node, reading: Reading) -> str | Broken:
    found = word(node, reading)
    if isinstance(found, Broken):
        return found
    try:
        return codecs.lookup(found).name
    except LookupError:
        message = Text(zh=f"没有编码 {found}", en=f"there is no encoding {found}")
        return reading.problem(
            node, "encoding", message, nearest(found, ("utf-8", "gb18030", "utf-16", "big5"))
        )


def _formats(node: Node, reading: Reading) -> tuple[str, ...] | Broken:
    """One format of days, or a list of them."""
    if isinstance(node, Scalar):
        found = word(node, reading)
        return found if isinstance(found, Broken) else (found,)
    several = list_of(word)(node, reading)
    return several if isinstance(several, Broken) else tuple(several)


_WRITING: dict[str, Key[Any]] = {
    "fact": optional(word),
    "column": optional(name),
    "from": optional(word, into="source"),
    "values": optional(mapping_of(_any_word), default={}),
    "date": optional(_formats, default=()),
    "times": optional(decimal),
}


def _columns(node: Node, reading: Reading, policy: Policy, subject: str) -> list[Writing]:
    if not isinstance(node, Mapping):
        wrong_kind(node, reading, Text(zh="列名和事实", en="columns and facts"))
        return []
    found: list[Writing] = []
    seen: set[str] = set()
    for source, (key, below) in node.entries.items():
        each = _column(source, key, below, reading, policy, subject)
        if isinstance(each, Broken):
            continue
        if each.target in seen:
            message = Text(zh=f"{each.target} 有两列", en=f"two columns stand for {each.target}")
            reading.problem(key, "duplicate_id", message)
        seen.add(each.target)
        found.append(each)
    return found


def _column(
    source: str, key: Scalar, node: Node, reading: Reading, policy: Policy, subject: str
) -> Writing | Broken:
    """``COLUMN: FACT``, ``COLUMN: {fact: FACT, …}``, or ``COLUMN: {column: NAME}`` for a helper of text."""
    if isinstance(node, Scalar):
        values: dict[str, Any] | Broken = {
            "fact": node.text,
            "column": None,
            "values": {},
            "date": (),
            "times": None,
        }
    else:
        values = read_keys(node, reading, {each: kind for each, kind in _WRITING.items() if each != "from"})
    if isinstance(values, Broken):
        return BROKEN
    if values["column"] is not None:
        return Writing(source, values["column"], TEXT, reading.place(key), False, values["values"])
    fact = policy.facts.get(values["fact"] or "")
    if fact is None or fact.subject != subject or isinstance(fact.type, History):
        known = [each for each, one in policy.facts.items() if one.subject == subject]
        return reading.problem(
            node,
            "unknown_fact",
            Text(
                zh=f"{subject} 没有事实 {values['fact']}，或它是经历（写在 histories 里）",
                en=f"there is no fact {values['fact']} of a {subject}, or it is a history (see histories)",
            ),
            nearest(values["fact"] or source, known),
        )
    return Writing(
        source,
        fact.name,
        fact.type,
        reading.place(key),
        True,
        values["values"],
        values["date"],
        values["times"],
        fact.minimum,
        fact.maximum,
    )


def _history(
    node: Node, reading: Reading, policy: Policy, subject: str, folder: Path
) -> SpellWriting | Broken:
    keys: dict[str, Key[Any]] = {
        "fact": Key(word),
        "file": Key(word),
        "subject": Key(word),
        "from": Key(_raw, into="start"),
        "to": optional(_raw, into="end"),
        "fields": optional(_raw),
        "complete": Key(boolean),
    }
    values = read_keys(node, reading, keys)
    if isinstance(values, Broken):
        return BROKEN
    fact = policy.facts.get(values["fact"])
    if fact is None or fact.subject != subject or not isinstance(fact.type, History):
        known = [each for each, one in policy.facts.items() if isinstance(one.type, History)]
        message = Text(
            zh=f"没有经历 {values['fact']}", en=f"there is no history {values['fact']} of a {subject}"
        )
        return reading.problem(node, "unknown_fact", message, nearest(values["fact"], known))
    start = _part(values["start"], reading, "from", DATE)
    end = None if values["end"] is None else _part(values["end"], reading, "to", DATE)
    fields = _fields(values["fields"], reading, fact.type)
    if isinstance(start, Broken) or isinstance(end, Broken) or isinstance(fields, Broken):
        return BROKEN
    return SpellWriting(
        fact.name,
        fact.type,
        folder / values["file"],
        values["subject"],
        start,
        None if end is None else replace(end, ends=True),
        fields,
        values["complete"],
        fact.disjoint,
        reading.place(node),
    )


def _fields(node: Node | None, reading: Reading, kind: History) -> tuple[Writing, ...] | Broken:
    known = {each.name: each.type for each in kind.fields}
    found: list[Writing] = []
    for target, (key, below) in node.entries.items() if isinstance(node, Mapping) else ():
        if target not in known:
            message = Text(zh=f"没有字段 {target}", en=f"there is no field {target}")
            return reading.problem(key, "unknown_field", message, nearest(target, known))
        each = _part(below, reading, target, known[target])
        if isinstance(each, Broken):
            return BROKEN
        found.append(each)
    required = [
        each.name for each in kind.fields if each.required and each.name not in {f.target for f in found}
    ]
    if required and node is not None:
        message = Text(zh=f"缺字段 {'、'.join(required)}", en=f"fields are missing: {', '.join(required)}")
        return reading.problem(node, "missing_field", message)
    return tuple(found)


def _part(node: Node, reading: Reading, target: str, kind: Type) -> Writing | Broken:
    """``COLUMN`` or ``{from: COLUMN, values: …, date: …, times: …}``."""
    if isinstance(node, Scalar) and node.text:
        return Writing(node.text, target, kind, reading.place(node))
    keys: Map[str, Key[Any]] = {
        each: kind for each, kind in _WRITING.items() if each not in ("fact", "column")
    }
    values = read_keys(node, reading, {**keys, "from": Key(word, into="source")})
    if isinstance(values, Broken):
        return BROKEN
    return Writing(
        values["source"],
        target,
        kind,
        reading.place(node),
        True,
        values["values"],
        values["date"],
        values["times"],
    )
