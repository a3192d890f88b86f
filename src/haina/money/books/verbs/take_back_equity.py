"""Take an equity award back: its shares can be awarded again."""

from __future__ import annotations

from haina.money.books.acting import Act, policy_at
from haina.money.books.models import EquityAward
from haina.money.books.refusals import refused_kindly
from haina.money.books.rules import book_of
from haina.people.book_permissions import BookVerb, require_book
from haina.policy.unit_books import BookKind


def take_back_equity(act: Act, award: EquityAward, *, why: str) -> EquityAward:
    """Take it back once, with a reason. Raises MayNotKeep and MoneyRefusal."""
    policy, _version = policy_at(act.now)
    book = book_of(policy, award.book, BookKind.EQUITY)
    require_book(act.actor, BookVerb.TAKE_BACK_EQUITY, award.stake.organisation_id, book.department)
    with refused_kindly():
        locked = EquityAward.objects.select_for_update().get(pk=award.pk)
        locked.state, locked.why, locked.taken_back_at = EquityAward.State.TAKEN_BACK, why.strip(), act.now
        locked.save()
    return locked
