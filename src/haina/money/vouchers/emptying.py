"""What ending and expiring share: uses that lapse, and money that goes back to where it came from."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid5

from haina.money.commitments import home_of
from haina.money.events import Event
from haina.money.models import Account, Award, Leg
from haina.money.postings import Posting, transfer
from haina.money.verbs.post import post
from haina.money.verbs.release_hold import release_hold
from haina.money.vouchers.models import Use, Voucher


def lapse_uses(voucher: Voucher, now: datetime) -> int:
    """Let go of what is set aside for uses that were not redeemed; return how many there were."""
    open_uses = Use.objects.select_for_update(of=("self",)).filter(
        voucher=voucher, state__in=[Use.State.BOOKED, Use.State.DONE]
    )
    lapsed = list(open_uses.order_by("pk"))
    for use in lapsed:
        release_hold(use.hold_id, now)
        use.state, use.ended_at = Use.State.LAPSED, now
        use.save(update_fields=["state", "ended_at"])
    return len(lapsed)


def empty(voucher: Voucher, on: date, now: datetime) -> int:
    """Bring back what is in the wallet; return the fen, 0 where there was nothing (any more)."""
    if voucher.wallet_id is None:
        return 0
    wallet = Account.objects.select_for_update(no_key=True).get(pk=voucher.wallet_id)
    if wallet.balance == 0:
        return 0
    # A use that is refused later brings money back again: each time it is another entry.
    last = Leg.objects.filter(account=wallet).order_by("-entry").values_list("entry", flat=True).first()
    legs = transfer(wallet.pk, _home(voucher), wallet.balance)
    key = uuid5(voucher.pk, f"empty|{last}")
    post(Posting(key, Event.EXPIRE, voucher.ground_id, on, now, legs, note=voucher.number))
    return wallet.balance


def _home(voucher: Voucher) -> int:
    """Number of the account from which the money came; once its award is over, that of the call or plan."""
    assert voucher.source_id is not None  # noqa: S101 - the database keeps it; told to the type checker
    related = Award.objects.select_related("call__account", "plan__account")
    award = related.filter(pk=voucher.award).first()
    return voucher.source_id if award is None or not award.is_over else home_of(award).pk
