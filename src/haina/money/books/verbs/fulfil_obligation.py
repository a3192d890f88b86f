"""Enter that what was due has been paid."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from haina.money.books.acting import Act
from haina.money.books.models import Obligation
from haina.money.books.refusals import refuse, refused_kindly
from haina.people.book_permissions import BookVerb, require_book


def fulfil_obligation(act: Act, obligation: Obligation, *, on: date, document: str) -> Obligation:
    """Enter day and receipt, once; by the unit or the department. Raises MayNotKeep and MoneyRefusal."""
    schedule = obligation.schedule
    verb = BookVerb.FULFIL_OBLIGATION
    login = require_book(act.actor, verb, schedule.organisation_id, schedule.department)
    if on > act.today or on < schedule.begins_on:
        raise refuse("days_do_not_fit", gettext("The day lies ahead, or before it began."))
    with refused_kindly():
        locked = Obligation.objects.select_for_update().get(pk=obligation.pk)
        if locked.due_on is None:
            raise refuse("obligation_has_day_and_amount", gettext("It is not due yet: nothing has happened."))
        locked.fulfilled_on, locked.document = on, document.strip()
        locked.fulfilled_by_id, locked.recorded_at = login, act.now
        locked.save()
    return locked
