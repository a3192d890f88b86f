"""Fund a plan out of its budget; a plan that has not been filed gets nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.timezone import localdate

from haina.money.events import Event
from haina.money.models import Plan
from haina.money.permissions import MoneyVerb, keeper_of, require_plan
from haina.money.postings import Posting, transfer
from haina.money.verbs.appropriate import act_of, appropriation_of
from haina.money.verbs.post import Posted, post
from haina.people.actors import Actor

_NAMES = UUID("7a51f8f9-3d0e-4d83-8c05-1d1b6b5a9f21")


def fund_plan(actor: Actor, now: datetime, plan_id: int, fen: int, *, document: str) -> Posted:
    """Bring `fen` from the plan's budget to the plan; once for a document.

    Raises MoneyRefusal: by the database where the plan is not filed, or the budget has less.
    """
    on = localdate(now)
    with transaction.atomic():
        plan = Plan.objects.select_related("account").get(pk=plan_id)
        require_plan(actor, MoneyVerb.FUND_PLAN, plan)
        budget = appropriation_of(plan.budget, plan.year, on)
        ground = act_of(keeper_of(plan.budget), document, on)
        legs = transfer(budget.pk, plan.account.pk, fen)
        key = uuid5(_NAMES, f"{ground.pk}|{plan.pk}")
        return post(Posting(key, Event.FUND_PLAN, ground.pk, on, now, legs, note=plan.code))
