"""The jobs of the audit. Each may run twice and does its work once."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from haina.money.audit.roots import make_roots

MAKE_ROOTS = "audit.make_roots"


@app.periodic(cron="20 * * * *")
@app.task(name=MAKE_ROOTS, queueing_lock=MAKE_ROOTS)
def make_ledger_roots(timestamp: int) -> None:
    """Make the roots of the days of the ledger that are over, after those of the cases."""
    make_roots(timezone.now())
