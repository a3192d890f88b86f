"""Record whether somebody came to an appointment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from haina.cases.appointments.booking import locked_case, missed, require_side
from haina.cases.appointments.models import Appointment
from haina.cases.decide_meetings import RecordMissed
from haina.cases.perform import Order, perform
from haina.cases.refusals import Refusal
from haina.people.actors import Actor
from haina.people.permissions import Verb


@transaction.atomic
def record_attendance(
    actor: Actor, now: datetime, case_id: UUID, *, came: bool, key: str, seen: int
) -> Appointment:
    """Say whether somebody came; that nobody did is on record, with what the procedure makes of it.

    Saying the same again changes nothing. Raises CaseNotFound, Forbidden, or Refusal: nothing_booked,
    too_early, said_before.
    """
    row = locked_case(actor, case_id)
    require_side(actor, row, Verb.RECORD_ATTENDANCE)
    last = row.appointments.filter(cancelled_at__isnull=True).select_related("slot__place")
    appointment = last.order_by("-starts_at").first()
    if appointment is None:
        raise Refusal("nothing_booked", gettext_lazy("There is no appointment."))
    require_side(actor, row, Verb.RECORD_ATTENDANCE, appointment.slot.place.department)
    if appointment.came is not None:
        if appointment.came is came:
            return appointment
        raise Refusal("said_before", gettext_lazy("It has been recorded already."))
    if appointment.starts_at > now:
        raise Refusal("too_early", gettext_lazy("The appointment has not begun yet."))
    appointment.came, appointment.came_said_by_id, appointment.came_said_at = came, actor.account_id, now
    appointment.save(update_fields=["came", "came_said_by", "came_said_at"])
    if not came:
        command = RecordMissed(appointment.stage, appointment.starts_at, missed(row, appointment.stage))
        order = Order(actor, Verb.RECORD_ATTENDANCE, now, case_id, key, seen)
        perform(order, lambda matter: command)
    return appointment
