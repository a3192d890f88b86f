"""Withdraw an instrument: nothing new is booked; what is booked stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from haina.money.vouchers.finding import NotThere, member_for
from haina.money.vouchers.models import Instrument
from haina.money.vouchers.permissions import VoucherVerb
from haina.people.actors import Actor


def withdraw_instrument(actor: Actor, now: datetime, instrument_id: int) -> Instrument:
    """Withdraw the instrument today; a second time changes nothing. Raises NotThere or MayNot."""
    with transaction.atomic():
        instrument = Instrument.objects.select_for_update().filter(pk=instrument_id).first()
        if instrument is None:
            raise NotThere(str(instrument_id))
        member_for(actor, instrument.member_id, VoucherVerb.WITHDRAW_INSTRUMENT)
        if instrument.withdrawn_on is None:
            instrument.withdrawn_on = timezone.localdate(now)
            instrument.save(update_fields=["withdrawn_on"])
    return instrument
