"""What ties the holder of a voucher to the owner of an instrument, as far as the house knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from haina.money.connections import Connection, connections
from haina.money.vouchers.models import Instrument, Use, Voucher
from haina.money.vouchers.permissions import VoucherVerb
from haina.money.vouchers.queries import MemberView
from haina.people.models import Organisation

#: What makes an instrument as good as one's own: one and the same unit, or one that acts for the other.
_OWN = ("same", "mandate")


@dataclass(frozen=True, slots=True)
class Tie:
    """What the department should know before it settles with a member for what a holder used."""

    holder: Organisation
    connection: Connection


def is_ones_own(voucher: Voucher, instrument: Instrument, now: datetime) -> bool:
    """Whether the holder and the owner are one, or one of them acts for the other."""
    on = timezone.localdate(now)
    found = connections(None, voucher.holder, instrument.member.organisation, on, on)
    return any(each.kind in _OWN for each in found)


def ties_of(view: MemberView, now: datetime) -> Iterator[Tie]:
    """The ties between a member and those whose uses are to be settled; for who settles only."""
    if VoucherVerb.PAY_SETTLEMENT not in view.may:
        return
    on, seen = timezone.localdate(now), set()
    claimed = Use.objects.filter(member=view.row, settlement__state="claimed").select_related("holder")
    for use in (*view.redeemed, *claimed):
        if use.holder_id in seen:
            continue
        seen.add(use.holder_id)
        for each in connections(None, use.holder, view.row.organisation, use.day, on):
            yield Tie(use.holder, each)
