"""Writing into the history of cases what other parts of the platform did because of them.

Such an event changes nothing in the case; it stands in its chain and in the root of its day, so that nobody
can change later what was told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone, translation

from haina.cases.codec import canonical, plain
from haina.cases.events import FollowedUp
from haina.cases.meanwhile import LANGUAGES
from haina.cases.models import Case, CaseEvent
from haina.cases.perform import on_behalf_of
from haina.cases.statements import insert_events
from haina.cases.store import Stamp, chained, save_cases
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, Role

_OFFICES = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.PUBLIC})


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is to be told in one case."""

    case_id: UUID
    event: FollowedUp
    #: In whose name an officer did it; empty for parties and automata.
    department: str = ""


def told(
    what: str, about: str, sentence: Callable[[], str], *, note: str = "", digest: str = ""
) -> FollowedUp:
    """The event, with the sentence as it is said in each language."""
    said = {}
    for short, code in LANGUAGES.items():
        with translation.override(code):
            said[short] = str(sentence())
    return FollowedUp(what, about, said["zh"], said["en"], note, digest)


def digest_of(content: Mapping[str, object]) -> str:
    """SHA-256 over what is kept elsewhere, in the one way of writing it."""
    return hashlib.sha256(canonical(plain(content))).hexdigest()


def hold_cases(ids: Iterable[UUID]) -> dict[UUID, Case]:
    """The rows of cases, locked in one order to the end of the transaction, before anything else is."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(ids)).order_by("pk")
    return {row.pk: row for row in rows}


def follow_up(
    actor: Actor | None,
    now: datetime,
    told_of: Iterable[FollowUp],
    command: str,
    *,
    held: Mapping[UUID, Case] | None = None,
) -> None:
    """Add to the histories of cases; inside a transaction. `actor` is None where nobody but a clock acted.

    `held` are the rows that the caller has locked and goes on with; they are carried on with their cases.
    """
    told_of = list(told_of)
    if not told_of:
        return
    rows = held if held is not None else hold_cases(each.case_id for each in told_of)
    events: list[CaseEvent] = []
    for each in told_of:
        row = rows[each.case_id]
        events += chained(row, [each.event], _stamp(actor, now, row, each.department, command))
        row.changed_at = now
    insert_events(events)
    save_cases(list(rows.values()))


def _stamp(actor: Actor | None, now: datetime, row: Case, department: str, command: str) -> Stamp:
    role = Role.AUTOMATION if actor is None else _role(actor, row, department)
    return Stamp(
        at=now,
        on=timezone.localdate(now),
        account_id=None if actor is None else actor.account_id,
        role=role,
        department=department,
        on_behalf_of=on_behalf_of(row, role),
        command=command,
        key=None,
    )


def _role(actor: Actor, row: Case, department: str) -> Role:
    """As who somebody acts: by office where it is in a department's name, else as a party to the case."""
    if department:
        return Role.OFFICER
    party = sorted(PERMISSIONS.roles(actor, row) - _OFFICES)
    return party[0] if party else Role.OFFICER
