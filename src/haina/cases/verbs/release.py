"""Give a stage back to the department's list."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import Release
from haina.cases.perform import Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def release(actor: Actor, now: datetime, case_id: UUID, stage: str, *, key: str, seen: int) -> Receipt:
    """Give a stage back; a supervisor may do so for an officer who is away."""
    order = Order(actor, Verb.RELEASE, now, case_id, key, seen, stage)
    return perform(order, lambda matter: Release(stage))
