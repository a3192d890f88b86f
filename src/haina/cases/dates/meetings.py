"""An appointment as a date, for who comes and for the officer."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from haina.cases.appointments.models import Appointment
from haina.cases.dates.items import DateKind, Item
from haina.cases.links import case_address
from haina.cases.names import in_active_language
from haina.rules.text import Text


def meeting(appointment: Appointment, *, for_officer: bool) -> Item:
    """The date of an appointment that stands, with its case and place at hand."""
    row, place = appointment.case, appointment.slot.place
    title = Text(place.title["zh"], place.title["en"])
    address = Text(place.address["zh"], place.address["en"])
    counter = gettext("counter %(number)s") % {"number": appointment.slot.counter}
    if for_officer:
        todo = gettext("Somebody comes to you. Say afterwards whether they came.")
        path = reverse("cases:case", args=[row.pk])
    else:
        todo = gettext("Come on time, with your identity document. If you cannot, choose another time.")
        path = reverse("cases:appointment", args=[row.pk])
    return Item(
        key=f"appointment:{row.pk}:{appointment.stage}",
        kind=DateKind.APPOINTMENT,
        day=timezone.localdate(appointment.starts_at),
        title=gettext("Appointment for %(reference)s") % {"reference": row.reference},
        todo=todo,
        path=path,
        address=case_address(row.pk),
        begins=appointment.starts_at,
        ends=appointment.ends_at,
        about=str(row.person or row.organisation or ""),
        where=f"{in_active_language(title)}, {in_active_language(address)}, {counter}",
    )
