"""Let a department's clock go on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import Resume
from haina.cases.perform import Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def resume(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    stage: str,
    *,
    note: str = "",
    key: str,
    seen: int | None,
) -> Receipt:
    """Let the stage's clock go on with the next day; one that runs already is left alone."""
    order = Order(actor, Verb.RESUME, now, case_id, key, seen, stage)
    return perform(order, lambda matter: Resume(stage, note))
