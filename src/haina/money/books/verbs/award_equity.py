"""Award shares of a stake to a person, as many as a programme of the policy says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from haina.money.books.acting import Act, policy_at, same_again
from haina.money.books.models import EquityAward, Stake
from haina.money.books.refusals import refuse, refused_kindly
from haina.money.books.rules import amount_of, book_of, kept, yuan
from haina.people.book_permissions import BookVerb, require_book
from haina.people.models import Person
from haina.policy.unit_books import BookKind


@dataclass(frozen=True, slots=True)
class NewEquity:
    """An award as the unit decides it."""

    book: str
    person: Person
    document: str
    facts: Mapping[str, object]
    awarded_on: date


def award_equity(act: Act, stake: Stake, new: NewEquity) -> EquityAward:
    """Award what the formula says; a broken share is rounded up, so that nobody gets less than it.

    Once for a key. Raises MayNotKeep, and MoneyRefusal where the rule gives no sure yes or less is left.
    """
    login = require_book(act.actor, BookVerb.AWARD_EQUITY, stake.organisation_id)
    found = EquityAward.objects.filter(key=act.key).select_related("stake").first()
    if found is not None:
        same_again(found, found.stake.organisation_id, stake.organisation_id)
        return found
    if not new.document.strip():
        raise refuse("no_document", gettext("Name the number of the decision."))
    policy, version = policy_at(act.now)
    book = book_of(policy, new.book, BookKind.EQUITY)
    facts = {**new.facts, book.facts["whole"]: yuan(stake.fen)}
    fen, _answer = amount_of(policy, book.rule, facts, new.awarded_on)
    shares = -(-stake.shares * fen // stake.fen)
    if shares > Stake.objects.get(pk=stake.pk).left:
        words = gettext("This award would be %(shares)s shares; %(left)s are left.")
        said = {"shares": shares, "left": Stake.objects.get(pk=stake.pk).left}
        raise refuse("stake_is_awarded_once", words % said)
    with refused_kindly():
        return EquityAward.objects.create(
            key=act.key,
            stake=stake,
            person=new.person,
            book=book.id,
            policy_version=version,
            facts=kept(facts),
            fen=fen,
            shares=shares,
            awarded_on=new.awarded_on,
            document=new.document.strip(),
            awarded_by_id=login,
            recorded_at=act.now,
        )
