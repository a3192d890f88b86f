"""End a year of a budget: what is left is kept where the rules say so, or goes back to where it came from."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from haina.money.books.acting import Act, ground_of, policy_at
from haina.money.books.models import ResearchBudget, YearEnd
from haina.money.books.refusals import refuse, refused_kindly
from haina.money.books.rules import answered, keeping_facts, taken_back
from haina.money.events import Event
from haina.money.postings import Movement, Posting
from haina.money.verbs.post import post
from haina.people.book_permissions import BookVerb, require_book


def end_year(act: Act, budget: ResearchBudget, year: int, *, document: str) -> YearEnd:
    """Keep or return what is left, each year once and in turn. Raises MayNotKeep.

    MoneyRefusal where the year runs still, or the rules do not surely say that it may be kept or goes back.
    """
    login = require_book(act.actor, BookVerb.END_YEAR, budget.organisation_id)
    last = date(year, 12, 31)
    policy, _version = policy_at(act.now)
    book = policy.unit_books[budget.book]
    with refused_kindly():
        locked = ResearchBudget.objects.select_for_update().get(pk=budget.pk)
        ended = set(locked.years.values_list("year", flat=True))
        if year in ended:
            raise refuse("year_is_closed_once", gettext("This year was closed before."))
        wanted = max(ended, default=locked.first_year - 1) + 1
        if year != wanted or act.today <= last or locked.returned_on is not None:
            raise refuse("year_runs", gettext("Years are closed in turn, and after their last day."))
        lines = list(locked.lines.select_related("account").select_for_update(of=("account",)))
        left = {line.account_id: line.account.balance for line in lines if line.account.balance}
        facts = keeping_facts(policy, locked, sum(left.values()))
        reason = taken_back(policy, book.keep or "", facts, last)
        entry = None
        if reason is None:
            answered(policy, book.keep or "", facts, last)
        elif left:
            ground = ground_of(locked.organisation.credit_code, document, act.today)
            legs = [Movement(account, -fen) for account, fen in left.items()]
            legs.append(Movement(locked.funder_id, sum(left.values())))
            posting = Posting(act.part("return"), Event.RELEASE, ground.pk, act.today, act.now, tuple(legs))
            entry = post(posting).entry
        if reason is not None:
            locked.returned_on = act.today
            locked.save()
        return YearEnd.objects.create(
            budget=locked,
            year=year,
            fen=sum(left.values()),
            kept=reason is None,
            reason="" if reason is None else reason[0],
            entry_id=entry,
            recorded_by_id=login,
            recorded_at=act.now,
        )
