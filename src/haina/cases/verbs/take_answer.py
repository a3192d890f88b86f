"""Enter what a register answered into the case that asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from haina.cases.decide_registers import TakeAnswer
from haina.cases.names import register_mark
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.refusals import Forbidden
from haina.exchange.models import RegisterRequest
from haina.exchange.state import Status, state_of
from haina.people.actors import Automaton, automation
from haina.people.permissions import Verb


def take_answer(now: datetime, request_id: UUID) -> Receipt | None:
    """Verify the facts that the question was for, in the name of the department that keeps the register.

    None where nothing was found, an objection to the look was upheld, or the case has ended meanwhile. The
    same answer is taken once.
    """
    request = RegisterRequest.objects.get(pk=request_id)
    answered = state_of(request)
    if answered.status is not Status.ANSWERED or answered.is_barred:
        return None
    actor = automation(Automaton.EXCHANGE)
    order = Order(actor, Verb.TAKE_ANSWER, now, request.case_id, None, None, request.stage)

    def prepare(matter: Matter) -> TakeAnswer:
        given = {field["fact"]: answered.values.get(field["name"]) for field in request.fields}
        facts = {fact: value for fact, value in given.items() if value is not None}
        source = register_mark(request.register, answered.as_of[:10])
        return TakeAnswer(request.stage, _as_stated(facts, matter.state.form), request.holder, source)

    try:
        return perform(order, prepare)
    except Forbidden:  # decided, withdrawn or revoked before the answer came
        return None


def _as_stated(facts: Mapping[str, object], form: Mapping[str, object]) -> dict[str, object]:
    """The values, a number written as the applicant wrote it where it is the same number."""
    return {fact: form[fact] if _is_same(form.get(fact), value) else value for fact, value in facts.items()}


def _is_same(stated: object, found: object) -> bool:
    try:
        return isinstance(stated, str) and isinstance(found, str) and Decimal(stated) == Decimal(found)
    except InvalidOperation:
        return False
