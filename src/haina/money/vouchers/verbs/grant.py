"""Enter the voucher that a decision grants; issue it at once where the rules set its last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from haina.money.vouchers.models import Voucher
from haina.money.vouchers.refusals import kindly, refuse
from haina.money.vouchers.verbs.issue import put_into_the_wallet


@dataclass(frozen=True, slots=True)
class NewVoucher:
    """A voucher as a decision grants it."""

    award: UUID
    number: str
    programme: str
    department: str
    holder: UUID
    #: Number of the stored ground, and of the account in the ledger from which the money comes, if any is
    #: set aside yet.
    ground: int
    source: int | None
    fen: int
    #: The share of a fee that it pays; None where no standard sets it.
    share: Decimal | None
    #: None where no standard sets it: the department issues it with a last day.
    last_day: date | None = None


def grant(wanted: NewVoucher, now: datetime, on: date) -> Voucher:
    """Enter the voucher, once for an award; asking again returns the one that is there. Raises Refusal."""
    if wanted.share is None:
        raise refuse("voucher_pays_a_share")
    with kindly(), transaction.atomic():
        voucher, new = Voucher.objects.get_or_create(
            award=wanted.award,
            defaults={
                "number": wanted.number,
                "programme": wanted.programme,
                "department": wanted.department,
                "holder_id": wanted.holder,
                "ground_id": wanted.ground,
                "source_id": wanted.source,
                "fen": wanted.fen,
                "share": wanted.share,
                "granted_at": now,
            },
        )
        if new and wanted.last_day is not None and wanted.source is not None:
            put_into_the_wallet(voucher, on, wanted.last_day, now)
    return voucher
