"""Bring the calendar of an account up to date: what is new, what has moved, what no longer holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation

from haina.cases.dates.items import Item
from haina.cases.dates.models import Entry
from haina.cases.dates.queries import dates_of
from haina.people.actors import actor_for
from haina.people.models import Account

#: How long an entry stays in the calendar after its day, or after it was cancelled.
KEPT = timedelta(days=60)


@transaction.atomic
def refresh(account: Account, now: datetime) -> list[Entry]:
    """Store what the calendar says now, in the language of the account; give its entries in order.

    An entry whose date is no longer there is cancelled if its day is still to come; otherwise it was simply
    over. One that comes back is the same entry again.
    """
    today = timezone.localdate(now)
    # Two programs may ask at once; the second waits, and finds nothing to change.
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    known = {entry.key: entry for entry in Entry.objects.filter(account=account)}
    with translation.override(account.language):
        items = {item.key: item for item in dates_of(actor_for(account, today), now, today)}
    for key, item in items.items():
        _keep(account, known, key, item, now)
    for key, entry in known.items():
        if key not in items and entry.cancelled_at is None and entry.day >= today:
            _change(entry, now, cancelled_at=now)
    return sorted(
        (entry for entry in known.values() if _is_shown(entry, today)),
        key=lambda entry: (entry.day, entry.made_at, entry.pk),
    )


def _keep(account: Account, known: dict[str, Entry], key: str, item: Item, now: datetime) -> None:
    content = item.content()
    entry = known.get(key)
    if entry is None:
        known[key] = Entry.objects.create(
            account=account, key=key, content=content, day=item.day, made_at=now, changed_at=now
        )
    elif entry.content != content or entry.cancelled_at is not None:
        _change(entry, now, content=content, day=item.day, cancelled_at=None)


def _change(entry: Entry, now: datetime, **values: object) -> None:
    for name, value in values.items():
        setattr(entry, name, value)
    entry.sequence += 1
    entry.changed_at = now
    entry.save(update_fields=[*values, "sequence", "changed_at"])


def _is_shown(entry: Entry, today: date) -> bool:
    if entry.cancelled_at is not None:
        return timezone.localdate(entry.cancelled_at) >= today - KEPT
    return entry.day >= today - KEPT
