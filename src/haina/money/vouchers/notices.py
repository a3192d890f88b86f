"""What holder, owner of the instrument and department are told of a voucher, at each of its steps."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from haina.cases.events.base import shown_day
from haina.cases.names import in_active_language
from haina.money.amounts import exact_words
from haina.money.telling_people import Words, officers_of, people_of, tell_people
from haina.money.vouchers.models import Settlement, Use, Voucher
from haina.rules.text import Text


def tell_issued(voucher: Voucher, now: datetime) -> None:
    """Tell the holder what it is worth and until when."""

    def words() -> tuple[str, str]:
        last = "" if voucher.last_day is None else shown_day(voucher.last_day)
        named = {"fen": exact_words(voucher.fen), "day": last}
        said = gettext("It is worth %(fen)s and can be used until %(day)s.") % named
        return _subject(voucher, gettext("can be used")), said

    _to_holder("issued", voucher, now, words)


def tell_over(voucher: Voucher, now: datetime) -> None:
    """Tell the holder that it has expired or was ended."""

    def words() -> tuple[str, str]:
        if voucher.state == Voucher.State.EXPIRED:
            said = gettext("Its last day is over. What was not redeemed has gone back.")
            return _subject(voucher, gettext("expired")), said
        said = gettext("It was ended by decision: %(why)s") % {"why": voucher.ended_why}
        return _subject(voucher, gettext("ended")), said

    _to_holder("over", voucher, now, words)


def tell_use(use: Use, now: datetime) -> None:
    """Tell both sides how a use stands, but for a booking, of which only the owner need know."""

    def words() -> tuple[str, str]:
        what = in_active_language(Text(use.instrument.title["zh"], use.instrument.title["en"]))
        named = {"what": what, "day": shown_day(use.day), "fen": exact_words(use.fen), "why": use.why or "–"}
        subject, said = _of_use(use)
        return _subject(use.voucher, subject), said % named

    on = timezone.localdate(now)
    name = f"voucher_use_{use.state}_{use.pk}"
    tell_people(name, people_of(use.owner_id, on), words, ("vouchers:member", use.member_id), now)
    if use.state != Use.State.BOOKED:
        accounts = people_of(use.holder_id, on)
        tell_people(f"{name}_h", accounts, words, ("vouchers:voucher", use.voucher_id), now)


def _of_use(use: Use) -> tuple[str, str]:
    """What happened, and the sentence that says so."""
    match use.state:
        case Use.State.DONE:
            said = gettext("The use of %(what)s on %(day)s was confirmed. The holder redeems %(fen)s now.")
            return gettext("use confirmed"), said
        case Use.State.REDEEMED:
            said = gettext("%(fen)s were redeemed for the use of %(what)s on %(day)s.")
            return gettext("redeemed"), said
        case Use.State.REFUSED:
            said = gettext("The use of %(what)s on %(day)s was not accepted (%(why)s); %(fen)s went back.")
            return gettext("use not accepted"), said
        case Use.State.CANCELLED:
            said = gettext("The use of %(what)s on %(day)s was cancelled (%(why)s).")
            return gettext("use cancelled"), said
    return gettext("booked"), gettext("%(what)s was booked for %(day)s; the voucher pays %(fen)s.")


def tell_settlement(settlement: Settlement, now: datetime) -> None:
    """Tell the department that a settlement was claimed, or the owner that it was paid."""
    member, on = settlement.member, timezone.localdate(now)
    is_paid = settlement.state == Settlement.State.PAID

    def words() -> tuple[str, str]:
        named = {"unit": str(member.organisation), "fen": exact_words(settlement.fen)}
        if is_paid:
            said = gettext("The settlement of %(fen)s was paid to %(unit)s.")
            return gettext("Vouchers: settlement paid"), said % named
        said = gettext("%(unit)s claims %(fen)s for redeemed vouchers.")
        return gettext("Vouchers: settlement claimed"), said % named

    accounts = people_of(member.organisation_id, on) if is_paid else officers_of(member.department, on)
    name = f"voucher_settlement_{settlement.state}_{settlement.pk}"
    tell_people(name, accounts, words, ("vouchers:member", member.pk), now)


def _to_holder(what: str, voucher: Voucher, now: datetime, words: Words) -> None:
    accounts = people_of(voucher.holder_id, timezone.localdate(now))
    _tell(f"voucher_{what}_{voucher.pk}", voucher.pk, accounts, words, now)


def _tell(name: str, voucher: UUID, accounts: set[UUID], words: Words, now: datetime) -> None:
    tell_people(name, accounts, words, ("vouchers:voucher", voucher), now)


def _subject(voucher: Voucher, what: str) -> str:
    return gettext("Voucher %(number)s: %(what)s") % {"number": voucher.number, "what": what}
