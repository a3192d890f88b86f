"""Who may do what with drafts of the policy: role × verb, printed into docs/permissions.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from uuid import UUID

from haina.drafts.models import Draft
from haina.people.actors import Actor


class DraftRole(StrEnum):
    """What someone is towards a draft."""

    #: A policy maker who wrote it.
    AUTHOR = "author"
    #: Any other policy maker.
    POLICY_MAKER = "policy_maker"


class DraftVerb(StrEnum):
    """What can be done to a draft."""

    READ = "read"
    WRITE = "write"
    CHANGE = "change"
    TRY_OUT = "try_out"
    CONSENT_FIRST = "consent_first"
    CONSENT_SECOND = "consent_second"
    WITHDRAW = "withdraw_consent"
    PUBLISH = "publish"
    DISCARD = "discard"


_BOTH = frozenset(
    {
        DraftVerb.READ,
        DraftVerb.WRITE,
        DraftVerb.TRY_OUT,
        DraftVerb.CONSENT_FIRST,
        DraftVerb.WITHDRAW,
        DraftVerb.PUBLISH,
    }
)

DRAFT_TABLE: Mapping[DraftRole, frozenset[DraftVerb]] = {
    DraftRole.AUTHOR: _BOTH | {DraftVerb.CHANGE, DraftVerb.DISCARD},
    DraftRole.POLICY_MAKER: _BOTH | {DraftVerb.CONSENT_SECOND},
}


class MayNot(PermissionError):
    """The actor has no role that lets them do this."""


def draft_role(actor: Actor, draft: Draft | None = None) -> DraftRole | None:
    """What the actor is towards a draft, or towards drafts at all; None for who makes no policy."""
    if not actor.makes_policy or actor.account_id is None:
        return None
    is_own = draft is not None and draft.author_id == actor.account_id
    return DraftRole.AUTHOR if is_own else DraftRole.POLICY_MAKER


def draft_verbs(actor: Actor, draft: Draft | None = None) -> frozenset[DraftVerb]:
    """Everything that the actor may do to a draft, whatever its state."""
    role = draft_role(actor, draft)
    return frozenset() if role is None else DRAFT_TABLE[role]


def require(actor: Actor, verb: DraftVerb, draft: Draft | None = None) -> UUID:
    """Let pass who may do this, and give their account. Raises MayNot for everybody else."""
    if actor.account_id is None or verb not in draft_verbs(actor, draft):
        raise MayNot(f"{actor.name or 'a visitor'} may not {verb.value}")
    return actor.account_id


def section() -> str:
    """The table as it stands in docs/permissions.md."""
    return "".join(_lines())


def _lines() -> Iterator[str]:
    yield "\n## Drafts of the policy\n\n"
    yield "A policy maker reads every draft and its trials. Two people consent to what is published; the\n"
    yield "author of a draft may be the first of them and never the second. Whoever consented may withdraw\n"
    yield "it until the draft is published.\n\n"
    words = {role: role.value.replace("_", " ") for role in DraftRole}
    yield "| verb | " + " | ".join(words.values()) + " |\n"
    yield "|---|" + ":-:|" * len(words) + "\n"
    for verb in DraftVerb:
        cells = ("●" if verb in DRAFT_TABLE[role] else "" for role in DraftRole)
        yield f"| {verb.value.replace('_', ' ')} | " + " | ".join(cells) + " |\n"
