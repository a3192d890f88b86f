"""Write down a payment under a total: it takes from the room, or is of a sort that does not count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext

from haina.money.amounts import exact_words
from haina.money.books.acting import Act, ground_of, policy_at, same_again
from haina.money.books.models import PayItem, PayTotal
from haina.money.books.refusals import refuse, refused_kindly
from haina.money.books.rules import book_of
from haina.money.books.verbs.answer_pay_total import beside
from haina.money.events import Event
from haina.money.postings import Posting, transfer
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.post import post
from haina.people.book_permissions import BookVerb, require_book
from haina.policy.unit_books import BookKind


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment in fen; `outside` is the fact of the pack for its sort where it does not count."""

    title: str
    fen: int
    happened_on: date
    document: str
    outside: str = ""


def pay_under_total(act: Act, total: PayTotal, payment: Payment) -> PayItem:
    """Write it once for a key; raises MoneyRefusal where less is left than what counts, and MayNotKeep."""
    login = require_book(act.actor, BookVerb.PAY_UNDER_TOTAL, total.organisation_id)
    found = PayItem.objects.filter(key=act.key).select_related("total").first()
    if found is not None:
        same_again(found, found.total.organisation_id, total.organisation_id)
        return found
    policy, _version = policy_at(act.now)
    book = book_of(policy, total.book, BookKind.PAY_TOTAL)
    if payment.outside and payment.outside not in book.outside:
        raise refuse("counts", gettext("The policy does not leave this sort out of the total."))
    if payment.fen <= 0:
        raise refuse("pay_item_is_something", gettext("An amount is missing or zero."))
    with refused_kindly():
        return PayItem.objects.create(
            key=act.key,
            total=total,
            title=payment.title,
            outside=payment.outside,
            fen=payment.fen,
            happened_on=payment.happened_on,
            document=payment.document,
            entry_id=None if payment.outside else _take(act, total, payment),
            recorded_by_id=login,
            recorded_at=act.now,
        )


def _take(act: Act, total: PayTotal, payment: Payment) -> int:
    """Take it from the room; the number of the entry."""
    room = total.room
    if room is None:
        raise refuse("pay_item_is_in_time", gettext("The total is not confirmed."))
    ground = ground_of(total.organisation.credit_code, payment.document, payment.happened_on)
    taken = transfer(room.pk, beside(total).pk, payment.fen)
    try:
        days = (payment.happened_on, act.now)
        with transaction.atomic():
            return post(Posting(act.part("take"), Event.TAKE_ROOM, ground.pk, *days, taken)).entry
    except MoneyRefusal as refusal:
        if refusal.code != "account_keeps_its_floor":
            raise
        room.refresh_from_db()
        words = gettext("The total would be passed: %(left)s are left.") % {
            "left": exact_words(room.available)
        }
        raise refuse("account_keeps_its_floor", words) from refusal
