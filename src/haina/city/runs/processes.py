"""Runs a city with several processes of this machine: each asks a part at a time, by the same code.

Polars divides what it works out over all cores by itself, but much of a run is small steps and Python, where
one process leaves the others idle. What comes out of a part does not depend on who asked it, so that the
result is the same bytes whatever the number of processes; a process holds one part at a time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context

from .remote import packed, unpacked
from .sides import Shares, Side, Work, in_this_process

#: Says to Polars how many threads it may take; read once, when a process loads it.
_THREADS = "POLARS_MAX_THREADS"
#: Subjects for which it is worth while to start a process.
WORTH = 100_000


@dataclass(frozen=True)
class Processes:
    """Asks parts in at most so many processes, each for ``worth`` subjects or more; in this one if in one."""

    number: int
    worth: int = WORTH

    def __call__(self, sides: Sequence[Side], works: Sequence[Work]) -> Iterator[tuple[Work, Shares]]:
        """What comes out of each part, as soon as it is there."""
        rows = {work: sides[work.side].reader.rows(work.part) for work in works}
        number = min(self.number, len(works), sum(rows.values()) // self.worth)
        if number < 2:
            yield from in_this_process(sides, works)
            return
        # Spawned, not forked: the threads of Arrow and Polars do not survive a fork.
        with (
            _threads(max(1, cores() // number)),
            ProcessPoolExecutor(number, get_context("spawn"), _take, (packed(sides),)) as pool,
        ):
            # The longest first, so that no process is left with a long one at the end.
            ordered = sorted(works, key=lambda work: -rows[work])
            running = {pool.submit(_ask, work): work for work in ordered}
            try:
                for each in as_completed(running):
                    yield running.pop(each), each.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


@contextmanager
def _threads(number: int) -> Iterator[None]:
    """Give the processes that are started meanwhile so many threads of Polars, unless it is set."""
    if _THREADS in os.environ:
        yield
        return
    os.environ[_THREADS] = str(number)
    try:
        yield
    finally:
        del os.environ[_THREADS]


_taken: list[tuple[Side, ...]] = []


def _take(sides: bytes) -> None:
    """Keep the sides in a process that asks parts of them."""
    _taken.append(unpacked(sides))


def _ask(work: Work) -> Shares:
    return _taken[-1][work.side].shares(work.part)
