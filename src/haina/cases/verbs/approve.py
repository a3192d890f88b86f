"""Agree for one's department."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import Approve
from haina.cases.facts import check_rules
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def approve(
    actor: Actor, now: datetime, case_id: UUID, stage: str, *, note: str = "", key: str, seen: int
) -> Receipt:
    """Agree; when every department that has to has agreed, the application is granted.

    The rules are asked again with the facts as they are now verified. Raises Refusal "against_the_rule" where
    they do not say yes and there is no note that says why.
    """
    order = Order(actor, Verb.APPROVE, now, case_id, key, seen, stage)

    def prepare(matter: Matter) -> Approve:
        # Who is granted it needs no advice on how to get it.
        check = check_rules(matter.policy, matter.procedure, matter.state, matter.on, advice=False)
        return Approve(stage, matter.readings().terms(), check.status.value, note, check.answer)

    return perform(order, prepare)
