"""Let vouchers expire whose last day is over, and set free what was set aside until a day that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from haina.money.models import Hold
from haina.money.verbs.release_hold import release_hold
from haina.money.vouchers.emptying import empty, lapse_uses
from haina.money.vouchers.ending import end_award_of
from haina.money.vouchers.models import Voucher
from haina.money.vouchers.notices import tell_over


@dataclass(frozen=True, slots=True)
class Swept:
    """What a run of the sweep did."""

    vouchers: int
    #: Fen that went back.
    fen: int
    uses: int
    holds: int


def expire(now: datetime) -> Swept:
    """Expire what has run out, each in a transaction of its own; a second run finds nothing to do."""
    on = timezone.localdate(now)
    over = Q(state=Voucher.State.ISSUED, last_day__lt=on)
    come_back = Q(state__in=[Voucher.State.EXPIRED, Voucher.State.ENDED], wallet__balance__gt=0)
    due = Voucher.objects.filter(over | come_back).order_by("last_day", "pk")
    found = [_expire(voucher, on, now) for voucher in due.values_list("pk", flat=True)]
    return Swept(
        sum(each.vouchers for each in found),
        sum(each.fen for each in found),
        sum(each.uses for each in found),
        _release_holds(on, now),
    )


def _expire(voucher_id: UUID, on: date, now: datetime) -> Swept:
    with transaction.atomic():
        rows = Voucher.objects.select_for_update(of=("self",), no_key=True)
        voucher = rows.get(pk=voucher_id)
        lapsed, expired = 0, 0
        if voucher.state == Voucher.State.ISSUED:
            lapsed, expired = lapse_uses(voucher, now), 1
            voucher.state, voucher.ended_at = Voucher.State.EXPIRED, now
            voucher.save(update_fields=["state", "ended_at"])
            tell_over(voucher, now)
        back = empty(voucher, on, now)
        end_award_of(voucher, now)
        return Swept(expired, back, lapsed, 0)


def _release_holds(on: date, now: datetime) -> int:
    """Set free what no voucher's use has set aside and whose last day is over."""
    over = Hold.objects.filter(state=Hold.State.PENDING, expires_on__lt=on, use__isnull=True)
    return sum(release_hold(number, now).ended_at == now for number in over.values_list("pk", flat=True))
