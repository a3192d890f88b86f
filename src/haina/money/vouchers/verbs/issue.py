"""Issue a granted voucher: its money goes into a wallet that can be used until a day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal
from haina.money.events import Event
from haina.money.models import Account, Award
from haina.money.postings import Posting, transfer
from haina.money.verbs.post import post
from haina.money.vouchers.accounts import wallet_of
from haina.money.vouchers.finding import locked_voucher
from haina.money.vouchers.models import Voucher
from haina.money.vouchers.notices import tell_issued
from haina.money.vouchers.permissions import VoucherVerb
from haina.money.vouchers.refusals import kindly, refuse
from haina.people.actors import Actor


def issue(actor: Actor, now: datetime, voucher_id: UUID, *, last_day: date, document: str) -> Voucher:
    """Set the last day, which no standard sets, by a document of the department, and issue the voucher.

    Raises NotThere, MayNot, or Refusal: no_document, voucher_ends_after_it_begins, voucher_ends_once.
    """
    on = timezone.localdate(now)
    with kindly(), transaction.atomic():
        voucher = locked_voucher(actor, voucher_id, VoucherVerb.ISSUE)
        if voucher.state != Voucher.State.GRANTED:
            raise refuse("voucher_ends_once")
        if not document.strip():
            raise Refusal("no_document", _("Name the document that sets the last day."))
        if last_day < on:
            raise refuse("voucher_ends_after_it_begins")
        voucher.set_by = document.strip()
        put_into_the_wallet(voucher, on, last_day, now)
    return voucher


def put_into_the_wallet(voucher: Voucher, first: date, last: date, now: datetime) -> None:
    """Bring the money of a granted voucher into its wallet; inside the transaction."""
    if last < first:
        raise refuse("voucher_ends_after_it_begins")
    source = _source(voucher)
    wallet = wallet_of(voucher, source.currency, first, last)
    legs = transfer(source.pk, wallet.pk, voucher.fen)
    key = uuid5(voucher.pk, "issue")
    post(Posting(key, Event.ISSUE_VOUCHER, voucher.ground_id, first, now, legs, note=voucher.number))
    voucher.source, voucher.wallet = source, wallet
    voucher.first_day, voucher.last_day = first, last
    voucher.state, voucher.issued_at = Voucher.State.ISSUED, now
    voucher.save()
    tell_issued(voucher, now)


def _source(voucher: Voucher) -> Account:
    """The account that holds the voucher's money: the award's, where the money came later than the grant."""
    if voucher.source is not None:
        return voucher.source
    award = Award.objects.select_related("account").filter(pk=voucher.award).first()
    if award is None or award.account is None:
        raise Refusal("no_money_yet", _("No money is set aside for this voucher yet."))
    return award.account
