"""The jobs of the books. Each may run twice and does its work once."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from haina.money.books.verbs.remind import remind

REMIND = "books.remind"


@app.periodic(cron="45 23 * * *")  # of UTC: a quarter to eight in the morning in China
@app.task(name=REMIND, queueing_lock=REMIND)
def remind_of_obligations(timestamp: int) -> None:
    """Tell once a day of what is due soon or late."""
    remind(timezone.now())
