"""Write many entries into the ledger at once: all of them, or none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.db import connection

from haina.money.postings import Posting
from haina.money.refusals import refused_kindly
from haina.money.verbs.post import Posted

_POST_ALL = "SELECT entry, replayed FROM money_post_all(%s::jsonb)"


def post_all(postings: Sequence[Posting]) -> list[Posted]:
    """Write every entry in one statement, in their order; those that are there already are said to be.

    All accounts are locked before anything moves, so that many such days at once never wait in a circle.
    Raises MoneyRefusal if one of them may not be, and then none is; ValueError if one of them pays a hold,
    which locks its own account first.
    """
    if any(each.hold is not None for each in postings):
        raise ValueError("a hold is paid by itself")
    with refused_kindly(), connection.cursor() as cursor:
        cursor.execute(_POST_ALL, [json.dumps([_row(each) for each in postings])])
        return [Posted(entry, replayed) for entry, replayed in cursor.fetchall()]


def _row(posting: Posting) -> Mapping[str, object]:
    return {
        "key": str(posting.key),
        "event": posting.event.value,
        "ground": posting.ground,
        "day": posting.happened_on.isoformat(),
        "at": posting.recorded_at.isoformat(),
        "accounts": [each.account for each in posting.movements],
        "amounts": [each.fen for each in posting.movements],
        "reverses": posting.reverses,
        "note": posting.note,
    }
