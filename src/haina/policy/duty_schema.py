"""The shape of duties in articles/*.yaml."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from haina.rules.text import Text

from .element_records import (
    Due,
    DueBefore,
    DueBy,
    DueEvery,
    DueWithin,
    Duty,
    Evidence,
    Standing,
    Unstated,
)
from .element_schema import CLOSING_KEYS, element_keys
from .kinds import (
    BROKEN,
    Broken,
    Key,
    Reading,
    boolean,
    both,
    expression,
    list_of,
    optional,
    read_keys,
    record,
    reference,
)
from .nodes import Mapping, Node

_DUE: dict[str, Key[Any]] = {
    "by": optional(expression),
    "within": optional(expression),
    "after": optional(expression),
    "before": optional(expression),
    "every": optional(expression),
    "standing": optional(boolean),
    "unstated": optional(both),
}


#: The forms that are one key with its value.
_FORMS: dict[str, Callable[[Any], Due]] = {
    "by": DueBy,
    "before": DueBefore,
    "every": DueEvery,
    "unstated": Unstated,
}


def _due(node: Node, reading: Reading) -> Due | Broken:
    """Exactly one of the forms of a due date."""
    values = read_keys(node, reading, _DUE)
    if isinstance(values, Broken):
        return values
    if isinstance(node, Mapping) and not node.entries.keys() <= _DUE.keys():
        return BROKEN  # the key that does not exist has been reported; what was meant by it is not known
    given = frozenset(key for key, value in values.items() if value is not None)
    if given == {"within", "after"}:
        return DueWithin(values["within"], values["after"])
    if given == {"standing"} and values["standing"]:
        return Standing()
    forms: dict[str, Callable[[Any], Due]] = {
        "by": DueBy,
        "before": DueBefore,
        "every": DueEvery,
        "unstated": Unstated,
    }
    if len(given) == 1 and (form := forms.get(next(iter(given)))) is not None:
        return form(values[next(iter(given))])
    return reading.problem(
        node,
        "due_form",
        Text(
            zh="期限应当且只应当写一种：by、within 与 after、before、every、standing: true 或 unstated",
            en="one form of due date is needed: by, within with after, before, every, standing: true, "
            "or unstated",
        ),
        _due_advice(given),
    )


def _due_advice(given: frozenset[str]) -> Text:
    if given == {"within"}:
        return Text(zh="请补上 after: 起算日", en="Add after: the day from which the period is counted.")
    if given == {"after"}:
        return Text(zh="请补上 within: 期限长度", en="Add within: how long the period is.")
    return Text(
        zh="若原文没有写期限，写 unstated: {zh: …, en: …}",
        en="If the text sets no date, write unstated: {zh: …, en: …}.",
    )


def _evidence(node: Node, reading: Reading) -> Evidence | Broken:
    """``{type, fact, title, where?}``; the place of the fact's name is kept for what is said about it."""
    values = read_keys(
        node,
        reading,
        {
            "type": Key(reference("evidence_type")),
            "fact": Key(reference("fact")),
            "title": Key(both),
            "where": optional(expression),
        },
    )
    if isinstance(values, Broken) or not isinstance(node, Mapping):
        return values if isinstance(values, Broken) else reading.problem(node, "wrong_kind", Text.both(""))
    fact_place = reading.place(node.entries["fact"][1])
    return Evidence(**values, fact_place=fact_place, place=reading.place(node))


DUTY = record(
    Duty,
    {
        **element_keys("duty"),
        "owed_by": Key(list_of(reference("actor"), at_least=1)),
        "owed": Key(expression),
        "due": Key(_due),
        "evidence": Key(_evidence),
        "fulfilled": optional(expression),
        "checked_by": Key(list_of(reference("actor"), at_least=1)),
        **CLOSING_KEYS,
    },
)
