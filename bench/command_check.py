"""`haina check` as a process, beside what no command in Python can do without.

Run with `make bench`. Every line is a process of its own, started several times; the aim for an answered file
is half a second. The limit is the bare interpreter; the peer is the reading of the pack alone. The command
keeps a pack that it has read for its next run; one line says what it takes without that.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
AIM = 0.5
ON = "2020-06-01"


def measured(words: list[str], cache: str) -> tuple[float, float, float]:
    """Best and median wall time and median processor time of a process, in seconds, after a first start.

    `cache` is the folder in which the command keeps the pack that it has read; empty: nothing is kept.
    """
    walls: list[float] = []
    used: list[float] = []
    for _ in range(ROUNDS + 1):
        before, begun = _children(), time.perf_counter()
        subprocess.run(
            [sys.executable, *words], cwd=ROOT, stdout=subprocess.DEVNULL, check=True, env=_environment(cache)
        )
        walls.append(time.perf_counter() - begun)
        used.append(_children() - before)
    return min(walls[1:]), statistics.median(walls[1:]), statistics.median(used[1:])


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _environment(cache: str) -> dict[str, str]:
    """The environment, with compiled modules kept, as where the command is used more than once."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "HAINA_CACHE": cache}


def main() -> None:
    """Print the table."""
    load = "from haina.policy import default_directory, load; load(default_directory())"
    lines = [
        ("the interpreter alone (limit)", ["-c", "pass"], False),
        ("the program's modules", ["-c", "import haina.policy"], False),
        ("the pack read, checked, compiled", ["-c", load], False),
    ]
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        name = path.relative_to(ROOT).as_posix()
        words = ["-m", "haina", "check", name, "--on", ON]
        lines.append((f"haina check {name}", words, True))
        if path.stem == "scientist":
            lines.append((f"haina check {name}, nothing kept", words, False))
    print(f"{'process, ms':<56} {'best':>8} {'median':>8} {'cpu':>8}  aim")
    with tempfile.TemporaryDirectory() as folder:
        for title, words, keeping in lines:
            best, median, used = measured(words, folder if keeping else "")
            aim = f"≤ {AIM * 1000:.0f}" if keeping else ""
            print(f"{title:<56} {best * 1000:8.0f} {median * 1000:8.0f} {used * 1000:8.0f}  {aim}".rstrip())


if __name__ == "__main__":
    main()
