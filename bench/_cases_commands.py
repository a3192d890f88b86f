"""Decisions by the product's own code, and the same statements replayed by pgbench: both from two clients.

A decision is what an officer's click does: permission, lock, fold, rules, events with their chain, rows,
notices and jobs in one transaction with its commit. Cases that have just been handed in are accepted, and
approved by every department. For the limit, the statements of such decisions are written down word for word
while their transactions are undone, and pgbench sends them again, one transaction a decision.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID, uuid4

from django.db import connection, connections, transaction
from django.utils import timezone

CLIENTS = 2


@dataclass(frozen=True, slots=True)
class Rate:
    """How many were done, in how many seconds, and how long each took, in milliseconds, in order."""

    done: int
    seconds: float
    each: tuple[float, ...]

    @property
    def per_second(self) -> float:
        """Completed commands a second."""
        return self.done / self.seconds

    def share(self, part: float) -> float:
        """The time within which this part of them was done, in milliseconds."""
        return self.each[min(len(self.each) - 1, int(len(self.each) * part))]


Decision = tuple[str, Callable[[], object]]


def decisions(case_id: UUID, now: datetime) -> Iterator[Decision]:
    """What the departments do to a case that has just been handed in, until all have agreed."""
    from haina.cases import verbs
    from haina.cases.models import Case
    from haina.cases.store import load_state

    while True:
        state = load_state(case_id)
        stage = next((each for each in state.open_stages if each.kind != "publication"), None)
        if stage is None:
            return
        seen = Case.objects.values_list("sequence", flat=True).get(pk=case_id)
        actor = _officer(stage.department, now)
        verb, more = (verbs.accept, {}) if stage.kind == "acceptance" else (verbs.approve, {"note": "同意"})

        def act(verb=verb, actor=actor, stage=stage, seen=seen, more=more) -> object:  # type: ignore[no-untyped-def]  # bound here
            return verb(actor, now, case_id, stage.id, key=uuid4().hex, seen=seen, **more)

        yield verb.__name__, act


_actors: dict[str, object] = {}


def _officer(department: str, now: datetime) -> object:
    from haina.people.actors import actor_for
    from haina.people.models import Posting

    if department not in _actors:
        posting = Posting.objects.filter(department=department, office="officer").order_by("pk").first()
        assert posting is not None, department
        _actors[department] = actor_for(posting.account, timezone.localdate(now))
    return _actors[department]


def by_product(ids: Sequence[UUID]) -> Rate:
    """Decide these cases by the product's code in `CLIENTS` processes; only the decisions count."""
    connections.close_all()
    parts = [ids[start::CLIENTS] for start in range(CLIENTS)]
    with ProcessPoolExecutor(CLIENTS, get_context("fork")) as pool:
        found = list(pool.map(_decide_all, parts))
    each = sorted(took for part in found for took in part)
    # Reading what is to be decided next is not part of a decision, so clients are busy for the sum of theirs.
    busy = sum(each) / 1000 / CLIENTS
    return Rate(len(each), busy, tuple(each))


def _decide_all(ids: Sequence[UUID]) -> list[float]:
    now, took = timezone.now(), []
    for case_id in ids:
        for _verb, act in decisions(case_id, now):
            began = time.perf_counter()
            act()
            took.append((time.perf_counter() - began) * 1000)
    return took


def statements(ids: Sequence[UUID]) -> list[list[str]]:
    """The statements of each decision on these cases, word for word; everything is undone."""
    written: list[list[str]] = []
    now = timezone.now()
    connection.force_debug_cursor = True
    try:
        for case_id in ids:
            with transaction.atomic():
                for _verb, act in decisions(case_id, now):
                    connection.queries_log.clear()
                    act()
                    written.append(_one_transaction([each["sql"] for each in connection.queries_log]))
                transaction.set_rollback(True)
    finally:
        connection.force_debug_cursor = False
    return written


def _one_transaction(sent: Sequence[str]) -> list[str]:
    """The outermost savepoint is what would be the transaction."""
    first, last = sent[0], sent[-1]
    assert first.startswith("SAVEPOINT") and last.startswith("RELEASE SAVEPOINT"), (first, last)
    return ["BEGIN", *sent[1:-1], "COMMIT"]


def by_pgbench(ids: Sequence[UUID], folder: Path, url: str) -> Rate:
    """Have pgbench send the statements of decisions on these cases, from `CLIENTS` clients at once."""
    from haina.server.postgres import binaries

    parts = [statements(ids[start::CLIENTS]) for start in range(CLIENTS)]
    connections.close_all()
    running = []
    for number, part in enumerate(parts):
        script = folder / f"decisions-{number}.sql"
        script.write_text("\n".join(f"{sql};" for decision in part for sql in decision), encoding="utf-8")
        # No more than one line break would be taken for a command of pgbench's own.
        command = [
            str(binaries() / "pgbench"),
            "-n",
            "-t",
            "1",
            "-c",
            "1",
            "-M",
            "simple",
            "-f",
            str(script),
            url,
        ]
        running.append(command)
    began = time.perf_counter()
    processes = [
        subprocess.Popen(each, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for each in running
    ]
    said = [process.communicate()[0] for process in processes]
    seconds = time.perf_counter() - began
    assert all("processed: 1/1" in each for each in said), said
    done = sum(len(part) for part in parts)
    return Rate(done, seconds, (seconds / done * 1000,))
