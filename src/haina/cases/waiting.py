"""A case that waits for a register: the clock stands still exactly where the procedure says so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases import verbs
from haina.cases.names import register_mark
from haina.cases.policies import policy_of
from haina.cases.refusals import Forbidden, Refusal
from haina.cases.store import load_state
from haina.exchange.models import RegisterRequest, RequestEvent
from haina.people.actors import Automaton, automation


def told(now: datetime, request_id: UUID, kind: str) -> None:
    """Enter what a register answered, or take it back; and stop the clock meanwhile on its ground.

    A question that is over, however it ended, holds up nothing any more.
    """
    request = RegisterRequest.objects.get(pk=request_id)
    ground = _ground(request)
    if kind == RequestEvent.Kind.FAILED:
        if ground:
            _stop(now, request, ground)
        return
    if kind in (RequestEvent.Kind.OBJECTION_ANSWERED, RequestEvent.Kind.CONSENT_WITHDRAWN):
        verbs.drop_answer(now, request_id)
    else:
        verbs.take_answer(now, request_id)
    held = load_state(request.case_id).stages.get(request.stage)
    if ground and held is not None and held.held == ground:
        actor = automation(Automaton.EXCHANGE)
        key = f"goes-on:{request.pk}"
        verbs.resume(actor, now, request.case_id, request.stage, note=_note(request), key=key, seen=None)


def _ground(request: RegisterRequest) -> str:
    """The ground on which the clock stands still for this question; empty where it goes on."""
    procedure = policy_of(request.policy_version).procedures[request.procedure]
    found = [each for each in procedure.stage(request.stage).lookups if each.register == request.register]
    return found[0].pause if found else ""


def _stop(now: datetime, request: RegisterRequest, ground: str) -> None:
    actor = automation(Automaton.EXCHANGE)
    key = f"stops:{request.pk}"
    try:
        verbs.pause(
            actor, now, request.case_id, request.stage, ground=ground, note=_note(request), key=key, seen=None
        )
    except (Refusal, Forbidden):
        # The stage is over, late already, or stands still for another reason: then there is nothing to stop.
        return


def _note(request: RegisterRequest) -> str:
    """The register, by a mark that is shown in the reader's language; a note has no language of its own."""
    return register_mark(request.register)
