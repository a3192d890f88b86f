"""Reads of the ledger: a statement of one account, the trial balance of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from haina.money.models import Account, Leg


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One leg in a statement; amounts in fen."""

    entry: int
    event: str
    happened_on: date
    recorded_at: datetime
    amount: int
    #: The balance by the day on which things happened, after this line.
    balance: int
    note: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What came to an account and left it from one day to another (both included); amounts in fen."""

    account: Account
    first: date
    last: date
    opening: int
    lines: tuple[StatementLine, ...]

    @property
    def closing(self) -> int:
        """The balance at the end of the last day."""
        return self.opening + sum(line.amount for line in self.lines)


def statement(account: Account, first: date, last: date) -> Statement:
    """The statement of an account by the days on which things happened."""
    legs = Leg.objects.filter(account=account)
    opening = legs.filter(entry__happened_on__lt=first).aggregate(total=Sum("amount"))["total"] or 0
    opening = int(opening)
    return Statement(account, first, last, opening, tuple(_lines(account, first, last, opening)))


def _lines(account: Account, first: date, last: date, opening: int) -> Iterator[StatementLine]:
    legs = Leg.objects.filter(
        account=account, entry__happened_on__gte=first, entry__happened_on__lte=last
    ).select_related("entry")
    balance = opening
    for leg in legs.order_by("entry__happened_on", "entry_id", "position"):
        entry = leg.entry
        balance += leg.amount
        yield StatementLine(
            entry.pk, entry.event, entry.happened_on, entry.recorded_at, leg.amount, balance, entry.note
        )


def balance_on(account: Account, day: date) -> int:
    """Fen on the account at the end of a day, by the days on which things happened."""
    total = Leg.objects.filter(account=account, entry__happened_on__lte=day).aggregate(total=Sum("amount"))
    return int(total["total"] or 0)


def trial_balance(day: date) -> dict[tuple[str, str], int]:
    """Fen by currency and kind of account at the end of a day; each currency adds up to zero."""
    rows = (
        Leg.objects.filter(entry__happened_on__lte=day)
        .values_list("account__currency", "account__kind")
        .annotate(total=Sum("amount"))
    )
    return {(currency, kind): int(total) for currency, kind, total in rows}
