"""The shape of what a procedure says, declared key by key."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from typing import Any

from haina.rules.declarations import FactDeclaration
from haina.rules.text import Text

from .kinds import (
    Broken,
    Key,
    Reading,
    boolean,
    both,
    integer,
    list_of,
    mapping_of,
    name,
    one_of,
    optional,
    read_keys,
    record,
    reference,
    word,
    wrong_kind,
)
from .nodes import Mapping, Node, Scalar
from .procedure_form_schema import document, form
from .procedure_terms import Conditions, positive, term, term_option
from .procedures import (
    CONSENT,
    Appeal,
    AppointmentNeed,
    Correction,
    DocumentKind,
    Extension,
    Join,
    Lookup,
    Notice,
    PauseGround,
    ReasonText,
)

OUTCOMES = ("decline", "return", "refuse", "revoke", "extend")
STAGE_KINDS = ("acceptance", "decision", "publication")
EVENTS = (
    "submitted",
    "accepted",
    "declined",
    "returned",
    "resubmitted",
    "answer_overdue",
    "promise_overdue",
    "handed_in_later",
    "paused",
    "resumed",
    "published",
    "objection_made",
    "objection_answered",
    "approved",
    "refused",
    "deemed_approved",
    "deemed_refused",
    "appealed",
    "appeal_upheld",
    "appeal_rejected",
    "issued",
    "reissued",
    "expiring",
    "expired",
    "withdrawn",
    "revoked",
    "escalated",
    "extended",
    "moved",
    "extension_asked",
    "entrusted",
    "agent_dismissed",
    "recounted",
    "appointment",
    "appointment_missed",
)

#: What a mapping may hold, by key.
Keys = dict[str, Key[Any]]


def _ground(node: Node, reading: Reading) -> str | Broken:
    """The id of the clause that allows a look-up, or ``consent``."""
    if isinstance(node, Scalar) and node.text == CONSENT:
        return CONSENT
    return reference("clause")(node, reading)


_LOOKUP = record(
    Lookup,
    {
        "register": Key(reference("register")),
        "purpose": Key(both),
        "ground": Key(_ground),
        "facts": Key(mapping_of(word)),
        "pause": optional(name, default=""),
    },
)


def stage_keys(conditions: Conditions) -> Keys:
    """What is said about a stage; its department may be left to the right."""
    return {
        "id": Key(name),
        "title": Key(both),
        "kind": Key(one_of(*STAGE_KINDS)),
        "department": optional(reference("department"), default=""),
        "after": optional(list_of(name), default=()),
        "term": optional(term(conditions)),
        "silence": optional(one_of("escalate", "approve", "refuse"), default="escalate"),
        "may_return": optional(boolean, default=False),
        "verifies": optional(list_of(name), default=()),
        "lookups": optional(list_of(_LOOKUP), default=()),
        "sees": optional(list_of(name, at_least=1), default=()),
        "asks": Key(both),
    }


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


def _join(node: Node, reading: Reading) -> Join | Broken:
    """``all``, ``any``, ``{quorum: 2}`` or ``{veto: [STAGE, …]}``."""
    if not isinstance(node, Mapping):
        kind = one_of("all", "any")(node, reading)
        return kind if isinstance(kind, Broken) else Join(kind)
    keys: Keys = {"quorum": optional(positive), "veto": optional(list_of(name, at_least=1))}
    values = read_keys(node, reading, keys)
    if isinstance(values, Broken):
        return values
    if (values["quorum"] is None) is (values["veto"] is None):
        return wrong_kind(node, reading, Text(zh="quorum 或 veto 之一", en="either quorum or veto"))
    if values["veto"] is not None:
        return Join("veto", vetoes=values["veto"])
    return Join("quorum", quorum=values["quorum"])


def _validity_keys(conditions: Conditions) -> Keys:
    return {
        "years": optional(list_of(term_option(conditions, in_days=False), at_least=1), default=()),
        "not_after": optional(list_of(name), default=()),
    }


def grant_keys(conditions: Conditions) -> Keys:
    """What is said about the document that a yes issues; its validity as values by key."""

    def validity(node: Node, reading: Reading) -> dict[str, Any] | Broken:
        values = read_keys(node, reading, _validity_keys(conditions))
        return values if isinstance(values, Broken) else {**values, "place": reading.place(node)}

    return {
        "document": Key(name),
        "title": Key(both),
        "issuer": Key(reference("department")),
        "validity": Key(validity),
        "shows": optional(list_of(name), default=()),
        "basis": Key(both),
    }


def case_prefix(node: Node, reading: Reading) -> str | Broken:
    """The letters before the number of a case: two to five capitals."""
    if isinstance(node, Scalar) and re.fullmatch(r"[A-Z]{2,5}", node.text, re.ASCII):
        return node.text
    return wrong_kind(node, reading, Text(zh="二至五个大写字母", en="two to five capital letters"))


def procedure_keys(
    facts: Map[str, FactDeclaration], conditions: Conditions, documents: Map[str, DocumentKind]
) -> Keys:
    """What a pattern may give, and a procedure has to have."""
    some = term(conditions)
    return {
        "title": optional(both),
        "summary": optional(both),
        "filed_by": Key(one_of("organisation", "person")),
        "basis": optional(one_of("text", "inferred")),
        "form": optional(form(facts, conditions)),
        "documents": optional(list_of(document(conditions, documents)), default=()),
        "join": Key(_join),
        "total": Key(some),
        "correction": Key(record(Correction, {"times": Key(integer), "answer_within": optional(some)})),
        "extension": optional(
            record(
                Extension,
                {
                    "times": Key(integer),
                    "options": Key(some),
                    "by": optional(one_of("department", "supervisor"), default="department"),
                },
            )
        ),
        "pauses": optional(
            list_of(record(PauseGround, {"id": Key(name), "title": Key(both), "longest": optional(some)})),
            default=(),
        ),
        "appeal": optional(
            record(
                Appeal,
                {
                    "within": Key(some),
                    "to": optional(reference("department"), default=""),
                    "term": Key(some),
                    "procedure": optional(reference("procedure")),
                },
            )
        ),
        "appointment": optional(
            record(
                AppointmentNeed,
                {
                    "stage": Key(name),
                    "minutes": Key(positive),
                    "where": Key(both),
                    "misses": optional(positive, default=2),
                },
            )
        ),
        "fees": optional(list_of(reference("standard"), at_least=1), default=()),
        "declaration": Key(both),
        "reasons": Key(list_of(_REASON)),
        "notices": Key(list_of(_NOTICE)),
    }
