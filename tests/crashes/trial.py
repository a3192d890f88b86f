"""One trial: a served city, people at work in it, kills, and the comparison afterwards."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg

from haina.server import processes
from haina.server.places import ROOT
from haina.server.postgres import Cluster

from ..support.serving import Served, free_port
from .clients import Browser
from .kills import Killer
from .ledger import Ledger
from .sinks import Hooks, Mailbox, open_sink
from .stories import Story

HERE = Path(__file__).parent
#: Seconds until everything has to be well again after a kill, and until the queue has to be empty at the end.
RECOVERY, DRAIN = 240.0, 300.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is tried; the seed draws what is killed, when, and what people do."""

    seed: int
    kills: int
    people: int = 8
    #: At most so many seconds between a recovery and the next kill.
    calm: float = 2.0
    #: What is killed, each in turn; drawn by chance where it is empty.
    kinds: tuple[str, ...] = ()


@dataclass
class Result:
    """What a trial found."""

    plan: Plan
    ledger: Ledger
    killed: list[str] = field(default_factory=list)
    #: Seconds from each kill to a platform that is well.
    recoveries: list[float] = field(default_factory=list)
    seconds: float = 0.0
    #: Seconds from the last command until nothing was left to do.
    drained: float = 0.0
    checks: list[tuple[str, str, list[str]]] = field(default_factory=list)
    letters: int = 0
    #: Processes that were left after everything had been stopped.
    left: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything that is not as it should be."""
        found = [f"{check}: {one}" for check, _, wrong in self.checks for one in wrong]
        found += [f"met by people: {fault}" for fault in self.ledger.faults]
        found += [f"answered wrongly: {each.words}" for each in self.ledger.of("broken")]
        found += [f"never answered: {each.verb} {each.key}" for each in self.ledger.of("unanswered")]
        found += [f"did not get through: {one}" for one in self.ledger.strange]
        return found + [f"left running: {one}" for one in self.left]


def run(plan: Plan, folder: Path, say: Any = lambda words: None) -> Result:
    """Carry out a plan in an empty folder."""
    result = Result(plan, Ledger())
    mailbox, hooks = Mailbox(folder), Hooks()
    begun = time.monotonic()
    with open_sink(mailbox), open_sink(hooks), _city(folder, mailbox, hooks, result) as (killer, people):
        say(f"seed {plan.seed}: the city is served, {plan.people} people at work")
        with _at_work(plan, people, killer, result):
            _kill(plan, killer, result, say)
        last = time.monotonic()
        _drain(killer.served)
        result.drained = time.monotonic() - last
        result.killed = killer.killed
        letters = [[number, to, times] for (number, to), times in mailbox.taken.items()]
        result.letters = sum(mailbox.taken.values())
        told = json.dumps({"sent": result.ledger.as_json(), "letters": letters, "calls": hooks.taken})
        (folder / "told.json").write_text(told, encoding="utf-8")
        result.checks = [tuple(one) for one in json.loads(_inside(killer.served, "checks.py", told=told))]
        result.checks.append(_verified(killer.served))
    result.seconds = time.monotonic() - begun
    return result


@contextmanager
def _city(
    folder: Path, mailbox: Mailbox, hooks: Hooks, result: Result
) -> Iterator[tuple[Killer, dict[str, Any]]]:
    """The served city and who lives in it; nothing of it is left afterwards."""
    port = free_port()
    runs: list[Served] = []

    def serve() -> Served:
        runs.append(
            Served(
                folder / "var",
                port,
                HAINA_EMAIL_URL=mailbox.url,
                SSL_CERT_FILE=str(mailbox.certificate),
                HAINA_LOOPBACK_WEBHOOKS="1",
                HAINA_DEMO_PASSWORD="a-long-demo-password",
            )
        )
        return runs[-1].ready(RECOVERY)

    try:
        killer = Killer(serve(), serve, random.Random(result.plan.seed))
        yield killer, json.loads(_inside(killer.served, "city.py", "16", "4", hooks.url))
    finally:
        for each in runs:
            each.put_down()
        result.left = [*runs[-1].left().values()]
        runs[-1].clear_away()


@contextmanager
def _at_work(plan: Plan, city: dict[str, Any], killer: Killer, result: Result) -> Iterator[None]:
    """People who tell one story after the other until the block ends, and finish the command they are at."""
    over = threading.Event()

    def live(number: int) -> None:
        chance = random.Random(f"{plan.seed}/{number}")
        browsers: dict[str, Browser] = {}

        def browser(account: Any) -> Browser:
            if account["id"] not in browsers:
                browsers[account["id"]] = Browser(killer.served.port, account, result.ledger)
            return browsers[account["id"]]

        while not over.is_set():
            Story(city, chance, browser, lambda: not over.is_set()).tell()
        for each in browsers.values():
            each.close()

    with ThreadPoolExecutor(plan.people) as pool:
        living = [pool.submit(live, number) for number in range(plan.people)]
        try:
            yield
        finally:
            over.set()
        for each in living:
            each.result()


def _kill(plan: Plan, killer: Killer, result: Result, say: Any) -> None:
    """Kill until the plan is fulfilled; now and then again before everything is well."""
    assert processes.wait_until(lambda: bool(result.ledger.of("done")), RECOVERY), "nobody got to work"
    kinds = cycle(plan.kinds or ("",))
    while len(killer.killed) < plan.kills:
        before = len(killer.killed)
        killer.kill_one(next(kinds))
        begun = time.monotonic()
        if killer.chance.random() < 0.85 or killer.killed[before:] == ["everything"]:
            assert processes.wait_until(killer.served.well, RECOVERY), killer.served.words
            result.recoveries.append(time.monotonic() - begun)
        # Nothing is waited for: the pause puts the next kill at a random point of the work.
        time.sleep(killer.chance.random() * plan.calm)
        if len(killer.killed) // 20 > before // 20:
            done = len(result.ledger.of("done"))
            say(f"{len(killer.killed)} kills, {done} commands, {len(result.ledger.faults)} faults")
    assert processes.wait_until(killer.served.well, RECOVERY), killer.served.words


def _drain(served: Served) -> None:
    """Wait until nothing is left to do; a job that is never done is found by the checks."""
    processes.wait_until(lambda: _open_jobs(served) == 0, DRAIN)


def _open_jobs(served: Served) -> int:
    try:
        with psycopg.connect(Cluster(served.var / "postgres").url()) as connection:
            row = connection.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
            ).fetchone()
    except psycopg.OperationalError:
        return -1
    return int(row[0]) if row else -1


def _inside(served: Served, program: str, *arguments: str, told: str = "") -> str:
    """What one of our programs prints that runs with the served folder's settings."""
    done = subprocess.run(
        [sys.executable, str(HERE / program), *arguments],
        input=told,
        capture_output=True,
        text=True,
        env=_environment(served),
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _verified(served: Served) -> tuple[str, str, list[str]]:
    """What `haina verify` says."""
    done = subprocess.run(
        [sys.executable, "-m", "haina", "verify", "--lang", "en"],
        capture_output=True,
        text=True,
        env=_environment(served),
        cwd=ROOT,
        check=False,
    )
    return "haina verify", done.stdout.strip(), [] if done.returncode == 0 else [done.stdout + done.stderr]


def _environment(served: Served) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ours = {"HAINA_VAR": str(served.var), "DJANGO_SETTINGS_MODULE": "haina.server.settings"}
    return {**kept, **ours, "HAINA_PUBLIC_URL": f"http://127.0.0.1:{served.port}"}
