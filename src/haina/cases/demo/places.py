"""The demo's places to which people come, with free times from tomorrow on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from haina.cases.appointments.verbs import Timetable, open_place, publish
from haina.cases.demo.people import Population
from haina.people.actors import actor_for
from haina.rules.text import Text


def make_places(people: Population, places: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Open the file's places and publish their times; what is there already stays as it is."""
    today = timezone.localdate(now)
    for one in places:
        officer = actor_for(people.accounts[one["by"]], today)
        place = open_place(
            officer,
            one["department"],
            title=Text(one["name_zh"], one["name_en"]),
            address=Text(one["address_zh"], one["address_en"]),
        )
        timetable = Timetable(
            first_day=today + timedelta(days=1),
            last_day=today + timedelta(days=one["days"]),
            opens=time.fromisoformat(one["opens"]),
            closes=time.fromisoformat(one["closes"]),
            minutes=one["minutes"],
            counters=one["counters"],
        )
        publish(officer, now, place, timetable)
