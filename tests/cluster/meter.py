"""How much processor time processes take, on a machine that does other things too."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

#: Seconds between two looks; what a process does after the last look at it is not seen.
OFTEN = 0.25
_TICKS = os.sysconf("SC_CLK_TCK")


class Meter:
    """Adds up the processor time of all processes of some sessions, by program, while the context lasts.

    A session is what one process begins with `start_new_session`, whatever it starts in turn.
    """

    def __init__(self, sessions: Iterable[int]) -> None:
        self.sessions = frozenset(sessions)
        self._end = Event()
        self._first: dict[int, int] = {}
        self._last: dict[int, tuple[str, int]] = {}
        self._thread = Thread(target=self._watch)

    def __enter__(self) -> Meter:
        self._look()
        self._first = {process: ticks for process, (_, ticks) in self._last.items()}
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()
        self._look()

    def until(self, name: str, seconds: float) -> None:
        """Wait until a program has worked for so long."""
        while self.seconds.get(name, 0.0) < seconds:
            if self._end.wait(OFTEN):
                return

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds of processor time by program."""
        found: Counter[str] = Counter()
        for process, (name, ticks) in list(self._last.items()):
            found[name] += ticks - self._first.get(process, 0)
        return {name: ticks / _TICKS for name, ticks in found.items()}

    def _watch(self) -> None:
        while not self._end.wait(OFTEN):
            self._look()

    def _look(self) -> None:
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                head, _, tail = stat.read_text().rpartition(")")
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has ended since the folder was read
            fields = tail.split()
            if int(fields[3]) in self.sessions:
                name = head.partition("(")[2]
                self._last[int(stat.parent.name)] = (name, int(fields[11]) + int(fields[12]))
