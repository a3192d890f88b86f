"""Say that one is on a stage."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import Claim
from haina.cases.perform import Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def claim(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    stage: str,
    *,
    take_over: bool = False,
    key: str,
    seen: int,
) -> Receipt:
    """Take a stage of one's department on; `take_over` also where a colleague is on it."""
    order = Order(actor, Verb.CLAIM, now, case_id, key, seen, stage)
    return perform(order, lambda matter: Claim(stage, take_over))
