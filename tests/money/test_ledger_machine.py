"""Feature: whatever is done in whatever order, the ledger and a sheet of paper beside it say the same."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from haina.money.models import Account, Entry, Hold, Leg
from haina.money.postings import Movement
from haina.money.queries import balance_on, trial_balance
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.hold import hold
from haina.money.verbs.post_hold import HoldPayment, post_hold
from haina.money.verbs.release_hold import release_hold
from haina.money.verbs.reverse import reverse

from .conftest import NOW, TODAY, Book, Event, key

NAMES = ("treasury", "budget", "ada", "bao")

fen = st.integers(1, 120_000)
days = st.integers(0, 20).map(lambda number: TODAY + timedelta(number))
moves = st.tuples(st.just("move"), st.permutations(NAMES), fen, days)
splits = st.tuples(st.just("split"), fen, fen, days)
repeats = st.tuples(st.just("repeat"), st.integers(0, 9))
undoings = st.tuples(st.just("undo"), st.integers(0, 9), days)
holds = st.tuples(st.just("hold"), st.sampled_from(NAMES[1:]), fen)
payments = st.tuples(st.just("pay"), st.integers(0, 4), fen)
releases = st.tuples(st.just("free"), st.integers(0, 4))
steps = st.lists(st.one_of(moves, splits, repeats, undoings, holds, payments, releases), max_size=25)


class Paper:
    """The sheet of paper: balances by hand, floors by hand."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.balances: dict[str, int] = defaultdict(int)
        self.held: dict[str, int] = defaultdict(int)
        self.entries: list[tuple[int, dict[str, int], str]] = []
        self.undone: set[int] = set()
        self.by_day: dict[tuple[str, date], int] = defaultdict(int)
        self.holds: list[tuple[int, str, int]] = []
        self.ended: set[int] = set()

    def allows(self, changes: dict[str, int]) -> bool:
        """Whether no account but the treasury's would pass its floor."""
        return all(
            name == "treasury" or self.balances[name] + change >= self.held[name]
            for name, change in changes.items()
        )

    def write(self, changes: dict[str, int], on: date) -> None:
        """Write an entry in both books, or see both refuse it."""
        number = len(self.entries)
        name = f"step {number}"
        movements = tuple(Movement(self.book.account(each).pk, change) for each, change in changes.items())
        if not self.allows(changes):
            with pytest.raises(MoneyRefusal) as refusal, transaction.atomic():
                self.book.post(movements, name=name, on=on)
            assert refusal.value.code == "account_keeps_its_floor"
            return
        entry = self.book.post(movements, name=name, on=on).entry
        self.noted(entry, changes, on, name)

    def noted(self, entry: int, changes: dict[str, int], on: date, name: str) -> None:
        """Write on the paper only."""
        self.entries.append((entry, changes, name))
        for each, change in changes.items():
            self.balances[each] += change
            self.by_day[each, on] += change

    def move(self, order: list[str], amount: int, on: date) -> None:
        self.write({order[0]: -amount, order[1]: amount}, on)

    def split(self, first: int, second: int, on: date) -> None:
        self.write({"budget": -first - second, "ada": first, "bao": second}, on)

    def repeat(self, index: int) -> None:
        if not self.entries:
            return
        entry, _changes, name = self.entries[index % len(self.entries)]
        if name.startswith("step"):
            legs = Leg.objects.filter(entry_id=entry).order_by("position")
            on = Entry.objects.get(pk=entry).happened_on
            again = self.book.post(
                tuple(Movement(leg.account_id, leg.amount) for leg in legs), name=name, on=on
            )
            assert (again.entry, again.replayed) == (entry, True)

    def undo(self, index: int, on: date) -> None:
        if not self.entries:
            return
        entry, changes, _name = self.entries[index % len(self.entries)]
        opposite = {name: -change for name, change in changes.items()}
        said = {
            "key": key(f"undo {len(self.entries)}"),
            "ground": self.book.ground.pk,
            "now": NOW,
            "note": "",
        }
        if entry in self.undone or not self.allows(opposite):
            with pytest.raises(MoneyRefusal), transaction.atomic():
                reverse(entry, happened_on=on, **said)
            return
        back = reverse(entry, happened_on=on, **said)
        self.undone.add(entry)
        self.noted(back.entry, opposite, on, "undo")

    def hold(self, name: str, amount: int) -> None:
        number = len(self.holds)
        said = {"key": key(f"hold {number}"), "ground": self.book.ground.pk, "now": NOW}
        account = self.book.account(name).pk
        if self.balances[name] - self.held[name] < amount:
            with pytest.raises(MoneyRefusal), transaction.atomic():
                hold(account, amount, **said)
            return
        self.holds.append((hold(account, amount, **said).pk, name, amount))
        self.held[name] += amount

    def pay(self, index: int, amount: int) -> None:
        if not self.holds:
            return
        number, name, held = self.holds[index % len(self.holds)]
        payment = HoldPayment(self.book.account("treasury").pk, Event.PAY, TODAY, amount)
        if number in self.ended or amount > held:
            with pytest.raises(MoneyRefusal), transaction.atomic():
                post_hold(number, payment, key=key(f"pay {len(self.entries)}"), now=NOW)
            return
        paid = post_hold(number, payment, key=key(f"pay {len(self.entries)}"), now=NOW)
        self.ended.add(number)
        self.held[name] -= held
        self.noted(paid.entry, {name: -amount, "treasury": amount}, TODAY, "pay")

    def free(self, index: int) -> None:
        if not self.holds:
            return
        number, name, held = self.holds[index % len(self.holds)]
        paid = Hold.objects.filter(pk=number, state=Hold.State.POSTED).exists()
        if paid:
            with pytest.raises(MoneyRefusal):
                release_hold(number, NOW)
        else:
            release_hold(number, NOW)
            if number not in self.ended:
                self.ended.add(number)
                self.held[name] -= held

    def agrees(self) -> None:
        """Compare every balance, every hold, and every day."""
        for name in NAMES:
            account = self.book.account(name)
            assert (account.balance, account.held) == (self.balances[name], self.held[name])
            for day in {on for each, on in self.by_day if each == name}:
                assert balance_on(account, day) == sum(
                    change for (each, on), change in self.by_day.items() if each == name and on <= day
                )
        assert sum(trial_balance(TODAY + timedelta(30)).values()) == 0
        assert Account.objects.filter(balance__lt=0).values_list("code", flat=True).count() <= 1


class WhateverHappens(TestCase):
    """One ledger for each list of steps."""

    @given(steps)
    @settings(max_examples=40)
    def test_both_books_agree(self, todo: list[tuple[object, ...]]) -> None:
        """Given any steps, when each is taken or refused, then the two books say the same to the fen."""
        paper = Paper(Book())
        paper.write({"treasury": -150_000, "budget": 150_000}, TODAY)
        for name, *arguments in todo:
            getattr(paper, str(name))(*arguments)
        paper.agrees()
