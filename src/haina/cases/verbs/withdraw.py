"""Take an application back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import Withdraw
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def withdraw(actor: Actor, now: datetime, case_id: UUID, *, note: str = "", key: str, seen: int) -> Receipt:
    """Take a filed application back, or throw a draft and all that was typed into it away."""
    order = Order(actor, Verb.WITHDRAW, now, case_id, key, seen)
    return perform(order, lambda matter: Withdraw(note), change=_forget_working_copy)


def _forget_working_copy(matter: Matter) -> None:
    matter.row.draft = None
