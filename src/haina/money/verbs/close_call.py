"""Close a call before its time, or let it stay open for longer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from haina.money.models import Call
from haina.money.permissions import MoneyVerb, require_plan
from haina.money.refusals import WORDS, MoneyRefusal, refused_kindly
from haina.money.verbs.fill_round import fill_quietly
from haina.people.actors import Actor


def close_call(actor: Actor, now: datetime, call_id: int) -> Call:
    """Close the call now; what has arrived stays, and comes into its round of review.

    One that is over already stays as it is.
    """
    with refused_kindly(), transaction.atomic():
        call = _locked(actor, call_id)
        if now <= call.last_moment:
            call.ended_at = now
            call.save(update_fields=["ended_at"])
    fill_quietly(now, call)
    return call


def keep_open(actor: Actor, now: datetime, call_id: int, until: datetime) -> Call:
    """Let an open call stay open until a later moment. Raises MoneyRefusal for an earlier one."""
    with refused_kindly(), transaction.atomic():
        call = _locked(actor, call_id)
        if now > call.last_moment or until < call.closes_at:
            raise MoneyRefusal("call_stays_itself", WORDS["call_stays_itself"])
        call.closes_at = until
        call.save(update_fields=["closes_at"])
    return call


def _locked(actor: Actor, call_id: int) -> Call:
    call = Call.objects.select_for_update(of=("self",)).select_related("plan").get(pk=call_id)
    require_plan(actor, MoneyVerb.CLOSE_CALL, call.plan)
    return call
