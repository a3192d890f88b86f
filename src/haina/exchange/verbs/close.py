"""Stop asking for a stage that is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.exchange.models import RegisterRequest, RequestEvent
from haina.exchange.record import add, locked
from haina.exchange.state import state_of


@transaction.atomic(savepoint=False)
def close(now: datetime, case_id: UUID, stages: frozenset[str]) -> int:
    """Close the questions of these stages that have no answer yet; how many there were."""
    closed = 0
    waiting = RegisterRequest.objects.filter(case_id=case_id, stage__in=stages).order_by("pk")
    for request_id in waiting.values_list("pk", flat=True):
        request = locked(request_id)
        state = state_of(request)
        if not state.is_settled:
            add(request, state, RequestEvent.Kind.CLOSED, now)
            closed += 1
    return closed
