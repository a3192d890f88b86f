"""What is paid on awards beside instalments: losses under guarantees, settled vouchers, and what came back.

The same entries of the ledger: a loss is paid by one, a settlement by one for its uses together, and what is
recovered under a guarantee comes back by one. Compensations are paid in instalments, like other awards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils import timezone

from haina.money.guarantees.models import Loss, Recovery
from haina.money.vouchers.models import Settlement, Use
from haina.rules.text import Text

_LOSS = Text(zh="担保承担的损失", en="a loss borne by the guarantee")
_USE = Text(zh="创新券结算的仪器使用", en="use of an instrument, settled with its owner")


@dataclass(frozen=True, slots=True)
class Flow:
    """Money of one award on one day, in fen; below zero where it came back."""

    award: UUID
    fen: int
    day: date
    #: What it was paid for; None where it came back.
    words: Text | None


def flows() -> Iterator[Flow]:
    """Everything that was paid and came back until now."""
    for loss in _losses().select_related("guarantee").order_by("decided_at", "pk"):
        yield Flow(loss.guarantee.award, loss.fen, _day(loss.decided_at), _LOSS)
    for use in _uses().select_related("voucher", "settlement").order_by("starts_at", "pk"):
        paid_at = None if use.settlement is None else use.settlement.paid_at
        yield Flow(use.voucher.award, use.fen, _day(paid_at), _USE)
    for back in _recoveries().select_related("of__guarantee").order_by("recorded_at", "pk"):
        if back.of is not None:
            yield Flow(back.of.guarantee.award, -back.fen, _day(back.recorded_at), None)


def paid_beside(awards: Collection[UUID] | None = None, until: date | None = None) -> dict[UUID, int]:
    """Fen that were paid by award: on these or all, up to and with a day or until now."""
    losses, uses = _losses(), _uses()
    if awards is not None:
        losses = losses.filter(guarantee__award__in=awards)
        uses = uses.filter(voucher__award__in=awards)
    if until is not None:
        end = datetime.combine(until + timedelta(days=1), time(), tzinfo=timezone.get_current_timezone())
        losses, uses = losses.filter(decided_at__lt=end), uses.filter(settlement__paid_at__lt=end)
    return _sums(losses, "guarantee__award") + _sums(uses, "voucher__award")


def returned_beside() -> dict[UUID, int]:
    """Fen that came back, by award."""
    return _sums(_recoveries(), "of__guarantee__award")


def owed_beside() -> dict[UUID, int]:
    """Fen that were redeemed with vouchers and not settled yet, by award."""
    redeemed = Use.objects.filter(state=Use.State.REDEEMED)
    return _sums(redeemed.exclude(settlement__state=Settlement.State.PAID), "voucher__award")


def _sums(rows: QuerySet[Any], award: str) -> Counter[UUID]:
    return Counter({row[award]: row["sum"] for row in rows.values(award).annotate(sum=Sum("fen"))})


def _losses() -> QuerySet[Loss]:
    return Loss.objects.filter(state=Loss.State.PAID)


def _uses() -> QuerySet[Use]:
    return Use.objects.filter(settlement__state=Settlement.State.PAID)


def _recoveries() -> QuerySet[Recovery]:
    return Recovery.objects.filter(entry__isnull=False)


def _day(at: datetime | None) -> date:
    assert at is not None  # noqa: S101 - the database keeps it; told to the type checker
    return timezone.localdate(at)
