"""Feature: what a department grants as a voucher, a guarantee or a compensation goes on as that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from haina.cases import verbs as case_verbs
from haina.cases.cautions import cautions_of
from haina.cases.consequences import Weight
from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.money.guarantees import verbs as guarantee_verbs
from haina.money.guarantees.models import Compensation, Guarantee
from haina.money.guarantees.verbs import Loan
from haina.money.models import Award, Claim, Plan
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.appropriate import appropriate
from haina.money.verbs.draw_up_plan import NewPlan, draw_up_plan
from haina.money.verbs.file_plan import file_plan
from haina.money.verbs.fund_plan import fund_plan
from haina.money.verbs.milestones import claim_milestone
from haina.money.vouchers import verbs as voucher_verbs
from haina.money.vouchers.models import Voucher
from haina.rules.text import Text

from ..cases.conftest import Application, City, people_the
from ..cases.test_every_procedure import begun, decide, typed_value

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(settings: object, tmp_path: Path) -> City:
    settings.HAINA_UPLOADS = tmp_path / "uploads"  # type: ignore[attr-defined]
    return people_the(City())


def granted(city: City, programme: str, form: Mapping[str, str], yuan: int = 10_000_000) -> Application:
    """An application for a programme that has money, granted by every department."""
    application = decided_on(city, programme, form, yuan)
    decide(application, current_policy().procedures[f"{programme}_procedure"])
    return application


def decided_on(city: City, programme: str, form: Mapping[str, str], yuan: int) -> Application:
    """An application for a programme that has money, sent."""
    policy = current_policy()
    right, procedure = policy.programmes[programme], policy.procedures[f"{programme}_procedure"]
    keeper = policy.budgets[right.budget or ""].department
    for department in {*procedure.departments, keeper}:
        city.officer(f"officer {department}", department)
    _fund(city, right.budget or "", keeper, yuan)
    application = begun(city, procedure)
    who = "agent" if procedure.filed_by == "organisation" else "Kari"
    values = {name: typed_value(field, policy.facts.get(name)) for name, field in procedure.fields.items()}
    application.does(who, case_verbs.save_draft, {**values, **form})
    for kind in procedure.documents:
        application.attach(kind.id, who=who)
    application.does(who, case_verbs.submit, declared=True)
    return application


def _fund(city: City, budget: str, keeper: str, yuan: int) -> None:
    """A filed plan with all the money of a budget, once for a budget."""
    if Plan.objects.filter(budget=budget).exists():
        return
    actor = city.actor(f"officer {keeper}")
    wanted = NewPlan(f"{budget}-plan", Text("年度计划", "Plan of the year"), keeper, budget, city.now.year)
    plan = draw_up_plan(actor, city.now, wanted)
    file_plan(actor, city.now, plan.pk, number=f"Filing {budget}", on=city.now.date())
    appropriate(actor, city.now, budget, city.now.year, yuan * 100, document=f"Budget {budget}")
    fund_plan(actor, city.now, plan.pk, yuan * 100, document=f"Order {budget}")


VOUCHER = {
    "equipment_user": "firm",
    "usage_fee": "80000",
    "voucher_used_this_year": "0",
    "service_required_by_law": "no",
}


def test_a_granted_voucher_is_issued_by_the_department_and_not_paid_out(city: City) -> None:
    granted(city, "innovation_voucher", VOUCHER)
    voucher, award = Voucher.objects.get(), Award.objects.get()
    assert (voucher.award, voucher.fen, voucher.state) == (award.pk, 4_000_000, Voucher.State.GRANTED)
    assert voucher.holder == city.employers["Beidou"]
    with pytest.raises(MoneyRefusal) as caught:
        claim_milestone(city.actor("agent"), city.now, award.pk, 1, words="used")
    assert caught.value.code == "not_in_instalments"
    officer = city.actor("officer sci_tech_commission")
    last_day = date(city.now.year + 1, 6, 30)
    issued = voucher_verbs.issue(officer, city.now, voucher.pk, last_day=last_day, document="Notice 9")
    assert issued.wallet is not None
    award.refresh_from_db()
    assert award.account is not None
    assert (issued.wallet.organisation, award.account.balance) == (voucher.holder, 0)
    assert Claim.objects.filter(award=award.pk, state="active").exists()


def test_a_guarantee_begins_with_its_loan(city: City) -> None:
    form = {"firm_trade": "other", "guarantee_kind": "guarantee", "sme_loan": "500000"}
    granted(city, "sme_loan_guarantee", form)
    guarantee, award = Guarantee.objects.get(), Award.objects.get()
    assert (guarantee.cover, guarantee.share) == (40_000_000, Decimal("0.8"))
    assert award.account is not None
    assert award.account.held == award.fen
    bank = city.employers[next(name for name in city.employers if name != "Beidou")]
    loan = Loan(bank.credit_code, "L-7", 50_000_000, city.now.date(), date(city.now.year + 1, 10, 31))
    begun_ = guarantee_verbs.begin(city.actor("officer finance_bureau"), city.now, guarantee.pk, loan)
    ended = guarantee_verbs.end(
        city.actor("officer finance_bureau"), city.now, begun_.pk, why="The loan was not drawn."
    )
    award.refresh_from_db()
    assert (ended.state, award.state, award.account.balance) == ("ended", Award.State.ENDED, 0)


def test_a_compensated_loss_is_an_award_of_which_recoveries_come_back(city: City) -> None:
    form = {"pledge_net_loss": "100000", "pledge_default_on": "2026-01-05", "pledge_written_off": "no"}
    granted(city, "ip_pledge_loss_compensation", form)
    row, award = Compensation.objects.get(), Award.objects.get()
    assert (row.loss, row.fen, award.fen) == (10_000_000, 8_000_000, 8_000_000)
    assert award.instalments.get().state == "accepted"


def test_a_stake_sold_to_a_related_party_is_not_compensated_whoever_agrees(city: City) -> None:
    form = {
        "investment_made_on": "2025-01-05",
        "investment_exit_on": "2026-01-05",
        "exit_to_related_party": "yes",
    }
    application = decided_on(city, "angel_loss_compensation", form, 1_000)
    said = cautions_of(application.row, city.now, inside=True)
    assert any(each.text.en.endswith(": 12") for each in said)
    assert any(each.weight == Weight.STOP and "related party" in each.text.en for each in said)
    with pytest.raises(Refusal) as caught:
        decide(application, current_policy().procedures["angel_loss_compensation_procedure"])
    assert caught.value.code == "loss_is_not_compensated"
    assert not Award.objects.exists()
