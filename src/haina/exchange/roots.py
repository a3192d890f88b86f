"""The record of looks: every question and all that happened to it, hashed as it is written, with daily roots.

The hash of an entry covers the one before it of the same question, so that nothing can be changed, taken out
or slipped in unseen; entry 0 is the question itself. A day's root is a Merkle tree over the entries that no
root had covered, chained to the root before. The roots are published with those of the cases.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from haina.exchange.daily import DAY, day_without_root
from haina.exchange.models import LookEntry, LookRoot, RegisterRequest, RequestEvent
from haina.exchange.trees import NO_HASH, root_of, tree_of

#: Held while roots are made, so that two workers do not make the same one.
_LOCK = 7310402
#: What the hash of a question and that of an event cover.
_QUESTION = (
    *("id", "key", "register", "title", "holder", "person_id", "organisation_id", "identifiers", "bearer"),
    *("purpose", "ground", "fields", "names", "department", "stage", "procedure", "case_id", "reference"),
    *("policy_version", "account_id", "asked_at", "then"),
)
_EVENT = ("request_id", "sequence", "kind", "payload", "at", "account_id")


@dataclass(frozen=True, slots=True)
class LookBreak:
    """A place where the record of looks is not what was written."""

    #: The question, and its entry: 0 is the question itself. Or the day of a root.
    request_id: UUID | None
    sequence: int
    #: changed, missing, unchained (for entries and days).
    fault: str
    day: date | None = None

    def __str__(self) -> str:
        place = f"{self.request_id} #{self.sequence}" if self.day is None else f"looks of {self.day}"
        return f"{place}: {self.fault}"


class _Row(Protocol):
    pk: Any


def hash_of(row: _Row, previous: str) -> str:
    """SHA-256 over all that a stored question or event says, and over the hash of the entry before."""
    names = _EVENT if hasattr(row, "sequence") else _QUESTION
    content = {**{name: getattr(row, name) for name in names}, "previous": previous}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_text)
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


def enter(request: RegisterRequest, event: RequestEvent | None = None) -> None:
    """Add what has just been written to the record; in the same transaction, the question locked or new."""
    last = LookEntry.objects.filter(request=request).order_by("-sequence").first()
    row = request if event is None else event
    LookEntry.objects.create(
        request=request,
        sequence=0 if event is None else event.sequence,
        hash=hash_of(row, NO_HASH if last is None else last.hash),
        on=timezone.localdate(request.asked_at if event is None else event.at),
    )


def make_roots(now: datetime) -> list[LookRoot]:
    """Make the roots of all days before today that have none yet; return them.

    A root covers the entries up to its day that no root covers; one that is written late goes into the next.
    Each day is a transaction of its own, so that nobody waits for more than one day's.
    """
    return list(iter(lambda: _next_root(now), None))


@transaction.atomic
def _next_root(now: datetime) -> LookRoot | None:
    """The root of the first day before today that has none yet; None where all have one."""
    found = day_without_root(_LOCK, LookRoot.objects, _first_day, timezone.localdate(now))
    return None if found is None else _make(*found, now)


def _first_day() -> date | None:
    first: date | None = LookEntry.objects.aggregate(first=Min("on"))["first"]
    return first


def _make(day: date, previous: str, now: datetime) -> LookRoot:
    waiting = LookEntry.objects.filter(root=None, on__lte=day)
    entries = list(waiting.select_for_update().order_by("request_id", "sequence").values_list("pk", "hash"))
    tree, count = tree_of(hash for _, hash in entries)
    root = LookRoot.objects.create(
        day=day,
        tree=tree,
        count=count,
        previous=previous,
        root=root_of(day, count, tree, previous),
        made_at=now,
    )
    LookEntry.objects.filter(pk__in=[pk for pk, _ in entries]).update(root=root)
    return root


def verify_looks() -> Iterator[LookBreak]:
    """Every entry that is not what was written, then every day whose root is not what its entries give."""
    entries = LookEntry.objects.order_by("request_id", "sequence").iterator(chunk_size=2000)
    seen: set[UUID] = set()
    for request_id, chain in groupby(entries, key=lambda entry: entry.request_id):
        seen.add(request_id)
        yield from _broken(request_id, list(chain))
    for request_id in RegisterRequest.objects.values_list("pk", flat=True).iterator(chunk_size=2000):
        if request_id not in seen:
            yield LookBreak(request_id, 0, "unchained")
    yield from _broken_days()


def _broken(request_id: UUID, chain: Iterable[LookEntry]) -> Iterator[LookBreak]:
    rows: dict[int, Any] = {0: RegisterRequest.objects.filter(pk=request_id).first()}
    rows |= {event.sequence: event for event in RequestEvent.objects.filter(request_id=request_id)}
    previous, expected = NO_HASH, 0
    for entry in chain:
        row = rows.pop(entry.sequence, None)
        if row is None or entry.sequence != expected:
            yield LookBreak(request_id, min(entry.sequence, expected), "missing")
        elif not _is_as_written(row, previous, entry.hash):
            yield LookBreak(request_id, entry.sequence, "changed")
        previous, expected = entry.hash, entry.sequence + 1
    # What nobody entered was slipped in, or what followed the last entry was taken out with its entry.
    yield from (LookBreak(request_id, sequence, "unchained") for sequence in sorted(rows))


def _is_as_written(row: _Row, previous: str, written: str) -> bool:
    return hash_of(row, previous) == written


def _broken_days() -> Iterator[LookBreak]:
    previous: LookRoot | None = None
    for root in LookRoot.objects.order_by("day").iterator(chunk_size=500):
        if previous is not None and root.day != previous.day + DAY:
            yield LookBreak(None, 0, "missing", previous.day + DAY)
        if root.previous != (NO_HASH if previous is None else previous.root):
            yield LookBreak(None, 0, "unchained", root.day)
        hashes = root.entries.order_by("request_id", "sequence").values_list("hash", flat=True)
        given = root_of(root.day, root.count, root.tree, root.previous)
        if tree_of(hashes.iterator(chunk_size=5000)) != (root.tree, root.count) or given != root.root:
            yield LookBreak(None, 0, "changed", root.day)
        previous = root
