"""Time and memory of several ways, side by side: interleaved rounds, and peaks in a process of their own."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
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
