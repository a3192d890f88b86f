"""Ask the department to confirm the total of pay of a time, as the programme's formula says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from haina.money.books.acting import Act, policy_at, same_again
from haina.money.books.models import PayTotal
from haina.money.books.refusals import refused_kindly
from haina.money.books.rules import amount_of, book_of, kept
from haina.people.book_permissions import BookVerb, require_book
from haina.people.models import Organisation
from haina.policy.unit_books import BookKind


def ask_pay_total(
    act: Act,
    organisation: Organisation,
    book_id: str,
    *,
    first: date,
    last: date,
    facts: Mapping[str, object],
) -> PayTotal:
    """Store what the formula gives on the first day, once for a key. Raises MayNotKeep and MoneyRefusal."""
    login = require_book(act.actor, BookVerb.ASK_PAY_TOTAL, organisation.pk)
    found = PayTotal.objects.filter(key=act.key).first()
    if found is not None:
        same_again(found, found.organisation_id, organisation.pk)
        return found
    policy, version = policy_at(act.now)
    book = book_of(policy, book_id, BookKind.PAY_TOTAL)
    fen, _answer = amount_of(policy, book.rule, facts, first)
    with refused_kindly():
        return PayTotal.objects.create(
            key=act.key,
            organisation=organisation,
            book=book.id,
            policy_version=version,
            department=book.department or "",
            facts=kept(facts),
            first=first,
            last=last,
            fen=fen,
            asked_by_id=login,
            asked_at=act.now,
        )
