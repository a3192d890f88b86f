"""All running cases of a procedure that are not under a version yet, and what a move would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext

from haina.cases.models import Case, CaseEvent
from haina.cases.moving import Preview, preview
from haina.cases.refusals import CaseError, Refusal
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, RUNNING


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a move would do to one case."""

    case_id: UUID
    reference: str
    #: None where the version does not have the procedure.
    preview: Preview | None
    #: Why it cannot be moved, in the active language; empty where it can.
    obstacle: str = ""

    @property
    def changes(self) -> frozenset[str]:
        """The kinds of changes: terms, dropped, begun, documents, fields; none where all stays as it is."""
        seen = self.preview
        if seen is None or self.obstacle:
            return frozenset()
        found = {
            "terms": seen.terms,
            "dropped": seen.dropped,
            "begun": seen.begun,
            "documents": seen.new_documents or seen.gone_documents,
            "fields": seen.new_fields or seen.gone_fields,
        }
        return frozenset(name for name, changed in found.items() if changed)


@dataclass(frozen=True, slots=True)
class Summary:
    """How many cases a move would concern, and how."""

    movable: int
    #: How many cases cannot be moved, by the sentence that says why.
    obstacles: Mapping[str, int]
    #: How many of the movable ones each kind of change concerns.
    changes: Mapping[str, int]
    #: How many would only change their version.
    unchanged: int


def cases_to_move(actor: Actor, procedure: str, version: str) -> QuerySet[Case]:
    """The running cases of a procedure that the actor may see and that are under another version."""
    running = Case.objects.filter(procedure=procedure, state__in=sorted(RUNNING))
    return running.filter(PERMISSIONS.visible(actor)).exclude(policy_version_id=version).order_by("pk")


def cases_to_move_back(actor: Actor, procedure: str, version: str) -> QuerySet[Case]:
    """The running cases that were moved to a version and are under it still."""
    moved = CaseEvent.objects.filter(kind="moved_to_version", policy_version=version)
    running = Case.objects.filter(
        procedure=procedure,
        policy_version_id=version,
        state__in=sorted(RUNNING),
        pk__in=moved.values("case_id"),
    )
    return running.filter(PERMISSIONS.visible(actor)).order_by("pk")


def procedures_to_move(actor: Actor, version: str) -> list[tuple[str, int, int]]:
    """Procedures with cases to move to a version, or to take back from it: their ids and both numbers."""
    rows = Case.objects.filter(PERMISSIONS.visible(actor), state__in=sorted(RUNNING))
    moved = CaseEvent.objects.filter(kind="moved_to_version", policy_version=version)
    back = rows.filter(policy_version_id=version, pk__in=moved.values("case_id"))
    counted = [
        dict(found.order_by("procedure").values_list("procedure").annotate(number=Count("pk")))
        for found in (rows.exclude(policy_version_id=version), back)
    ]
    names = sorted(counted[0].keys() | counted[1].keys())
    return [(name, counted[0].get(name, 0), counted[1].get(name, 0)) for name in names]


def outlooks(
    actor: Actor, procedure: str, version: str, now: datetime, most: int | None = None
) -> Iterator[Outlook]:
    """What a move would do to each of the cases, or to the first `most` of them; changes nothing."""
    cases = cases_to_move(actor, procedure, version).values_list("pk", "reference")[:most]
    for case_id, reference in cases.iterator(chunk_size=1000):
        try:
            seen = preview(actor, case_id, version, now)
        except Refusal as refusal:
            yield Outlook(case_id, reference, None, str(refusal))
        except CaseError as error:
            yield Outlook(case_id, reference, None, str(error))
        else:
            yield Outlook(case_id, reference, seen, obstacle(seen))


def summary(found: Iterator[Outlook]) -> Summary:
    """The outlooks in numbers."""
    obstacles: Counter[str] = Counter()
    changes: Counter[str] = Counter()
    movable = unchanged = 0
    for each in found:
        if each.obstacle:
            obstacles[each.obstacle] += 1
            continue
        movable += 1
        changes.update(each.changes)
        unchanged += not each.changes
    return Summary(movable, dict(obstacles), dict(changes), unchanged)


def obstacle(seen: Preview) -> str:
    """Why a case cannot be moved, in the active language; empty where it can."""
    if seen.lost:
        return gettext("A step that has been answered is not there in the other version.")
    if seen.settles:
        return gettext("In the other version the case would be decided without anybody deciding it.")
    if seen.reaccepts:
        return gettext("In the other version the file would have to be accepted again, or would never be.")
    return ""
