"""Take back what a register's answer had verified."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.decide_registers import DropAnswer
from haina.cases.names import register_mark
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.exchange.models import RegisterRequest
from haina.exchange.state import Status, state_of
from haina.people.actors import Automaton, automation
from haina.people.permissions import Verb


def drop_answer(now: datetime, request_id: UUID) -> Receipt | None:
    """Facts that rest on the answer are again as stated: the objection was upheld, or the consent withdrawn.

    None where the answer may count, or there was none. Doing it twice does it once.
    """
    request = RegisterRequest.objects.get(pk=request_id)
    look = state_of(request)
    if not look.as_of or not (look.is_barred or look.status is Status.WITHDRAWN):
        return None
    order = Order(
        automation(Automaton.EXCHANGE), Verb.DROP_ANSWER, now, request.case_id, None, None, request.stage
    )

    def prepare(matter: Matter) -> DropAnswer:
        return DropAnswer(
            request.stage,
            tuple(field["fact"] for field in request.fields),
            request.holder,
            register_mark(request.register, look.as_of[:10]),
            "objection" if look.is_barred else "consent",
        )

    return perform(order, prepare)
