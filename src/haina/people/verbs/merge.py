"""Join two identities that are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from haina.people.actors import Actor
from haina.people.following import follow
from haina.people.identities import all_joined
from haina.people.identity_permissions import IdentityVerb, account_of, require
from haina.people.models import IdentityEdge, IdentityEvent


class IdentityRefused(ValueError):
    """The decision cannot stand; `promise` is the name of the constraint that it would break."""

    def __init__(self, promise: str) -> None:
        super().__init__(promise)
        self.promise = promise


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why and when something is decided."""

    reason: str
    on: date
    now: datetime
    #: Why against the rule; empty where it is within.
    override_reason: str = ""


def merge(
    actor: Actor, one: UUID, other: UUID, *, reason: str, on: date, now: datetime, override_reason: str = ""
) -> IdentityEvent:
    """Decide that two identities are one; afterwards `beneficiary_of` gives the same for both.

    Raises MayNotDecide; IdentityRefused where they are one already, of two kinds, or must not be joined,
    which only a supervisor may decide against, with a reason for that too. What is kept about them elsewhere
    follows in the same transaction.
    """
    require(actor, IdentityVerb.MERGE, *all_joined(one, other))
    if override_reason:
        require(actor, IdentityVerb.MERGE_AGAINST_RULE, *all_joined(one, other))
    grounds = Grounds(reason, on, now, override_reason)
    with transaction.atomic():
        event = decide(actor, IdentityEvent.Kind.MERGE, (one, other), grounds)
        join(event)
        follow(event)
        return event


def join(event: IdentityEvent) -> None:
    """Store that the two of an event are one. Raises IdentityRefused."""
    try:
        with transaction.atomic():
            IdentityEdge.objects.create(made_by=event, one_id=event.one_id, other_id=event.other_id)
    except IntegrityError as error:
        raise refused(error) from error


def decide(
    actor: Actor,
    kind: IdentityEvent.Kind,
    pair: tuple[UUID, UUID],
    grounds: Grounds,
    *,
    undoes: IdentityEvent | None = None,
    moved: Mapping[str, Sequence[int | str]] | None = None,
) -> IdentityEvent:
    """Store an event. Raises IdentityRefused."""
    try:
        with transaction.atomic():
            return IdentityEvent.objects.create(
                kind=kind,
                one_id=pair[0],
                other_id=pair[1],
                reason=grounds.reason.strip(),
                override_reason=grounds.override_reason.strip(),
                happened_on=grounds.on,
                recorded_at=grounds.now,
                decided_by_id=account_of(actor),
                by_supervisor=bool(actor.supervises),
                undoes=undoes,
                moved=dict(moved or {}),
            )
    except IntegrityError as error:
        raise refused(error) from error


def refused(error: IntegrityError) -> IdentityRefused:
    """The refusal that a broken constraint means."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return IdentityRefused(getattr(diagnosis, "constraint_name", None) or str(error))
