"""A small budget: a treasury, an appropriation, a call, and people who can be paid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import count
from uuid import UUID, uuid5

import pytest
from django.db import connection
from django.utils import translation

from haina.money.events import Event
from haina.money.models import Account, Ground
from haina.money.postings import Movement, Posting, transfer
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.verbs.post import Posted, post

from .grants import Town

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
TODAY = date(2026, 3, 2)
_NAMES = UUID("6f0c1f0e-3c3b-4a8e-9f41-1a1f27a7f3aa")


def key(name: str) -> UUID:
    """A key that is the same for the same name."""
    return uuid5(_NAMES, name)


class Book:
    """The ledger as a test speaks of it: accounts by name, amounts in fen."""

    def __init__(self) -> None:
        self.ground = Ground.objects.create(document="Budget 2026/1", decided_by="finance", decided_on=TODAY)
        self._numbers = count(1)
        self.open("treasury", Account.Kind.TREASURY)
        self.open("budget", Account.Kind.APPROPRIATION)
        for name in ("ada", "bao"):
            self.open(name, Account.Kind.PAID)

    def open(self, code: str, kind: Account.Kind = Account.Kind.WALLET, **more: object) -> Account:
        """Open an account."""
        return open_account(NewAccount(code, kind, date(2026, 1, 1), **more))  # type: ignore[arg-type]

    def account(self, code: str) -> Account:
        """The account as it is stored now."""
        return Account.objects.get(code=code)

    def balance(self, code: str) -> int:
        """Fen on the account."""
        return self.account(code).balance

    def move(self, giver: str, taker: str, fen: int, *, name: str = "", on: date = TODAY) -> Posted:
        """Bring money from one account to another."""
        return self.post(transfer(self.account(giver).pk, self.account(taker).pk, fen), name=name, on=on)

    def post(self, movements: tuple[Movement, ...], *, name: str = "", on: date = TODAY) -> Posted:
        """Write an entry."""
        return post(self.posting(movements, name=name, on=on))

    def posting(self, movements: tuple[Movement, ...], *, name: str = "", on: date = TODAY) -> Posting:
        """An entry to be written."""
        own = key(name or f"posting {next(self._numbers)}")
        return Posting(own, Event.PAY, self.ground.pk, on, NOW, movements)


@pytest.fixture
def book(db: None) -> Book:
    """The small budget with 1,000 yuan in it, in a transaction that the test takes back."""
    book = Book()
    book.move("treasury", "budget", 100_000)
    return book


@pytest.fixture
def at_the_end() -> Callable[[], None]:
    """Ask the database now for what it would otherwise ask at the commit."""

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    return ask


@pytest.fixture
def town(db: None, settings: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town that pays, in a transaction that the test takes back; sentences are English."""
    settings.HAINA_UPLOADS = tmp_path_factory.mktemp("uploads")  # type: ignore[attr-defined]
    with translation.override("en"):
        yield Town().people()
