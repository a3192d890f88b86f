"""The root of each day: a Merkle tree over the day's events, chained to the day before, to be published.

Whoever keeps a published root can show later, with a few hashes, that an event of that day is what was
written then, and that no event of the day was changed, taken out or slipped in. A leaf is the hash that the
event has in its case's chain; leaves stand in the order of case and sequence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from haina.cases.models import NO_HASH, CaseEvent, DayRoot, LateEvent
from haina.exchange.daily import DAY, day_without_root
from haina.exchange.trees import climbed, leaf_of, path_to, root_of, tree_of

#: Held alone while roots are made and together by all who write events (migration 0005).
_LOCK = 7310401


@dataclass(frozen=True, slots=True)
class RootBreak:
    """A day whose root is not the one that its events give."""

    day: date
    #: missing (no root between two others), changed (other events or another root), unchained.
    fault: str

    def __str__(self) -> str:
        return f"{self.day}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Proof:
    """That one event is among those of a day's root; it can be checked with nothing else at hand."""

    case_id: UUID
    sequence: int
    #: The event's own hash.
    leaf: str
    #: The neighbours up to the top of the tree: on which side each stands, "left" or "right", and its hash.
    path: tuple[tuple[str, str], ...]
    day: date
    count: int
    previous: str
    root: str

    @property
    def holds(self) -> bool:
        """Whether the path leads from the event to the root."""
        tree = climbed(self.leaf, self.path)
        return root_of(self.day, self.count, tree, self.previous) == self.root


def make_roots(now: datetime) -> list[DayRoot]:
    """Make the roots of all days before today that have none yet; return them.

    Days without an event have a root, too, so that no day can be left out. What is written while a root is
    being made waits, but never for more than one day's; an event that is dated on a day with a root goes
    into the next one.
    """
    return list(iter(lambda: _next_root(now), None))


@transaction.atomic
def _next_root(now: datetime) -> DayRoot | None:
    """The root of the first day before today that has none yet; None where all have one."""
    found = day_without_root(_LOCK, DayRoot.objects, _first_day, timezone.localdate(now))
    return None if found is None else _make(*found, now)


def _first_day() -> date | None:
    first: date | None = CaseEvent.objects.aggregate(first=Min("on"))["first"]
    return first


def _make(day: date, previous: str, now: datetime) -> DayRoot:
    waiting = LateEvent.objects.filter(covered_by=None)
    late = {(each.case_id, each.sequence) for each in waiting}
    tree, count = tree_of(_hashes_of(day, late))
    root = DayRoot.objects.create(
        day=day,
        tree=tree,
        count=count,
        previous=previous,
        root=root_of(day, count, tree, previous),
        made_at=now,
    )
    waiting.update(covered_by=root)
    return root


def _hashes_of(day: date, late: set[tuple[UUID, int]]) -> Iterator[str]:
    """The hashes that the root of a day covers: the day's own events but late ones, then `late`, in order."""
    return (hash for _case, _sequence, hash in _leaves_of(day, late))


def _leaves_of(day: date, late: set[tuple[UUID, int]]) -> Iterator[tuple[UUID, int, str]]:
    rows = CaseEvent.objects.filter(on=day).order_by("case_id", "sequence")
    elsewhere = set(LateEvent.objects.filter(case__events__on=day).values_list("case_id", "sequence"))
    for case_id, sequence, hash in rows.values_list("case_id", "sequence", "hash").iterator(chunk_size=5000):
        if (case_id, sequence) not in elsewhere:
            yield case_id, sequence, hash
    for case_id, sequence in sorted(late):
        found = CaseEvent.objects.filter(case_id=case_id, sequence=sequence).values_list("hash", flat=True)
        # One that has been removed gives another tree than the one that was made with it.
        yield case_id, sequence, found.first() or NO_HASH


def verify_roots() -> Iterator[RootBreak]:
    """Every day whose root is not what its events give today, or does not follow the one before."""
    previous: DayRoot | None = None
    for root in DayRoot.objects.order_by("day").iterator(chunk_size=500):
        if previous is not None and root.day != previous.day + DAY:
            yield RootBreak(previous.day + DAY, "missing")
        if root.previous != (NO_HASH if previous is None else previous.root):
            yield RootBreak(root.day, "unchained")
        late = set(root.late.values_list("case_id", "sequence"))
        tree, count = tree_of(_hashes_of(root.day, late))
        given = root_of(root.day, root.count, root.tree, root.previous)
        if (tree, count) != (root.tree, root.count) or given != root.root:
            yield RootBreak(root.day, "changed")
        previous = root
    first = DayRoot.objects.order_by("day").first()
    if first is not None:
        yield from _before(first)


def _before(first: DayRoot) -> Iterator[RootBreak]:
    """The first day before the first root that has an event which no root covers or will cover."""
    late = set(LateEvent.objects.values_list("case_id", "sequence"))
    early = CaseEvent.objects.filter(on__lt=first.day).order_by("on")
    for case_id, sequence, day in early.values_list("case_id", "sequence", "on").iterator(chunk_size=5000):
        if (case_id, sequence) not in late:
            yield RootBreak(day, "missing")
            return


def prove(case_id: UUID, sequence: int) -> Proof | None:
    """The proof that an event is in its day's root; None while there is no root that covers it."""
    event = CaseEvent.objects.filter(case_id=case_id, sequence=sequence).first()
    if event is None:
        return None
    late = LateEvent.objects.filter(case_id=case_id, sequence=sequence).select_related("covered_by").first()
    root = late.covered_by if late is not None else DayRoot.objects.filter(day=event.on).first()
    if root is None:
        return None
    leaves = list(_leaves_of(root.day, set(root.late.values_list("case_id", "sequence"))))
    place = next(number for number, leaf in enumerate(leaves) if (leaf[0], leaf[1]) == (case_id, sequence))
    path = tuple(path_to([leaf_of(leaf[2]) for leaf in leaves], place))
    return Proof(case_id, sequence, event.hash, path, root.day, root.count, root.previous, root.root)
