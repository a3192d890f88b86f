"""What is killed while money moves, and how: always SIGKILL."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from haina.server import processes
from haina.server.postgres import Cluster

from ..kills import Process, end, process

#: What can be killed, and how often of a hundred times.
WEIGHTS: Mapping[str, int] = {
    "client": 36,
    "database backend": 28,
    "postmaster": 20,
    "helper of the database": 8,
    "everything": 8,
}


@dataclass
class Killer:
    """Kills clients and parts of the database."""

    cluster: Cluster
    nursery: int
    folder: Path
    chance: random.Random
    #: What was killed so far, in order.
    killed: list[str] = field(default_factory=list)

    def kill_one(self, kind: str = "") -> str:
        """Kill something of this kind, or of one drawn by chance; what it was, empty if there is none."""
        kind = kind or self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        found = self._targets(kind)
        if kind != "everything":
            found = [self.chance.choice(found)] if found else []
        if not [pid for pid in found if end(pid)]:
            return ""
        self.killed.append(kind)
        return kind

    def clients(self) -> list[int]:
        """The clients that are alive, in the order of their process ids."""
        return sorted(processes.marked("HAINA_VAR", str(self.folder)) - {self.nursery})

    def _targets(self, kind: str) -> list[int]:
        postmaster = [self.cluster.pid] if self.cluster.pid else []
        if kind == "postmaster":
            return postmaster
        if kind == "client":
            return self.clients()
        if kind == "everything":
            return [*self.clients(), *postmaster]
        running = filter(None, map(process, sorted(processes.working_in(self.cluster.data))))
        children = [each for each in running if each.parent in postmaster]
        wanted: Mapping[str, Callable[[Process], bool]] = {
            "database backend": lambda each: each.command.startswith("postgres: haina haina"),
            "helper of the database": lambda each: not each.command.startswith("postgres: haina haina"),
        }
        return [each.pid for each in children if wanted[kind](each)]
