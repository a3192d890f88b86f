"""File a plan: put on record that, when and under which number it was filed. No filing, no money."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from haina.money.models import Plan
from haina.money.permissions import MoneyVerb, require_plan
from haina.money.refusals import MoneyRefusal, refused_kindly
from haina.people.actors import Actor


def file_plan(actor: Actor, now: datetime, plan_id: int, *, number: str, on: date) -> Plan:
    """Record the filing; a second time with the same number changes nothing. Raises MoneyRefusal."""
    with refused_kindly(), transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=plan_id)
        require_plan(actor, MoneyVerb.FILE_PLAN, plan)
        if plan.filed_on is not None and (plan.filing_number, plan.filed_on) == (number.strip(), on):
            return plan
        if on > localdate(now):
            raise MoneyRefusal(
                "filed_in_future", _("A plan cannot have been filed on a day that is to come.")
            )
        plan.filing_number, plan.filed_on = number.strip(), on
        plan.save(update_fields=["filing_number", "filed_on"])
    return plan
