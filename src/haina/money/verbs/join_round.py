"""Have the applications to a call compared in a round of review: its ranking is what grants go by."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.money.models import Call
from haina.money.permissions import MoneyVerb, require_plan
from haina.money.refusals import MoneyRefusal, refused_kindly
from haina.people.actors import Actor
from haina.review.models import Round


def join_round(actor: Actor, call_id: int, round_id: UUID) -> Call:
    """Name the round of a call, once. Raises MoneyRefusal for one of another department, or a second one."""
    with refused_kindly(), transaction.atomic():
        call = Call.objects.select_for_update(of=("self",)).select_related("plan").get(pk=call_id)
        require_plan(actor, MoneyVerb.OPEN_CALL, call.plan)
        if not Round.objects.filter(pk=round_id, department=call.plan.department).exists():
            raise MoneyRefusal("unknown_round", _("The department has no such round of review."))
        call.round_id = round_id
        call.save(update_fields=["round_id"])
    return call
