"""Move an appointment to another time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from haina.cases.appointments.booking import (
    Wanted,
    locked_case,
    replayed,
    require_booking,
    require_why,
    standing,
    take_slot,
    tell,
)
from haina.cases.appointments.models import Appointment
from haina.cases.refusals import Forbidden, Refusal
from haina.people.actors import Actor
from haina.people.permissions import Verb


@transaction.atomic
def move(
    actor: Actor, now: datetime, case_id: UUID, *, place: int, starts_at: datetime, key: str, why: str = ""
) -> Appointment:
    """Give the present time back and take another: both, or, where that one is taken, neither.

    An officer of the department says `why`. Raises as `book`; Refusal "nothing_booked" where there is no
    appointment that is still to come, "reason_missing" where a department gives no reason.
    """
    row = locked_case(actor, case_id)
    known = replayed(key, actor, case_id)
    if known is not None:
        return known
    need = require_booking(actor, row, Verb.MOVE_APPOINTMENT)
    reason = require_why(actor, row, why)
    if actor.account_id is None:
        raise Forbidden(Verb.MOVE_APPOINTMENT.value, row.state)
    booked = standing(row, need.stage).filter(starts_at__gt=now)
    if not booked.update(cancelled_at=now, cancelled_by_id=actor.account_id):
        raise Refusal("nothing_booked", gettext_lazy("There is no appointment that could be moved."))
    made = take_slot(row, need.stage, Wanted(place, starts_at), now, actor.account_id, key, reason)
    tell(row, made, "moved", now)
    return made
