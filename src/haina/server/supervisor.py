"""Keeps a database, a web server and a worker running as one: started, restarted and stopped together.

Nothing outlives the supervisor: each child has a session of its own and is told by the kernel when
the supervisor dies, and whatever an earlier run left all the same is ended at the next start.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from haina.rules.text import Text
from haina.server import processes
from haina.server.database import DatabaseProblem
from haina.server.logs import open_log
from haina.server.postgres import Cluster

MARK = "HAINA_SERVED_FROM"
"""The environment variable by which a child of any run in this folder is known."""

_FIRST_PAUSE, _LONGEST_PAUSE, _STEADY_AFTER = 0.2, 10.0, 30.0  # seconds


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, kill, or a closed terminal."""


@dataclass(slots=True)
class Service:
    """A program that is to be running.

    `log` takes what it writes, `keep` are descriptors that it inherits, `at_our_death` is the signal
    that the kernel sends it when the supervisor dies without stopping it.
    """

    name: Text
    command: Sequence[str]
    log: Path
    keep: Sequence[int] = ()
    at_our_death: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = _FIRST_PAUSE
    due: float = field(default=0.0)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it; a run that held for a while forgives the crashes before it."""
        with open_log(self.log) as output:
            self.process = processes.start(
                self.command,
                output=output,
                at_our_death=self.at_our_death,
                environment=environment,
                keep=self.keep,
            )
        self.started = time.monotonic()

    def fell(self, now: float) -> bool:
        """Whether it has just ended; then it is due again after a pause that grows with every quick crash."""
        if self.process is None or self.process.poll() is None:
            return False
        self.pause = (
            _FIRST_PAUSE if now - self.started > _STEADY_AFTER else min(self.pause * 2, _LONGEST_PAUSE)
        )
        self.due = now + self.pause
        return True


class Supervisor:
    """Runs `services`, and `cluster` before them if there is one, until somebody stops it.

    `say` takes each sentence for the person at the terminal.
    """

    def __init__(
        self, cluster: Cluster | None, logs: Path, environment: Mapping[str, str], say: Callable[[Text], None]
    ) -> None:
        self.cluster = cluster
        self.logs = logs
        self.environment = environment
        self.say = say
        self.services: list[Service] = []
        self._database_due = 0.0

    def clear_leftovers(self) -> None:
        """End what an earlier run in this folder left behind."""
        processes.end_all(self._ours, {signal.SIGTERM: 4.0, signal.SIGKILL: 4.0})

    def start_database(self) -> None:
        """Start the embedded database, if it is ours to start. Raises DatabaseProblem."""
        if self.cluster is not None:
            with open_log(self.logs / "postgres.log"):
                pass  # made, or cut when it has grown too large
            self.cluster.start(self.logs / "postgres.log")

    def run_once(self, command: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
        """Run a command to its end and return what it printed; what it logged goes to `prepare.log`."""
        with (
            open_log(self.logs / "prepare.log") as errors,
            processes.start(
                command, output=subprocess.PIPE, errors=errors, environment=self.environment
            ) as process,
        ):
            try:
                # What a signal raises while a process is being forked is lost in the interpreter's own calls.
                _stop_if_asked()
                output, _ = process.communicate()
            except BaseException:
                process.kill()
                raise
        _stop_if_asked()
        return subprocess.CompletedProcess(command, process.returncode, output)

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Start the services and restart whatever falls, until the condition is met or Stopped is raised."""
        signal.signal(signal.SIGCHLD, _notice)
        wakeup, signalled = os.pipe()
        os.set_blocking(signalled, False)
        before = signal.set_wakeup_fd(signalled, warn_on_full_buffer=False)
        try:
            while not until():
                _stop_if_asked()
                self.look()
                ready, _, _ = select.select([wakeup], [], [], self._until_due())
                if ready:
                    os.read(wakeup, 4096)
        finally:
            signal.set_wakeup_fd(before)
            os.close(wakeup)
            os.close(signalled)

    def look(self) -> None:
        """Look once at every child and start what is not running and is due."""
        now = time.monotonic()
        if self.cluster is not None and not self.cluster.running() and self._database_due <= now:
            self._revive_database()
        for service in self.services:
            if service.fell(now):
                self._bury(service)
            if service.process is None and service.due <= now:
                service.start(self.environment)

    def _revive_database(self) -> None:
        self.say(Text(zh="数据库停了，正在重新启动。", en="The database stopped; starting it again."))
        try:
            self.start_database()
        except DatabaseProblem as problem:
            self.say(problem.text)
            seconds = f"{_LONGEST_PAUSE:.0f}"
            self.say(Text(zh=f"{seconds} 秒后再试。", en=f"Trying again in {seconds} seconds."))
            self._database_due = time.monotonic() + _LONGEST_PAUSE
        else:
            self.say(Text(zh="数据库恢复了。", en="The database is back."))

    def stop(self) -> None:
        """Stop the services, then the database; after two seconds each without asking."""
        running = [service.process for service in self.services if service.process is not None]
        processes.stop(running, [signal.SIGTERM, signal.SIGKILL], patience=2.5)
        processes.end_all(self._ours, {signal.SIGKILL: 1.0})
        if self.cluster is not None:
            self.cluster.stop(deadline=1.5)

    def _ours(self) -> set[int]:
        """Whatever runs for this folder: services, and workers that a fallen service has left."""
        return processes.marked(MARK, self.environment[MARK])

    def _bury(self, service: Service) -> None:
        """Say that a service fell. Workers it has left finish their requests and go by themselves."""
        if service.process is not None:
            code = service.process.returncode
            how = signal.Signals(-code).name if code < 0 else str(code)
            zh = f"{service.name.zh}停了（{how}），正在重新启动；日志：{service.log}"
            en = f"The {service.name.en} ended ({how}); starting it again. Its log: {service.log}"
            self.say(Text(zh=zh, en=en))
        service.process = None

    def _until_due(self) -> float:
        due = [service.due for service in self.services if service.process is None]
        return min([0.5, *(max(0.0, moment - time.monotonic()) for moment in due)])


def stop_on_signals() -> None:
    """From now on Ctrl-C, kill and a closed terminal raise Stopped in the main thread, once."""
    _asked_to_stop.clear()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _raise_stopped)


#: Set by the first signal: what it raised may have been lost, as it is in calls that follow a fork.
_asked_to_stop = threading.Event()


def _stop_if_asked() -> None:
    if _asked_to_stop.is_set():
        raise Stopped


def _raise_stopped(number: int, frame: FrameType | None) -> None:
    _asked_to_stop.set()
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)  # stopping takes its few seconds and is not interrupted
    raise Stopped


def _notice(number: int, frame: FrameType | None) -> None:
    """Nothing to do: that the signal came wakes the loop."""
