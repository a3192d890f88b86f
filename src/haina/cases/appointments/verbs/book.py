"""Book a time for a case whose procedure asks one to come."""

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
    standing,
    take_slot,
    tell,
)
from haina.cases.appointments.models import Appointment
from haina.cases.refusals import Forbidden, Refusal
from haina.people.actors import Actor
from haina.people.permissions import Verb


@transaction.atomic
def book(
    actor: Actor, now: datetime, case_id: UUID, *, place: int, starts_at: datetime, key: str
) -> Appointment:
    """Book a counter of a place; doing it twice with one key does it once.

    Raises CaseNotFound, Forbidden, KeyUsed, or Refusal: slot_taken, already_booked, stage_over,
    missed_too_often, no_appointment_needed.
    """
    row = locked_case(actor, case_id)
    known = replayed(key, actor, case_id)
    if known is not None:
        return known
    need = require_booking(actor, row, Verb.BOOK_APPOINTMENT)
    if actor.account_id is None:
        raise Forbidden(Verb.BOOK_APPOINTMENT.value, row.state)
    if standing(row, need.stage).exists():
        raise Refusal("already_booked", gettext_lazy("There is an appointment already. It can be moved."))
    made = take_slot(row, need.stage, Wanted(place, starts_at), now, actor.account_id, key)
    tell(row, made, "booked", now)
    return made
