"""The portal's periodic jobs; each may run twice and does its work once."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from haina.portal.verbs.forget_inquiries import forget_inquiries


@app.periodic(cron="17 * * * *")
@app.task(name="portal.forget_inquiries", queueing_lock="portal.forget_inquiries")
def forget_expired_inquiries(timestamp: int) -> None:
    """Delete every hour the inquiries whose time is over."""
    forget_inquiries(timezone.now())
