"""Cancel an appointment; a department that cannot keep one takes back the day (`close_day`)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from haina.cases.appointments.booking import locked_case, tell
from haina.cases.appointments.models import Appointment
from haina.cases.refusals import Forbidden, Refusal
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, Verb


@transaction.atomic
def cancel(actor: Actor, now: datetime, case_id: UUID) -> Appointment:
    """Cancel what the case has booked; doing it twice does it once.

    Raises CaseNotFound, Forbidden, or Refusal "nothing_booked".
    """
    row = locked_case(actor, case_id)
    if not PERMISSIONS.may(actor, Verb.CANCEL_APPOINTMENT, row):
        raise Forbidden(Verb.CANCEL_APPOINTMENT.value, row.state)
    last = row.appointments.select_related("slot__place").order_by("-booked_at", "-pk").first()
    if last is None or (last.cancelled_at is None and last.starts_at <= now):
        raise Refusal("nothing_booked", gettext_lazy("There is no appointment that could be cancelled."))
    if last.cancelled_at is not None:
        return last
    last.cancelled_at, last.cancelled_by_id = now, actor.account_id
    last.save(update_fields=["cancelled_at", "cancelled_by"])
    tell(row, last, "cancelled", now)
    return last
