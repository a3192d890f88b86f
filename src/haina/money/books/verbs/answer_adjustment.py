"""Approve a change of a budget that the rules do not leave to the unit, or do not, with a reason."""

from __future__ import annotations

from django.utils.translation import gettext

from haina.money.books.acting import Act, ground_of
from haina.money.books.models import Adjustment
from haina.money.books.refusals import refuse, refused_kindly
from haina.money.books.verbs.adjust_budget import move
from haina.people.book_permissions import BookVerb, require_book


def answer_adjustment(
    act: Act, adjustment: Adjustment, *, approved: bool, document: str, why: str = ""
) -> Adjustment:
    """Answer it once, by a document of the department. Raises MayNotKeep and MoneyRefusal."""
    budget = adjustment.budget
    verb = BookVerb.ANSWER_ADJUSTMENT
    login = require_book(act.actor, verb, budget.organisation_id, budget.department)
    if not approved and not why.strip():
        raise refuse("no_reason", gettext("Say why."))
    with refused_kindly():
        locked = Adjustment.objects.select_for_update().get(pk=adjustment.pk)
        if locked.state != Adjustment.State.ASKED:
            raise refuse("answered_once", gettext("This was answered before."))
        if approved:
            ground = ground_of(budget.department, document, act.today)
            locked.entry_id = move(act, locked.giver, locked.taker, locked.fen, ground.pk)
        locked.state = Adjustment.State.MADE if approved else Adjustment.State.REFUSED
        locked.answered_by_id, locked.answered_at, locked.answer = login, act.now, why.strip()
        locked.save()
    return locked
