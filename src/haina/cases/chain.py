"""The chain of hashes: how the hash of an event is made, and a check that finds what was changed later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from haina.cases.codec import canonical, plain
from haina.cases.models import NO_HASH, Case, CaseEvent
from haina.cases.roots import RootBreak, verify_roots


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the record is not what was written."""

    case_id: UUID
    #: The event; 0 where the case row is at fault.
    sequence: int
    #: changed, missing, unchained or row.
    fault: str

    def __str__(self) -> str:
        return f"{self.case_id} #{self.sequence}: {self.fault}"


def hash_of(event: CaseEvent) -> str:
    """SHA-256 over everything that an event says, the hash of the one before it included."""
    return hashlib.sha256(canonical(content_of(event))).hexdigest()


def content_of(event: CaseEvent) -> dict[str, Any]:
    """What the hash of an event covers, as JSON values; raises TypeError for what no event can hold."""
    content = {
        "account": event.account_id,
        "at": event.at,
        "batch": event.batch,
        "case": event.case_id,
        "command": event.command,
        "department": event.department,
        "key": event.key,
        "kind": event.kind,
        "on": event.on,
        "on_behalf_of": event.on_behalf_of,
        "payload": event.payload,
        "policy_version": event.policy_version,
        "previous": event.previous_hash,
        "role": event.role,
        "sequence": event.sequence,
        "stage": event.stage,
    }
    found: dict[str, Any] = plain(content)
    return found


def verify_case(case_id: UUID) -> list[Break]:
    """Every break in the chain of one case; an empty list when nothing was changed."""
    row = Case.objects.filter(pk=case_id).first()
    events = CaseEvent.objects.filter(case_id=case_id).order_by("sequence").iterator(chunk_size=500)
    return list(_breaks(case_id, events, row))


def verify_all() -> Iterator[Break | RootBreak]:
    """Every break in every chain, case by case, then every day whose root is not what its events give.

    Reads the whole log once for the chains and once for the roots, in bounded memory.
    """
    yield from verify_chains()
    yield from verify_roots()


def verify_chains() -> Iterator[Break]:
    """Every break in every chain, case by case; reads the whole log once, in bounded memory."""
    events = CaseEvent.objects.order_by("case_id", "sequence").iterator(chunk_size=2000)
    seen: set[UUID] = set()
    for case_id, chain in groupby(events, key=lambda event: event.case_id):
        seen.add(case_id)
        yield from _breaks(case_id, chain, Case.objects.filter(pk=case_id).first())
    for case_id in Case.objects.exclude(sequence=0).values_list("pk", flat=True).iterator(chunk_size=2000):
        if case_id not in seen:
            yield Break(case_id, 1, "missing")


def _breaks(case_id: UUID, events: Iterable[CaseEvent], row: Case | None) -> Iterator[Break]:
    sequence, previous = 0, NO_HASH
    for event in events:
        while sequence + 1 < event.sequence:
            sequence += 1
            yield Break(case_id, sequence, "missing")
        if not _as_written(event):
            yield Break(case_id, event.sequence, "changed")
        elif event.previous_hash != previous:
            yield Break(case_id, event.sequence, "unchained")
        sequence, previous = event.sequence, event.hash
    if row is None:
        yield Break(case_id, 0, "row")
    elif row.sequence > sequence:
        yield Break(case_id, sequence + 1, "missing")
    elif row.head_hash != previous or row.sequence != sequence:
        yield Break(case_id, 0, "row")


def _as_written(event: CaseEvent) -> bool:
    """Whether the event gives its hash; one that holds what no event can hold was not written so."""
    try:
        return hash_of(event) == event.hash
    except TypeError:
        return False
