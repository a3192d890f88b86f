"""Feature: money moves in double entry, and the database itself keeps what must hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from haina.money.models import Account, Entry, Ground, Leg
from haina.money.postings import Movement, Posting, spread, transfer
from haina.money.queries import balance_on, statement, trial_balance
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.hold import hold
from haina.money.verbs.post import post
from haina.money.verbs.post_all import post_all
from haina.money.verbs.post_hold import HoldPayment, post_hold
from haina.money.verbs.release_hold import release_hold
from haina.money.verbs.reverse import reverse

from .conftest import NOW, TODAY, Event, key


def refused(action: object, *arguments: object, **named: object) -> str:
    """The name of the promise that stands against an action."""
    with pytest.raises(MoneyRefusal) as refusal, transaction.atomic():
        action(*arguments, **named)  # type: ignore[operator]
    assert str(refusal.value)
    return refusal.value.code


def test_what_leaves_one_account_arrives_on_another(book) -> None:
    book.move("budget", "ada", 12_345)
    assert (book.balance("budget"), book.balance("ada")) == (87_655, 12_345)
    assert [leg.balance_after for leg in Leg.objects.order_by("-entry_id", "position")[:2]] == [
        87_655,
        12_345,
    ]


def test_the_same_key_moves_money_once_and_another_meaning_is_refused(book) -> None:
    first = book.move("budget", "ada", 500, name="award 1")
    again = book.move("budget", "ada", 500, name="award 1")
    assert (again.entry, again.replayed) == (first.entry, True)
    assert book.balance("ada") == 500
    assert refused(book.move, "budget", "ada", 501, name="award 1") == "key_means_one_entry"
    assert refused(book.move, "budget", "bao", 500, name="award 1") == "key_means_one_entry"


def test_no_budget_gives_what_it_does_not_have(book) -> None:
    assert refused(book.move, "budget", "ada", 100_001) == "account_keeps_its_floor"
    book.move("budget", "ada", 100_000)
    assert refused(book.move, "budget", "ada", 1) == "account_keeps_its_floor"
    assert book.balance("budget") == 0


def test_the_entries_of_a_day_are_written_together_or_not_at_all(book) -> None:
    """Given three payments of which the last is too much, then none stands; without it, all stand once."""
    budget, ada, bao = (book.account(name).pk for name in ("budget", "ada", "bao"))
    day = [book.posting(transfer(budget, ada, 60_000)), book.posting(transfer(ada, bao, 50_000))]
    too_much = book.posting(transfer(budget, bao, 40_001))
    assert refused(post_all, [*day, too_much]) == "account_keeps_its_floor"
    assert (book.balance("budget"), book.balance("bao")) == (100_000, 0)
    written = post_all(day)
    assert [each.replayed for each in written] == [False, False]
    assert post(day[1]).entry == written[1].entry
    again = post_all([*day, book.posting(transfer(budget, bao, 40_000))])
    assert [each.replayed for each in again] == [True, True, False]
    assert [each.entry for each in again[:2]] == [each.entry for each in written]
    assert [book.balance(name) for name in ("budget", "ada", "bao")] == [0, 10_000, 90_000]


def test_an_award_day_is_one_entry(book) -> None:
    people = [book.open(f"winner/{number}", Account.Kind.PAID) for number in range(100)]
    paid = spread(book.account("budget").pk, [(each.pk, 900 + i) for i, each in enumerate(people)])
    entry = book.post(paid).entry
    assert Entry.objects.get(pk=entry).legs_count == 101
    assert book.balance("budget") == 100_000 - sum(900 + i for i in range(100))
    assert book.balance("winner/99") == 999


@pytest.mark.parametrize(
    ("fen", "promise"),
    [(0, "leg_moves_something"), (-1, "leg_moves_something"), (10**17, "leg_moves_something")],
)
def test_an_amount_that_moves_nothing_or_too_much_is_refused(book, fen: int, promise: str) -> None:
    assert refused(book.move, "budget", "ada", fen) == promise


def test_an_amount_is_never_a_float() -> None:
    with pytest.raises(TypeError):
        Movement(1, 0.5)  # type: ignore[arg-type]


def test_legs_that_do_not_add_up_are_refused_by_python_and_by_the_database(book, at_the_end) -> None:
    budget, ada = book.account("budget").pk, book.account("ada").pk
    assert refused(book.posting, (Movement(budget, -100), Movement(ada, 99))) == "entry_adds_up"
    with pytest.raises(DatabaseError, match="add up to"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM money_post(gen_random_uuid(), 'pay', %s, %s, %s, %s, %s, NULL, NULL, '')",
                [book.ground.pk, TODAY, NOW, [budget, ada], [-100, 99]],
            )
        at_the_end()


def test_an_entry_is_in_one_currency(book, at_the_end) -> None:
    abroad = book.open("abroad", Account.Kind.PAID, currency="EUR")
    with pytest.raises(DatabaseError, match="currencies"), transaction.atomic():
        book.post(transfer(book.account("budget").pk, abroad.pk, 5))
        at_the_end()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE money_entry SET note = 'x'",
        "DELETE FROM money_entry",
        "UPDATE money_leg SET amount = amount + 1",
        "DELETE FROM money_leg",
        "UPDATE money_ground SET decided_by = 'x'",
        "UPDATE money_account SET balance = balance + 1",
        "UPDATE money_account SET held = 1",
        "UPDATE money_account SET currency = 'USD'",
        "INSERT INTO money_leg (entry_id, position, of, account_id, amount, balance_after)"
        " SELECT entry_id, 3, 3, account_id, 7, 0 FROM money_leg LIMIT 1",
        "INSERT INTO money_leg (entry_id, position, of, account_id, amount, balance_after)"
        " SELECT entry_id, position, of, account_id, 7, 0 FROM money_leg LIMIT 1",
        "INSERT INTO money_account (code, kind, currency, balance, held, opened_on)"
        " VALUES ('gift', 'paid', 'CNY', 5, 0, '2026-01-01')",
    ],
)
def test_nothing_is_changed_behind_the_ledgers_back(book, at_the_end, change: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(change)
        at_the_end()


def test_a_mistake_is_put_right_by_the_opposite_entry_once(book, at_the_end) -> None:
    wrong = book.move("budget", "ada", 700).entry
    said = {"ground": book.ground.pk, "happened_on": TODAY, "now": NOW, "note": "paid to the wrong person"}
    right = reverse(wrong, key=key("undo"), **said)
    assert (book.balance("budget"), book.balance("ada")) == (100_000, 0)
    assert Entry.objects.get(pk=right.entry).reverses_id == wrong
    assert refused(reverse, wrong, key=key("undo again"), **said) == "entry_is_reversed_once"


def test_half_an_entry_cannot_be_taken_back(book, at_the_end) -> None:
    entry = book.move("budget", "ada", 700).entry
    legs = transfer(book.account("ada").pk, book.account("budget").pk, 699)
    with pytest.raises(DatabaseError, match="take back"), transaction.atomic():
        post(Posting(key("half"), Event.REVERSE, book.ground.pk, TODAY, NOW, legs, reverses=entry))
        at_the_end()


def test_money_that_was_spent_cannot_be_taken_back_from_an_empty_account(book) -> None:
    entry = book.move("budget", "ada", 700).entry
    book.move("ada", "bao", 1)
    said = {"ground": book.ground.pk, "happened_on": TODAY, "now": NOW, "note": ""}
    assert refused(reverse, entry, key=key("undo"), **said) == "account_keeps_its_floor"


def test_every_entry_names_a_decision(book) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Ground.objects.create(decided_by="finance", decided_on=TODAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Ground.objects.create(
            document="x", case_id=key("no case"), sequence=1, decided_by="f", decided_on=TODAY
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT is_nullable FROM information_schema.columns"
            " WHERE table_name = 'money_entry' AND column_name = 'ground_id'"
        )
        assert cursor.fetchone() == ("NO",)


def test_what_is_set_aside_cannot_be_spent_otherwise(book) -> None:
    aside = hold(book.account("budget").pk, 60_000, key=key("hold"), ground=book.ground.pk, now=NOW)
    assert book.account("budget").available == 40_000
    assert refused(book.move, "budget", "ada", 40_001) == "account_keeps_its_floor"
    book.move("budget", "ada", 40_000)
    payment = HoldPayment(book.account("bao").pk, Event.PAY, TODAY, 59_000)
    paid = post_hold(aside.pk, payment, key=key("pay"), now=NOW)
    assert (book.balance("budget"), book.balance("bao"), book.account("budget").held) == (1_000, 59_000, 0)
    assert post_hold(aside.pk, payment, key=key("pay"), now=NOW).entry == paid.entry
    assert refused(post_hold, aside.pk, payment, key=key("pay twice"), now=NOW) == "hold_ends_once"
    assert refused(release_hold, aside.pk, NOW) == "hold_ends_once"


def test_what_was_set_free_can_be_spent_and_not_be_paid_as_set_aside(book) -> None:
    aside = hold(book.account("budget").pk, 100_000, key=key("hold"), ground=book.ground.pk, now=NOW)
    assert release_hold(aside.pk, NOW).state == release_hold(aside.pk, NOW).state == "released"
    payment = HoldPayment(book.account("ada").pk, Event.PAY, TODAY)
    assert refused(post_hold, aside.pk, payment, key=key("late"), now=NOW) == "hold_ends_once"
    book.move("budget", "ada", 100_000)


def test_a_hold_is_not_more_than_there_is_nor_paid_beyond_itself_or_its_last_day(book) -> None:
    budget = book.account("budget").pk
    said = {"ground": book.ground.pk, "now": NOW}
    assert refused(hold, budget, 100_001, key=key("too much"), **said) == "account_keeps_its_floor"
    assert refused(hold, budget, 0, key=key("nothing"), **said) == "hold_sets_something_aside"
    aside = hold(budget, 10, key=key("hold"), expires_on=TODAY, **said)
    assert hold(budget, 10, key=key("hold"), expires_on=TODAY, **said) == aside
    assert refused(hold, budget, 11, key=key("hold"), **said) == "key_means_one_entry"
    ada = book.account("ada").pk
    more, late = HoldPayment(ada, Event.PAY, TODAY, 11), HoldPayment(ada, Event.PAY, TODAY + timedelta(1))
    assert refused(post_hold, aside.pk, more, key=key("more"), now=NOW) == "hold_is_less"
    assert refused(post_hold, aside.pk, late, key=key("late"), now=NOW) == "hold_expired"


def test_a_purse_expires_and_only_its_expiry_empties_it(book) -> None:
    book.open("purse", Account.Kind.WALLET, expires_on=date(2026, 6, 30))
    book.move("budget", "purse", 300, on=date(2026, 6, 30))
    after = date(2026, 7, 1)
    assert refused(book.move, "purse", "ada", 1, on=after) == "account_has_not_expired"
    back = transfer(book.account("purse").pk, book.account("budget").pk, 300)
    post(Posting(key("expiry"), Event.EXPIRE, book.ground.pk, after, NOW, back))
    assert (book.balance("purse"), book.balance("budget")) == (0, 100_000)


def test_an_account_has_a_first_day_a_ceiling_and_is_closed_empty(book) -> None:
    assert refused(book.move, "budget", "ada", 1, on=date(2025, 12, 31)) == "account_is_open"
    book.open("capped", Account.Kind.WALLET, ceiling=100)
    assert refused(book.move, "budget", "capped", 101) == "account_keeps_its_ceiling"
    book.move("budget", "capped", 100)
    with pytest.raises(DatabaseError, match="account_is_empty_when_closed"), transaction.atomic():
        Account.objects.filter(code="capped").update(closed_on=TODAY)
    book.move("capped", "ada", 100)
    Account.objects.filter(code="capped").update(closed_on=TODAY)
    assert refused(book.move, "budget", "capped", 1) == "account_is_open"


def test_the_same_code_is_the_same_account_and_never_another_kind(book) -> None:
    assert book.open("purse") == book.open("purse")
    assert refused(book.open, "purse", Account.Kind.PAID) == "account_stays_itself"


def test_an_account_that_does_not_exist_is_named(book) -> None:
    assert refused(book.post, transfer(book.account("budget").pk, 10**9, 1)) == "leg_has_an_account"


def test_a_statement_counts_by_the_day_on_which_things_happened(book) -> None:
    """Given an entry for an earlier day written later, then the statement puts it where it belongs."""
    book.move("budget", "ada", 100, on=date(2026, 3, 2))
    book.move("budget", "ada", 40, on=date(2026, 2, 1))
    book.move("ada", "bao", 10, on=date(2026, 4, 1))
    ada = book.account("ada")
    march = statement(ada, date(2026, 3, 1), date(2026, 3, 31))
    assert (march.opening, [line.balance for line in march.lines], march.closing) == (40, [140], 140)
    whole = statement(ada, date(2026, 1, 1), date(2026, 12, 31))
    assert [line.amount for line in whole.lines] == [40, 100, -10]
    assert whole.closing == ada.balance == 130
    assert (balance_on(ada, date(2026, 1, 31)), balance_on(ada, date(2026, 3, 31))) == (0, 140)


def test_all_accounts_together_are_zero_on_every_day(book) -> None:
    book.move("budget", "ada", 100, on=date(2026, 4, 1))
    for day in (date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)):
        assert sum(trial_balance(day).values()) == 0
    assert trial_balance(date(2026, 4, 1)) == {
        ("CNY", "treasury"): -100_000,
        ("CNY", "appropriation"): 99_900,
        ("CNY", "paid"): 100,
    }
