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
    output: IO[bytes] | None = None,
    at_our_death: signal.Signals = signal.SIGTERM,
    environment: Mapping[str, str] | None = None,
    keep: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that Ctrl-C reaches only us and we decide the order.

    However we end, even by kill -9, the kernel sends it `at_our_death`. `keep` are file descriptors
    that it inherits; `output` takes its standard output and error.
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
        stderr=subprocess.STDOUT if output is not None else None,
        env=dict(environment) if environment is not None else None,
        start_new_session=True,
        pass_fds=tuple(keep),
        preexec_fn=bind_to_us,  # noqa: PLW1509 - only called from programs whose threads hold no locks
    )


def stop(process: subprocess.Popen[bytes], ways: Sequence[signal.Signals], *, patience: float) -> None:
    """Send the signals in `ways` one after another until `process` has ended, `patience` seconds each."""
    for way in ways:
        if process.poll() is not None:
            return
        process.send_signal(way)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue


def working_in(folder: Path) -> set[int]:
    """The process ids of every process whose working folder is `folder`: a PostgreSQL cluster's, all of them."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                here = (entry / "cwd").readlink()
            except OSError:  # gone, or somebody else's
                continue
            if here == folder:
                found.add(int(entry.name))
    return found


def send(pids: Iterable[int], way: signal.Signals) -> None:
    """Send a signal to each of `pids` that still exists."""
    for pid in pids:
        try:
            os.kill(pid, way)
        except ProcessLookupError:
            continue


def wait_until(met: Callable[[], bool], patience: float) -> bool:
    """Look until the condition is met or `patience` seconds are over; whether it was met."""
    end = time.monotonic() + patience
    while not met():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)  # the pause between two looks
    return True
