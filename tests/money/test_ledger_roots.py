"""Feature: each day of the ledger is closed by a root, and what is changed afterwards is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from haina.cases.models import NO_HASH
from haina.money.audit.models import EntryLeaf, LedgerRoot
from haina.money.audit.roots import LedgerBreak, make_roots, verify_ledger
from haina.money.models import Entry

from .conftest import NOW, TODAY, Book


@pytest.fixture
def closed(book: Book) -> Book:
    """The small budget with three payments, its first three days closed."""
    for fen in (100, 200, 300):
        book.move("budget", "ada", fen)
    make_roots(NOW + timedelta(days=3))
    return book


def by_force(statement: str) -> None:
    """Change what is stored past the triggers, as only who owns the database can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("money_entry", "money_leg"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in ("money_entry", "money_leg"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_every_day_has_a_root_that_covers_its_entries(closed: Book) -> None:
    """Given payments of one day, then it and the empty days after it have roots, each over the one before."""
    roots = list(LedgerRoot.objects.order_by("day"))
    assert [(root.day, root.count) for root in roots] == [
        (TODAY, 4),
        (TODAY + timedelta(days=1), 0),
        (TODAY + timedelta(days=2), 0),
    ]
    assert roots[0].previous == roots[0].cases == NO_HASH
    assert [root.previous for root in roots[1:]] == [root.root for root in roots[:-1]]
    assert EntryLeaf.objects.count() == Entry.objects.count() == 4
    assert make_roots(NOW + timedelta(days=3)) == []
    assert list(verify_ledger()) == []


def test_what_is_written_late_goes_into_the_next_root(closed: Book) -> None:
    """Given an entry with the time of a closed day, then the next root covers it, and all still stands."""
    closed.move("budget", "bao", 50)
    (root,) = make_roots(NOW + timedelta(days=4))
    assert (root.day, root.count) == (TODAY + timedelta(days=3), 1)
    assert list(verify_ledger()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE money_entry SET note = 'gift' WHERE id = {entry}",
        "UPDATE money_entry SET happened_on = '2026-01-01' WHERE id = {entry}",
        "UPDATE money_leg SET amount = amount * 2 WHERE entry_id = {entry}",
        "UPDATE money_leg SET balance_after = 0 WHERE entry_id = {entry} AND position = 1",
    ],
)
def test_an_entry_that_was_changed_is_named(closed: Book, statement: str) -> None:
    entry = Entry.objects.order_by("pk").last()
    assert entry is not None
    by_force(statement.format(entry=entry.pk))
    assert list(verify_ledger()) == [LedgerBreak(entry.pk, TODAY, "changed")]


def test_an_entry_that_was_taken_out_with_its_leaf_leaves_a_day_that_does_not_add_up(closed: Book) -> None:
    entry = Entry.objects.order_by("pk").last()
    assert entry is not None
    EntryLeaf.objects.filter(entry=entry).delete()
    assert list(verify_ledger()) == [LedgerBreak(None, TODAY, "changed")]


def test_a_root_that_was_made_anew_does_not_fit_the_next(closed: Book) -> None:
    LedgerRoot.objects.filter(day=TODAY).update(root="f" * 64)
    faults = [(found.day, found.fault) for found in verify_ledger()]
    assert faults == [(TODAY, "changed"), (TODAY + timedelta(days=1), "unchained")]


def test_a_ledger_without_entries_has_nothing_to_close(db: None) -> None:
    assert make_roots(NOW) == []
