"""One trial: a ledger, clients that move money, kills, and the comparison afterwards."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

from haina.server import processes
from haina.server.places import ROOT
from haina.server.postgres import Cluster

from ...support.made import copy, migrated
from ..kills import end
from .checks import Check, checks, outcomes
from .kills import Killer

#: Seconds until money moves again after a kill, and until our own reports of a long run are made.
RECOVERY, REPORTS = 120.0, 3600.0
#: How often the next kill comes before everything is well, at most so many seconds after the last one.
AT_ONCE, SOON = 0.15, 0.5
#: Seconds, at most, by which a kill comes later than the transfer at which it is due.
JITTER = 0.02
#: No kill is due in the first and the last part of a run.
EDGE = 0.04


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is tried; the seed draws who pays whom, what is killed, and when."""

    seed: int
    #: Entries that were acknowledged, at least.
    transfers: int
    kills: int
    clients: int = 8
    purses: int = 10_000
    #: What is killed, each in turn; drawn by chance where it is empty.
    kinds: tuple[str, ...] = ()


@dataclass
class Result:
    """What a trial found."""

    plan: Plan
    killed: list[str] = field(default_factory=list)
    #: Seconds from each kill until money moved again.
    recoveries: list[float] = field(default_factory=list)
    #: Seconds in which money moved, and in which all was compared.
    moving: float = 0.0
    comparing: float = 0.0
    #: Entries that were acknowledged.
    transfers: int = 0
    #: How often each kind of command was done, refused, left.
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    #: Processes that were left after everything had been stopped.
    left: list[int] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything that is not as it should be."""
        found = [f"{name}: {one}" for name, _, wrong in self.checks for one in wrong]
        return found + [f"left running: {pid}" for pid in self.left]


def run(plan: Plan, folder: Path, say: Callable[[str], None] = lambda words: None) -> Result:
    """Carry out a plan in an empty folder."""
    folder = folder.resolve()
    result = Result(plan)
    (folder / "plan.json").write_text(json.dumps(asdict(plan)))
    copy(migrated(), folder / "postgres")
    with _database(folder, result) as cluster, _nursery(folder, cluster) as nursery:
        begun = time.monotonic()
        trial = _Trial(plan, folder, cluster, nursery, result)
        trial.wait(lambda: trial.count() > 0)
        say(f"seed {plan.seed}: {plan.clients} clients move money")
        trial.kill_all_along(say)
        trial.wait(lambda: trial.count() >= plan.transfers)
        trial.finish()
        result.moving = time.monotonic() - begun
        say(f"{trial.count()} transfers, {len(result.killed)} kills; comparing")
        begun = time.monotonic()
        assert nursery.wait(REPORTS) == 0, trial.words()
        result.transfers = trial.count()
        result.checks = _compared(folder, cluster)
        result.outcomes = outcomes(_files(folder))
        result.comparing = time.monotonic() - begun
    return result


@dataclass
class _Trial:
    plan: Plan
    folder: Path
    cluster: Cluster
    nursery: subprocess.Popen[bytes]
    result: Result

    def __post_init__(self) -> None:
        self.chance = random.Random(self.plan.seed)
        self.killer = Killer(self.cluster, self.nursery.pid, self.folder, self.chance)
        self.result.killed = self.killer.killed

    def kill_all_along(self, say: Callable[[str], None]) -> None:
        """Kill at random transfers; now and then again before everything is well."""
        edge = int(self.plan.transfers * EDGE)
        due = sorted(self.chance.randrange(edge, self.plan.transfers - edge) for _ in range(self.plan.kills))
        kinds = cycle(self.plan.kinds or ("",))
        at_once = False
        while (before := len(self.killer.killed)) < self.plan.kills:
            if not at_once:
                self.wait(self._reached(due[before]))
            # Nothing is waited for: the pause puts the kill at a random point of the work.
            time.sleep(self.chance.random() * (SOON if at_once else JITTER))
            begun, acknowledged = time.monotonic(), self.count()
            self._kill(next(kinds))
            at_once = not self.plan.kinds and self.chance.random() < AT_ONCE
            if not at_once:
                # Each client may have had one answer under way when the kill came.
                self.wait(self._reached(acknowledged + self.plan.clients + 1))
                self.result.recoveries.append(time.monotonic() - begun)
            if len(self.killer.killed) // 10 > before // 10:
                say(f"{len(self.killer.killed)} kills, {self.count()} transfers")

    def _kill(self, kind: str) -> None:
        """Kill, and start the database again where that was its end."""
        killed = self.killer.kill_one(kind)
        if killed in ("postmaster", "everything"):
            assert processes.wait_until(lambda: not self.cluster.running(), RECOVERY), killed
            self.cluster.start(self.folder / "postgres.log", deadline=RECOVERY)

    def _reached(self, number: int) -> Callable[[], bool]:
        return lambda: self.count() >= number

    def finish(self) -> None:
        """Kill all clients over whatever they are at."""
        (self.folder / "over").touch()
        for pid in self.killer.clients():
            end(pid)

    def count(self) -> int:
        """Entries that were acknowledged so far."""
        file = self.folder / "progress"
        counts = file.read_bytes() if file.exists() else b""
        return sum(int.from_bytes(counts[at : at + 8], "little") for at in range(0, len(counts), 8))

    def wait(self, met: Callable[[], bool]) -> None:
        """Wait until it is met; while money moves, for as long as it takes."""
        while not processes.wait_until(lambda: met() or self.nursery.poll() is not None, RECOVERY):
            more = self._reached(self.count() + 1)
            assert processes.wait_until(more, RECOVERY), f"no money moves any more: {self.words()}"
        assert self.nursery.poll() is None, self.words()

    def words(self) -> str:
        """What the clients have printed, which is nothing where all is well."""
        return (self.folder / "clients.log").read_text(errors="replace")[-4000:]


@contextmanager
def _database(folder: Path, result: Result) -> Iterator[Cluster]:
    """A database that keeps what it has acknowledged; nothing of it is left afterwards."""
    cluster = Cluster(folder / "postgres")
    cluster.start(folder / "postgres.log")
    try:
        yield cluster
    finally:
        cluster.stop()
        result.left = sorted(processes.working_in(cluster.data) | processes.marked("HAINA_VAR", str(folder)))


@contextmanager
def _nursery(folder: Path, cluster: Cluster) -> Iterator[subprocess.Popen[bytes]]:
    """The program that has the clients; they end with it."""
    environment = {
        **os.environ,
        "DATABASE_URL": cluster.url(),
        "DJANGO_SETTINGS_MODULE": "haina.server.settings",
        "HAINA_VAR": str(folder),
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    with (folder / "clients.log").open("wb") as log:
        nursery = processes.start(
            [sys.executable, "-m", "tests.crashes.transfers.nursery", str(folder)],
            output=log,
            at_our_death=signal.SIGKILL,
            environment=environment,
        )
    try:
        yield nursery
    finally:
        processes.stop([nursery], (signal.SIGKILL,), patience=RECOVERY)
        processes.wait_until(lambda: not processes.marked("HAINA_VAR", str(folder)), RECOVERY)


def _compared(folder: Path, cluster: Cluster) -> list[Check]:
    """What our own reports say, and what the record says beside the clients' files."""
    reports: list[Any] = json.loads((folder / "books.json").read_text())
    world = json.loads((folder / "world.json").read_text())
    found = checks(cluster.url(), _files(folder), world["first_keys"])
    return [*found, *((name, much, wrong) for name, much, wrong in reports)]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("client-*"), key=lambda file: int(file.name.rpartition("-")[2]))
