"""Which times are free, and what has been booked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q

from haina.cases.appointments.models import Appointment, Place, Slot
from haina.cases.models import Case
from haina.policy.procedures import AppointmentNeed, Procedure

#: How many free times are shown at once.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time at a place at which at least one counter is free."""

    place: Place
    starts_at: datetime
    counters: int

    @property
    def pick(self) -> str:
        """How a form names it."""
        return f"{self.place.pk}@{self.starts_at.isoformat()}"


def free_times(
    procedure: Procedure, need: AppointmentNeed, now: datetime, *, first_day: date | None = None
) -> list[FreeTime]:
    """The next free times at the places of the department that asks one to come, long enough for it."""
    department = procedure.stage(need.stage).department
    places = {place.pk: place for place in Place.objects.filter(department=department)}
    slots = Slot.objects.filter(
        place__in=places,
        starts_at__gt=now,
        withdrawn_at__isnull=True,
        ends_at__gte=F("starts_at") + timedelta(minutes=need.minutes),
    ).exclude(appointments__in=Appointment.objects.filter(cancelled_at__isnull=True))
    if first_day is not None:
        slots = slots.filter(starts_at__date__gte=first_day)
    found = slots.values("place", "starts_at").annotate(counters=Count("pk")).order_by("starts_at", "place")
    return [FreeTime(places[one["place"]], one["starts_at"], one["counters"]) for one in found[:SHOWN]]


def appointment_of(row: Case) -> Appointment | None:
    """The appointment of a case that stands, or to which somebody came; None if none."""
    standing = row.appointments.filter(cancelled_at__isnull=True).exclude(came=False)
    return standing.select_related("slot__place").order_by("-starts_at").first()


def booked_at(places: Iterable[Place], now: datetime, most: int = 100) -> list[Appointment]:
    """The next appointments at places, in order."""
    standing = Appointment.objects.filter(
        Q(slot__place__in=list(places)), cancelled_at__isnull=True, ends_at__gt=now
    )
    related = standing.select_related("case__person", "case__organisation", "slot__place")
    return list(related.order_by("starts_at", "slot__counter")[:most])
