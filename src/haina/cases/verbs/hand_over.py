"""Give a stage to a colleague."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import HandOver
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.people.actors import Actor, actor_for
from haina.people.models import Account
from haina.people.permissions import PERMISSIONS, Role, Verb


def hand_over(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    stage: str,
    *,
    officer_id: UUID,
    note: str = "",
    key: str,
    seen: int,
) -> Receipt:
    """A colleague of the stage's department goes on with it; for an absent officer the supervisor says so."""
    order = Order(actor, Verb.HAND_OVER, now, case_id, key, seen, stage)

    def prepare(matter: Matter) -> HandOver:
        found = matter.state.stages.get(stage)
        account = Account.objects.filter(pk=officer_id).first()
        in_office = (
            found is not None
            and account is not None
            and PERMISSIONS.may(actor_for(account, matter.on), Verb.CLAIM, matter.row, found.department)
        )
        supervises = Role.SUPERVISOR in PERMISSIONS.roles(actor, matter.row)
        return HandOver(stage, officer_id, in_office, note, supervises)

    return perform(order, prepare)
