"""Dates as a calendar file (RFC 5545), so that calendar programs follow a day that moves.

Each entry keeps its UID; SEQUENCE and LAST-MODIFIED tell a program that a day has moved, and STATUS that it
no longer holds. Nothing is said that the person does not need there: no names, only the number of the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language, gettext
from icalendar import Calendar, Event

from haina.cases.dates.models import Entry

#: How often calendar programs should ask again.
_REFRESH = timedelta(hours=1)


def calendar_file(entries: Iterable[Entry]) -> bytes:
    """The calendar of one account, in the active language."""
    calendar = Calendar()
    calendar.add("prodid", "-//Haina//Dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = gettext("Haina: my dates")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    said = entry.content
    event = Event()
    event.add("uid", f"{entry.pk}@{urlsplit(settings.HAINA_PUBLIC_URL).hostname}")
    event.add("sequence", entry.sequence)
    # As it was last changed and not as of now, so that an unchanged calendar is the same file.
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("created", entry.made_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("summary", _title(said), parameters={"LANGUAGE": _tag()})
    event.add("description", f"{said['todo']}\n{said['address']}", parameters={"LANGUAGE": _tag()})
    event.add("url", said["address"])
    if said["begins"] is None:
        day = date.fromisoformat(said["day"])
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", datetime.fromisoformat(said["begins"]).astimezone(UTC))
        event.add("dtend", datetime.fromisoformat(said["ends"]).astimezone(UTC))
    if said["where"]:
        event.add("location", said["where"])
    event.add("class", "PRIVATE")
    event.add("status", _status(entry))
    return event


def _title(said: dict[str, object]) -> str:
    title = str(said["title"])
    return gettext("%(title)s (provisional)") % {"title": title} if said["provisional"] else title


def _status(entry: Entry) -> str:
    if entry.cancelled_at is not None:
        return "CANCELLED"
    return "TENTATIVE" if entry.content["provisional"] else "CONFIRMED"


def _tag() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh-Hans"
