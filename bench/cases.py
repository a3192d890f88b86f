"""The whole platform under load: pages, search and decisions over 200,000 cases and 5 million events.

Run with `make bench`; `--cases 2000` is the quick form. The data are made once under var/bench and kept. Four
tables: what was made and checked, pages and commands through `haina serve` with 16 people at work, completed
commands a second beside what PostgreSQL does with the same statements, and the cost of a command by the
number of cases that there are.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import random
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _cases_data import Made
    from haina.server.postgres import Cluster

CASES = 200_000
SMALL = 1_000
#: How many cases are drawn and checked.
CHECKED = 200
#: Seconds that people rest between two requests, on average: with 16 people about 30 requests a second.
PAUSE = 0.5
#: Most milliseconds of 95 in 100 pages, and of 95 in 100 decisions with their commit.
PAGE_BAR, DECISION_BAR = 300.0, 150.0
DECISIONS = {"accept", "approve", "return"}
#: Least share of PostgreSQL's own rate; most that a decision may cost more in a full database.
RATIO, FLAT = 0.5, 1.5
#: In how many turns the product and pgbench are measured, so that neither has the quieter moments.
ROUNDS = 4


def main() -> None:
    """Make the data if they are not there, measure, print the tables; exit 1 where a bar is not held."""
    wanted = _arguments()
    folder = wanted.var / f"cases-{wanted.cases}"
    if wanted.rate:
        _print_rate(folder, wanted.cases, wanted.decisions)
        return
    _say_where()
    with _database(folder, wanted.cases):
        _check(wanted.cases)
    missed = [*_pages(folder, wanted), *_commands(wanted)]
    print("\nEvery bar is held." if not missed else f"\nNot held: {'; '.join(missed)}.")
    sys.exit(1 if missed and wanted.cases >= CASES else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long people work in each round")
    parser.add_argument("--decisions", type=int, default=400, help="cases to decide for the commands' rate")
    parser.add_argument("--rate", action="store_true", help=argparse.SUPPRESS)  # one size's rates, as JSON
    root = Path(__file__).resolve().parent.parent
    parser.add_argument("--var", type=Path, default=root / "var" / "bench")
    return parser.parse_args()


def _use(folder: Path) -> None:
    """Let the settings speak of the database in this folder, which runs."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(HAINA_VAR=str(folder), DJANGO_SETTINGS_MODULE="haina.server.settings")
    import django

    django.setup()
    logging.getLogger().setLevel(logging.WARNING)


def _say_where() -> None:
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    gigabytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    processors = f"{os.cpu_count()} processors ({model})"
    print(f"Python {platform.python_version()}, {processors}, {gigabytes:.0f} GB; load {_load()}")


@contextmanager
def _database(folder: Path, cases: int, *, quiet: bool = False) -> Iterator[Cluster]:
    """The database with the data in it, running and durable."""
    import _cases_data as data
    from haina.server.postgres import Cluster

    made = data.kept(folder, cases) or _made(folder, cases)
    cluster = Cluster(folder / "postgres")
    cluster.start(folder / "postgres.log")
    try:
        _use(folder)
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        if not quiet:
            print(
                f"{made.cases:,} cases, {made.events:,} events, {made.persons:,} persons, "
                f"{made.organisations:,} organisations, {made.open_stages:,} open stages; "
                f"made on {made.made_on} in {made.seconds:.0f} s\n",
                flush=True,
            )
        yield cluster
        connections.close_all()
    finally:
        cluster.stop(deadline=60)


def _made(folder: Path, cases: int) -> Made:
    import _cases_data as data
    from haina.server.postgres import Cluster

    print(f"Making {cases:,} cases …", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    cluster = Cluster(folder / "postgres", durable=False)
    cluster.start(folder / "postgres.log")
    try:
        _use(folder)
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        made = data.make(folder, cases, data.owner_of(folder))
        connections.close_all()
    finally:
        cluster.stop(deadline=300)
    os.sync()
    return made


def _check(cases: int) -> None:
    """Fold some cases and hold the result against their rows; check their chains."""
    from _cases_world import draw_id
    from haina.cases.chain import verify_case
    from haina.cases.deadlines import deadlines
    from haina.cases.evolve import fold
    from haina.cases.models import Case, CaseStage
    from haina.cases.policies import working_calendar
    from haina.cases.store import history_of, projected

    draw = random.Random(cases)
    rows = Case.objects.order_by("pk").values_list("pk", flat=True)
    ids = [rows.filter(pk__gte=draw_id(draw)).first() or rows[0] for _ in range(CHECKED)]
    began = time.perf_counter()
    for id in ids:
        assert verify_case(id) == [], f"the chain of {id} is broken"
        stored, row = Case.objects.get(pk=id), Case.objects.get(pk=id)
        happened = history_of(id)
        state = fold(happened)
        stages = projected(row, state, happened[-1:], deadlines(state, working_calendar()))
        names = [each.attname for each in Case._meta.concrete_fields]
        assert [getattr(row, name) for name in names] == [getattr(stored, name) for name in names], id
        shown = [each.attname for each in CaseStage._meta.concrete_fields if each.attname != "id"]
        kept = {each.stage: each for each in CaseStage.objects.filter(case_id=id)}
        assert kept.keys() == {each.stage for each in stages}, id
        for each in stages:
            assert [getattr(each, name) for name in shown] == [
                getattr(kept[each.stage], name) for name in shown
            ], id
    each = (time.perf_counter() - began) / CHECKED * 1000
    print(
        f"{CHECKED} cases drawn: every chain verifies, every fold is what its rows say ({each:.1f} ms each)\n"
    )


def _load() -> str:
    return "/".join(f"{each:.1f}" for each in os.getloadavg())


def _pages(folder: Path, wanted: argparse.Namespace) -> list[str]:
    """Have 16 people work on the served platform; the bars that are not held."""
    from django.db import connections

    import _cases_data as data
    import _cases_serving as serving

    missed = []
    with serving.served(folder) as port:
        work = serving.prepare(
            data.owner_of(folder), int(wanted.seconds * 6) + 40, int(wanted.seconds * 3) + 20
        )
        connections.close_all()
        serving.measure(port, work, min(10.0, wanted.seconds), 0.5)  # warms what a running server has warm
        for pause, title in ((PAUSE, f"pausing {PAUSE} s on average"), (0.0, "without a pause")):
            rates, failed = serving.measure(port, work, wanted.seconds, pause)
            people = f"{len(serving.USERS)} people at work, {title}"
            requests = sum(each.per_second for each in rates.values())
            print(f"{people}: {requests:.0f} requests a second; load {_load()}\n")
            print("| request | times | p50, ms | p95, ms | longest, ms | bar for p95 |")
            print("|:--|--:|--:|--:|--:|:--|")
            for name, rate in sorted(rates.items()):
                p50, p95 = rate.share(0.5), rate.share(0.95)
                bar = DECISION_BAR if name in DECISIONS else PAGE_BAR
                if pause and p95 > bar:
                    missed.append(f"{name}: p95 {p95:.0f} ms")
                said = f"{bar:.0f}: {'held' if p95 <= bar else 'missed'}" if pause else ""
                print(f"| {name} | {rate.done} | {p50:.0f} | {p95:.0f} | {rate.each[-1]:.0f} | {said} |")
            print(f"\n{len(failed)} failed{': ' + '; '.join(failed[:3]) if failed else ''}\n", flush=True)
            missed += failed[:3]
    return missed


def _commands(wanted: argparse.Namespace) -> list[str]:
    """Decisions by the product and the same statements by pgbench, by the number of cases; bars not held."""
    print("Decisions (accept, approve) with their commit, from 2 clients; pgbench with their statements\n")
    print("| cases | Haina, a second | pgbench, a second | ratio | p50, ms | p95, ms | load |")
    print("|--:|--:|--:|--:|--:|--:|:--|")
    found = {}
    for cases in sorted({SMALL, min(10 * SMALL, wanted.cases), wanted.cases}):
        found[cases] = one = _rate_of(cases, wanted)
        ratio = one["product"] / one["pgbench"]
        print(
            f"| {cases:,} | {one['product']:.0f} | {one['pgbench']:.0f} | {ratio:.2f} "
            f"| {one['p50']:.1f} | {one['p95']:.1f} | {_load()} |",
            flush=True,
        )
    one, small = found[wanted.cases], found[SMALL]
    missed = []
    if one["product"] / one["pgbench"] < RATIO:
        missed.append(f"ratio below {RATIO}")
    if one["p50"] > FLAT * small["p50"]:
        missed.append(
            f"a decision costs {one['p50'] / small['p50']:.1f} times what it does with {SMALL:,} cases"
        )
    return missed


def _rate_of(cases: int, wanted: argparse.Namespace) -> dict[str, float]:
    """The rates at one size, measured by a process of its own."""
    command = [sys.executable, __file__, "--rate", "--cases", str(cases), "--var", str(wanted.var)]
    command += ["--decisions", str(wanted.decisions)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _print_rate(folder: Path, cases: int, decisions: int) -> None:
    import _cases_commands as commands
    import _cases_data as data

    with _database(folder, cases, quiet=True) as cluster:
        owner = data.owner_of(folder)
        commands.by_product(data.add(20, "filed", owner))  # warms what a running server has warm
        products, limits = [], []
        for _ in range(ROUNDS):
            ids = data.add(2 * decisions // ROUNDS, "filed", owner)
            half = len(ids) // 2
            limits.append(commands.by_pgbench(ids[:half], folder, cluster.url()))
            products.append(commands.by_product(ids[half:]))
    each = sorted(took for rate in products for took in rate.each)
    print(
        json.dumps(
            {
                "product": sum(rate.done for rate in products) / sum(rate.seconds for rate in products),
                "pgbench": sum(rate.done for rate in limits) / sum(rate.seconds for rate in limits),
                "p50": each[len(each) // 2],
                "p95": each[int(len(each) * 0.95)],
            }
        )
    )


if __name__ == "__main__":
    main()
