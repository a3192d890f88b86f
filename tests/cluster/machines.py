"""A standalone Spark of our own: a master and workers as processes, each of which can be killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

from haina.city.runs.spark import SCHEME

HOST = "127.0.0.1"
#: Seconds in which a master and its workers have to be there.
PATIENCE = 600
_TASK = re.compile(r"Executor: (Running|Finished) task ([\d.]+) in stage ([\d.]+) ")


def spark_home() -> Path:
    """Where PySpark keeps Spark's own programs."""
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        sys.exit("PySpark is not installed: make spark")
    return Path(found.origin).parent


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as each:
        each.bind((HOST, 0))
        return int(each.getsockname()[1])


class Machines:
    """A master and some workers with one core each; all of them end with the context.

    The master writes down what it knows, so that one that takes its place goes on, unless `forgets`.
    """

    def __init__(self, folder: Path, workers: int, memory: str = "1g", forgets: bool = False) -> None:
        self.folder, self.count, self.memory, self.forgets = folder, workers, memory, forgets
        self.port = free_port()
        self.workers: list[subprocess.Popen[bytes]] = []
        self.masters: list[subprocess.Popen[bytes]] = []
        self._stack = ExitStack()

    @property
    def address(self) -> str:
        """What ``--engine`` is told."""
        return f"{SCHEME}{HOST}:{self.port}"

    @property
    def sessions(self) -> frozenset[int]:
        """The sessions of the workers; all that they start belongs to these."""
        return frozenset(each.pid for each in self.workers)

    @property
    def environment(self) -> Mapping[str, str]:
        """What Spark's programs and who asks them have to know."""
        return {**os.environ, "SPARK_LOCAL_IP": HOST, "PYSPARK_PYTHON": sys.executable}

    def __enter__(self) -> Machines:
        with self._stack as stack:
            self.start_master()
            for number in range(self.count):
                self.workers.append(self.start_worker(number))
            for number in range(self.count):
                self._wait(f"worker-{number}", "Successfully registered with master")
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def start_master(self) -> None:
        """A master at our port; after one that was killed, another in its place."""
        name = f"master-{len(self.masters)}"
        port = ("--port", str(self.port), "--webui-port", str(free_port()))
        kept = {} if self.forgets else {"SPARK_DAEMON_JAVA_OPTS": " ".join(self._written_down)}
        self.masters.append(self._start(name, "Master", *port, **kept))
        self._wait(name, "I have been elected leader")

    @property
    def _written_down(self) -> tuple[str, ...]:
        """The settings by which a master writes down what it knows."""
        folder = f"-Dspark.deploy.recoveryDirectory={self.folder / 'recovery'}"
        return ("-Dspark.deploy.recoveryMode=FILESYSTEM", folder)

    def kill_master(self) -> None:
        """Take away the master, in one moment and without a word (kill -9)."""
        _end(self.masters[-1], signal.SIGKILL)

    def start_worker(self, number: int) -> subprocess.Popen[bytes]:
        """A worker of its own process group, as a machine has its own power supply."""
        work = ("--cores", "1", "--memory", self.memory, "--work-dir", str(self.folder / f"work-{number}"))
        port = ("--webui-port", str(free_port()))
        return self._start(f"worker-{number}", "Worker", *work, *port, self.address)

    def kill_worker(self, number: int) -> None:
        """Take away a worker with all that it runs, in one moment and without a word (kill -9)."""
        _end(self.workers[number], signal.SIGKILL)

    def begun_and_ended(self, number: int) -> tuple[set[str], set[str]]:
        """The tasks that a worker began and ended, by stage, number and attempt of all runs."""
        found: dict[str, set[str]] = {"Running": set(), "Finished": set()}
        for log in sorted((self.folder / f"work-{number}").glob("app-*/*/stderr")):
            for what, task, stage in _TASK.findall(log.read_text(encoding="utf-8", errors="replace")):
                found[what].add(f"{log.parent.parent.name} stage {stage} task {task}")
        return found["Running"], found["Finished"]

    def _start(self, name: str, kind: str, *arguments: str, **settings: str) -> subprocess.Popen[bytes]:
        program = spark_home() / "bin" / "spark-class"
        command = [str(program), f"org.apache.spark.deploy.{kind.lower()}.{kind}", "--host", HOST, *arguments]
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command,
                env={**self.environment, **settings},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._stack.callback(_end, process, signal.SIGKILL)
        return process

    def _wait(self, name: str, words: str) -> None:
        """Wait until a program has said something."""
        log, until = self.folder / f"{name}.log", time.monotonic() + PATIENCE
        while words not in log.read_text(encoding="utf-8", errors="replace"):
            if time.monotonic() > until:
                raise TimeoutError(f"{name} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)  # between two looks at the file


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """End a process and all of its group, unless that was done before."""
    if process.poll() is None:
        os.killpg(process.pid, how)
        process.wait()
