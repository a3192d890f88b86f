"""Hand in a document that was promised when filing."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from haina.cases.commands import HandInLater
from haina.cases.perform import Order, Receipt
from haina.cases.verbs.attach_document import take_in
from haina.people.actors import Actor
from haina.people.permissions import Verb


def hand_in_later(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    kind: str,
    name: str,
    stream: BinaryIO,
    *,
    key: str,
    seen: int,
) -> Receipt:
    """Take in the file of a promised document, also after its day or after the decision.

    Raises FileRefused as attaching does, and Refusal "nothing_promised" for a document that is not owed.
    """
    order = Order(actor, Verb.HAND_IN_LATER, now, case_id, key, seen)
    return take_in(order, kind, name, stream, HandInLater)
