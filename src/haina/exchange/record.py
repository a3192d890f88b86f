"""How a look is carried on: locked, permitted, one event more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from haina.exchange.models import RegisterRequest, RequestEvent
from haina.exchange.refusals import LookForbidden, LookNotFound
from haina.exchange.roots import enter
from haina.exchange.state import LookState, state_of
from haina.people.actors import Actor
from haina.people.look_permissions import LOOKS, LookVerb


def locked(request_id: UUID) -> RegisterRequest:
    """A question that nobody else carries on meanwhile; inside a transaction. Raises DoesNotExist."""
    # NO KEY: events that refer to it may be added, which is all that ever happens to it.
    rows = RegisterRequest.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=request_id)


def permitted(actor: Actor, verb: LookVerb, request_id: UUID) -> tuple[RegisterRequest, LookState]:
    """The locked question and its state, for an actor who may do this; inside a transaction.

    Raises LookNotFound or LookForbidden.
    """
    if not RegisterRequest.objects.filter(LOOKS.visible(actor), pk=request_id).exists():
        raise LookNotFound(request_id)
    request = locked(request_id)
    if not LOOKS.may(actor, verb, request):
        raise LookForbidden(verb.value)
    return request, state_of(request)


def add(
    request: RegisterRequest,
    state: LookState,
    kind: RequestEvent.Kind,
    now: datetime,
    account_id: UUID | None = None,
    payload: Mapping[str, Any] | None = None,
) -> RequestEvent:
    """Add an event to a locked question, and to the record of looks."""
    event = RequestEvent.objects.create(
        request=request,
        sequence=state.sequence + 1,
        kind=kind,
        payload=dict(payload or {}),
        at=now,
        account_id=account_id,
    )
    enter(request, event)
    return event
