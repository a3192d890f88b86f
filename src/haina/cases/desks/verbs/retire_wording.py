"""Take a department's wording out of use."""

from __future__ import annotations

from datetime import datetime

from haina.cases.desks.models import Wording
from haina.people.actors import Actor


def retire_wording(actor: Actor, now: datetime, wording: Wording) -> None:
    """No longer offer a wording; doing it twice changes nothing. Raises PermissionError as writing does."""
    if actor.account_id is None or not actor.supervises_any(frozenset({wording.department})):
        raise PermissionError(f"{actor.name} does not supervise {wording.department}")
    Wording.objects.filter(pk=wording.pk, retired_at__isnull=True).update(retired_at=now)
