"""Open an instrument to holders of vouchers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal
from haina.money.vouchers.finding import member_for
from haina.money.vouchers.models import Instrument
from haina.money.vouchers.permissions import VoucherVerb
from haina.money.vouchers.refusals import kindly
from haina.people.actors import Actor
from haina.rules.text import Text


@dataclass(frozen=True, slots=True)
class NewInstrument:
    """An instrument as a member offers it."""

    title: Text
    place: Text
    #: Fen for an hour.
    fee: int
    opens: int = 9
    closes: int = 17


def offer_instrument(actor: Actor, member_id: int, wanted: NewInstrument) -> Instrument:
    """Open the instrument; where the member offers one of that name already, that one with the new fee.

    Uses that are booked keep the fee at which they were booked. Raises NotThere, MayNot or Refusal.
    """
    with kindly(), transaction.atomic():
        member = member_for(actor, member_id, VoucherVerb.OFFER_INSTRUMENT)
        if member.left_on is not None:
            raise Refusal("not_a_member", _("The membership has ended."))
        instrument, _new = Instrument.objects.update_or_create(
            member=member,
            title={"zh": wanted.title.zh, "en": wanted.title.en},
            withdrawn_on=None,
            defaults={
                "place": {"zh": wanted.place.zh, "en": wanted.place.en},
                "fee": wanted.fee,
                "opens": wanted.opens,
                "closes": wanted.closes,
            },
        )
    return instrument
