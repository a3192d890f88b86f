"""What takes long to make and is the same for many tests: made once, by whoever needs it first."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from haina.server.places import ROOT
from haina.server.postgres import Cluster

from .serving import Served, free_port

#: Where stays what depends on nothing but files of the project, and how long unless it is used, in seconds.
KEPT, LONG = ROOT / "var" / "test" / "made", 24 * 3600


def once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name, which the workers of a run share and only read; `make` fills an empty one."""
    base = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # a worker's own folder lies in that of the run
    return _in(base / "made", name, make)


def kept(name: str, make: Callable[[Path], None], *files: Path) -> Path:
    """The same, for all runs until one of the files changes."""
    digest = sha256()
    for file in sorted(files):
        digest.update(f"{file} {sha256(file.read_bytes()).hexdigest()}\n".encode())
    folder = _in(KEPT, f"{name}-{digest.hexdigest()[:16]}", make)
    os.utime(folder)
    for other in KEPT.glob(f"{name}-*"):
        if time.time() - other.stat().st_mtime > LONG:
            shutil.rmtree(other, ignore_errors=True) if other.is_dir() else other.unlink(missing_ok=True)
    return folder


def _in(base: Path, name: str, make: Callable[[Path], None]) -> Path:
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = base / name
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            half = base / f"{name}.half"
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            half.rename(folder)
    return folder


def migrated() -> Path:
    """A cluster, to be copied, whose database `haina` has all tables of this version and no row of ours."""
    sources = (*(ROOT / "src").glob("**/migrations/*.py"), *(ROOT / "src").glob("**/*.sql"))
    return kept("migrated", _migrate, *sources, ROOT / "requirements" / "base.lock")


def copy(source: Path, target: Path) -> None:
    """Copy a folder with its owners; the target may be there already, empty."""
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "--archive", f"{source}/.", str(target)], check=True)


def _migrate(folder: Path) -> None:
    cluster = Cluster(folder, durable=False)
    cluster.start(folder / "log")
    environment = {
        **os.environ,
        "DATABASE_URL": cluster.url(),
        "DJANGO_SETTINGS_MODULE": "haina.server.settings",
        "HAINA_VAR": str(ROOT / "var" / "test"),
        "PYTHONPATH": str(ROOT / "src"),
    }
    try:
        command = [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0"]
        subprocess.run(command, env=environment, check=True)
    finally:
        cluster.stop()


def prepare(var: Path, *arguments: str) -> None:
    """Serve in a folder until everything is prepared, and stop."""
    run = Served(var, free_port(), *arguments)
    try:
        run.ready()
    finally:
        run.clear_away()
