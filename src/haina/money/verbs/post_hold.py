"""Pay what was set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.money.events import Event
from haina.money.models import Entry, Hold
from haina.money.postings import Posting, transfer
from haina.money.refusals import WORDS, MoneyRefusal
from haina.money.verbs.post import Posted, post


@dataclass(frozen=True, slots=True)
class HoldPayment:
    """To whom a hold is paid, as what, and how much of it."""

    taker: int
    event: Event
    happened_on: date
    #: Fen; all of it where None. What is not paid is set free with it.
    fen: int | None = None


def post_hold(number: int, payment: HoldPayment, *, key: UUID, now: datetime) -> Posted:
    """Pay a pending hold; a second time with the same key says so.

    Raises MoneyRefusal if it has ended otherwise, if its last day is over, or if more than it is asked for.
    """
    with transaction.atomic():
        placed = Hold.objects.select_for_update().get(pk=number)
        earlier = Entry.objects.filter(hold=placed, key=key).first()
        if earlier is not None:
            return Posted(earlier.pk, replayed=True)
        if placed.state != Hold.State.PENDING:
            raise MoneyRefusal("hold_ends_once", WORDS["hold_ends_once"])
        if placed.expires_on is not None and payment.happened_on > placed.expires_on:
            raise MoneyRefusal("hold_expired", _("The last day on which this could be paid is over."))
        fen = placed.amount if payment.fen is None else payment.fen
        if fen > placed.amount:
            raise MoneyRefusal("hold_is_less", _("Less than this was set aside."))
        legs = transfer(placed.account_id, payment.taker, fen)
        return post(
            Posting(key, payment.event, placed.ground_id, payment.happened_on, now, legs, hold=placed.pk)
        )
