"""Register an equity award at the department that the book names."""

from __future__ import annotations

from haina.money.books.acting import Act, policy_at
from haina.money.books.models import EquityAward
from haina.money.books.refusals import refused_kindly
from haina.money.books.rules import book_of
from haina.people.book_permissions import BookVerb, require_book
from haina.policy.unit_books import BookKind


def register_equity(act: Act, award: EquityAward, *, number: str) -> EquityAward:
    """Enter the number of the registration, once. Raises MayNotKeep and MoneyRefusal."""
    policy, _version = policy_at(act.now)
    book = book_of(policy, award.book, BookKind.EQUITY)
    unit = award.stake.organisation_id
    login = require_book(act.actor, BookVerb.REGISTER_EQUITY, unit, book.department)
    with refused_kindly():
        locked = EquityAward.objects.select_for_update().get(pk=award.pk)
        locked.state, locked.registered_as = EquityAward.State.REGISTERED, number.strip()
        locked.registered_by_id, locked.registered_at = login, act.now
        locked.save()
    return locked
