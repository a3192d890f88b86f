"""Feature: what the public reads as paid is what the ledger paid: instalments, losses, settlements."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from haina.cases import verbs as case_verbs
from haina.cases.policies import current_policy
from haina.money.events import Event
from haina.money.guarantees import verbs as guarantee_verbs
from haina.money.guarantees.models import Compensation, Guarantee
from haina.money.guarantees.verbs import Loan, NewLoss
from haina.money.models import Account, Award, Claim, Leg
from haina.money.public.figures import figures_of
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.end_award import end_award
from haina.money.verbs.pay import pay_instalment
from haina.money.vouchers import verbs as voucher_verbs
from haina.money.vouchers.models import Member, Voucher
from haina.people.models import Mandate, Organisation, Posting
from haina.rules.text import Text

from ..cases.conftest import Application, City, people_the
from .grants import refused
from .test_running_programmes import VOUCHER, granted

pytestmark = pytest.mark.django_db
GUARANTEE = {"firm_trade": "other", "guarantee_kind": "guarantee", "sme_loan": "500000"}


@pytest.fixture
def city(settings: object, tmp_path: Path) -> City:
    settings.HAINA_UPLOADS = tmp_path / "uploads"  # type: ignore[attr-defined]
    return people_the(City())


def other_unit(city: City) -> Organisation:
    """A unit that is not the one that applies, with somebody called “bank” who acts for it."""
    unit = city.employers[next(name for name in city.employers if name != "Beidou")]
    if not Mandate.objects.filter(account=city.account("bank")).exists():
        Mandate.objects.create(account=city.account("bank"), organisation=unit, valid_from=date(2020, 1, 1))
    return unit


def lent(city: City) -> Guarantee:
    """A granted guarantee whose loan is entered."""
    granted(city, "sme_loan_guarantee", GUARANTEE)
    bank = other_unit(city)
    loan = Loan(bank.credit_code, "L-7", 50_000_000, city.now.date(), date(city.now.year + 1, 10, 31))
    officer = city.actor("officer finance_bureau")
    return guarantee_verbs.begin(officer, city.now, Guarantee.objects.get().pk, loan)


def lost(city: City, guarantee: Guarantee, fen: int = 10_000_000) -> None:
    """A loss of the bank that is paid, and of which half is recovered."""
    loss = guarantee_verbs.claim_loss(
        city.actor("bank"), city.now, guarantee.pk, NewLoss(fen, city.now.date(), "court order"), key="loss"
    )
    guarantee_verbs.pay_loss(city.actor("officer finance_bureau"), city.now, loss.pk)
    guarantee_verbs.record_recovery(city.actor("bank"), city.now, loss.pk, fen // 2, key="back")


def used(city: City) -> Voucher:
    """A granted voucher with which an instrument was used, redeemed, and settled."""
    granted(city, "innovation_voucher", VOUCHER)
    officer, owner = city.actor("officer sci_tech_commission"), other_unit(city)
    voucher = Voucher.objects.get()
    last_day = city.now.date() + timedelta(days=90)
    voucher_verbs.issue(officer, city.now, voucher.pk, last_day=last_day, document="Notice 9")
    member = voucher_verbs.admit_member(officer, city.now, "innovation_voucher", owner.credit_code)
    wanted = voucher_verbs.NewInstrument(Text("质谱仪", "Spectrometer"), Text("二楼", "2nd floor"), 40_000)
    instrument = voucher_verbs.offer_instrument(city.actor("bank"), member.pk, wanted)
    starts = (timezone.localtime(city.now) + timedelta(days=1)).replace(hour=10, minute=0, second=0)
    use = voucher_verbs.book(
        city.actor("agent"),
        city.now,
        voucher.pk,
        voucher_verbs.Wanted(instrument.pk, starts.replace(microsecond=0), 2),
        key="use",
    )
    city.now = use.ends_at + timedelta(minutes=1)
    voucher_verbs.confirm_use(city.actor("bank"), city.now, use.pk, invoice="INV-1")
    voucher_verbs.redeem(city.actor("agent"), city.now, use.pk)
    return voucher


def settled(city: City) -> None:
    """What was redeemed is claimed and paid."""
    claim = voucher_verbs.claim_settlement(city.actor("bank"), city.now, Member.objects.get().pk, key="claim")
    voucher_verbs.pay_settlement(city.actor("officer sci_tech_commission"), city.now, claim.pk)


def compensated(city: City) -> None:
    """A compensation that is paid."""
    form = {"pledge_net_loss": "100000", "pledge_default_on": "2026-01-05", "pledge_written_off": "no"}
    granted(city, "ip_pledge_loss_compensation", form)
    award = Award.objects.get(pk=Compensation.objects.get().award)
    city.officer("payer", current_policy().budgets[award.budget].department)
    pay_instalment(city.actor("payer"), city.now, award.pk, 1)


def in_the_ledger(programme_fen: dict[str, Decimal]) -> None:
    """Compare what the public reads with what the ledger brought to those who are paid, and back."""
    legs = Leg.objects.filter(account__kind=Account.Kind.PAID)
    out = sum(legs.filter(entry__event__in=[Event.PAY, Event.SETTLE]).values_list("amount", flat=True))
    back = -sum(legs.filter(entry__event=Event.CLAW_BACK).values_list("amount", flat=True))
    assert out > 0
    rows = Client().get(reverse("api-1:money_payments")).json()
    assert sum(Decimal(row["amount"]) for row in rows) * 100 == out - back
    found = [Client().get(reverse("api-1:money_programme", args=[id])).json() for id in programme_fen]
    assert {each["programme"]: Decimal(each["paid"]) for each in found} == programme_fen
    assert sum(Decimal(each["paid"]) for each in found) * 100 == out
    assert sum(Decimal(each["returned"]) for each in found) * 100 == back
    awards = Client().get(reverse("api-1:money_awards")).json()
    assert sum(Decimal(row["paid"]) for row in awards) * 100 == out


def test_losses_settlements_and_compensations_count_as_paid(city: City) -> None:
    """Given a loss, a use and a compensation that were paid, then register and figures say the same."""
    lost(city, lent(city))
    used(city)
    in_the_ledger({"sme_loan_guarantee": Decimal(80_000), "innovation_voucher": Decimal(0)})
    settled(city)
    compensated(city)
    in_the_ledger(
        {
            "sme_loan_guarantee": Decimal(80_000),
            "innovation_voucher": Decimal(400),
            "ip_pledge_loss_compensation": Decimal(80_000),
        }
    )
    figures = figures_of(current_policy(), "sme_loan_guarantee", date(2027, 1, 1))
    assert (figures.money.paid, figures.money.returned) == (8_000_000, 4_000_000)
    for language, words in (("en", "a loss borne by the guarantee"), ("zh-hans", "担保承担的损失")):
        with translation.override(language):
            address = reverse("public_money:list", args=["payments"])
        assert words in Client().get(address).content.decode()


def test_a_guarantee_that_paid_stands_with_what_it_paid_when_it_ends(city: City) -> None:
    """Given a guarantee that paid a loss, when it ends, then what is left goes home."""
    guarantee = lent(city)
    lost(city, guarantee)
    guarantee_verbs.end(city.actor("officer finance_bureau"), city.now, guarantee.pk, why="repaid")
    award = Award.objects.select_related("account").get()
    assert award.account is not None
    assert (award.state, award.account.balance, award.account.held) == (Award.State.ENDED, 0, 0)
    assert figures_of(current_policy(), award.programme, date(2027, 1, 1)).money.committed == 8_000_000


def test_the_end_of_an_award_is_the_end_of_its_guarantee(city: City) -> None:
    """Given a running guarantee, when its award ends, then nothing is set aside; not with a claim open."""
    guarantee, officer = lent(city), city.actor("officer finance_bureau")
    loss = guarantee_verbs.claim_loss(
        city.actor("bank"), city.now, guarantee.pk, NewLoss(100, city.now.date(), "order"), key="k"
    )
    award = Award.objects.get()
    city.officer("head", award.department, Posting.Office.SUPERVISOR)
    supervisor = city.actor("head")
    refused(MoneyRefusal, "claims_open", end_award, supervisor, city.now, award.pk)
    guarantee_verbs.refuse_loss(officer, city.now, loss.pk, why="repaid")
    end_award(supervisor, city.now, award.pk)
    guarantee.refresh_from_db()
    award = Award.objects.select_related("account").get()
    assert award.account is not None
    assert (guarantee.state, award.account.balance, award.account.held) == ("ended", 0, 0)


def test_an_expired_voucher_ends_its_award_and_gives_the_plan_its_money_back(city: City) -> None:
    """Given a voucher used for 400 yuan, when it expires, then the rest is the plan's, and 400 stand."""
    voucher = used(city)
    plan = Award.objects.select_related("plan__account").get().plan
    assert plan is not None
    before = plan.account.balance
    city.now += timedelta(days=120)
    assert voucher_verbs.expire(city.now).fen == voucher.fen - 40_000
    plan.account.refresh_from_db()
    award = Award.objects.select_related("account").get()
    assert award.account is not None
    assert (award.state, award.account.balance) == (Award.State.ENDED, 0)
    assert Claim.objects.filter(award=award.pk, state="active").exists(), "what was used keeps its place"
    assert plan.account.balance == before + voucher.fen - 40_000
    assert figures_of(current_policy(), award.programme, date(2027, 1, 1)).money.committed == 40_000
    settled(city)
    assert figures_of(current_policy(), award.programme, date(2027, 1, 1)).money.committed == 40_000


def test_a_revoked_grant_ends_its_voucher(city: City) -> None:
    """Given a voucher that was not used, when the grant is revoked, then its money is the plan's again."""
    application: Application = granted(city, "innovation_voucher", VOUCHER)
    officer, voucher = city.actor("officer sci_tech_commission"), Voucher.objects.get()
    last_day = city.now.date() + timedelta(days=90)
    voucher_verbs.issue(officer, city.now, voucher.pk, last_day=last_day, document="Notice 9")
    case_verbs.issue(city.now, application.id)
    reasons = current_policy().procedures[application.row.procedure].reasons
    reason = next(each.id for each in reasons if "revoke" in each.outcomes)
    application.does(
        "officer sci_tech_commission", case_verbs.revoke, reasons=(reason,), note="False papers."
    )
    voucher.refresh_from_db()
    award = Award.objects.select_related("account", "plan__account").get()
    assert award.account is not None
    assert award.plan is not None
    assert (voucher.state, award.state, award.account.balance) == ("ended", Award.State.ENDED, 0)
    assert award.plan.account.balance == 1_000_000_000
    assert not Claim.objects.filter(award=award.pk, state="active").exists()
