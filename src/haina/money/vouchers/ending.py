"""Ending a voucher: its open uses lapse and what is left goes back."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from haina.money.vouchers.emptying import empty, lapse_uses
from haina.money.vouchers.models import Voucher


def end_voucher(voucher: Voucher, why: str, now: datetime) -> None:
    """End it, unless it has ended; inside the transaction."""
    if voucher.state in (Voucher.State.EXPIRED, Voucher.State.ENDED):
        return
    lapse_uses(voucher, now)
    voucher.state, voucher.ended_at, voucher.ended_why = Voucher.State.ENDED, now, why
    voucher.save()
    empty(voucher, timezone.localdate(now), now)
