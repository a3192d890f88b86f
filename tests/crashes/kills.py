"""What is killed, and how: always SIGKILL, always while people are at work."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..support.serving import Served

#: What can be killed, and how often of a hundred times.
WEIGHTS: Mapping[str, int] = {
    "web worker": 24,
    "database backend": 24,
    "job worker": 20,
    "postmaster": 12,
    "web server": 8,
    "two at once": 6,
    "registers": 4,
    "everything": 2,
}
_SINGLE = ("web worker", "database backend", "job worker", "postmaster", "web server", "registers")


@dataclass(frozen=True, slots=True)
class Process:
    """A running process: its parent and its command line."""

    pid: int
    parent: int
    command: str


@dataclass
class Killer:
    """Kills parts of a served platform, or all of it, which `again` starts then."""

    served: Served
    again: Callable[[], Served]
    chance: random.Random
    #: What was killed so far, in order; two at once count as two.
    killed: list[str] = field(default_factory=list)

    def kill_one(self, kind: str = "") -> None:
        """Kill something of this kind, or of one drawn by chance."""
        kind = kind or self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if kind == "everything":
            self._everything()
        elif kind == "two at once":
            for each in self.chance.sample(_SINGLE, 2):
                self._kill(each)
        else:
            self._kill(kind)

    def _everything(self) -> None:
        pids = {self.served.process.pid, *self.served.children()}
        for pid in pids:
            end(pid)
        self.served.ended()
        self.killed.append("everything")
        self.served = self.again()

    def _kill(self, kind: str) -> None:
        found = self._targets(kind)
        if found and end(self.chance.choice(found)):
            self.killed.append(kind)

    def _targets(self, kind: str) -> list[int]:
        """The processes of a kind, in the order of their ids."""
        supervisor = self.served.process.pid
        running = sorted(filter(None, map(process, self.served.children())), key=lambda each: each.pid)
        masters = {each.pid for each in running if "gunicorn" in each.command and each.parent == supervisor}
        wanted: Mapping[str, Callable[[Process], bool]] = {
            "web server": lambda each: each.pid in masters,
            "web worker": lambda each: "gunicorn" in each.command and each.parent in masters,
            "job worker": lambda each: "django work" in each.command,
            "registers": lambda each: "haina registers" in each.command,
            "postmaster": lambda each: "postgres -D" in each.command,
            "database backend": lambda each: each.command.startswith("postgres: haina haina"),
        }
        return [each.pid for each in running if wanted[kind](each)]


def process(pid: int) -> Process | None:
    """What runs under this id; None if it has ended."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return Process(pid, int(status.rpartition(")")[2].split()[1]), command)


def end(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
