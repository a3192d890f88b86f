"""Take up a tip, and close it with what became of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.money.public.models import Tip
from haina.money.public.permissions import TipVerb, require_tip
from haina.money.public.verbs.give_tip import LONGEST
from haina.money.refusals import MoneyRefusal
from haina.people.actors import Actor


@transaction.atomic
def take_up(actor: Actor, tip_id: int) -> Tip:
    """Say that one is looking into it. Raises MayNotSeeTips, Tip.DoesNotExist, or MoneyRefusal."""
    tip = _locked(actor, tip_id, TipVerb.TAKE_UP)
    if tip.state == Tip.State.NEW:
        tip.state, tip.taken_up_by_id = Tip.State.TAKEN_UP, actor.account_id
        tip.save(update_fields=["state", "taken_up_by"])
    return tip


@transaction.atomic
def close(actor: Actor, now: datetime, tip_id: int, answer: str) -> Tip:
    """Close it with what became of it; how to reach who gave it is forgotten with that."""
    tip = _locked(actor, tip_id, TipVerb.CLOSE)
    if not answer.strip():
        raise MoneyRefusal("empty_text", _("Write what became of it; who gave the tip reads that."))
    if len(answer) > LONGEST:
        raise MoneyRefusal("too_long", _("The text is too long."))
    tip.state, tip.answer, tip.contact = Tip.State.CLOSED, answer.strip(), ""
    tip.closed_by_id, tip.closed_at = actor.account_id, now
    tip.save(update_fields=["state", "answer", "contact", "closed_by", "closed_at"])
    return tip


def _locked(actor: Actor, tip_id: int, verb: TipVerb) -> Tip:
    tip = Tip.objects.select_for_update(of=("self",)).get(pk=tip_id)
    require_tip(actor, tip, verb)
    if tip.state == Tip.State.CLOSED:
        raise MoneyRefusal("tip_is_closed", _("This tip has been closed already."))
    return tip
