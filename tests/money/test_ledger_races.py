"""Feature: thirty-two clients at once neither lose nor double a fen, and none waits in a circle."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.db import connection

from haina.money.events import Event
from haina.money.models import Account, Entry, Leg
from haina.money.postings import Posting, transfer
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.hold import hold
from haina.money.verbs.post import post
from haina.money.verbs.post_all import post_all
from haina.money.verbs.post_hold import HoldPayment, post_hold

from .conftest import NOW, TODAY, Book, key

CLIENTS = 32


@pytest.fixture
def shared_book(transactional_db: None) -> Book:
    """The small budget with 1,000 yuan, committed."""
    book = Book()
    book.move("treasury", "budget", 100_000)
    return book


def tried(posting: Posting) -> str:
    """Write the entry from a connection of its own; say how it went."""
    try:
        return "replayed" if post(posting).replayed else "posted"
    except MoneyRefusal as refusal:
        return refusal.code
    finally:
        connection.close()


def test_a_budget_for_fifty_pays_fifty_however_many_ask(shared_book: Book) -> None:
    """Given money for fifty, when 200 payments are asked for at once, then fifty are made and none more."""
    budget, ada = shared_book.account("budget").pk, shared_book.account("ada").pk
    asked = [shared_book.posting(transfer(budget, ada, 2_000)) for _ in range(200)]
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = Counter(clients.map(tried, asked))
    assert answers == {"posted": 50, "account_keeps_its_floor": 150}
    assert (shared_book.balance("budget"), shared_book.balance("ada")) == (0, 100_000)


def test_the_same_key_from_everybody_at_once_moves_money_once(shared_book: Book) -> None:
    legs = transfer(shared_book.account("budget").pk, shared_book.account("ada").pk, 700)
    asked = [shared_book.posting(legs, name="one award") for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = Counter(clients.map(tried, asked))
    assert answers == {"posted": 1, "replayed": CLIENTS - 1}
    assert shared_book.balance("ada") == 700


def test_money_that_goes_round_in_all_directions_stays_the_same(shared_book: Book) -> None:
    """Given ten purses, when everybody pays everybody, then nothing is lost and nobody waits in a circle."""
    purses = [shared_book.open(f"purse/{number}").pk for number in range(10)]
    for number in range(10):
        shared_book.move("budget", f"purse/{number}", 10_000)
    chance = Random(7)  # noqa: S311 - a draw that can be repeated
    asked = [
        shared_book.posting(transfer(*chance.sample(purses, 2), chance.randint(1, 3_000))) for _ in range(400)
    ]
    with ThreadPoolExecutor(CLIENTS) as clients:
        answers = Counter(clients.map(tried, asked))
    assert set(answers) <= {"posted", "account_keeps_its_floor"}
    balances = dict(Account.objects.filter(pk__in=purses).values_list("pk", "balance"))
    assert sum(balances.values()) == 100_000
    assert min(balances.values()) >= 0
    for purse, balance in balances.items():
        assert sum(Leg.objects.filter(account_id=purse).values_list("amount", flat=True)) == balance
    assert Entry.objects.count() == 11 + answers["posted"]


def test_holds_that_are_paid_both_ways_at_once_are_all_paid(shared_book: Book) -> None:
    """Given two purses that have set money aside for each other, then nobody waits in a circle."""
    low, high = (shared_book.open(f"purse/{name}").pk for name in ("low", "high"))
    for name in ("low", "high"):
        shared_book.move("budget", f"purse/{name}", 40_000)
    ways = [(low, high), (high, low)] * 60
    holds = [
        hold(giver, 100, key=key(f"hold {number}"), ground=shared_book.ground.pk, now=NOW).pk
        for number, (giver, _taker) in enumerate(ways)
    ]

    def paid(number: int) -> bool:
        payment = HoldPayment(ways[number][1], Event.PAY, TODAY)
        try:
            return post_hold(holds[number], payment, key=key(f"payment {number}"), now=NOW).replayed
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as clients:
        assert set(clients.map(paid, range(len(ways)))) == {False}
    assert (shared_book.balance("purse/low"), shared_book.balance("purse/high")) == (40_000, 40_000)


def test_days_of_many_entries_over_the_same_purses_never_wait_in_a_circle(shared_book: Book) -> None:
    """Given five purses, when everybody writes days of entries in every order, then all stand and add up."""
    purses = [shared_book.open(f"purse/{number}").pk for number in range(5)]
    for number in range(5):
        shared_book.move("budget", f"purse/{number}", 20_000)
    chance = Random(11)  # noqa: S311 - a draw that can be repeated
    days = [
        [shared_book.posting(transfer(*chance.sample(purses, 2), 1)) for _ in range(10)] for _ in range(64)
    ]

    def written(day: list[Posting]) -> int:
        try:
            return len({posted.entry for posted in post_all(day)})
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as clients:
        assert sum(clients.map(written, days)) == 640
    assert sum(shared_book.balance(f"purse/{number}") for number in range(5)) == 100_000
