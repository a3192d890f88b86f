"""The jobs of reviews. Each may run twice and does its work once."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from haina.review.verbs.remind import remind

REMIND = "review.remind"


@app.periodic(cron="25 * * * *")
@app.task(name=REMIND, queueing_lock=REMIND)
def remind_reviewers(timestamp: int) -> None:
    """Look every hour for reviews that are due soon or late."""
    remind(timezone.now())
