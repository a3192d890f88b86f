"""End a deferral: what it waited for has happened, and what is owed has a day and an amount."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext

from haina.money.books.acting import Act, policy_at
from haina.money.books.models import Obligation
from haina.money.books.refusals import refuse, refused_kindly
from haina.money.books.rules import book_of, taken_back, value_of
from haina.people.book_permissions import BookVerb, require_book
from haina.policy.unit_books import BookKind


def end_deferral(act: Act, obligation: Obligation, *, on: date, facts: Mapping[str, object]) -> Obligation:
    """Set day and amount, once: by the formula of the end, or what was deferred where it came too early.

    Raises MayNotKeep and MoneyRefusal.
    """
    schedule = obligation.schedule
    require_book(act.actor, BookVerb.END_DEFERRAL, schedule.organisation_id)
    policy, _version = policy_at(act.now)
    book = book_of(policy, schedule.book, BookKind.DEFERRAL)
    if on < schedule.begins_on:
        raise refuse("days_do_not_fit", gettext("It cannot end before it began."))
    known = {**schedule.facts, **facts, book.facts["ends"]: on.isoformat()}
    early = taken_back(policy, book.rule, known, on)
    if early is not None:
        owed = -(-early[1].numerator * obligation.fen // early[1].denominator)
    else:
        owed = value_of(policy, book.due or "", known, on)
    with refused_kindly():
        locked = Obligation.objects.select_for_update().get(pk=obligation.pk)
        if locked.due_on is not None:
            raise refuse("obligation_is_fulfilled_once", gettext("This has its day already."))
        locked.due_on, locked.owed = on, owed
        locked.save()
    return locked
