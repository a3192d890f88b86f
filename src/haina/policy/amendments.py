"""amendments/*.yaml: values of standards that were decided later; each file is a decision with its reason.

The decision is a source of its own, so that every page which shows a value says who fixed it. A decision adds
to what was fixed before and takes nothing back: a value begins after all that the standard has had so far.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from haina.rules.declarations import DatedValue, StandardDeclaration
from haina.rules.text import Place, Problem, Text

from .declare_standards import Standards, value_kind
from .kinds import BROKEN, Broken, Key, Kind, Reading, both, day, list_of, read_keys, record, reference
from .nodes import Mapping, Node, Scalar
from .records import Source

#: The folder of a pack in which decisions stand.
FOLDER = "amendments"
#: The kind of source that a decision is.
DECISION = "decision"
_FROM_NAME = "decision-"
_NOWHERE = Place("", 1)
#: Characters that a YAML file may not hold as they are.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\x85\u2028\u2029]"
)


@dataclass(frozen=True, slots=True)
class Change:
    """A value of a standard from a day on; `value` is of the standard's type."""

    standard: str
    value: object
    valid_from: date
    place: Place = _NOWHERE


@dataclass(frozen=True, slots=True)
class Amendment:
    """One decision: what it changes, from when, why, and on which day it was taken."""

    title: Text
    reason: Text
    decided: date
    values: tuple[Change, ...]
    place: Place = _NOWHERE

    @property
    def source(self) -> Source:
        """The decision as a source of values."""
        id = _FROM_NAME + PurePosixPath(self.place.file).stem
        return Source(id, DECISION, self.title, None, self.decided, (), self.place)


def amendment(standards: Map[str, StandardDeclaration]) -> Kind[Amendment]:
    """The kind of an amendments file, over the standards that it may change."""
    keys: dict[str, Key[Any]] = {
        "title": Key(both),
        "reason": Key(both),
        "decided": Key(day),
        "values": Key(list_of(_change(standards), at_least=1)),
    }
    whole = record(Amendment, keys)

    def read(node: Node, reading: Reading) -> Amendment | Broken:
        found = whole(node, reading)
        if not isinstance(found, Broken):
            reading.names.define("source", found.source.id, found.place)
        return found

    return read


def _change(standards: Map[str, StandardDeclaration]) -> Kind[Change]:
    named = reference("standard")

    def read(node: Node, reading: Reading) -> Change | Broken:
        name = node.get("standard") if isinstance(node, Mapping) else None
        standard = standards.get(name.text) if isinstance(name, Scalar) else None
        kind = _ignored if standard is None else value_kind(standard.type)
        keys: dict[str, Key[Any]] = {
            "standard": Key(named),
            "value": Key(kind),
            "from": Key(day, into="valid_from"),
        }
        values = read_keys(node, reading, keys)
        if isinstance(values, Broken) or standard is None:
            return BROKEN
        return Change(**values, place=reading.place(node))

    return read


def _ignored(_node: Node, _reading: Reading) -> None:
    """The value of a standard that is not there, which is reported once."""
    return


def amended(standards: Standards, amendments: Iterable[Amendment], problems: list[Problem]) -> Standards:
    """The standards with what was decided, one decision after the other; what cannot follow is reported."""
    sources, found = dict(standards.sources), dict(standards.standards)
    for each in amendments:
        sources[each.source.id] = each.source
        for change in each.values:
            standard = found[change.standard]
            last = last_beginning(standard)
            if last is not None and last >= change.valid_from:
                problems.append(_too_early(change, last))
            else:
                found[change.standard] = with_value(standard, change, each.source.id)
    return Standards(sources, found)


def last_beginning(standard: StandardDeclaration) -> date | None:
    """The day on which the last value of a standard begins; None where none begins on a day."""
    return max((each.valid_from for each in standard.values if each.valid_from is not None), default=None)


def with_value(standard: StandardDeclaration, change: Change, source: str) -> StandardDeclaration:
    """The standard with one more value; the one before it ends on the day before."""
    last_day = change.valid_from - timedelta(days=1)
    before = (
        each if each.valid_to is not None and each.valid_to < last_day else replace(each, valid_to=last_day)
        for each in standard.values
    )
    decided = DatedValue(change.value, change.valid_from, None, source, "A", None)
    return replace(standard, values=(*before, decided))


def _too_early(change: Change, last: date) -> Problem:
    return Problem(
        change.place,
        "later_value",
        Text(
            zh=f"{change.standard} 已有自 {last} 起的数值，决定不能从 {change.valid_from} 起",
            en=f"{change.standard} has a value from {last}; a decision cannot begin on {change.valid_from}",
        ),
        Text(zh="请选择更晚的日期", en="Choose a later day."),
    )


# Writing


def amendment_text(title: Text, reason: Text, decided: date, values: Sequence[Change]) -> str:
    """The file of a decision, as the loader reads it; the same decision gives the same text."""
    lines = [
        f"title: {_both(title)}",
        f"reason: {_both(reason)}",
        f"decided: {decided.isoformat()}",
        "values:",
        *(f"  - {{standard: {each.standard}, {_dated(each)}}}" for each in values),
    ]
    return "\n".join(lines) + "\n"


def _dated(change: Change) -> str:
    return f"value: {_value(change.value)}, from: {change.valid_from.isoformat()}"


def _both(text: Text) -> str:
    return f"{{zh: {_quoted(text.zh)}, en: {_quoted(text.en)}}}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (int, date)):
        return str(value)
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """A text in double quotes, as JSON and YAML both read it."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
