"""Close a project: from then on what is left may be used as long as the rules say, or not at all."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext

from haina.money.books.acting import Act, policy_at
from haina.money.books.models import ResearchBudget
from haina.money.books.refusals import refuse, refused_kindly
from haina.money.books.rules import keeping_facts, last_day_of
from haina.people.book_permissions import BookVerb, require_book


def close_budget(act: Act, budget: ResearchBudget, *, on: date, accepted: bool) -> ResearchBudget:
    """Enter the end, once, and the last day of using the rest. Raises MayNotKeep and MoneyRefusal."""
    require_book(act.actor, BookVerb.CLOSE_BUDGET, budget.organisation_id)
    if on > act.today or on.year < budget.first_year:
        raise refuse("days_do_not_fit", gettext("The day lies ahead, or before it began."))
    policy, _version = policy_at(act.now)
    with refused_kindly():
        locked = ResearchBudget.objects.select_for_update().get(pk=budget.pk)
        if locked.closed_on is not None:
            raise refuse("answered_once", gettext("The project was closed before."))
        locked.closed_on, locked.accepted_on = on, on if accepted else None
        facts = keeping_facts(policy, locked, 1)
        last = last_day_of(policy, policy.unit_books[locked.book].keep or "", facts, on)
        # Where the rule gives no time at all, the day before is the last one.
        locked.usable_until = on - timedelta(days=1) if last is None else None if last == date.max else last
        locked.save()
    return locked
