"""Object to what is on public notice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import MakeObjection
from haina.cases.perform import Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def make_objection(actor: Actor, now: datetime, case_id: UUID, *, text: str, key: str) -> Receipt:
    """Object; anybody with an account may who has no part in the case, and is told the answer."""
    order = Order(actor, Verb.MAKE_OBJECTION, now, case_id, key, None)
    return perform(order, lambda matter: MakeObjection(text))
