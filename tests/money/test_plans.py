"""Feature: plans are filed before they are funded, and what arrives at a call in time counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from haina.cases import verbs
from haina.cases.cautions import cautions_of
from haina.cases.refusals import Forbidden, Refusal
from haina.money.events import Event
from haina.money.models import Account, Award, CallApplication, Claim
from haina.money.postings import Posting, transfer
from haina.money.queries import trial_balance
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.appropriate import act_of, appropriate
from haina.money.verbs.close_call import close_call, keep_open
from haina.money.verbs.file_plan import file_plan
from haina.money.verbs.fund_plan import fund_plan
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.verbs.post import post

from .conftest import key
from .grants import BUDGET, YUAN, Town, balances, refused


def test_no_filing_no_money(town: Town) -> None:
    """Given a plan that is not filed, when it is funded, then the database refuses; once filed, it may."""
    plan, keeper = town.plan(), town.city.actor("hr2")
    appropriate(keeper, town.now, BUDGET, 2026, 900 * YUAN, document="Budget 1")
    said = refused(MoneyRefusal, "plan_is_filed", fund_plan, keeper, town.now, plan.pk, YUAN, document="O")
    assert "filed" in said
    budget = Account.objects.get(code=f"appropriation/{BUDGET}/2026")
    ground = act_of("hrss_bureau", "By hand", town.now.date())
    legs = transfer(budget.pk, plan.account_id, YUAN)
    asked = Posting(key("by hand"), Event.FUND_PLAN, ground.pk, town.now.date(), town.now, legs)
    refused(MoneyRefusal, "plan_is_filed", post, asked)
    file_plan(keeper, town.now, plan.pk, number="F-1", on=town.now.date())
    first = fund_plan(keeper, town.now, plan.pk, 800 * YUAN, document="O-1")
    assert fund_plan(keeper, town.now, plan.pk, 800 * YUAN, document="O-1").entry == first.entry
    assert balances(budget.pk, plan.account_id) == [100 * YUAN, 800 * YUAN]
    refused(
        MoneyRefusal,
        "account_keeps_its_floor",
        fund_plan,
        keeper,
        town.now,
        plan.pk,
        101 * YUAN,
        document="O-2",
    )
    assert trial_balance(town.now.date())["CNY", Account.Kind.TREASURY] == -900 * YUAN


def test_a_filed_plan_stays_what_it_was_filed_as(town: Town) -> None:
    plan = town.filed()
    day = town.now.date()
    for number, on in (("F-2", day), (plan.filing_number, day - timedelta(days=1))):
        refused(
            MoneyRefusal,
            "plan_stays_itself",
            file_plan,
            town.city.actor("hr2"),
            town.now,
            plan.pk,
            number=number,
            on=on,
        )
    plan.programmes = ["startup_subsidy"]
    with pytest.raises(DatabaseError, match="filed as"), transaction.atomic():
        plan.save()
    later = day + timedelta(days=1)
    other = town.plan("other")
    words = {"number": "F-3", "on": later}
    refused(MoneyRefusal, "filed_in_future", file_plan, town.city.actor("hr2"), town.now, other.pk, **words)


@pytest.mark.parametrize("fen", [0, -1, 9_000_000_000_000_001, 10**30])
def test_amounts_that_are_none_are_refused(town: Town, fen: int) -> None:
    """Given nothing, less than nothing or more than can be kept, when it is moved, then it says so."""
    plan, keeper = town.funded(10), town.city.actor("hr2")
    act = {"document": "Wrong"}
    refused(MoneyRefusal, "leg_moves_something", appropriate, keeper, town.now, BUDGET, 2026, fen, **act)
    refused(MoneyRefusal, "leg_moves_something", fund_plan, keeper, town.now, plan.pk, fen, **act)


def test_money_of_another_currency_does_not_mix(town: Town, at_the_end) -> None:
    plan = town.filed()
    euros = open_account(NewAccount("euros", Account.Kind.TREASURY, town.now.date(), currency="EUR"))
    ground = act_of("hrss_bureau", "Exchange", town.now.date())
    legs = transfer(euros.pk, plan.account_id, YUAN)
    with pytest.raises(DatabaseError, match="2 currencies"), transaction.atomic():
        post(Posting(key("eur"), Event.FUND_PLAN, ground.pk, town.now.date(), town.now, legs))
        at_the_end()


def test_only_the_departments_of_a_plan_act_on_it(town: Town) -> None:
    """Given a plan of the bureau, when others file, fund or open a call, then they may not."""
    plan = town.funded(100)
    for name in ("finance", "agent", "Kari", "border"):
        stranger = town.city.actor(name)
        with pytest.raises(Forbidden):
            fund_plan(stranger, town.now, plan.pk, YUAN, document="Mine")
        with pytest.raises(Forbidden):
            appropriate(stranger, town.now, BUDGET, 2026, YUAN, document="Mine")
        with pytest.raises(Forbidden):
            file_plan(stranger, town.now, plan.pk, number="X", on=town.now.date())


def test_an_application_counts_by_its_arrival(town: Town) -> None:
    """Given a call, when one arrives at its end and one a second after, then the first is in."""
    call = town.call(town.funded(1000), 500, days=3)
    early, late = town.draft("Kari"), town.draft("Mei")
    said = [each.text.en for each in cautions_of(early.row, town.now, inside=False)]
    assert any("Spring call" in each for each in said)
    town.city.now = call.closes_at
    early.does("Kari", verbs.submit, declared=True)
    assert CallApplication.objects.get(case_id=early.id).arrived_at == call.closes_at
    town.city.now += timedelta(seconds=1)
    with pytest.raises(Refusal, match="closed at") as caught:
        late.does("Mei", verbs.submit, declared=True)
    assert caught.value.code == "call_is_open"
    assert late.row.state == "draft" and late.row.draft
    assert not CallApplication.objects.filter(case_id=late.id).exists()
    with pytest.raises(DatabaseError, match="not open"), transaction.atomic():
        CallApplication.objects.create(case_id=late.id, call=call, arrived_at=town.now)
    with pytest.raises(DatabaseError, match="on record"), transaction.atomic():
        CallApplication.objects.filter(case_id=early.id).update(arrived_at=call.opens_at)


def test_a_call_may_stay_open_for_longer_or_end_and_never_begin_again(town: Town) -> None:
    call, runner = town.call(town.funded(1000), 500, days=3), town.city.actor("hr")
    keep_open(runner, town.now, call.pk, call.closes_at + timedelta(days=1))
    refused(MoneyRefusal, "call_stays_itself", keep_open, runner, town.now, call.pk, call.closes_at)
    close_call(runner, town.now + timedelta(hours=1), call.pk)
    town.city.wait(hours=2)
    until = call.closes_at + timedelta(days=9)
    refused(MoneyRefusal, "call_stays_itself", keep_open, runner, town.now, call.pk, until)
    with pytest.raises(Refusal, match="closed at"):
        town.draft().does("Kari", verbs.submit, declared=True)


def test_a_call_gives_no_more_than_its_quota_and_its_money(town: Town) -> None:
    """Given a quota of one, when a second is granted, then the grant is refused and the case is as before."""
    town.call(town.funded(9000), 6000, quota=1)
    one, two = (town.with_terms(town.accepted(name), 3000) for name in ("Kari", "Mei"))
    assert town.approve(one) is not None
    with pytest.raises(Refusal) as caught:
        town.approve(two)
    assert caught.value.code == "call_keeps_its_quota"
    assert two.row.state == "in_review" and not Award.objects.filter(case_id=two.id).exists()


def test_a_call_without_enough_money_says_what_is_left(town: Town) -> None:
    town.call(town.funded(9000), 2000)
    application = town.with_terms(town.accepted(), 3000)
    with pytest.raises(Refusal, match=r"2,000\.00 is left"):
        town.approve(application)
    assert not Claim.objects.exists()
