"""Book an instrument with a voucher; the voucher's part of the fee is set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haina.cases.policies import working_calendar
from haina.cases.refusals import KeyUsed, Refusal
from haina.money.models import Account
from haina.money.verbs.hold import hold
from haina.money.vouchers.finding import NotThere, locked_voucher
from haina.money.vouchers.models import Instrument, Use, Voucher
from haina.money.vouchers.notices import tell_use
from haina.money.vouchers.permissions import VoucherVerb, account_of
from haina.money.vouchers.refusals import kindly, refuse
from haina.money.vouchers.terms import part_of
from haina.money.vouchers.ties import is_ones_own
from haina.people.actors import Actor


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which instrument somebody wants, from when, for how many hours."""

    instrument: int
    starts_at: datetime
    hours: int


def book(actor: Actor, now: datetime, voucher_id: UUID, wanted: Wanted, *, key: str) -> Use:
    """Book the instrument; doing it twice with one key does it once.

    Raises NotThere, MayNot, KeyUsed, or Refusal: instrument_is_used_by_one_at_a_time,
    use_lies_within_the_voucher, use_is_paid_in_part, use_needs_an_issued_voucher, not_open, over.
    """
    with kindly(), transaction.atomic():
        voucher = locked_voucher(actor, voucher_id, VoucherVerb.BOOK)
        known = Use.objects.filter(key=key).first()
        if known is not None:
            if (known.voucher_id, known.booked_by_id) != (voucher.pk, actor.account_id):
                raise KeyUsed(key)
            return known
        instrument = _instrument(voucher, wanted, now)
        use = _booked(actor, now, voucher, instrument, wanted, key)
        tell_use(use, now)
    return use


def _booked(
    actor: Actor, now: datetime, voucher: Voucher, instrument: Instrument, wanted: Wanted, key: str
) -> Use:
    day = timezone.localdate(wanted.starts_at)
    require_days(voucher, day)
    fee = instrument.fee * wanted.hours
    wallet = Account.objects.get(voucher=voucher)
    fen = min(part_of(fee, voucher.share), wallet.available)
    if fen <= 0:
        raise refuse("use_is_paid_in_part")
    aside = hold(
        wallet.pk,
        fen,
        key=uuid5(voucher.pk, f"book|{key}"),
        ground=voucher.ground_id,
        now=now,
        expires_on=voucher.last_day,
    )
    return Use.objects.create(
        voucher=voucher,
        holder_id=voucher.holder_id,
        instrument=instrument,
        member=instrument.member,
        owner_id=instrument.member.organisation_id,
        starts_at=wanted.starts_at,
        ends_at=wanted.starts_at + timedelta(hours=wanted.hours),
        day=day,
        fee=fee,
        fen=fen,
        hold=aside,
        key=key,
        booked_at=now,
        booked_by_id=account_of(actor),
    )


def require_days(voucher: Voucher, day: date) -> None:
    """Refuse a day that the voucher does not cover."""
    if voucher.state != Voucher.State.ISSUED or voucher.first_day is None or voucher.last_day is None:
        raise refuse("use_needs_an_issued_voucher")
    if not voucher.first_day <= day <= voucher.last_day:
        raise refuse("use_lies_within_the_voucher")


def _instrument(voucher: Voucher, wanted: Wanted, now: datetime) -> Instrument:
    """The instrument, if it can be used then by the holder of the voucher."""
    found = Instrument.objects.select_related("member__organisation").filter(pk=wanted.instrument).first()
    if found is None or found.member.programme != voucher.programme:
        raise NotThere(str(wanted.instrument))
    if found.withdrawn_on is not None or found.member.left_on is not None:
        raise Refusal("not_open", _("This instrument is no longer offered."))
    if found.member.organisation_id == voucher.holder_id or is_ones_own(voucher, found, now):
        raise refuse("use_is_not_at_ones_own")
    if wanted.starts_at <= now:
        raise Refusal("over", _("This time is over. Please choose another one."))
    starts = timezone.localtime(wanted.starts_at)
    in_hours = found.opens <= starts.hour and starts.hour + wanted.hours <= found.closes
    works = working_calendar().kind(starts.date()).is_working
    if wanted.hours < 1 or starts.minute or starts.second or not in_hours or not works:
        raise Refusal(
            "not_open",
            _("On working days it is open from %(opens)s to %(closes)s o'clock, by the full hour.")
            % {"opens": found.opens, "closes": found.closes},
        )
    return found
