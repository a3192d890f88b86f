"""The jobs of vouchers. Each may run twice and does its work once."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from haina.money.vouchers.verbs import expire

EXPIRE = "vouchers.expire"


@app.periodic(cron="12 * * * *")
@app.task(name=EXPIRE, queueing_lock=EXPIRE)
def expire_vouchers(timestamp: int) -> None:
    """Look every hour for vouchers and money set aside whose last day is over."""
    expire(timezone.now())
