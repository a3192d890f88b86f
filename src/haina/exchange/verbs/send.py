"""Put a question to its register and keep what came back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from haina.exchange import outbox
from haina.exchange.fields import WrongShape, checked
from haina.exchange.models import RegisterRequest, RequestEvent
from haina.exchange.protocol import NoAnswer, Question, RegisterRefuses, Registers, Trouble
from haina.exchange.record import add, locked
from haina.exchange.state import Status, state_of

_Kind = RequestEvent.Kind


def send(clock: Callable[[], datetime], request_id: UUID, registers: Registers | None) -> RequestEvent | None:
    """Ask, outside of any transaction, and keep the answer; None where nobody waits for it any more.

    The register may be asked twice, by two workers or after a crash: one answer is kept. Raises NoAnswer
    where there is none this time, once the reason is on record.
    """
    request = RegisterRequest.objects.get(pk=request_id)
    if state_of(request).status is not Status.WAITING:
        return None
    try:
        kind, payload = _asked(request, clock(), registers)
    except NoAnswer as error:
        _keep(request_id, _Kind.FAILED, {"trouble": error.trouble.value}, clock())
        raise
    return _keep(request_id, kind, payload, clock())


def _asked(
    request: RegisterRequest, now: datetime, registers: Registers | None
) -> tuple[RequestEvent.Kind, dict[str, Any]]:
    """What there is to keep; raises NoAnswer."""
    if registers is None:
        raise NoAnswer(Trouble.NOT_CONNECTED)
    try:
        answer = registers.ask(_question(request, now))
    except RegisterRefuses as refusal:
        return _Kind.REFUSED, {"words": refusal.words}
    try:
        values = checked(request.fields, answer.values)
    except WrongShape as error:
        raise NoAnswer(Trouble.UNREADABLE, str(error)) from error
    payload = {"found": answer.found, "values": values, "as_of": answer.as_of.isoformat()}
    if request.bearer and answer.found:
        # Of a number that was only stated, what is on record counts, and is kept, for its bearer alone.
        matched = answer.matched is True
        payload |= {"matched": matched, "values": values if matched else {}}
    return _Kind.ANSWERED, payload


def _question(request: RegisterRequest, now: datetime) -> Question:
    return Question(
        id=request.pk,
        register=request.register,
        department=request.department,
        subject="person" if request.person_id is not None else "organisation",
        identifiers=request.identifiers,
        bearer=request.bearer,
        fields=tuple(request.names),
        purpose=request.purpose,
        ground=request.ground,
        at=now,
    )


@transaction.atomic
def _keep(
    request_id: UUID, kind: RequestEvent.Kind, payload: dict[str, Any], now: datetime
) -> RequestEvent | None:
    """Add the event, unless the question was settled meanwhile or failed in the same way before."""
    request = locked(request_id)
    state = state_of(request)
    if state.status is not Status.WAITING or (kind is _Kind.FAILED and payload["trouble"] == state.trouble):
        return None
    event = add(request, state, kind, now, payload=payload)
    outbox.tell(request, kind.value)
    return event
