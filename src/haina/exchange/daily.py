"""Daily roots are made day by day: which day is next, and what the root before it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection, models

from haina.exchange.trees import NO_HASH

DAY = timedelta(days=1)


def day_without_root(
    lock: int, roots: models.Manager[Any], first: Callable[[], date | None], today: date
) -> tuple[date, str] | None:
    """The first day before `today` that has no root, and the root of the day before; None where all have one.

    `lock` is held from here to the end of the transaction, so that two workers do not make the same root.
    `roots` are the rows that are there, with `day` and `root`; `first` says on which day the record begins.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
    last = roots.order_by("-day").first()
    day = last.day + DAY if last is not None else first()
    if day is None or day >= today:
        return None
    return day, NO_HASH if last is None else last.root
