"""Take a file off an application."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import RemoveDocument
from haina.cases.perform import Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def remove_document(
    actor: Actor, now: datetime, case_id: UUID, document_id: UUID, *, key: str, seen: int
) -> Receipt:
    """Take a file off; one that is not there (any more) changes nothing."""
    order = Order(actor, Verb.REMOVE_DOCUMENT, now, case_id, key, seen)
    return perform(order, lambda matter: RemoveDocument(document_id))
