"""The jobs of calls. Each may run twice and does its work once."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from haina.money.verbs.fill_round import fill_rounds

FILL_ROUNDS = "money.fill_rounds"


@app.periodic(cron="*/5 * * * *")
@app.task(name=FILL_ROUNDS, queueing_lock=FILL_ROUNDS)
def fill_rounds_of_closed_calls(timestamp: int) -> None:
    """Look every five minutes for calls that have closed, and take what arrived into their rounds."""
    fill_rounds(timezone.now())
