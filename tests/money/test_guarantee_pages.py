"""Feature: borrowers, lenders and the department do their part of a guarantee on pages of their own."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation

from haina.cases.models import Notice
from haina.cases.policies import current_policy
from haina.money.guarantees import verbs
from haina.money.guarantees.models import Guarantee, Loss
from haina.money.guarantees.verbs import NewCompensation
from haina.people.models import Posting

from .test_guarantees import Fund
from .test_voucher_pages import browser


@pytest.fixture
def fund(db: None) -> Fund:
    return Fund()


def test_a_guarantee_goes_its_way_on_pages(fund: Fund) -> None:
    assert "sme_loan_guarantee" in current_policy().programmes
    guarantee = fund.granted(share=None)
    office, bank = browser("fund@city.example"), browser("harbour@example.org")
    borrower, stranger = browser("prism@example.org"), browser("university@example.org")
    assert guarantee.number in office.get("/en/office/guarantees/").content.decode()
    at = f"/en/guarantees/{guarantee.pk}/"
    loan = {
        "lender": fund.bank.credit_code,
        "contract": "L-1",
        "amount": "10000",
        "first_day": "2026-01-01",
        "last_day": "2036-12-31",
        "share": "80",
    }
    assert office.post(f"{at}begin/", loan).status_code == 422
    assert office.post(f"{at}begin/", {**loan, "document": "Notice 5"}).status_code == 302
    assert bank.get(at).status_code == 200
    claim = {"amount": "20000", "defaulted_on": "2026-02-01", "papers": "court order", "key": "c1"}
    assert bank.post(f"{at}claim/", claim).status_code == 422
    assert bank.post(f"{at}claim/", {**claim, "amount": "5000"}).status_code == 302
    loss = Loss.objects.get()
    assert bank.post(f"{at}act/pay/", {"loss": loss.pk}).status_code == 403
    assert office.post(f"{at}act/refuse/", {"loss": loss.pk, "why": ""}).status_code == 422
    assert office.post(f"{at}act/pay/", {"loss": loss.pk}).status_code == 302
    recovery = f"/en/guarantees/losses/{loss.pk}/recover/"
    assert bank.post(recovery, {"amount": "9999999", "key": "r1"}).status_code == 422
    assert bank.post(recovery, {"amount": "1000", "key": "r2"}).status_code == 302
    assert Guarantee.objects.get().recovered == 80_000
    assert "4,000.00 yuan" in borrower.get(at).content.decode()
    assert stranger.get(at).status_code == 404
    assert borrower.post(f"{at}act/end/", {"why": "x"}).status_code == 403
    for who, page in (
        (office, "office/guarantees/"),
        (bank, "guarantees/"),
        (borrower, f"guarantees/{guarantee.pk}/"),
    ):
        assert who.get(f"/zh-hans/{page}").status_code == 200
    assert office.post(f"{at}act/end/", {"why": "repaid"}).status_code == 302


def told(email: str) -> list[str]:
    """Subjects of what somebody was told, in the order in which it was."""
    rows = Notice.objects.filter(account__email=email).order_by("pk")
    return [each.subject["en"].split(": ")[1] for each in rows]


def test_everybody_is_told_at_each_step_and_once(fund: Fund) -> None:
    """Given a guarantee that pays a loss, then borrower, bank and fund are told, in both languages."""
    guarantee = fund.running()
    loss = fund.claim(guarantee, 100_000)
    for _again in range(2):
        verbs.pay_loss(fund.officer, fund.now, loss.pk)
        verbs.record_recovery(fund.lender, fund.now, loss.pk, 10_000, key="r")
    refused = fund.claim(guarantee, 1_000)
    verbs.refuse_loss(fund.officer, fund.now, refused.pk, why="Paid back meanwhile.")
    verbs.end(fund.officer, fund.now, guarantee.pk, why="The loan is over.")
    steps = ["in force", "loss claimed", "loss paid", "loss recovered"]
    steps += ["loss claimed", "claim not accepted", "ended"]
    assert told("prism@example.org") == steps
    assert told("harbour@example.org") == [each for each in steps if each != "loss claimed"]
    assert told("fund@city.example") == ["loss claimed", "loss recovered", "loss claimed"]
    assert told("university@example.org") == []
    last = Notice.objects.filter(account__email="prism@example.org").order_by("pk").last()
    assert last is not None
    assert "已终止：The loan is over." in last.body["zh"]
    assert f"/en/guarantees/{guarantee.pk}/" in last.body["en"]
    with translation.override("en"):
        notices = reverse("cases:notices")
    assert "in force" in browser("prism@example.org").get(notices).content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_typed_wrongly_is_said_kindly(fund: Fund, language: str) -> None:
    """Given amounts below zero, beyond all bounds or none, then the form says so, and nothing happens."""
    guarantee, granted = fund.running(), fund.granted(share=None)
    office, bank = browser("fund@city.example"), browser("harbour@example.org")
    at, new = f"/{language}/guarantees/{guarantee.pk}/", f"/{language}/guarantees/{granted.pk}/begin/"
    loan = {
        "lender": fund.bank.credit_code,
        "contract": "L-9",
        "amount": "100",
        "first_day": "2026-01-01",
        "last_day": "2026-12-31",
        "share": "80",
        "document": "N 1",
    }
    loss = {"amount": "10", "defaulted_on": "2026-02-01", "papers": "order", "key": "k"}
    for amount in ("-1", "0", "0.001", "9" * 16, "NaN", "1e400", "", "USD 5"):
        assert kindly(office.post(new, {**loan, "amount": amount}))
        assert kindly(bank.post(f"{at}claim/", {**loss, "amount": amount}))
    for wrong in ({"share": "101"}, {"last_day": "2025-12-31"}, {"lender": "91310000000000000X"}):
        assert kindly(office.post(new, {**loan, **wrong}))
    assert kindly(bank.post(f"{at}claim/", {**loss, "defaulted_on": "2031-01-01"}))
    assert not Loss.objects.exists()
    paid = fund.claim(guarantee, 1_000)
    assert office.post(f"{at}act/pay/", {"loss": paid.pk}).status_code == 302
    assert office.post(f"{at}act/pay/", {"loss": paid.pk}).status_code == 302
    assert kindly(office.post(f"{at}act/refuse/", {"loss": paid.pk, "why": "twice"}))
    for amount in ("-1", "0", "9" * 16, "11"):
        recover = f"/{language}/guarantees/losses/{paid.pk}/recover/"
        assert kindly(bank.post(recover, {"amount": amount, "key": "r"}))
    guarantee.refresh_from_db()
    assert (guarantee.paid, guarantee.recovered) == (800, 0)


def kindly(answer: HttpResponse) -> bool:
    """Whether a page says what is wrong."""
    page = answer.content.decode()
    return answer.status_code == 422 and ("error-summary" in page or "<h1" in page)


def test_a_compensation_has_its_page(fund: Fund) -> None:
    """Given a compensation that was paid, then its unit reads it, the office records what came back."""
    programme = "ip_pledge_loss_compensation"
    department = current_policy().programmes[programme].grants.apply_to or ""
    row = verbs.enter_compensation(
        NewCompensation(uuid4(), "C-1", programme, department, 1_000_000, 800_000), fund.now
    )
    fund.platform.posted("rights", Posting.Office.OFFICER, department)
    office, stranger = browser("rights@city.example"), browser("university@example.org")
    at = f"/en/compensations/{row.pk}/"
    assert "8,000.00 yuan" in office.get(at).content.decode()
    assert stranger.get(at).status_code == 404
    assert row.number in office.get("/en/office/guarantees/").content.decode()
    for amount in ("-1", "0", "9" * 16, "10001"):
        assert kindly(office.post(at, {"amount": amount, "key": "c"}))
