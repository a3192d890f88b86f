"""When a call has closed, take what arrived in time into its round of review."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from haina.money.models import Call
from haina.money.permissions import MoneyVerb, require_plan
from haina.money.refusals import MoneyRefusal
from haina.people.actors import Actor
from haina.review.models import Entry, Round, StayedOut
from haina.review.refusals import ReviewRefusal
from haina.review.verbs.take_in import Arrival, TakenIn, take_in

_log = logging.getLogger(__name__)


def fill_round(actor: Actor, now: datetime, call_id: int) -> TakenIn:
    """Do it by hand; what is there already stays. Raises Forbidden, MoneyRefusal."""
    call = Call.objects.select_related("plan").get(pk=call_id)
    require_plan(actor, MoneyVerb.CLOSE_CALL, call.plan)
    if call.round_id is None:
        raise MoneyRefusal("no_round", _("The call is not compared in a round of review."))
    if now < call.last_moment:
        raise MoneyRefusal("call_runs", _("The call is still open. What arrives comes in when it closes."))
    try:
        return _filled(now, call, _waiting(call))
    except ReviewRefusal as refusal:
        raise MoneyRefusal(refusal.code, refusal.message) from refusal


def fill_rounds(now: datetime) -> int:
    """Do it for every call that has closed; how many applications came in.

    What waited while the database was gone may be stored after its call closed; it comes in with the next
    look.
    """
    over = Call.objects.filter(round_id__isnull=False, opens_at__lt=now).order_by("pk")
    return sum(fill_quietly(now, call) for call in over if now > call.last_moment)


def fill_quietly(now: datetime, call: Call) -> int:
    """Do it for one call; whatever is wrong with one application must not keep the others out."""
    round = Round.objects.filter(pk__in=[call.round_id], closed_at__isnull=True).first()
    entered = 0
    for each in _waiting(call) if round is not None else ():
        try:
            entered += _filled(now, call, [each]).entered
        except Exception:
            _log.exception("%s could not be taken into the round of call %s", each.case_id, call.code)
    return entered


def _waiting(call: Call) -> list[Arrival]:
    """What has arrived, and of which nothing has been said in the round."""
    round = [call.round_id]
    there = call.applications.filter(arrived_at__isnull=False)
    there = there.exclude(case__in=Entry.objects.filter(round__in=round).values("case"))
    there = there.exclude(case__in=StayedOut.objects.filter(round__in=round).values("case"))
    found = there.order_by("arrived_at", "pk").values_list("case_id", "arrived_at")
    return [Arrival(case_id, at) for case_id, at in found if at is not None]


def _filled(now: datetime, call: Call, arrivals: list[Arrival]) -> TakenIn:
    """Take these in by the closing of the call, whoever asked for it."""
    if call.round_id is None:
        return TakenIn()
    ground = f"{call.title_zh} · {call.title_en} ({call.code})"
    return take_in(None, now, call.round_id, arrivals, ground=ground)
