"""Forget the inquiries whose time is over."""

from __future__ import annotations

from datetime import datetime

from haina.portal.models import Inquiry


def forget_inquiries(now: datetime) -> int:
    """Delete every inquiry that has expired by now; return how many there were."""
    count, _ = Inquiry.objects.filter(expires_at__lte=now).delete()
    return count
