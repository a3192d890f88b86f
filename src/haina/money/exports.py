"""The ledger as text for others: Beancount for auditors' tools, CSV for tables.

Every leg is written out with its amount, so that no reader has to work one out or to guess a precision.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TextIO

from haina.money.models import Account, Leg

#: To which of Beancount's five types a kind of account belongs.
BEANCOUNT_TYPES = {
    Account.Kind.TREASURY: "Equity",
    Account.Kind.INCOME: "Income",
    Account.Kind.PAID: "Expenses",
}
#: The type of every other kind.
_TYPE = "Assets"

COLUMNS = (
    "entry",
    "day",
    "recorded_at",
    "event",
    "account",
    "currency",
    "amount",
    "balance_after",
    "decided_by",
    "decision",
    "reverses",
    "key",
    "note",
)


def beancount(last: date) -> Iterator[str]:
    """The lines of a Beancount file with every entry up to a day (included), and each account's balance then.

    The balances are assertions: a reader that adds up otherwise says so.
    """
    yield 'option "title" "Haina"'
    # Left to itself, the reader would let half a fen pass in each leg and a whole one in a balance.
    yield 'option "tolerance_multiplier" "0"'
    for account in Account.objects.filter(opened_on__lte=last).order_by("opened_on", "pk"):
        yield ""
        yield f"{account.opened_on.isoformat()} open {account_name(account)} {account.currency}"
        yield f"  code: {json.dumps(account.code, ensure_ascii=False)}"
    sums: dict[int, int] = {}
    accounts: dict[int, Account] = {}
    entry = 0
    for leg in _legs(last):
        if leg.entry_id != entry:
            entry = leg.entry_id
            yield ""
            yield from _heading(leg)
        yield f"  {account_name(leg.account)}  {in_yuan(leg.amount)} {leg.account.currency}"
        sums[leg.account_id] = sums.get(leg.account_id, 0) + leg.amount
        accounts[leg.account_id] = leg.account
    yield ""
    after = date.fromordinal(last.toordinal() + 1).isoformat()
    for number, total in sums.items():
        account = accounts[number]
        yield f"{after} balance {account_name(account)}  {in_yuan(total)} ~ 0.00 {account.currency}"


def _heading(leg: Leg) -> Iterator[str]:
    entry = leg.entry
    said = json.dumps(entry.note or entry.event, ensure_ascii=False)
    yield f"{entry.happened_on.isoformat()} * {said}"
    yield f'  entry: "{entry.pk}"'
    yield f'  event: "{entry.event}"'
    yield f"  decision: {json.dumps(str(entry.ground), ensure_ascii=False)}"
    if entry.reverses_id is not None:
        yield f'  reverses: "{entry.reverses_id}"'


def write_csv(file: TextIO, last: date) -> None:
    """Write one line for each leg of every entry up to a day (included); amounts in yuan with two places."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(_legs(last)))


def _rows(legs: Iterable[Leg]) -> Iterator[tuple[object, ...]]:
    for leg in legs:
        entry = leg.entry
        yield (
            entry.pk,
            entry.happened_on.isoformat(),
            entry.recorded_at.isoformat(),
            entry.event,
            _plain(leg.account.code),
            leg.account.currency,
            in_yuan(leg.amount),
            in_yuan(leg.balance_after),
            entry.ground.decided_by,
            _plain(str(entry.ground)),
            entry.reverses_id or "",
            entry.key,
            _plain(entry.note),
        )


def _plain(text: str) -> str:
    # A spreadsheet takes a text that begins so for a formula; the apostrophe makes it a text again.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _legs(last: date) -> Iterator[Leg]:
    legs = Leg.objects.filter(entry__happened_on__lte=last).select_related("entry__ground", "account")
    return legs.order_by("entry__happened_on", "entry_id", "position").iterator(chunk_size=2000)


def account_name(account: Account) -> str:
    """The account's name for Beancount: its type, its kind, and its number."""
    kind = Account.Kind(account.kind)
    return f"{BEANCOUNT_TYPES.get(kind, _TYPE)}:{kind.value.capitalize()}:{account.pk}"


def in_yuan(fen: int) -> str:
    """Fen as yuan with two places, exact at any size."""
    sign, amount = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{amount // 100}.{amount % 100:02d}"
