"""Write a department's wording, new or in place of an older one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from haina.cases.desks.models import Wording
from haina.cases.desks.wordings import OUTCOMES
from haina.people.actors import Actor
from haina.rules.text import Text


def write_wording(
    actor: Actor,
    now: datetime,
    *,
    department: str,
    outcome: str,
    procedure: str,
    title: str,
    text: Text,
    instead_of: Wording | None = None,
) -> Wording:
    """Put a wording into use; the one that it replaces stays readable but is no longer offered.

    Raises PermissionError unless the actor supervises the department, and ValueError for words not in
    both languages or an outcome that there is not.
    """
    old = instead_of.department if instead_of is not None else department
    if actor.account_id is None or not all(
        actor.supervises_any(frozenset({each})) for each in (department, old)
    ):
        raise PermissionError(f"{actor.name} does not supervise {department}")
    if outcome not in OUTCOMES or not (title.strip() and text.zh.strip() and text.en.strip()):
        raise ValueError("a wording has an outcome, a title, and words in both languages")
    with transaction.atomic():
        if instead_of is not None:
            Wording.objects.filter(pk=instead_of.pk, retired_at__isnull=True).update(retired_at=now)
        return Wording.objects.create(
            department=department,
            outcome=outcome,
            procedure=procedure,
            title=title.strip(),
            zh=text.zh.strip(),
            en=text.en.strip(),
            written_by_id=actor.account_id,
            written_at=now,
        )
