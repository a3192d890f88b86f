"""Time and memory of several ways, side by side: interleaved rounds, and peaks in a process of their own."""

from __future__ import annotations

import contextlib
import gc
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

Times = dict[str, tuple[float, float]]


def interleaved(ways: Mapping[str, Callable[[], Callable[[], object]]], rounds: int) -> Times:
    """Return the least wall and CPU seconds of each way; a way prepares, untimed, what is then timed.

    Each round runs all ways one after the other, so that what else the machine does weighs on all alike; the
    first round is not counted.
    """
    best: Times = {}
    for number in range(rounds + 1):
        for name, prepare in ways.items():
            run = prepare()
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            run()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            if number:
                before = best.get(name, (wall, cpu))
                best[name] = (min(before[0], wall), min(before[1], cpu))
    return best


def _memory(key: str) -> float:
    """Return a line of the process's status (`VmRSS`, or its peak `VmHWM`) in megabytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) / 1024
    raise LookupError(key)


def peak_over(run: Callable[[], object]) -> float:
    """Return how many megabytes the process grew at most while it ran, over what it held before."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    before = _memory("VmRSS")
    run()
    return _memory("VmHWM") - before


class Together:
    """Measures what this process and all that it starts take meanwhile: seconds, and megabytes at most."""

    def __enter__(self) -> Together:
        self.megabytes = 0.0
        self._wall, self._cpu, self._ended = time.perf_counter(), _cpu_of_all(), threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watcher.join()
        self.megabytes = max(self.megabytes, _memory_of_all())
        self.wall, self.cpu = time.perf_counter() - self._wall, _cpu_of_all() - self._cpu

    def _watch(self) -> None:
        """Look at the memory of all ten times a second; what they share is counted for each of them."""
        while not self._ended.wait(0.1):
            self.megabytes = max(self.megabytes, _memory_of_all())


def _cpu_of_all() -> float:
    """Return the CPU seconds of this process and of those that it has started and that have ended."""
    return sum(os.times()[:4])


def _memory_of_all() -> float:
    """Return the resident megabytes of this process and of all below it."""
    waiting, pages = [os.getpid()], 0
    while waiting:
        home = Path(f"/proc/{waiting.pop()}")
        # A process that has ended meanwhile has no memory.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            pages += int((home / "statm").read_text().split()[1])
            for task in (home / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def peak_in_child(script: str, *arguments: object) -> float:
    """Return the number of megabytes that a script prints last, run in a process of its own."""
    return figures_of_child(script, *arguments)[-1]


def figures_of_child(script: str, *arguments: object) -> list[float]:
    """Return the numbers that a script prints, run in a process of its own."""
    done = subprocess.run(
        [sys.executable, script, *map(str, arguments)], check=True, capture_output=True, text=True
    )
    return [float(each) for each in done.stdout.split()]


def load() -> str:
    """Return what else the machine does, as its load over one minute."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


class Bars:
    """The bars of one file; they count from a size on, below it they are only printed."""

    def __init__(self, counts: bool) -> None:
        self.counts = counts
        self.missed: list[str] = []

    def check(self, what: str, value: float, most: float, unit: str = "") -> None:
        """Print whether a value is at most what it may be."""
        held = value <= most
        print(f"  {'held  ' if held else 'MISSED'} {what}: {value:,.2f}{unit}, at most {most:,.2f}{unit}")
        if not held:
            self.missed.append(what)

    def end(self) -> None:
        """End the process with 1 where a bar that counts is missed."""
        if self.missed and self.counts:
            sys.exit(1)
        if self.missed:
            print("  (below full size: not counted)")
