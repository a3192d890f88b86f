"""Write down, for whom it is about, that an auditor opened a page with their case or their account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from haina.cases.page_looks import note_page_look
from haina.money.audit.trail import EntryTrail
from haina.people.actors import Actor
from haina.people.looks import note_look


def note_entry_look(actor: Actor, now: datetime, on: date, trail: EntryTrail) -> None:
    """Note the look at the case behind an entry, and at everybody else to or from whom the money went."""
    row = None if trail.decision is None else trail.decision.row
    seen: set[UUID | None] = set()
    if row is not None and actor.account_id is not None:
        note_page_look(row.pk, actor.account_id, _department(actor), now, on)
        seen = {row.person_id, row.organisation_id}
    note_account_look(actor, on, trail.concerned - seen)


def note_account_look(actor: Actor, on: date, concerned: Collection[UUID]) -> None:
    """Note the look at the accounts of persons and organisations."""
    if actor.account_id is None:
        return
    for id in concerned:
        note_look(id, actor.account_id, _department(actor), on)


def _department(actor: Actor) -> str:
    return min(actor.audits)
