"""Feature: borrowers, lenders and the department do their part of a guarantee on pages of their own."""

from __future__ import annotations

import pytest

from haina.cases.policies import current_policy
from haina.money.guarantees.models import Guarantee, Loss

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
