"""A real `haina serve` for the tests of this folder, as often as a test likes."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from haina.server import processes

from ..support.made import copy
from ..support.serving import Served, free_port

Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Serve]:
    """Start `haina serve` as often as a test likes; everything is ended with the test.

    The test's folder is a copy of a prepared one, or empty for `fresh=True`.
    """
    runs: list[Served] = []

    def start(*arguments: str, fresh: bool = False, port: int | None = None, **more: str) -> Served:
        var = tmp_path / "var"
        if not fresh and not var.exists():
            copy(request.getfixturevalue("prepared"), var)
        runs.append(Served(var, port or free_port(), *arguments, **more))
        return runs[-1]

    yield start
    for run in runs:
        run.put_down()
    for run in runs:  # only now: several runs of a test may share a folder
        assert not processes.end_all(run.children, {signal.SIGTERM: 5.0, signal.SIGKILL: 5.0})


@pytest.fixture(scope="module")
def folder_of(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives a folder to serve in by its name: a copy of a prepared one, or none yet for ``fresh``."""
    base = tmp_path_factory.mktemp("served")

    def folder(name: str) -> Path:
        if name != "fresh" and not (base / name).exists():
            copy(prepared, base / name)
        return base / name

    return folder
