"""`python -m tests.cluster`: ask a city here and on a Spark of two workers, kill, and compare the bytes."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from haina.city import Plan, city_data, make_city
from haina.city.parts import PART
from haina.city.runs.directory import MANIFEST, NOTES
from haina.city.runs.sides import ANSWERS
from haina.policy import load

from .machines import Machines
from .meter import Meter
from .sizes import PARTS, Size, adding_up, tables

PACK = Path(__file__).parents[2] / "policies" / "shanghai-2016"
#: Whose processor time is told.
PROGRAMS = ("java", "python")
#: Seconds that a worker has been at a task when it is killed.
BUSY = 0.5
#: What is asked: everything by two groups, and another value of a standard.
QUESTION = ("run", "--by", "sex", "--by", "age:10")
CHANGE = ("compare", "--set", "fast_long_years=4", "--by", "age:10")


@dataclass(frozen=True)
class Took:
    """What a run took: seconds, processor seconds and most MB of the command, the workers' by program."""

    seconds: float
    own: float
    memory: float
    workers: Mapping[str, float]


@dataclass
class Trial:
    """One trial: where it happens, and a line for each thing that was seen."""

    folder: Path
    city: Path
    machines: Machines
    lines: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def start(
        self, name: str, question: Sequence[str], *more: str, **settings: str
    ) -> subprocess.Popen[bytes]:
        """Start `haina city …`; what it says goes to a file."""
        kind, *options = question
        command = [sys.executable, "-m", "haina", "city", kind, str(self.city), "--policy", str(PACK)]
        command += [*options, "--out", str(self.folder / name), *more]
        with (self.folder / f"{name}.log").open("ab") as log:
            environment = {**self.machines.environment, **settings}
            return subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)

    def finish(self, name: str, process: subprocess.Popen[bytes], began: float) -> Took:
        """Wait for the end and note how long it took, and how much processor time it and the workers took."""
        with Meter(self.machines.sessions) as meter:
            _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if status:
            sys.exit(f"{name} failed:\n{(self.folder / f'{name}.log').read_text(errors='replace')[-3000:]}")
        took = f"{time.monotonic() - began:.0f} s; processor: {used.ru_utime + used.ru_stime:.0f} s"
        workers = "".join(
            f", workers' {each} {meter.seconds[each]:.0f} s" for each in PROGRAMS if each in meter.seconds
        )
        self.lines.append((name, took + workers))
        own = used.ru_utime + used.ru_stime
        return Took(time.monotonic() - began, own, used.ru_maxrss / 1024, dict(meter.seconds))

    def whole(self, name: str, question: Sequence[str], *more: str) -> None:
        """Run from the beginning to the end."""
        began = time.monotonic()
        self.finish(name, self.start(name, question, *more), began)

    def noted(self, name: str) -> int:
        """How many parts are noted so far."""
        return len(list((self.folder / name / NOTES).glob(f"*-{ANSWERS}-part-*")))

    def until(self, name: str, parts: int, process: subprocess.Popen[bytes]) -> None:
        """Wait until so many parts are noted; the run must be under way then."""
        while self.noted(name) < parts:
            if process.poll() is not None:
                sys.exit(f"{name} ended before {parts} parts were noted")
            time.sleep(0.05)  # between two looks at the folder

    def same(self, name: str, as_: str) -> None:
        """Hold the files of two runs against each other, byte for byte, and count their rows."""
        one, other = (dict(_files(self.folder / each)) for each in (name, as_))
        differing = sorted(each for each in {*one, *other} if one.get(each) != other.get(each))
        self.wrong += [f"{name}: {each} differs from that of {as_}" for each in differing]
        rows = sum(pl.read_parquet(path).height for path in (self.folder / name).glob("*.parquet"))
        files, size = len(one), sum(map(len, one.values()))
        said = "WRONG" if differing else "the same bytes"
        self.lines.append((f"  as {as_}", f"{files} files, {size:,} bytes, {rows:,} rows: {said}"))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def main() -> int:
    """Run one trial; 0 when everything is as it should be."""
    parser = argparse.ArgumentParser(prog="tools/cluster", description=__doc__)
    parser.add_argument("--people", type=int, default=200_000, help="of the city (200000)")
    parser.add_argument("--parts", type=int, default=20, help="of the city (20)")
    parser.add_argument("--city", type=Path, help="a city that is there already")
    parser.add_argument("--calm", action="store_true", help="kill nothing and compare nothing: measure")
    parser.add_argument("--sizes", help="only print the tables of docs/running-at-scale.md: 100000,1000000")
    given = parser.parse_args()
    if given.sizes:
        return _sizes([int(each) for each in given.sizes.split(",")])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="haina-cluster-")))
        city = given.city or folder / "city"
        if given.city is None:
            policy = load(PACK)
            part = -(-given.people // given.parts)
            make_city(Plan(city_data(policy), city, given.people, 1, part=part), policy, os.cpu_count() or 1)
        print(f"load before: {', '.join(f'{each:.1f}' for each in os.getloadavg())}", flush=True)
        with Machines(folder, 2) as machines:
            trial = Trial(folder, city.absolute(), machines)
            _undisturbed(trial)
            if not given.calm:
                _change(trial)
                _master_lost(trial)
                _worker_lost(trial)
                _asker_lost(trial)
    width = max(len(name) for name, _ in trial.lines)
    print("\n".join(f"{name.ljust(width)}  {value}" for name, value in trial.lines))
    print("\n".join(f"WRONG  {each}" for each in trial.wrong) or "nothing is wrong")
    return 1 if trial.wrong else 0


def _sizes(sizes: Sequence[int]) -> int:
    """Measure cities of several sizes, and print the tables."""
    rows: list[Size] = []
    policy = load(PACK)
    print(f"load before: {', '.join(f'{each:.1f}' for each in os.getloadavg())}", flush=True)
    with tempfile.TemporaryDirectory(prefix="haina-sizes-") as name:
        for people in sizes:
            folder = Path(name) / str(people)
            folder.mkdir()
            plan = Plan(city_data(policy), folder / "city", people, 1, part=min(PART, -(-people // PARTS)))
            make_city(plan, policy, os.cpu_count() or 1)
            with Machines(folder, 2) as machines:
                trial = Trial(folder, plan.directory, machines)
                for where, more in (("here", ()), ("two workers", ("--engine", machines.address))):
                    process = trial.start(where, QUESTION, *more, POLARS_MAX_THREADS="1")
                    took = trial.finish(where, process, time.monotonic())
                    subjects = sum(json.loads((folder / where / MANIFEST).read_text())["subjects"].values())
                    processor = took.own + sum(took.workers.values())
                    rows.append(Size(where, people, subjects, took.seconds, processor, took.memory))
                trial.same("two workers", "here")
            disk = sum(each.stat().st_size for each in plan.directory.rglob("*") if each.is_file())
        adding = adding_up(folder / "here", Path(name) / "notes")
    print("\n".join(tables(rows, disk / people, adding)))
    print("\n".join(trial.wrong) or "nothing is wrong")
    return 1 if trial.wrong else 0


def _undisturbed(trial: Trial) -> None:
    trial.whole("here", QUESTION)
    trial.whole("two workers", QUESTION, "--engine", trial.machines.address)
    trial.same("two workers", "here")


def _change(trial: Trial) -> None:
    trial.whole("a change, here", CHANGE)
    trial.whole("a change, two workers", CHANGE, "--engine", trial.machines.address)
    trial.same("a change, two workers", "a change, here")


def _master_lost(trial: Trial) -> None:
    """The master is killed amid the run, which goes on meanwhile, and another takes its place."""
    name = "the master is killed"
    began = time.monotonic()
    process = trial.start(name, QUESTION, "--engine", trial.machines.address)
    trial.until(name, 3, process)
    trial.machines.kill_master()
    killed = trial.noted(name)
    trial.until(name, killed + 2, process)
    without = trial.noted(name) - killed
    trial.machines.start_master()
    trial.finish(name, process, began)
    trial.lines.append(("  parts noted when it was killed", f"{killed}"))
    trial.lines.append(("  parts done while there was none", f"at least {without}"))
    trial.same(name, "here")


def _asker_lost(trial: Trial) -> None:
    """Who asks is killed amid the run, and asks again; the worker that is left goes on."""
    name, engine = "who asks is killed", ("--engine", trial.machines.address)
    began = time.monotonic()
    process = trial.start(name, QUESTION, *engine)
    trial.until(name, 3, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = trial.noted(name)
    trial.finish(name, trial.start(name, QUESTION, *engine), began)
    trial.lines.append(("  parts that were not asked again", f"{kept}"))
    trial.same(name, "here")


def _worker_lost(trial: Trial) -> None:
    """A worker is killed amid the run, with the tasks that it has."""
    name = "a worker is killed"
    began = time.monotonic()
    process = trial.start(name, QUESTION, "--engine", trial.machines.address)
    trial.until(name, 3, process)
    with Meter([trial.machines.workers[0].pid]) as meter:
        meter.until("python", BUSY)
    trial.machines.kill_worker(0)
    noted = trial.noted(name)
    trial.finish(name, process, began)
    begun, ended = trial.machines.begun_and_ended(0)
    again = [each for each in trial.machines.begun_and_ended(1)[1] if not each.endswith(".0")]
    if not (begun - ended and again):
        trial.wrong.append("the worker had no task when it was killed, so nothing was shown")
    trial.lines.append(("  parts noted when it was killed", f"{noted}"))
    trial.lines.append(("  tasks that it left, and the other did", f"{len(begun - ended)}, {len(again)}"))
    trial.same(name, "here")


if __name__ == "__main__":
    sys.exit(main())
