"""Leave a note among the departments."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import AddNote
from haina.cases.perform import Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def add_note(
    actor: Actor, now: datetime, case_id: UUID, text: str, *, key: str, seen: int | None = None
) -> Receipt:
    """Leave a note that no party to the case sees; it makes nobody's page old."""
    order = Order(actor, Verb.ADD_NOTE, now, case_id, key, seen)
    return perform(order, lambda matter: AddNote(text))
