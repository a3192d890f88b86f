"""Take a case back to the version of the policy from which it was moved."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from haina.cases.commands import MoveBack
from haina.cases.moving import under
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.refusals import Refusal
from haina.people.actors import Actor
from haina.people.permissions import Verb


def move_back(
    actor: Actor, now: datetime, case_id: UUID, *, note: str = "", key: str, seen: int | None
) -> Receipt:
    """Undo the last move: the open steps have the terms again that they had before it."""
    order = Order(actor, Verb.MOVE_BACK, now, case_id, key, seen)

    def prepare(matter: Matter) -> MoveBack:
        if not matter.state.moves:
            raise Refusal("not_moved", _("The case has not been moved."))
        other = under(matter, matter.state.moves[-1].before)
        return MoveBack(other.procedure, other.readings().terms(), note)

    def change(matter: Matter) -> None:
        matter.row.policy_version_id = matter.state.moves[-1].before

    return perform(order, prepare, change=change)
