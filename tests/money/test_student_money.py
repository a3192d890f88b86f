"""Feature: a student's start-up loan is guaranteed, and a student's firm paid, on pages of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils.timezone import localdate

from haina.cases.policies import current_policy
from haina.money.guarantees.models import Guarantee, Loss
from haina.money.models import Account, Award, Instalment

from ..cases.conftest import City, people_the
from .test_public_paid import other_unit
from .test_running_programmes import granted

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(settings: object, tmp_path: Path) -> City:
    settings.HAINA_UPLOADS = tmp_path / "uploads"  # type: ignore[attr-defined]
    return people_the(City())


def page_of(city: City, who: str) -> Client:
    """A browser in which somebody has signed in, officers with their second factor."""
    client, login = Client(), city.account(who)
    if login.postings.exists() and not login.authenticator_set.exists():
        TOTP.activate(login, generate_totp_secret())
    client.force_login(login)
    return client


def test_a_student_s_loan_is_guaranteed_and_its_loss_borne_by_the_share(city: City) -> None:
    """Given a granted guarantee, then the bureau enters the loan, the bank claims, the student reads it."""
    form = {"loan_amount": "200000", "lead_industry": "no"}
    granted(city, "student_loan_guarantee", form)
    guarantee, bank_unit = Guarantee.objects.get(), other_unit(city)
    assert guarantee.person == city.persons["Kari"]
    office, bank, student = (page_of(city, who) for who in ("officer hrss_bureau", "bank", "Kari"))
    at = f"/en/guarantees/{guarantee.pk}/"
    loan = {
        "lender": bank_unit.credit_code,
        "contract": "S-1",
        "amount": "200000",
        "first_day": "2026-01-01",
        "last_day": "2036-01-01",
        **({} if guarantee.share else {"share": "80", "document": "Notice 1"}),
    }
    assert office.post(f"{at}begin/", loan).status_code == 302
    claim = {"amount": "10000", "defaulted_on": localdate().isoformat(), "papers": "order", "key": "k"}
    assert bank.post(f"{at}claim/", claim).status_code == 302
    loss = Loss.objects.get()
    assert office.post(f"{at}act/pay/", {"loss": loss.pk}).status_code == 302
    guarantee.refresh_from_db()
    assert guarantee.share is not None
    assert guarantee.paid == loss.fen == int(1_000_000 * guarantee.share)
    assert "10,000.00 yuan" in student.get(at).content.decode()
    assert Account.objects.get(kind=Account.Kind.PAID, organisation=bank_unit).balance == loss.fen


def test_a_student_s_firm_is_paid_from_the_fund(city: City) -> None:
    """Given a grant of the student fund, then who keeps the budget pays it on the page, once."""
    granted(city, "student_startup_fund", {"fund_money_requested": "100000"})
    award = Award.objects.get()
    keeper = current_policy().budgets[award.budget].department
    city.officer("payer", keeper)
    payer, student = page_of(city, "payer"), page_of(city, "Kari")
    assert "100,000.00 yuan" in student.get(f"/en/money/awards/{award.pk}/").content.decode()
    first = award.instalments.get()
    assert first.state == Instalment.State.ACCEPTED
    pay = f"/en/money/awards/{award.pk}/{first.number}/pay/"
    for _again in range(2):
        assert payer.post(pay, {"key": "k"}).status_code in (302, 403, 422)
    first.refresh_from_db()
    assert (first.state, award.fen) == (Instalment.State.PAID, 10_000_000)
    assert Account.objects.get(kind=Account.Kind.PAID, person=city.persons["Kari"]).balance == award.fen
