"""That somebody in an office opened what is known of an identity; written down for its holder."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from haina.people.models import IdentityLook


def note_look(id: UUID, account: UUID, department: str, day: date) -> None:
    """Note that an account looked at an identity, once a day; no department: a supervisor of all."""
    look = IdentityLook(identity_id=id, account_id=account, department=department, day=day)
    IdentityLook.objects.bulk_create([look], ignore_conflicts=True)
