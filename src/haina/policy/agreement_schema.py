"""The shape of agreements in articles/*.yaml."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .element_records import AgreedTerm, Agreement, Party, Publication, Registration, Trigger
from .element_schema import CLOSING_KEYS, element_keys, numbered, worded
from .kinds import (
    Broken,
    Key,
    Reading,
    both,
    expression,
    list_of,
    name,
    one_of,
    optional,
    record,
    reference,
)
from .nodes import Mapping, Node

#: How the price or the other side of an agreement is found.
WAYS = ("negotiation", "listing", "auction", "application", "matching", "appointment")
#: What an agreement may set off.
TRIGGERS = ("split", "tax", "registration", "payment", "filing", "right", "duty")


def _party(**values: Any) -> Party:
    return Party(rule=None, **values)


def _term(**values: Any) -> AgreedTerm:
    return AgreedTerm(rule="", **values)


def _publication(**values: Any) -> Publication:
    return Publication(rule=None, within_rule=None, **values)


def _registration(**values: Any) -> Registration:
    return Registration(rule=None, **values)


def _triggered(**values: Any) -> Trigger:
    return Trigger(rule=None, element_place=None, **values)


def _trigger(node: Node, reading: Reading) -> Trigger | Broken:
    """One trigger; the place of the element's name is kept, since it is looked up when all is read."""
    found = _TRIGGER(node, reading)
    written = node.get("element") if isinstance(node, Mapping) else None
    if isinstance(found, Broken) or written is None:
        return found
    return replace(found, element_place=reading.place(written))


_PARTY = record(
    _party, {"role": Key(reference("actor")), "title": optional(both), "when": optional(expression)}
)
_TERM = record(_term, {"id": Key(name), "title": Key(both), "when": Key(expression)})
_PUBLICATION = worded(
    _publication,
    {"by": Key(reference("actor")), "when": optional(expression), "within": optional(expression)},
)
_REGISTRATION = worded(
    _registration, {"department": Key(reference("department")), "when": optional(expression)}
)
_TRIGGER = worded(
    _triggered, {"kind": Key(one_of(*TRIGGERS)), "element": optional(name), "when": optional(expression)}
)


def _agreement(**values: Any) -> Agreement:
    """An agreement; its parts get the names under which they are compiled."""
    id = values["id"]
    parties, terms = values["parties"], values["terms"]
    names = numbered(f"{id}_party_{party.role}" for party in parties)
    values["parties"] = tuple(
        replace(party, rule=None if party.when is None else name)
        for party, name in zip(parties, names, strict=True)
    )
    names = numbered(f"{id}_term_{term.id}" for term in terms)
    values["terms"] = tuple(replace(term, rule=name) for term, name in zip(terms, names, strict=True))
    values["publish"] = tuple(
        replace(
            each,
            rule=None if each.when is None else f"{id}_publish_{number}",
            within_rule=None if each.within is None else f"{id}_publish_{number}_within",
        )
        for number, each in enumerate(values["publish"], 1)
    )
    for key, part in (("register", "register"), ("triggers", "trigger")):
        values[key] = tuple(
            replace(each, rule=None if each.when is None else f"{id}_{part}_{number}")
            for number, each in enumerate(values[key], 1)
        )
    return Agreement(**values)


AGREEMENT = record(
    _agreement,
    {
        **element_keys("agreement"),
        "parties": Key(list_of(_PARTY, at_least=1)),
        "terms": Key(list_of(_TERM, at_least=1)),
        "when": optional(expression),
        "found_by": Key(one_of(*WAYS)),
        "price": optional(expression),
        "publish": optional(list_of(_PUBLICATION), default=()),
        "register": optional(list_of(_REGISTRATION), default=()),
        "triggers": optional(list_of(_trigger), default=()),
        **CLOSING_KEYS,
    },
)
