"""The command as people run it: a process of its own, in the project's directory."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AUREL = ROOT / "tests" / "packs" / "aurel"
FORKS = Path(__file__).with_name("forks.py")
PATIENCE = 60.0
#: What every run knows of its surroundings.
OWN = {
    "PATH": os.environ["PATH"],
    "PYTHONPATH": str(ROOT / "src"),
    "PYTHONWARNINGS": "error",
    "LANG": "en_GB.UTF-8",
    "HAINA_POLICY": str(AUREL),
    "HAINA_CACHE": "",
}


@dataclass(frozen=True)
class Ran:
    """What a process has said and how it ended."""

    status: int
    out: str
    err: str


Haina = Callable[..., Ran]


@pytest.fixture(scope="session")
def forks() -> Iterator[socket.socket]:
    """Asks the process that forks each run; see forks.py."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.settimeout(PATIENCE)
    command = [sys.executable, str(FORKS), str(theirs.fileno())]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, env=OWN, pass_fds=[theirs.fileno()]) as process:
        theirs.close()
        yield ours
        ours.close()
        assert process.wait(PATIENCE) == 0


def _forked(
    asked: socket.socket, words: tuple[str, ...], given: bytes, environment: dict[str, str], folder: Path
) -> Ran:
    """One run that begins where the interpreter has started and the modules have been read."""
    with tempfile.TemporaryFile() as typed, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        typed.write(given)
        typed.seek(0)
        message = {"words": words, "environment": environment, "folder": str(folder)}
        streams = [stream.fileno() for stream in (typed, out, err)]
        socket.send_fds(asked, [json.dumps(message).encode()], streams)
        status = json.loads(asked.recv(100))
        out.seek(0)
        err.seek(0)
        return Ran(status, out.read().decode(), err.read().decode())


def _started(words: tuple[str, ...], given: bytes, environment: dict[str, str], folder: Path) -> Ran:
    """One run from the start of the interpreter on, with pipes."""
    done = subprocess.run(
        [sys.executable, "-m", "haina", *words],
        input=given,
        capture_output=True,
        cwd=folder,
        env=environment,
        timeout=PATIENCE,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def haina(forks: socket.socket) -> Haina:
    """Runs ``haina`` with some words in a `folder`.

    `given` is its standard input, as bytes through a pipe; `environment` is added to its own. Where the
    start of the interpreter matters, for a pipe or a variable that is Python's own, it is started anew.
    """

    def run(
        *words: str,
        given: str | bytes = "",
        environment: dict[str, str] | None = None,
        folder: Path = ROOT,
    ) -> Ran:
        whole = {**OWN, **(environment or {})}
        typed = given.encode() if isinstance(given, str) else given
        if isinstance(given, bytes) or any(name.startswith("PYTHON") for name in environment or ()):
            return _started(words, typed, whole, folder)
        return _forked(forks, words, typed, whole, folder)

    return run


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """For runs with the pack that ships: the first reads it, the others find it kept."""
    return {"HAINA_POLICY": "", "HAINA_CACHE": str(tmp_path_factory.mktemp("kept"))}


@pytest.fixture
def mira(tmp_path: Path) -> Path:
    """The facts of Mira, a shipwright of the invented city of Aurel."""
    path = tmp_path / "mira.yaml"
    path.write_text(
        "birth_date: 1990-04-01\n"
        "rank: master\n"
        "yard_work:\n"
        "  - {from: 2019-06-01, yard: North}\n"
        "rent: 1200\n"
        "ships_built: 4\n"
    )
    return path
