"""What is remembered of how an officer works: the filter of the list, and whether single keys do anything."""

from __future__ import annotations

from uuid import UUID

from haina.cases.desks.models import LONGEST_FILTER, DeskMemory


def memory_of(account_id: UUID | None) -> DeskMemory:
    """What is remembered for an account; the usual where nothing is."""
    if account_id is None:
        return DeskMemory()
    return DeskMemory.objects.filter(pk=account_id).first() or DeskMemory(account_id=account_id)


def remember_filter(account_id: UUID | None, kept: DeskMemory, asked: str) -> None:
    """Remember a filter, where it is another than the one kept; one that is too long is not remembered."""
    if account_id is not None and asked != kept.worklist and len(asked) <= LONGEST_FILTER:
        DeskMemory.objects.update_or_create(pk=account_id, defaults={"worklist": asked})


def turn_shortcuts(account_id: UUID, *, on: bool) -> None:
    """Let single keys do something, or not."""
    DeskMemory.objects.update_or_create(pk=account_id, defaults={"shortcuts": on})
