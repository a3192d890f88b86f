"""Feature: thirty-two clients at one guarantee, fund and voucher pay nothing twice and no fen too much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from haina.cases.refusals import Refusal
from haina.money.events import Event
from haina.money.guarantees import verbs as guarantees
from haina.money.guarantees.models import Guarantee, Loss, Recovery
from haina.money.guarantees.verbs import NewGuarantee, NewLoss
from haina.money.models import Account, Entry, Hold, Leg
from haina.money.postings import Posting, transfer
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.verbs.post import post
from haina.money.vouchers import verbs as vouchers
from haina.money.vouchers.models import Use

from .test_guarantees import DEPARTMENT, Fund
from .vouchers import Platform

CLIENTS = 32
Act = Callable[[], object]


@pytest.fixture
def fund(transactional_db: None) -> Fund:
    return Fund()


@pytest.fixture
def platform(transactional_db: None) -> Platform:
    return Platform()


def at_once(acts: Sequence[Act]) -> Counter[str]:
    """Do all of it from connections of their own; how often each answer was given."""

    def tried(act: Act) -> str:
        try:
            act()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(CLIENTS) as clients:
        return Counter(clients.map(tried, acts))


def the_books_add_up() -> None:
    """No fen is lost or made, every account is the sum of its legs, and nothing is held twice."""
    assert sum(Leg.objects.values_list("amount", flat=True)) == 0
    for account in Account.objects.all():
        assert sum(Leg.objects.filter(account=account).values_list("amount", flat=True)) == account.balance
        pending = Hold.objects.filter(account=account, state=Hold.State.PENDING)
        assert sum(pending.values_list("amount", flat=True)) == account.held


def test_a_fund_covers_no_more_than_it_has_and_a_loss_is_paid_once(fund: Fund) -> None:
    """Given room for three guarantees, when many are entered, claimed and paid at once, then three are."""
    room = open_account(NewAccount("room", Account.Kind.COMMITMENT, fund.now.date()))
    purse = fund.platform.money
    legs = transfer(purse.pk, room.pk, 2_500_000)
    post(Posting(uuid4(), Event.COMMIT, fund.platform.ground.pk, fund.now.date(), fund.now, legs))
    wanted = [
        NewGuarantee(
            award=uuid4(),
            number=f"G-{number}",
            programme="sme_loan_guarantee",
            department=DEPARTMENT,
            ground=fund.platform.ground.pk,
            cover=800_000,
            share=None,
            source=room.pk,
            organisation=fund.platform.holder.pk,
        )
        for number in range(CLIENTS)
    ]
    answers = at_once([lambda each=each: guarantees.enter(each, fund.now) for each in wanted])  # type: ignore[misc]
    assert answers == {"done": 3, "account_keeps_its_floor": CLIENTS - 3}
    assert Account.objects.get(pk=room.pk).held == 2_400_000
    guarantee = fund.running(cover=300_000)
    claims = [
        lambda number=number: fund.claim(guarantee, 62_500, key=f"claim {number}")  # type: ignore[misc]
        for number in range(CLIENTS)
    ]
    assert at_once(claims) == {"done": 6, "guarantee_pays_no_more_than_its_cover": CLIENTS - 6}
    assert sorted(Loss.objects.values_list("fen", flat=True)) == [50_000] * 6
    losses = list(Loss.objects.values_list("pk", flat=True))
    paid = [
        lambda id=id: guarantees.pay_loss(fund.officer, fund.now, id)  # type: ignore[misc]
        for id in losses * 6
    ]
    assert at_once(paid) == {"done": 36}
    guarantee.refresh_from_db()
    assert (guarantee.paid, guarantee.left) == (300_000, 0)
    assert Entry.objects.filter(event="pay").count() == 6
    back = [
        lambda number=number: guarantees.record_recovery(  # type: ignore[misc]
            fund.lender, fund.now, losses[0], 10_001, key=f"back {number % 8}"
        )
        for number in range(CLIENTS)
    ]
    assert set(at_once(back)) == {"done", "recovery_is_within_the_loss"}
    assert Recovery.objects.count() == 6
    assert sum(Recovery.objects.values_list("fen", flat=True)) == 60_006 * 50_000 // 62_500
    assert Guarantee.objects.get(pk=guarantee.pk).recovered == 48_004
    the_books_add_up()


def test_the_same_claim_sent_by_everybody_at_once_is_one(fund: Fund) -> None:
    guarantee = fund.running()
    same = [lambda: guarantees.claim_loss(fund.lender, fund.now, guarantee.pk, loss, key="once")] * CLIENTS
    loss = NewLoss(1_000, guarantee.first_day, "order")  # type: ignore[arg-type]
    assert at_once(same) == {"done": CLIENTS}
    both = [
        act
        for _pair in range(CLIENTS // 2)
        for act in (
            lambda: guarantees.pay_loss(fund.officer, fund.now, Loss.objects.get().pk),
            lambda: guarantees.refuse_loss(fund.officer, fund.now, Loss.objects.get().pk, why="no"),
        )
    ]
    assert at_once(both) == {"done": CLIENTS // 2, "loss_is_decided_once": CLIENTS // 2}
    assert Loss.objects.count() == 1
    the_books_add_up()


def test_a_voucher_is_redeemed_and_settled_once_however_many_ask(platform: Platform) -> None:
    """Given a voucher for four uses, when all book, redeem, claim and pay at once, then nothing doubles."""
    voucher, instrument = platform.voucher(80_000), platform.instrument(40_000)
    booked = [
        lambda number=number: platform.book(  # type: ignore[misc]
            voucher, instrument, days=1 + number // 8, hour=9 + number % 8, key=f"book {number}"
        )
        for number in range(CLIENTS)
    ]
    assert at_once(booked) == {"done": 4, "use_is_paid_in_part": CLIENTS - 4}
    assert platform.left(voucher) == 0
    uses = list(Use.objects.order_by("starts_at"))
    platform.now = uses[-1].ends_at + timedelta(hours=1)
    for number, use in enumerate(uses):
        vouchers.confirm_use(platform.of(platform.owner), platform.now, use.pk, invoice=f"INV-{number}")
    holder, owner, now = platform.of(platform.holder), platform.of(platform.owner), platform.now
    redeem = [
        lambda id=use.pk: vouchers.redeem(holder, now, id)  # type: ignore[misc]
        for use in uses
        for _again in range(8)
    ]
    assert at_once(redeem) == {"done": CLIENTS}
    assert platform.owed() == 80_000
    claim = [
        lambda number=number: vouchers.claim_settlement(  # type: ignore[misc]
            owner, now, uses[0].member_id, key=f"claim {number}"
        )
        for number in range(CLIENTS)
    ]
    assert at_once(claim) == {"done": 1, "nothing_redeemed": CLIENTS - 1}
    settlement = Use.objects.exclude(settlement=None)[0].settlement_id
    assert settlement is not None
    pay_or_refuse = [
        lambda: vouchers.pay_settlement(platform.officer, now, settlement),
        lambda: vouchers.refuse_use(platform.second_officer, now, uses[0].pk, why="Not used"),
    ] * (CLIENTS // 2)
    answers = at_once(pay_or_refuse)
    assert set(answers) <= {"done", "use_is_settled_once"}
    refused = Use.objects.filter(state=Use.State.REFUSED).count()
    assert (platform.paid(), platform.owed()) == (80_000 - 20_000 * refused, 0)
    assert Entry.objects.filter(event="settle").count() == 1
    the_books_add_up()
