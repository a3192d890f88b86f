"""Starting, finding and ending processes so that none is ever left behind (Linux)."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def start(
    command: Sequence[str],
    *,
    output: IO[bytes] | int,
    errors: IO[bytes] | int = subprocess.STDOUT,
    at_our_death: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] | None = None,
    keep: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that Ctrl-C reaches only us and we decide the order.

    However we end, even by kill -9, the kernel sends it `at_our_death`; call this from the main
    thread, whose end the kernel takes for ours. `keep` are file descriptors that it inherits;
    `output` takes its standard output, and its errors as well unless `errors` does.
    """
    us = os.getpid()

    def bind_to_us() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(at_our_death), 0, 0, 0)
        if os.getppid() != us:  # we died before the kernel was told
            os._exit(1)

    return subprocess.Popen(  # noqa: S603 - callers give fixed commands
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        env=dict(environment) if environment is not None else None,
        start_new_session=True,
        pass_fds=tuple(keep),
        preexec_fn=bind_to_us,
    )


def stop(
    running: Sequence[subprocess.Popen[bytes]], ways: Sequence[signal.Signals], *, patience: float
) -> None:
    """End processes: send the signals in `ways` one after another, `patience` seconds for all each time."""
    for way in ways:
        alive = [process for process in running if process.poll() is None]
        if not alive:
            return
        for process in alive:
            process.send_signal(way)
        wait_until(lambda: all(process.poll() is not None for process in running), patience)


def working_in(folder: Path) -> set[int]:
    """The ids of all processes whose working folder is `folder`; a cluster's all work in its data."""
    return {pid for pid in _all() if _link(pid, "cwd") == folder}


def marked(name: str, value: str) -> set[int]:
    """The ids of all processes but ours that were started with `name` = `value` in the environment."""
    mark = os.fsencode(f"{name}={value}")
    return {pid for pid in _all() if pid != os.getpid() and mark in _environment(pid).split(b"\0")}


def send(pids: Iterable[int], way: signal.Signals) -> None:
    """Send a signal to each of `pids` that still exists."""
    for pid in pids:
        try:
            os.kill(pid, way)
        except ProcessLookupError:
            continue


def end_all(find: Callable[[], set[int]], ways: Mapping[signal.Signals, float]) -> set[int]:
    """End what `find` finds: each signal in turn, with the seconds to wait after it; return who is left."""
    for way, patience in ways.items():
        found = find()
        if not found:
            return found
        send(found, way)
        wait_until(lambda: not find(), patience)
    return find()


def wait_until(met: Callable[[], bool], patience: float) -> bool:
    """Look until the condition is met or `patience` seconds are over; whether it was met."""
    end = time.monotonic() + patience
    while not met():
        if time.monotonic() > end:
            return False
        time.sleep(0.03)  # the pause between two looks
    return True


def _all() -> Iterable[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _link(pid: int, name: str) -> Path | None:
    try:
        return Path(f"/proc/{pid}/{name}").readlink()
    except OSError:  # gone, or somebody else's
        return None


def _environment(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:  # gone, or somebody else's
        return b""
