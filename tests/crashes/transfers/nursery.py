"""Opens the accounts, keeps so many clients alive, and compares our own reports when all is over.

`python -m tests.crashes.transfers.nursery FOLDER`, with the folder's database in DATABASE_URL. A program of
its own: the clients are forked from it, so that a killed one has a successor in a few milliseconds.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import django

if TYPE_CHECKING:
    from .clients import World

_PR_SET_PDEATHSIG = 1
#: Fen that every purse begins with, and for each transfer that is planned, the budget: some find it empty.
PURSE, FUNDS = 20_000, 10
#: How many accounts' statements are compared; the budget's and the treasury's always are.
STATEMENTS = 200
#: Seconds until everything that killed clients had begun is over.
QUIET = 60.0


def main(folder: Path) -> None:
    """Do the plan that lies in the folder."""
    plan = json.loads((folder / "plan.json").read_text())
    world = _world(plan["purses"], plan["transfers"])
    _write(folder / "world.json", asdict(world))
    _keep_alive(folder, plan, world)
    _write(folder / "books.json", list(_books(world)))


def _world(number: int, transfers: int) -> World:
    """A budget and many purses, with money."""
    from haina.money.events import Event
    from haina.money.models import Account, Ground
    from haina.money.postings import Posting, spread, transfer
    from haina.money.verbs.open_account import NewAccount, open_account
    from haina.money.verbs.post import post

    from .clients import FIRST_DAY, World

    ground = Ground.objects.create(document="Budget 2026/1", decided_by="finance", decided_on=FIRST_DAY)
    treasury = open_account(NewAccount("treasury", Account.Kind.TREASURY, FIRST_DAY)).pk
    low = [_purse(each) for each in range(number // 2)]
    # The budget lies between the purses in the order of locks, not before or after all of them.
    low = [each.pk for each in Account.objects.bulk_create(low)]
    budget = open_account(NewAccount("budget", Account.Kind.APPROPRIATION, FIRST_DAY)).pk
    high = Account.objects.bulk_create([_purse(each) for each in range(number // 2, number)])
    purses = [*low, *(each.pk for each in high)]
    keys = [UUID(int=1), UUID(int=2)]
    for key, legs in zip(
        keys,
        (
            transfer(treasury, budget, transfers * FUNDS + number * PURSE),
            spread(budget, [(purse, PURSE) for purse in purses]),
        ),
        strict=True,
    ):
        post(Posting(key, Event.APPROPRIATE, ground.pk, FIRST_DAY, _now(), legs))
    return World(ground.pk, treasury, budget, purses, [str(key) for key in keys])


def _purse(number: int) -> Any:
    from haina.money.models import Account

    from .clients import FIRST_DAY

    return Account(code=f"purse/{number}", kind=Account.Kind.WALLET, opened_on=FIRST_DAY)


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


# --- clients ---------------------------------------------------------------------------------------------
def _keep_alive(folder: Path, plan: dict[str, Any], world: World) -> None:
    """Have so many clients until it is over; one that ends by itself before that is an error."""
    from django.db import connections

    def born(number: int) -> int:
        return _fork(folder, number, plan["seed"], world)

    connections.close_all()
    alive = {born(number): number for number in range(plan["clients"])}
    while alive:
        pid, status = os.wait()
        number = alive.pop(pid)
        if (folder / "over").exists():
            continue
        if not os.WIFSIGNALED(status):
            raise RuntimeError(f"client {number} ended by itself with {os.waitstatus_to_exitcode(status)}")
        alive[born(number)] = number


def _fork(folder: Path, number: int, seed: int, world: World) -> int:
    """Start a client that is gone when we are; its number as a process."""
    us = os.getpid()
    if pid := os.fork():
        return pid
    from .clients import Client

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    status = 1
    try:
        if os.getppid() == us:
            Client(folder, number, seed, world).work()
            status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


# --- our own reports -------------------------------------------------------------------------------------
def _books(world: World) -> Iterator[tuple[str, str, list[str]]]:
    """The trial balance and the statements, beside the balances on record."""
    from django.db import connection

    from haina.money.models import Account
    from haina.server import processes

    assert processes.wait_until(lambda: _others(connection) == 0, QUIET), "somebody is still at work"
    accounts = {account.pk: account for account in Account.objects.all()}
    yield _trial_balance(list(accounts.values()))
    step = max(1, len(world.purses) // STATEMENTS)
    chosen = [world.treasury, world.budget, *world.purses[::step]]
    wrong = [fault for each in chosen for fault in _statement(accounts[each])]
    yield "statements lead from one day to the other and to the balance", f"{len(chosen)} accounts", wrong


def _others(connection: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
            " AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def _trial_balance(accounts: list[Any]) -> tuple[str, str, list[str]]:
    from haina.money.queries import trial_balance

    from .clients import DAYS, FIRST_DAY

    wrong = []
    for day in range(DAYS):
        if total := sum(trial_balance(FIRST_DAY + timedelta(day)).values()):
            wrong.append(f"day {day + 1} adds up to {total}")
    stored: Counter[tuple[str, str]] = Counter()
    for account in accounts:
        stored[account.currency, account.kind] += account.balance
    found = trial_balance(FIRST_DAY + timedelta(DAYS))
    if found != dict(stored):
        wrong.append(f"{found}, but the accounts have {dict(stored)}")
    return "the trial balance is zero on each day and what the accounts have", f"{DAYS} days", wrong


def _statement(account: Any) -> Iterator[str]:
    from haina.money.queries import balance_on, statement

    from .clients import DAYS, FIRST_DAY

    middle, last = FIRST_DAY + timedelta(DAYS // 2), FIRST_DAY + timedelta(DAYS)
    first = statement(account, FIRST_DAY, middle)
    rest = statement(account, middle + timedelta(1), last)
    if not first.closing == rest.opening == balance_on(account, middle):
        yield f"{account}: closes at {first.closing}, opens at {rest.opening}"
    if rest.closing != account.balance or (rest.lines and rest.lines[-1].balance != account.balance):
        yield f"{account}: closes at {rest.closing}, has {account.balance}"


def _write(file: Path, what: Any) -> None:
    half = file.with_suffix(".half")
    half.write_text(json.dumps(what))
    half.rename(file)


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]))
