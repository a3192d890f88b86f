"""Confirm a total of pay, which opens its room in the ledger, or do not, with a reason."""

from __future__ import annotations

from django.utils.translation import gettext

from haina.money.books.acting import Act, ground_of
from haina.money.books.models import PayTotal
from haina.money.books.refusals import refuse, refused_kindly
from haina.money.events import Event
from haina.money.models import Account
from haina.money.postings import Posting, transfer
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.verbs.post import post
from haina.people.book_permissions import BookVerb, require_book


def answer_pay_total(act: Act, total: PayTotal, *, confirmed: bool, document: str, why: str = "") -> PayTotal:
    """Answer it once, by a document of the department. Raises MayNotKeep and MoneyRefusal."""
    login = require_book(act.actor, BookVerb.ANSWER_PAY_TOTAL, total.organisation_id, total.department)
    if not confirmed and not why.strip():
        raise refuse("no_reason", gettext("Say why."))
    with refused_kindly():
        locked = PayTotal.objects.select_for_update().get(pk=total.pk)
        if locked.state != PayTotal.State.ASKED:
            raise refuse("answered_once", gettext("This was answered before."))
        locked.state = PayTotal.State.SET if confirmed else PayTotal.State.REFUSED
        locked.room = _room(act, locked, document) if confirmed else None
        locked.answered_by_id, locked.answered_at, locked.why = login, act.now, why.strip()
        locked.save()
    return locked


def beside(total: PayTotal) -> Account:
    """The account that takes what leaves the room, so that the two add up to zero."""
    return _open(total, "taken")


def _room(act: Act, total: PayTotal, document: str) -> Account:
    ground = ground_of(total.department, document, act.today)
    room, taken = _open(total, "left"), beside(total)
    allot = transfer(taken.pk, room.pk, total.fen)
    post(Posting(act.part("allot"), Event.ALLOT_ROOM, ground.pk, act.today, act.now, allot))
    return room


def _open(total: PayTotal, name: str) -> Account:
    day = min(total.first, total.asked_at.date())
    return open_account(
        NewAccount(f"pay/{total.pk}/{name}", Account.Kind.ROOM, day, unlimited=name == "taken")
    )
