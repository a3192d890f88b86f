"""The root of each day of the ledger: a Merkle tree over its entries, chained, joined to the cases' root.

Whoever keeps a published root can show later that an entry, with its legs and the decision it names, is what
was written then, and that no entry of the day was changed, taken out or slipped in. An entry that is written
late, for a day that is closed, goes into the next root.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from haina.cases.models import NO_HASH, DayRoot
from haina.exchange.daily import DAY, day_without_root
from haina.exchange.trees import root_of, tree_of
from haina.money.audit.models import EntryLeaf, LedgerRoot
from haina.money.models import Entry, Leg

#: Held while roots are made, so that two workers do not make the same one.
_LOCK = 7310403
#: Entries that are read at once.
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class LedgerBreak:
    """A place where the ledger is not what was written: an entry, or (entry None) the root of a day."""

    entry: int | None
    day: date
    #: changed or missing; for days also unchained.
    fault: str

    def __str__(self) -> str:
        place = f"ledger of {self.day}" if self.entry is None else f"entry {self.entry}"
        return f"{place}: {self.fault}"


def hash_of(entry: Entry, legs: Iterable[Leg]) -> str:
    """SHA-256 over all that an entry says: its ground and its legs with the balances after them, too."""
    ground = entry.ground
    content = {
        "id": entry.pk,
        "key": str(entry.key),
        "event": entry.event,
        "case": None if ground.case_id is None else str(ground.case_id),
        "sequence": ground.sequence,
        "document": ground.document,
        "decided_by": ground.decided_by,
        "decided_on": ground.decided_on.isoformat(),
        "happened_on": entry.happened_on.isoformat(),
        "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(),
        "reverses": entry.reverses_id,
        "note": entry.note,
        "legs": [[leg.position, leg.account_id, leg.amount, leg.balance_after] for leg in legs],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def joined(day: date, count: int, tree: str, previous: str, cases: str) -> str:
    """The published root: that of the day, joined to the cases' root of the day."""
    own = root_of(day, count, tree, previous)
    return hashlib.sha256(f"{own}|{cases}".encode()).hexdigest()


def make_roots(now: datetime) -> list[LedgerRoot]:
    """Make the roots of all days before today that have none yet; return them. Each is a transaction."""
    return list(iter(lambda: _next_root(now), None))


@transaction.atomic
def _next_root(now: datetime) -> LedgerRoot | None:
    found = day_without_root(_LOCK, LedgerRoot.objects, _first_day, timezone.localdate(now))
    return None if found is None else _make(*found, now)


def _first_day() -> date | None:
    first: datetime | None = Entry.objects.aggregate(first=Min("recorded_at"))["first"]
    return None if first is None else timezone.localdate(first)


def _make(day: date, previous: str, now: datetime) -> LedgerRoot:
    after = timezone.make_aware(datetime.combine(day + DAY, time.min))
    waiting = Entry.objects.filter(leaf=None, recorded_at__lt=after)
    hashes = list(_hashes(waiting))
    tree, count = tree_of(hash for _entry, hash in hashes)
    cases = DayRoot.objects.filter(day=day).values_list("root", flat=True).first() or NO_HASH
    root = LedgerRoot.objects.create(
        day=day,
        tree=tree,
        count=count,
        previous=previous,
        cases=cases,
        root=joined(day, count, tree, previous, cases),
        made_at=now,
    )
    leaves = (EntryLeaf(entry_id=entry, root=root, hash=hash) for entry, hash in hashes)
    EntryLeaf.objects.bulk_create(leaves, batch_size=_CHUNK)
    return root


def _hashes(entries: Any) -> Iterator[tuple[int, str]]:
    """The number and the hash of entries, in the order of their numbers; bounded memory."""
    legs = Leg.objects.filter(entry__in=entries).select_related("entry__ground")
    ordered = legs.order_by("entry_id", "position").iterator(chunk_size=_CHUNK)
    for number, parts in groupby(ordered, key=lambda leg: leg.entry_id):
        own = list(parts)
        yield number, hash_of(own[0].entry, own)


def verify_ledger() -> Iterator[LedgerBreak]:
    """Every entry that is not what its day was closed with, and every day whose root does not follow."""
    previous: LedgerRoot | None = None
    for root in LedgerRoot.objects.order_by("day").iterator(chunk_size=500):
        if previous is not None and root.day != previous.day + DAY:
            yield LedgerBreak(None, previous.day + DAY, "missing")
        if root.previous != (NO_HASH if previous is None else previous.root):
            yield LedgerBreak(None, root.day, "unchained")
        yield from _broken(root)
        previous = root


def _broken(root: LedgerRoot) -> Iterator[LedgerBreak]:
    written = dict(root.leaves.order_by("entry_id").values_list("entry_id", "hash"))
    given = joined(root.day, root.count, root.tree, root.previous, root.cases)
    if tree_of(written.values()) != (root.tree, root.count) or given != root.root:
        yield LedgerBreak(None, root.day, "changed")
    now = dict(_hashes(Entry.objects.filter(leaf__root=root)))
    for entry, hash in written.items():
        if entry not in now:
            yield LedgerBreak(entry, root.day, "missing")
        elif now[entry] != hash:
            yield LedgerBreak(entry, root.day, "changed")
