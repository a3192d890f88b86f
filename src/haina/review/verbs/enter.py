"""Put an application into a round, or take it out again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from haina.cases.following_up import hold_cases
from haina.cases.models import Case
from haina.cases.policies import policy_of
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, RUNNING, Role, State, Verb
from haina.review.locking import NotThere, hold, keep_open
from haina.review.models import Entry, Round
from haina.review.permissions import MayNotReview, ReviewVerb, account_of, require
from haina.review.refusals import ReviewRefusal, refused_kindly
from haina.review.schemes import answers, scheme_of
from haina.review.telling import tell_entered, tell_freed, tell_left

_OFFICES = frozenset({Role.OFFICER, Role.SUPERVISOR})


def enter(
    actor: Actor,
    now: datetime,
    round_id: UUID,
    case_id: UUID,
    *,
    tilts: Mapping[str, bool] | None = None,
    ground: str = "",
) -> Entry:
    """Put it in, with its next number. What its facts say of class and tilts counts; what they leave open an
    officer states in `tilts`, with the ground. Raises MayNotReview, NotThere, ReviewRefusal.
    """
    with refused_kindly(), transaction.atomic():
        rows = hold_cases([case_id])
        round = hold(round_id)
        require(actor, ReviewVerb.ENTER, round)
        case = Case.objects.filter(PERMISSIONS.visible(actor), pk=case_id).first()
        if case is None:
            raise NotThere(str(case_id))
        _require_fitting(actor, round, case)
        known = answers(round, case, now)
        holding = _tilts(round, known, tilts or {}, ground)
        _require_class(round, known, ground)
        entry = put_in(actor, now, round, case, tilts=holding, ground=ground)
        tell_entered(actor, now, rows[case_id], entry)
        return entry


def put_in(
    actor: Actor | None,
    now: datetime,
    round: Round,
    case: Case,
    *,
    tilts: Mapping[str, bool | None],
    ground: str,
    arrived_at: datetime | None = None,
) -> Entry:
    """Store it with its next number; the round is held. `actor` is None where it comes in by itself."""
    last = Entry.objects.filter(round=round).aggregate(last=Max("number"))["last"] or 0
    return Entry.objects.create(
        round=round,
        case=case,
        number=last + 1,
        tilts=tilts,
        ground=ground.strip(),
        arrived_at=arrived_at,
        entered_by_id=None if actor is None else account_of(actor),
        entered_at=now,
    )


def take_out(actor: Actor, now: datetime, entry_id: int, *, why: str) -> Entry:
    """Take an application out for a reason, for good; raises MayNotReview, NotThere, ReviewRefusal."""
    if not why.strip():
        raise ReviewRefusal("reason")
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None:
        raise NotThere(str(entry_id))
    with refused_kindly(), transaction.atomic():
        rows = hold_cases([entry.case_id])
        require(actor, ReviewVerb.ENTER, keep_open(entry.round_id))
        entry = Entry.objects.select_for_update(no_key=True).get(pk=entry_id)
        entry.taken_out_at, entry.taken_out_why = now, why.strip()
        entry.save(update_fields=["taken_out_at", "taken_out_why"])
        tell_reviewers(entry, now)
        tell_left(actor, now, rows[entry.case_id], entry, why.strip())
        return entry


def tell_reviewers(entry: Entry, now: datetime) -> None:
    """Tell those who still had an application to judge that it has left the round."""
    open_tasks = entry.assignments.filter(ended_at__isnull=True, handed_in_at__isnull=True)
    for task in open_tasks.select_related("entry__round", "reviewer"):
        tell_freed(task, now, "left")


def _require_fitting(actor: Actor, round: Round, case: Case) -> None:
    """The case runs, is the department's, asks for what the scheme is for, and is not the actor's own."""
    if not PERMISSIONS.roles(actor, case) & _OFFICES or not PERMISSIONS.may(actor, Verb.READ, case):
        raise MayNotReview(f"{actor.name} has no office in {case.reference}")
    if State(case.state) not in RUNNING:
        raise ReviewRefusal("not_filed")
    if round.department not in case.departments:
        raise ReviewRefusal("other_department")
    wanted = set(scheme_of(round).programmes)
    if wanted and wanted.isdisjoint(policy_of(case.policy_version_id).procedures[case.procedure].rights):
        raise ReviewRefusal("other_programme")


def _tilts(
    round: Round, known: Mapping[str, bool | None], stated: Mapping[str, bool], ground: str
) -> dict[str, bool | None]:
    """Which tilts hold: by the facts; where these leave it open, as stated with a ground."""
    scheme = scheme_of(round)
    found = {}
    for tilt in scheme.tilts:
        answer = known[scheme.tilt_rule(tilt)]
        if answer is None and tilt.id in stated:
            if not ground.strip():
                raise ReviewRefusal("ground")
            answer = stated[tilt.id]
        found[tilt.id] = answer
    return found


def _require_class(round: Round, known: Mapping[str, bool | None], ground: str) -> None:
    """It is of the scheme's class; where its facts leave that open, an officer says why it is."""
    rule = scheme_of(round).class_rule
    if rule is None or known[rule] is True:
        return
    if known[rule] is False:
        raise ReviewRefusal("other_class")
    if not ground.strip():
        raise ReviewRefusal("ground")
