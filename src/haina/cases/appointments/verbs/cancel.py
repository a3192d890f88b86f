"""Cancel an appointment; a department that cannot keep a whole day takes it back (`close_day`)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from haina.cases.appointments.booking import locked_case, require_side, require_why, tell
from haina.cases.appointments.models import Appointment
from haina.cases.refusals import Refusal
from haina.people.actors import Actor
from haina.people.permissions import Verb


@transaction.atomic
def cancel(actor: Actor, now: datetime, case_id: UUID, *, why: str = "") -> Appointment:
    """Cancel what the case has booked; doing it twice does it once. An officer of the department says why.

    Raises CaseNotFound, Forbidden, or Refusal: nothing_booked, reason_missing.
    """
    row = locked_case(actor, case_id)
    require_side(actor, row, Verb.CANCEL_APPOINTMENT)
    last = row.appointments.select_related("slot__place").order_by("-booked_at", "-pk").first()
    if last is None or (last.cancelled_at is None and (last.starts_at <= now or last.came is not None)):
        raise Refusal("nothing_booked", gettext_lazy("There is no appointment that could be cancelled."))
    if last.cancelled_at is not None:
        return last
    require_side(actor, row, Verb.CANCEL_APPOINTMENT, last.slot.place.department)
    last.why = require_why(actor, row, why)
    last.cancelled_at, last.cancelled_by_id = now, actor.account_id
    last.save(update_fields=["cancelled_at", "cancelled_by", "why"])
    tell(row, last, "cancelled", now)
    return last
