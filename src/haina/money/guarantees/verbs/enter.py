"""Enter what a decision grants: a guarantee that waits for its loan, or the compensation of a loss."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from haina.money.guarantees.holding import set_aside
from haina.money.guarantees.models import Compensation, Guarantee
from haina.money.guarantees.refusals import kindly


@dataclass(frozen=True, slots=True)
class NewGuarantee:
    """A guarantee as a decision grants it; amounts in fen."""

    award: UUID
    number: str
    programme: str
    department: str
    #: Number of the stored ground.
    ground: int
    cover: int
    #: None where no standard sets it: the department fixes it when the loan is entered.
    share: Decimal | None
    #: The account in the ledger that has the money, if any is set aside yet.
    source: int | None
    person: UUID | None = None
    organisation: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewCompensation:
    """A loss as a decision compensates it; amounts in fen."""

    award: UUID
    number: str
    programme: str
    department: str
    loss: int
    fen: int
    organisation: UUID | None = None


def enter(wanted: NewGuarantee, now: datetime) -> Guarantee:
    """Enter the guarantee, once for an award; its money is not paid otherwise. Raises Refusal."""
    with kindly(), transaction.atomic():
        guarantee, new = Guarantee.objects.get_or_create(
            award=wanted.award,
            defaults={
                "number": wanted.number,
                "programme": wanted.programme,
                "department": wanted.department,
                "ground_id": wanted.ground,
                "cover": wanted.cover,
                "share": wanted.share,
                "source_id": wanted.source,
                "person_id": None if wanted.organisation else wanted.person,
                "organisation_id": wanted.organisation,
                "granted_at": now,
            },
        )
        if new and wanted.source is not None:
            set_aside(guarantee, "granted", now)
    return guarantee


def enter_compensation(wanted: NewCompensation, now: datetime) -> Compensation:
    """Enter the compensation, once for an award. Raises Refusal."""
    with kindly(), transaction.atomic():
        return Compensation.objects.get_or_create(
            award=wanted.award,
            defaults={
                "number": wanted.number,
                "programme": wanted.programme,
                "department": wanted.department,
                "organisation_id": wanted.organisation,
                "loss": wanted.loss,
                "fen": wanted.fen,
                "entered_at": now,
            },
        )[0]
