"""Ending a voucher: its open uses lapse, what is left goes back, and the award that it is ends with it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from haina.money.models import Award
from haina.money.verbs.end_award import ended, locked
from haina.money.vouchers.emptying import empty, lapse_uses
from haina.money.vouchers.models import Use, Voucher
from haina.money.vouchers.notices import tell_over


def end_voucher(voucher: Voucher, why: str, now: datetime) -> None:
    """End it, unless it has ended; inside the transaction."""
    if voucher.state in (Voucher.State.EXPIRED, Voucher.State.ENDED):
        return
    lapse_uses(voucher, now)
    voucher.state, voucher.ended_at, voucher.ended_why = Voucher.State.ENDED, now, why
    voucher.save()
    empty(voucher, timezone.localdate(now), now)
    tell_over(voucher, now)


def end_award_of(voucher: Voucher, now: datetime) -> None:
    """End the award that an ended or expired voucher is: what came back goes on to its call or plan."""
    if not Award.objects.filter(pk=voucher.award).exists():
        return
    award = locked(voucher.award)
    if not award.is_over:
        ended(award, Award.State.ENDED, now)


def end_with_award(award: Award, now: datetime) -> bool:
    """End the voucher that an award is, if it is one; whether it was used."""
    rows = Voucher.objects.select_for_update(of=("self",), no_key=True)
    voucher = rows.filter(award=award.pk).first()
    if voucher is None:
        return False
    end_voucher(voucher, award.number, now)
    return Use.objects.filter(voucher=voucher, state=Use.State.REDEEMED).exists()
