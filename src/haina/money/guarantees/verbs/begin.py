"""Enter the loan for which a guarantee was granted; from now on it is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal
from haina.money.guarantees.finding import locked_guarantee
from haina.money.guarantees.holding import award_of, set_aside
from haina.money.guarantees.models import Guarantee
from haina.money.guarantees.notices import tell_begun
from haina.money.guarantees.permissions import GuaranteeVerb
from haina.money.guarantees.refusals import kindly, refuse
from haina.money.vouchers.terms import part_of
from haina.people.actors import Actor
from haina.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan as its contract says; the amount in fen."""

    lender: str
    contract: str
    fen: int
    first_day: date
    last_day: date
    #: The share of a loss that is borne, and the document that says so, where no standard sets it.
    share: Decimal | None = None
    document: str = ""


def begin(actor: Actor, now: datetime, guarantee_id: UUID, loan: Loan) -> Guarantee:
    """Enter the loan; the cover is what was granted, and never more than the share of the loan.

    Raises NotThere, MayNot, or Refusal: no_such_unit, no_contract, no_share, no_money_yet, lends_to_itself,
    loan_is_guaranteed_once, guarantee_runs_for_a_loan, guarantee_ends_once.
    """
    with kindly(), transaction.atomic():
        guarantee = locked_guarantee(actor, guarantee_id, GuaranteeVerb.BEGIN)
        if guarantee.state != Guarantee.State.GRANTED:
            raise refuse("guarantee_ends_once")
        _fix_share(guarantee, loan)
        _find_money(guarantee)
        if loan.fen <= 0 or loan.last_day < loan.first_day:
            raise refuse("guarantee_runs_for_a_loan")
        if not loan.contract.strip():
            raise Refusal("no_contract", _("Give the number of the loan contract."))
        guarantee.lender = _lender(guarantee, loan.lender)
        guarantee.loan, guarantee.contract = loan.fen, loan.contract.strip()
        guarantee.first_day, guarantee.last_day = loan.first_day, loan.last_day
        assert guarantee.share is not None  # noqa: S101 - fixed above; told to the type checker
        guarantee.cover = min(guarantee.cover, part_of(loan.fen, guarantee.share))
        guarantee.state, guarantee.begun_at = Guarantee.State.RUNNING, now
        set_aside(guarantee, "begun", now)
        tell_begun(guarantee, now)
    return guarantee


def _fix_share(guarantee: Guarantee, loan: Loan) -> None:
    if guarantee.share is not None:
        return
    if loan.share is None or not loan.document.strip():
        raise Refusal(
            "no_share",
            _("No standard sets the share of a loss that is borne. Fix it, and name the document that does."),
        )
    if not 0 < loan.share <= 1:
        raise refuse("guarantee_bears_a_share")
    guarantee.share, guarantee.set_by = loan.share, loan.document.strip()


def _find_money(guarantee: Guarantee) -> None:
    if guarantee.source_id is not None:
        return
    award = award_of(guarantee)
    if award is None or award.account is None:
        raise Refusal("no_money_yet", _("No money is set aside for this guarantee yet."))
    guarantee.source = award.account


def _lender(guarantee: Guarantee, credit_code: str) -> Organisation:
    unit = Organisation.objects.filter(credit_code=credit_code.strip().upper()).first()
    if unit is None:
        raise Refusal("no_such_unit", _("No unit with this credit code is registered here."))
    if unit.pk == guarantee.organisation_id:
        raise Refusal("lends_to_itself", _("Nobody is guaranteed a loan to themselves."))
    return unit
