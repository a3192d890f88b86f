"""Do not give the time that an officer has asked for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.decide_extending import DenyExtension
from haina.cases.perform import Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def deny_extension(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    *,
    note: str,
    key: str,
    seen: int,
) -> Receipt:
    """Leave the last day as it is; the officer who asked is told why."""
    order = Order(actor, Verb.DENY_EXTENSION, now, case_id, key, seen)
    return perform(order, lambda matter: DenyExtension(note))
