"""Move an appointment to another time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from haina.cases.appointments.booking import locked_case, replayed, require_booking, take_slot, tell
from haina.cases.appointments.models import Appointment
from haina.cases.refusals import Forbidden, Refusal
from haina.people.actors import Actor
from haina.people.permissions import Verb


@transaction.atomic
def move(
    actor: Actor, now: datetime, case_id: UUID, *, place: int, starts_at: datetime, key: str
) -> Appointment:
    """Give the present time back and take another: both, or, where that one is taken, neither.

    Raises as `book`; Refusal "nothing_booked" where there is no appointment that is still to come.
    """
    row = locked_case(actor, case_id)
    known = replayed(key, actor, case_id)
    if known is not None:
        return known
    need = require_booking(actor, row)
    if actor.account_id is None:
        raise Forbidden(Verb.BOOK_APPOINTMENT.value, row.state)
    standing = Appointment.objects.filter(case=row, stage=need.stage, cancelled_at__isnull=True)
    if not standing.filter(starts_at__gt=now).update(cancelled_at=now, cancelled_by_id=actor.account_id):
        raise Refusal("nothing_booked", gettext_lazy("There is no appointment that could be moved."))
    made = take_slot(row, need.stage, place, starts_at, now, actor.account_id, key)
    tell(row, made, "moved", now)
    return made
