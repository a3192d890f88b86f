"""Publish the times at which people can come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy

from haina.cases.appointments.models import Place, Slot
from haina.cases.policies import working_calendar
from haina.cases.refusals import Refusal
from haina.people.actors import Actor

#: How many slots are published in one go.
MOST = 5000


@dataclass(frozen=True, slots=True)
class Timetable:
    """On which days (both included), from when to when, how long each, and at how many counters."""

    first_day: date
    last_day: date
    opens: time
    closes: time
    minutes: int
    counters: int

    def times(self) -> Iterator[tuple[datetime, datetime]]:
        """When each slot begins and ends, on the working days of the official calendar."""
        calendar, length = working_calendar(), timedelta(minutes=self.minutes)
        day = self.first_day
        while day <= self.last_day:
            if calendar.kind(day).is_working:
                begin = timezone.make_aware(datetime.combine(day, self.opens))
                end = timezone.make_aware(datetime.combine(day, self.closes))
                while begin + length <= end:
                    yield begin, begin + length
                    begin += length
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Published:
    """How many slots there are now that were not, and how many the timetable names."""

    made: int
    named: int


def publish(actor: Actor, now: datetime, place: Place, timetable: Timetable) -> Published:
    """Publish a timetable; what a counter already has at that time stays as it is.

    Raises PermissionError for a place of another department, Refusal "timetable" for one that cannot be.
    """
    if place.department not in actor.departments or actor.account_id is None:
        raise PermissionError(f"{actor.name} is no officer of {place.department}")
    possible = 5 <= timetable.minutes <= 480 and 1 <= timetable.counters <= 50
    span = (timetable.last_day - timetable.first_day).days
    if not possible or not 0 <= span <= 366 or timetable.first_day < timezone.localdate(now):
        raise Refusal("timetable", gettext_lazy("These days, minutes or counters cannot be."))
    slots = [
        Slot(place=place, counter=counter, starts_at=begin, ends_at=end, published_by_id=actor.account_id)
        for begin, end in timetable.times()
        for counter in range(1, timetable.counters + 1)
    ]
    if not 0 < len(slots) <= MOST:
        raise Refusal("timetable", gettext_lazy("That would be no time at all, or too many at once."))
    before = Slot.objects.filter(place=place).count()
    Slot.objects.bulk_create(slots, ignore_conflicts=True)
    return Published(Slot.objects.filter(place=place).count() - before, len(slots))
