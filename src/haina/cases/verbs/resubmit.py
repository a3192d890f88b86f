"""Hand in a correction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import Resubmit
from haina.cases.facts import check_rules
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.people.actors import Actor
from haina.people.permissions import Verb


def resubmit(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    *,
    declared: bool,
    note: str = "",
    key: str,
    seen: int,
) -> Receipt:
    """Hand in the corrected working copy; the clocks go on with the next day."""
    order = Order(actor, Verb.RESUBMIT, now, case_id, key, seen)

    def prepare(matter: Matter) -> Resubmit:
        form = dict(matter.row.draft or {})
        needed = matter.readings(form).required()
        check = check_rules(matter.policy, matter.procedure, matter.state, matter.on, form)
        return Resubmit(form, needed, declared, note, check.answer)

    return perform(order, prepare, change=_close_working_copy)


def _close_working_copy(matter: Matter) -> None:
    matter.row.draft = None
