"""Why a voucher is not issued, booked, redeemed or settled: words for every promise of the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal
from haina.money.refusals import MoneyRefusal, refused_kindly

#: What each promise of the tables of vouchers says to people when it is about to be broken.
WORDS: Mapping[str, str | Promise] = {
    "voucher_is_worth_something": _("The voucher would be worth nothing."),
    "voucher_pays_a_share": _("No share of the fee is set, so the voucher cannot be issued yet."),
    "voucher_ends_after_it_begins": _("The last day lies before the first."),
    "voucher_stays_itself": _("What a voucher is does not change."),
    "voucher_ends_once": _("The voucher has ended, or has been issued already."),
    "voucher_has_its_own_wallet": _("The wallet is not the holder's."),
    "use_is_of_the_holder": _("The voucher belongs to another unit. Only its holder can use it."),
    "use_is_not_at_ones_own": _(
        "A voucher does not pay for the holder's own instruments, nor those of a unit that acts for it."
    ),
    "use_needs_an_issued_voucher": _(
        "The voucher cannot be used: it is not issued, has expired or has ended."
    ),
    "use_lies_within_the_voucher": _("The voucher does not cover this day: its last day is over by then."),
    "use_sets_its_part_aside": _("The voucher pays another part of the fee."),
    "use_is_paid_in_part": _("Nothing is left on the voucher for this use."),
    "use_ends_after_it_begins": _("The use would end before it begins."),
    "use_stays_itself": _("What was booked does not change; cancel it and book another time."),
    "use_is_redeemed_once": _("This use has been redeemed, cancelled or has lapsed already."),
    "use_is_redeemed_by_its_hold": _("This use has been redeemed, cancelled or has lapsed already."),
    "use_is_settled_once": _("This use has been settled already."),
    "use_has_an_invoice": _("Give the number of the invoice."),
    "invoice_is_used_once": _("A voucher has been taken for this invoice already. An invoice counts once."),
    "instrument_is_used_by_one_at_a_time": _(
        "The instrument is taken at this time. Please choose another one."
    ),
    "instrument_has_a_fee": _("The fee is missing or too large."),
    "instrument_opens_before_it_closes": _("The instrument would close before it opens."),
    "member_of_the_platform_once": _("This unit is a member already."),
    "settlement_is_paid_once": _("This settlement has been paid already."),
    "settlement_is_paid_by_another": _("Who claimed a settlement does not pay it."),
    "settlement_adds_up": _("The settlement and its uses do not add up."),
}

#: What of the ledger says something of its own where a voucher is used.
_LEDGER: Mapping[str, str | Promise] = {
    "account_keeps_its_floor": _("Less is left on the voucher."),
    "account_has_not_expired": _("The voucher has expired; nothing is redeemed after its last day."),
    "hold_expired": _("The voucher has expired; nothing is redeemed after its last day."),
    "hold_ends_once": WORDS["use_is_redeemed_once"],
}


@contextmanager
def kindly() -> Iterator[None]:
    """Turn a broken promise of vouchers or of the ledger into a Refusal in the reader's language."""
    try:
        with refused_kindly():
            yield
    except MoneyRefusal as error:
        raise Refusal(error.code, _LEDGER.get(error.code, error.message), **error.facts) from error
    except DatabaseError as error:
        name = _constraint_of(error)
        if name not in WORDS:
            raise
        raise Refusal(name, WORDS[name]) from error


def refuse(code: str, message: str | Promise | None = None) -> Refusal:
    """The refusal of a promise that is seen before the database is asked."""
    return Refusal(code, WORDS[code] if message is None else message)


def _constraint_of(error: DatabaseError) -> str:
    cause = error.__cause__
    return (cause.diag.constraint_name or "") if isinstance(cause, psycopg.Error) else ""
