"""The command as people run it: a process of its own, in the project's directory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AUREL = ROOT / "tests" / "packs" / "aurel"


@dataclass(frozen=True)
class Ran:
    """What a process has said and how it ended."""

    status: int
    out: str
    err: str


Haina = Callable[..., Ran]


@pytest.fixture
def haina() -> Haina:
    """Runs ``haina`` with some words in a `folder`.

    `given` is its standard input, `environment` is added to its own.
    """

    def run(
        *words: str,
        given: str | bytes = "",
        environment: dict[str, str] | None = None,
        folder: Path = ROOT,
    ) -> Ran:
        own = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONWARNINGS": "error",
            "LANG": "en_GB.UTF-8",
            "HAINA_POLICY": str(AUREL),
            "HAINA_CACHE": "",
        }
        done = subprocess.run(
            [sys.executable, "-m", "haina", *words],
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            cwd=folder,
            env={**own, **(environment or {})},
            timeout=60,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


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
