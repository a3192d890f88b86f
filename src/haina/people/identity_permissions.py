"""Who may decide who is who: role × verb. Nobody decides about themselves."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from haina.people.actors import Actor


class IdentityRole(StrEnum):
    """What someone is towards two identities."""

    #: One of the two is the actor's own, or an organisation's for which the actor acts.
    CONCERNED = "concerned"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"


class IdentityVerb(StrEnum):
    """What can be done to identities."""

    READ = "read"
    JUDGE_PAIR = "judge_pair"
    MERGE = "merge"
    #: Join two although their numbers or a judgement say that they are two.
    MERGE_AGAINST_RULE = "merge_against_rule"
    SPLIT = "split"
    UNDO = "undo"
    APPEAL = "appeal"
    ANSWER_APPEAL = "answer_appeal"
    #: Say of oneself which paper one has.
    STATE_PAPER = "state_paper"
    #: Note that one has seen a paper.
    CONFIRM_PAPER = "confirm_paper"


_DECIDING = frozenset(
    {
        IdentityVerb.READ,
        IdentityVerb.JUDGE_PAIR,
        IdentityVerb.MERGE,
        IdentityVerb.SPLIT,
        IdentityVerb.UNDO,
        IdentityVerb.ANSWER_APPEAL,
        IdentityVerb.CONFIRM_PAPER,
    }
)

IDENTITY_TABLE: Mapping[IdentityRole, frozenset[IdentityVerb]] = {
    IdentityRole.CONCERNED: frozenset({IdentityVerb.READ, IdentityVerb.APPEAL, IdentityVerb.STATE_PAPER}),
    IdentityRole.OFFICER: _DECIDING,
    IdentityRole.SUPERVISOR: _DECIDING | {IdentityVerb.MERGE_AGAINST_RULE},
}


class MayNotDecide(PermissionError):
    """The actor has no role that lets them do this to these identities."""


def identity_roles(actor: Actor, *identities: UUID) -> frozenset[IdentityRole]:
    """What the actor is towards identities: concerned, or else by office."""
    own = {actor.person_id} | {each.organisation_id for each in actor.standings if each.is_inside}
    if own & set(identities):
        return frozenset({IdentityRole.CONCERNED})
    offices = {
        IdentityRole.OFFICER: bool(actor.departments),
        IdentityRole.SUPERVISOR: bool(actor.supervises),
    }
    return frozenset(role for role, held in offices.items() if held)


def identity_verbs(actor: Actor, *identities: UUID) -> frozenset[IdentityVerb]:
    """Everything that the actor may do to these identities."""
    return frozenset[IdentityVerb]().union(
        *(IDENTITY_TABLE[role] for role in identity_roles(actor, *identities))
    )


def account_of(actor: Actor) -> UUID:
    """The account by which the actor decides. Raises MayNotDecide for who has none."""
    if actor.account_id is None:
        raise MayNotDecide(f"{actor.name} has no account")
    return actor.account_id


def require(actor: Actor, verb: IdentityVerb, *identities: UUID) -> None:
    """Raise MayNotDecide unless the actor may do this to these identities."""
    if verb not in identity_verbs(actor, *identities):
        raise MayNotDecide(f"{actor.name} may not {verb.value}")
