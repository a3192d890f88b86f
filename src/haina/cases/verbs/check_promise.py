"""Record whether a promise was kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import CheckPromise
from haina.cases.perform import Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def check_promise(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    document: str,
    *,
    kept: bool,
    note: str = "",
    key: str,
    seen: int,
) -> Receipt:
    """Put on record what a check found; where the promise was not kept, `note` says what was found."""
    order = Order(actor, Verb.CHECK_PROMISE, now, case_id, key, seen)
    return perform(order, lambda matter: CheckPromise(document, kept, note))
