"""Accept an application."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import Accept
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def accept(
    actor: Actor, now: datetime, case_id: UUID, stage: str, *, note: str = "", key: str, seen: int
) -> Receipt:
    """The file is complete and in form; the departments that decide begin at the same time."""
    order = Order(actor, Verb.ACCEPT, now, case_id, key, seen, stage)

    def prepare(matter: Matter) -> Accept:
        return Accept(stage, matter.readings().terms(), note)

    return perform(order, prepare)
