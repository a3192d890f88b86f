"""Spend money from a line of a budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext

from haina.money.amounts import exact_words
from haina.money.books.acting import Act, ground_of, same_again, unit_account
from haina.money.books.models import BudgetLine, Spending
from haina.money.books.refusals import refuse, refused_kindly
from haina.money.events import Event
from haina.money.models import Account
from haina.money.postings import Posting, transfer
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.post import post
from haina.people.book_permissions import BookVerb, require_book


@dataclass(frozen=True, slots=True)
class Cost:
    """What was bought, in fen."""

    title: str
    fen: int
    happened_on: date
    document: str


def spend(act: Act, line: BudgetLine, cost: Cost) -> Spending:
    """Write it once for a key; MoneyRefusal where less is left or the time is over. Raises MayNotKeep."""
    unit = line.budget.organisation
    login = require_book(act.actor, BookVerb.SPEND, unit.pk)
    found = Spending.objects.filter(key=act.key).select_related("line__budget").first()
    if found is not None:
        same_again(found, found.line.budget.organisation_id, unit.pk)
        return found
    with refused_kindly():
        return Spending.objects.create(
            key=act.key,
            line=line,
            title=cost.title,
            fen=cost.fen,
            happened_on=cost.happened_on,
            document=cost.document,
            entry_id=_pay(act, line, cost),
            recorded_by_id=login,
            recorded_at=act.now,
        )


def _pay(act: Act, line: BudgetLine, cost: Cost) -> int:
    unit = line.budget.organisation
    ground = ground_of(unit.credit_code, cost.document, cost.happened_on)
    paid = transfer(line.account_id, unit_account(unit, "research costs", Account.Kind.PAID).pk, cost.fen)
    try:
        posting = Posting(act.part("spend"), Event.PAY, ground.pk, cost.happened_on, act.now, paid)
        with transaction.atomic():
            return post(posting).entry
    except MoneyRefusal as refusal:
        if refusal.code != "account_keeps_its_floor":
            raise
        line.account.refresh_from_db()
        left = exact_words(line.account.available)
        words = gettext("Less is left on this line: %(left)s.") % {"left": left}
        raise refuse("account_keeps_its_floor", words) from refusal
