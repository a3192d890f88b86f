"""Take the applications to a call into its round; what stays out is kept with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from haina.cases.following_up import hold_cases
from haina.cases.models import Case
from haina.cases.policies import policy_of
from haina.people.actors import Actor
from haina.people.permissions import RUNNING, State
from haina.review.locking import hold
from haina.review.models import Entry, Round, StayedOut
from haina.review.permissions import ReviewVerb, require
from haina.review.refusals import ReviewRefusal, refused_kindly
from haina.review.schemes import answers, scheme_of
from haina.review.telling import tell_entered, tell_stayed_out
from haina.review.verbs.enter import put_in


@dataclass(frozen=True, slots=True)
class Arrival:
    """An application, and when it reached its call."""

    case_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many applications came in, and how many stayed out."""

    entered: int = 0
    stayed_out: int = 0


def take_in(
    actor: Actor | None, now: datetime, round_id: UUID, arrivals: Iterable[Arrival], *, ground: str
) -> TakenIn:
    """Take them in, in the order of their arrival; each once, and each by itself.

    `actor` is None where the call closed by itself. `ground` is why they belong to the class where their
    facts leave that open. Raises MayNotReview, NotThere, ReviewRefusal for a round that is closed.
    """
    entered = stayed = 0
    for each in sorted(arrivals, key=lambda one: (one.at, str(one.case_id))):
        with refused_kindly(), transaction.atomic():
            row = hold_cases([each.case_id])[each.case_id]
            found = _taken(actor, now, hold(round_id), row, each, ground)
        entered += isinstance(found, Entry)
        stayed += isinstance(found, StayedOut)
    return TakenIn(entered, stayed)


def _taken(
    actor: Actor | None, now: datetime, round: Round, row: Case, arrival: Arrival, ground: str
) -> Entry | StayedOut | None:
    """What became of one application; None where that was said before."""
    if actor is not None:
        require(actor, ReviewVerb.ENTER, round)
    if round.closed:
        raise ReviewRefusal("round_is_closed")
    if Entry.objects.filter(round=round, case=row).exists():
        return None
    if StayedOut.objects.filter(round=round, case=row).exists():
        return None
    known = answers(round, row, now)
    why = _kept_out(round, row, known.get(scheme_of(round).class_rule or ""))
    if why is not None:
        found = StayedOut.objects.create(round=round, case=row, why=why, found_at=now)
        tell_stayed_out(actor, now, row, found)
        return found
    tilts = {tilt.id: known[scheme_of(round).tilt_rule(tilt)] for tilt in scheme_of(round).tilts}
    entry = put_in(actor, now, round, row, tilts=tilts, ground=ground, arrived_at=arrival.at)
    tell_entered(actor, now, row, entry)
    return entry


def _kept_out(round: Round, row: Case, of_class: bool | None) -> StayedOut.Why | None:
    """What keeps an application out of a round; None where nothing does."""
    if row.state == State.WITHDRAWN:
        return StayedOut.Why.WITHDRAWN
    if State(row.state) not in RUNNING:
        return StayedOut.Why.SETTLED
    if Entry.objects.filter(case=row, taken_out_at__isnull=True).exists():
        return StayedOut.Why.OTHER_ROUND
    if round.department not in row.departments:
        return StayedOut.Why.OTHER_DEPARTMENT
    wanted = set(scheme_of(round).programmes)
    if wanted and wanted.isdisjoint(policy_of(row.policy_version_id).procedures[row.procedure].rights):
        return StayedOut.Why.OTHER_PROGRAMME
    return StayedOut.Why.OTHER_CLASS if of_class is False else None
