"""The queue of officers who wait for more time: who asks in which case, why, and until when it would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from haina.cases.clock import reckon
from haina.cases.models import Case
from haina.cases.policies import policy_of, working_calendar
from haina.cases.state import CaseState, ExtensionRequest
from haina.cases.store import load_state
from haina.people.actors import Actor
from haina.people.models import Account
from haina.people.permissions import PERMISSIONS, State
from haina.policy import Policy
from haina.policy.procedures import Procedure

#: How many are shown at once; those who have waited longest first.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Days:
    """The last day of the whole case as it is, and as it would be; None while the clock stands still."""

    now: date | None
    then: date | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One officer who waits for more time."""

    row: Case
    policy: Policy
    procedure: Procedure
    asked: ExtensionRequest
    officer: Account | None
    days: Days


def waiting(actor: Actor) -> tuple[list[Waiting], int]:
    """Those under the actor's supervision who wait, at most `SHOWN`, and how many there are."""
    rows = Case.objects.filter(PERMISSIONS.visible(actor), extension_asked_at__isnull=False)
    rows = rows.filter(state=State.IN_REVIEW).select_related("organisation", "person")
    shown = list(rows.order_by("extension_asked_at", "pk")[:SHOWN])
    states = {row.pk: load_state(row.pk) for row in shown}
    asked = {pk: state.extension_asked for pk, state in states.items() if state.extension_asked is not None}
    officers = Account.objects.in_bulk([each.account_id for each in asked.values() if each.account_id])
    found = [_waiting(row, states[row.pk], asked[row.pk], officers) for row in shown if row.pk in asked]
    return found, rows.count()


def _waiting(
    row: Case, state: CaseState, asked: ExtensionRequest, officers: Mapping[UUID, Account]
) -> Waiting:
    policy = policy_of(row.policy_version_id)
    officer = officers.get(asked.account_id) if asked.account_id is not None else None
    return Waiting(row, policy, policy.procedures[row.procedure], asked, officer, days_of(state, asked))


def days_of(state: CaseState, asked: ExtensionRequest) -> Days:
    """The last day of the whole case, and what it would be with the time that is asked for."""
    total = state.total
    if total is None:
        return Days(None, None)
    longer = replace(total, further=(*total.further, asked.term.term))
    now, then = (
        reckon(working_calendar(), each.term.term, each.event, state.all_pauses, each.further).due
        for each in (total, longer)
    )
    return Days(now, then)
