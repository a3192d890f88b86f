"""Take back all times of a place on one day, and tell whoever has booked one."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from haina.cases.appointments.booking import tell
from haina.cases.appointments.models import Appointment, Place, Slot
from haina.cases.refusals import Refusal
from haina.people.actors import Actor


@transaction.atomic
def close_day(actor: Actor, now: datetime, place: Place, day: date, *, why: str) -> int:
    """Withdraw the slots of a day that are still to come; return how many appointments that cancelled.

    Raises PermissionError for a place of another department, Refusal "reason_missing" without a reason.
    """
    if place.department not in actor.departments:
        raise PermissionError(f"{actor.name} is no officer of {place.department}")
    if not why.strip():
        raise Refusal("reason_missing", gettext_lazy("Say why, so that the people concerned know."))
    slots = Slot.objects.filter(
        place=place, starts_at__date=day, starts_at__gt=now, withdrawn_at__isnull=True
    )
    ids = list(slots.select_for_update().values_list("pk", flat=True))
    Slot.objects.filter(pk__in=ids).update(withdrawn_at=now)
    standing = Appointment.objects.filter(slot__in=ids, cancelled_at__isnull=True)
    appointments = list(
        standing.select_for_update(of=("self",)).select_related("case__person", "slot__place")
    )
    for one in appointments:
        one.cancelled_at, one.cancelled_by_id, one.why = now, actor.account_id, why.strip()
        one.save(update_fields=["cancelled_at", "cancelled_by", "why"])
        tell(one.case, one, "cancelled", now)
    return len(appointments)
