"""Out of which account an award is paid: that of its call, or of a plan that has been filed and funded."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, Sum

from haina.money.models import Account, Award, Instalment, Plan


def plans_for(budget: str, programme: str, on: date) -> list[Plan]:
    """The filed plans of the year that pay for a programme, those that name it first."""
    fitting = Q(programmes=[]) | Q(programmes__contains=[programme])
    found = Plan.objects.filter(fitting, budget=budget, year=on.year, filed_on__lte=on).select_related(
        "account"
    )
    return sorted(found, key=lambda plan: (programme not in plan.programmes, plan.pk))


def open_fen(award: Award) -> int:
    """Fen that are still to be paid: all of it, unless it was restored after a part had been paid."""
    over = [Instalment.State.PAID, Instalment.State.CANCELLED]
    found = award.instalments.exclude(state__in=over).aggregate(total=Sum("fen"))
    return int(found["total"] or 0)


def source_of(award: Award, on: date) -> Account | None:
    """The account that has the money for an award; None where no plan has it yet.

    A call pays out of its own money only, whether or not that is enough.
    """
    if award.call is not None:
        return award.call.account
    for plan in plans_for(award.budget, award.programme, on):
        if plan.account.currency == award.currency and plan.account.available >= open_fen(award):
            return plan.account
    return None


def home_of(award: Award) -> Account:
    """The account to which what is not paid goes back; the award has had money set aside."""
    if award.call is not None:
        return award.call.account
    assert award.plan is not None  # noqa: S101 - money is set aside out of a call or a plan
    return award.plan.account
