"""Feature: officers who keep the same book at once never divide an income twice or move more than is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haina.money.books.models import Adjustment, BudgetLine, Division, ResearchBudget
from haina.money.books.rules import shared
from haina.money.books.verbs.adjust_budget import Change, adjust_budget
from haina.money.books.verbs.divide_income import divide_income
from haina.money.models import Leg
from haina.money.refusals import MoneyRefusal

from .test_unit_books import Unit
from .test_unit_totals import Office, refused

CLIENTS = 8


def at_once(ask: Callable[[int], object]) -> Counter[str]:
    """What each of the clients was told, every one on a connection of its own."""

    def tried(number: int) -> str:
        try:
            ask(number)
        except MoneyRefusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(CLIENTS) as clients:
        return Counter(clients.map(tried, range(CLIENTS)))


def test_one_income_is_divided_once_and_a_line_gives_what_it_has(transactional_db: None) -> None:
    """Given eight officers, when all divide one income and all empty one line, then one of each stands."""
    office = Office()
    income = office.income({"ada": Fraction(1)})
    acts = [office.act() for _ in range(CLIENTS)]
    told = at_once(lambda number: divide_income(acts[number], office.university, income))
    assert told == {"done": 1, "income_is_divided_once": CLIENTS - 1}
    assert Division.objects.get().parts.count() == 2

    office.on(2018, 5, 2)
    budget = office.budget(materials=600, testing=400)
    change = Change("materials", "testing", 40_000, "dearer")
    acts = [office.act() for _ in range(CLIENTS)]
    told = at_once(lambda number: adjust_budget(acts[number], budget, change))
    assert told == {"done": 1, "account_keeps_its_floor": CLIENTS - 1}
    assert Adjustment.objects.get().entry_id is not None
    assert balances(budget) == {"materials": 20_000, "testing": 80_000}


def test_an_income_is_divided_once_by_a_decision(unit: Unit) -> None:
    """Given a divided income, when its decision is used for another one, then that is refused."""
    income = unit.income({"ada": Fraction(1)})
    divide_income(unit.act(), unit.university, income)
    again = replace(income, title="Another film")
    assert refused(divide_income, unit.act(), unit.university, again) == "income_is_divided_once"
    assert divide_income(unit.act(), unit.university, unit.income({"ada": Fraction(1)})).net > 0


@pytest.fixture
def unit(db: None) -> Unit:
    return Unit()


@pytest.fixture
def office(db: None) -> Office:
    made = Office()
    made.on(2018, 5, 2)
    return made


def balances(budget: ResearchBudget) -> dict[str, int]:
    lines = BudgetLine.objects.filter(budget=budget).select_related("account")
    return {line.item: line.account.balance for line in lines}


@given(
    fen=st.integers(1, 10**13),
    weights=st.lists(st.integers(1, 10**6), min_size=1, max_size=12),
)
@settings(max_examples=50, deadline=None)
def test_what_is_shared_adds_up_to_the_fen_and_nobody_is_a_fen_off(fen: int, weights: list[int]) -> None:
    """Instalments of a schedule and parts of a team: all of it, each within a fen of its exact share."""
    shares = {str(place): Fraction(each, sum(weights)) for place, each in enumerate(weights)}
    found = shared(fen, shares)
    assert sum(found.values()) == fen
    assert all(abs(found[name] - fen * share) < 1 for name, share in shares.items())


@given(seed=st.integers(0, 2**32))
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_moved_and_spent_the_money_of_a_project_stays_the_same(office: Office, seed: int) -> None:
    """Given moves and costs at random, what is left and what was spent is what was granted."""
    chance = Random(seed)  # noqa: S311 - a draw that can be repeated
    budget = office.budget(materials=600, testing=400)
    spent = 0
    for _ in range(6):
        giver, taker = chance.sample(["materials", "testing"], 2)
        yuan = chance.randint(1, 500)
        if yuan * 100 > balances(budget)[giver]:
            assert refused(office.move, budget, giver, taker, yuan) == "account_keeps_its_floor"
        elif chance.random() < 0.5:
            office.spends(budget, giver, yuan)
            spent += yuan * 100
        else:
            office.move(budget, giver, taker, yuan)
        left = balances(budget)
        assert min(left.values()) >= 0 and sum(left.values()) + spent == 100_000
    for line in BudgetLine.objects.filter(budget=budget):
        legs = Leg.objects.filter(account_id=line.account_id).values_list("amount", flat=True)
        assert sum(legs) == balances(budget)[line.item]
