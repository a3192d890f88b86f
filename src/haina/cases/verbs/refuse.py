"""Do not agree for one's department."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from haina.cases.commands import Refuse
from haina.cases.facts import check_rules
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def refuse(
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
    """Do not agree, with reasons; where all have to agree, the application is refused."""
    order = Order(actor, Verb.REFUSE, now, case_id, key, seen, stage)

    def prepare(matter: Matter) -> Refuse:
        check = check_rules(matter.policy, matter.procedure, matter.state, matter.on)
        return Refuse(
            stage, matter.readings().terms(), check.status.value, tuple(reasons), note, check.answer
        )

    return perform(order, prepare)
