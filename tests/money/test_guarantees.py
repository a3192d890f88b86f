"""Feature: a guarantee bears its share of a loss, never above its cover, and gets its share back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from haina.cases.refusals import KeyUsed, Refusal
from haina.money.guarantees import verbs
from haina.money.guarantees.finding import NotThere
from haina.money.guarantees.models import Guarantee, Loss, Recovery
from haina.money.guarantees.permissions import MayNot
from haina.money.guarantees.verbs import Loan, NewGuarantee, NewLoss
from haina.money.models import Account, Leg
from haina.money.vouchers.terms import part_of
from haina.people.models import Posting

from .vouchers import Platform

DEPARTMENT = "finance_bureau"


class Fund:
    """A guarantee fund with money, a borrower, a bank and officers."""

    def __init__(self) -> None:
        self.platform = Platform()
        self.now = self.platform.now
        self.bank = self.platform.firm("Harbour Bank")
        self.officer = self.platform.posted("fund", Posting.Office.OFFICER, DEPARTMENT)
        self.lender = self.platform.of(self.bank)

    def granted(self, cover: int = 800_000, share: str | None = "0.8") -> Guarantee:
        """A guarantee that waits for its loan."""
        return verbs.enter(
            NewGuarantee(
                award=uuid4(),
                number=f"G-{uuid4()}",
                programme="sme_loan_guarantee",
                department=DEPARTMENT,
                ground=self.platform.ground.pk,
                cover=cover,
                share=None if share is None else Decimal(share),
                source=self.platform.money.pk,
                organisation=self.platform.holder.pk,
            ),
            self.now,
        )

    def loan(self, fen: int = 1_000_000, **more: object) -> Loan:
        """A loan of the bank."""
        own = {"contract": f"L-{uuid4()}", "first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31)}
        return Loan(self.bank.credit_code, fen=fen, **{**own, **more})  # type: ignore[arg-type]

    def running(self, cover: int = 800_000, fen: int = 1_000_000) -> Guarantee:
        """A guarantee in force."""
        return verbs.begin(self.officer, self.now, self.granted(cover).pk, self.loan(fen))

    def claim(self, guarantee: Guarantee, fen: int, *, on: date = date(2026, 2, 1), key: str = "") -> Loss:
        """A loss that the bank claims."""
        loss = NewLoss(fen, on, "court order 7")
        return verbs.claim_loss(self.lender, self.now, guarantee.pk, loss, key=key or str(uuid4()))

    def held(self) -> int:
        """Fen that are set aside."""
        return Account.objects.get(pk=self.platform.money.pk).held


@pytest.fixture
def fund(db: None) -> Fund:
    return Fund()


def refused(code: str) -> object:
    """Expect a refusal of this code."""
    return pytest.raises(Refusal, check=lambda error: error.code == code)


def ask_at_the_end() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_from_the_grant_to_what_comes_back(fund: Fund) -> None:
    guarantee = fund.running()
    assert (guarantee.cover, fund.held()) == (800_000, 800_000)
    loss = fund.claim(guarantee, 500_000)
    assert loss.fen == 400_000
    paid = verbs.pay_loss(fund.officer, fund.now, loss.pk)
    ask_at_the_end()
    assert (paid.state, fund.held()) == (Loss.State.PAID, 400_000)
    first = verbs.record_recovery(fund.lender, fund.now, loss.pk, 100_001, key="r1")
    second = verbs.record_recovery(fund.lender, fund.now, loss.pk, 99_999, key="r2")
    ask_at_the_end()
    assert (first.fen, second.fen) == (80_000, 80_000)
    guarantee.refresh_from_db()
    assert (guarantee.paid, guarantee.recovered, guarantee.left) == (400_000, 160_000, 400_000)
    verbs.end(fund.officer, fund.now, guarantee.pk, why="repaid")
    ask_at_the_end()
    assert fund.held() == 0
    assert sum(Leg.objects.values_list("amount", flat=True)) == 0


def test_never_above_the_cover(fund: Fund) -> None:
    guarantee = fund.running(cover=300_000)
    first, second = fund.claim(guarantee, 250_000), fund.claim(guarantee, 250_000)
    assert (first.fen, second.fen) == (200_000, 100_000)
    with refused("guarantee_pays_no_more_than_its_cover"):
        fund.claim(guarantee, 1_000)
    verbs.pay_loss(fund.officer, fund.now, first.pk)
    verbs.pay_loss(fund.officer, fund.now, second.pk)
    ask_at_the_end()
    assert fund.held() == 0


def test_never_more_than_the_loan_nor_outside_its_days(fund: Fund) -> None:
    guarantee = fund.running()
    with refused("losses_are_within_the_loan"):
        fund.claim(guarantee, 1_000_001)
    with refused("loss_lies_within_the_guarantee"):
        fund.claim(guarantee, 1_000, on=date(2025, 12, 31))
    with refused("not_yet"):
        fund.claim(guarantee, 1_000, on=date(2026, 6, 1))


def test_the_cover_is_no_more_than_the_share_of_the_loan(fund: Fund) -> None:
    assert fund.running(cover=800_000, fen=500_000).cover == 400_000
    assert fund.held() == 400_000


def test_without_a_share_in_the_rules_the_department_fixes_it_in_writing(fund: Fund) -> None:
    guarantee = fund.granted(share=None)
    with refused("no_share"):
        verbs.begin(fund.officer, fund.now, guarantee.pk, fund.loan())
    with refused("guarantee_bears_a_share"):
        verbs.begin(fund.officer, fund.now, guarantee.pk, fund.loan(share=Decimal(2), document="N 1"))
    begun = verbs.begin(fund.officer, fund.now, guarantee.pk, fund.loan(share=Decimal("0.9"), document="N 1"))
    assert (begun.share, begun.set_by) == (Decimal("0.9"), "N 1")
    with refused("guarantee_ends_once"):
        verbs.begin(fund.officer, fund.now, guarantee.pk, fund.loan())


def test_a_loan_is_guaranteed_once_and_nobody_lends_to_themselves(fund: Fund) -> None:
    verbs.begin(fund.officer, fund.now, fund.granted().pk, fund.loan(contract="L-1"))
    with refused("loan_is_guaranteed_once"):
        verbs.begin(fund.officer, fund.now, fund.granted().pk, fund.loan(contract="L-1"))
    own = Loan(fund.platform.holder.credit_code, "L-2", 1_000, date(2026, 1, 1), date(2026, 2, 1))
    with refused("lends_to_itself"):
        verbs.begin(fund.officer, fund.now, fund.granted().pk, own)


def test_a_claim_is_decided_once_and_by_another(fund: Fund) -> None:
    guarantee = fund.running()
    loss = fund.claim(guarantee, 1_000, key="c1")
    assert fund.claim(guarantee, 1_000, key="c1") == loss
    with pytest.raises(MayNot):
        verbs.pay_loss(fund.lender, fund.now, loss.pk)
    with pytest.raises(MayNot):
        verbs.claim_loss(fund.officer, fund.now, guarantee.pk, NewLoss(1, date(2026, 2, 1), "x"), key="c2")
    with refused("reason_missing"):
        verbs.refuse_loss(fund.officer, fund.now, loss.pk, why=" ")
    verbs.refuse_loss(fund.officer, fund.now, loss.pk, why="repaid in full")
    with refused("loss_is_decided_once"):
        verbs.pay_loss(fund.officer, fund.now, loss.pk)
    stranger = fund.platform.of(fund.platform.owner)
    with pytest.raises(NotThere):
        verbs.claim_loss(stranger, fund.now, guarantee.pk, NewLoss(1, date(2026, 2, 1), "x"), key="c3")
    with pytest.raises(KeyUsed):
        verbs.claim_loss(
            fund.lender, fund.now, fund.running().pk, NewLoss(1, date(2026, 2, 1), "x"), key="c1"
        )


def test_no_more_is_recovered_than_was_lost(fund: Fund) -> None:
    loss = fund.claim(fund.running(), 100_000)
    with refused("recovery_is_within_the_loss"):
        verbs.record_recovery(fund.lender, fund.now, loss.pk, 10, key="r0")
    verbs.pay_loss(fund.officer, fund.now, loss.pk)
    for fen in (0, -5):
        with refused("recovery_is_real"):
            verbs.record_recovery(fund.lender, fund.now, loss.pk, fen, key="r1")
    with refused("recovery_is_within_the_loss"):
        verbs.record_recovery(fund.lender, fund.now, loss.pk, 100_001, key="r1")
    once = verbs.record_recovery(fund.lender, fund.now, loss.pk, 100_000, key="r2")
    assert verbs.record_recovery(fund.lender, fund.now, loss.pk, 100_000, key="r2") == once
    assert once.fen == loss.fen


def test_a_guarantee_with_an_open_claim_does_not_end(fund: Fund) -> None:
    guarantee = fund.running()
    fund.claim(guarantee, 1_000)
    with refused("claims_open"):
        verbs.end(fund.officer, fund.now, guarantee.pk, why="over")


def test_the_database_holds_what_the_verbs_promise(fund: Fund) -> None:
    guarantee = fund.running()
    loss = fund.claim(guarantee, 100_000)
    verbs.pay_loss(fund.officer, fund.now, loss.pk)
    ask_at_the_end()
    for change in ({"cover": 900_000}, {"paid": 1}, {"state": "granted"}, {"loan": 5_000_000}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Guarantee.objects.filter(pk=guarantee.pk).update(**change)
            ask_at_the_end()
    with pytest.raises(DatabaseError), transaction.atomic():
        Loss.objects.filter(pk=loss.pk).update(fen=100_000)
    unfair = {"of": loss, "recovered": 1_000, "fen": 0, "recorded_at": fund.now + timedelta(days=1)}
    with pytest.raises(DatabaseError), transaction.atomic():
        Recovery.objects.create(key="x", recorded_by=loss.claimed_by, **unfair)


@given(st.integers(1, 10**12), st.decimals("0.0001", 1, places=4))
def test_a_share_is_never_above_itself(fen: int, share: Decimal) -> None:
    assert fen * share - 1 < part_of(fen, share) <= fen * share
