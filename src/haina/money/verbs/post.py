"""Write one entry into the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from haina.money.postings import Posting
from haina.money.refusals import refused_kindly

_POST = "SELECT entry, replayed FROM money_post(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Posted:
    """The entry that stands in the ledger."""

    entry: int
    #: Whether it had been written before with the same key.
    replayed: bool


def post(posting: Posting) -> Posted:
    """Write the entry with all its legs in one statement, or say that it is there already.

    Raises MoneyRefusal. What only shows at the end of a transaction, such as legs that do not add up, is
    refused by Posting before it comes here; the database refuses it again at the commit.
    """
    accounts = [each.account for each in posting.movements]
    amounts = [each.fen for each in posting.movements]
    with refused_kindly(), connection.cursor() as cursor:
        cursor.execute(
            _POST,
            [
                posting.key,
                posting.event.value,
                posting.ground,
                posting.happened_on,
                posting.recorded_at,
                accounts,
                amounts,
                posting.reverses,
                posting.hold,
                posting.note,
            ],
        )
        entry, replayed = cursor.fetchone()
    return Posted(entry, replayed)
