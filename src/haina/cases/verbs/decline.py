"""Do not accept an application."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from haina.cases.commands import Decline
from haina.cases.perform import Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def decline(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    stage: str,
    *,
    reasons: Sequence[str],
    note: str = "",
    key: str,
    seen: int,
) -> Receipt:
    """The file lacks form, or the window is not competent; the reasons are told."""
    order = Order(actor, Verb.DECLINE, now, case_id, key, seen, stage)
    return perform(order, lambda matter: Decline(stage, tuple(reasons), note))
