"""Which wordings an officer may choose from, and how they stand in a decision."""

from __future__ import annotations

from collections.abc import Iterable

from haina.cases.desks.models import Wording
from haina.people.actors import Actor

#: What an officer can say something about, in the order of the list.
OUTCOMES = ("accept", "decline", "return", "approve", "refuse", "extend", "revoke")


def offered(departments: Iterable[str], procedure: str, outcome: str) -> list[Wording]:
    """The wordings in use for an outcome of a procedure, of these departments (1 query)."""
    rows = Wording.objects.filter(
        department__in=sorted(departments),
        outcome=outcome,
        procedure__in=["", procedure],
        retired_at__isnull=True,
    )
    return list(rows.order_by("title", "pk"))


def supervised(actor: Actor) -> list[Wording]:
    """The wordings in use that the actor may change."""
    rows = Wording.objects.filter(retired_at__isnull=True)
    if "" not in actor.supervises:
        rows = rows.filter(department__in=sorted(actor.supervises))
    return list(rows.select_related("written_by").order_by("department", "outcome", "title", "pk"))


def joined(chosen: Iterable[Wording], own: str) -> str:
    """The officer's words: each wording in both languages, then what was typed."""
    parts = [part for wording in chosen for part in (wording.zh, wording.en)]
    return "\n".join(part for part in (*parts, own) if part)
