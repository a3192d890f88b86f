"""All dates of somebody, in order."""

from __future__ import annotations

from datetime import date, datetime

from haina.cases.dates.items import Item
from haina.cases.dates.office import office_dates
from haina.cases.dates.own import own_dates
from haina.cases.dates.sources import dates_from_sources
from haina.people.actors import Actor


def dates_of(actor: Actor, now: datetime, on: date) -> list[Item]:
    """What runs for an actor, the first day on top; an officer's own cases beside those of the office."""
    if actor.account_id is None:
        return []
    found = [*own_dates(actor, now, on), *dates_from_sources(actor, on)]
    if actor.departments:
        found += office_dates(actor, now)
    return sorted(found, key=lambda item: (item.day, item.begins is not None, item.begins or now, item.key))
