"""A real `haina serve` for the tests of this folder, as often as a test likes."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from haina.server import processes

from ..support.serving import Served, free_port

Serve = Callable[..., Served]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that was prepared and stopped, for tests that need not see it made."""
    var = tmp_path_factory.mktemp("prepared") / "var"
    run = Served(var, free_port(), "--no-demo")
    try:
        run.ready()
    finally:
        run.put_down()
    return var


@pytest.fixture
def serve(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Serve]:
    """Start `haina serve` as often as a test likes; everything is ended with the test.

    The test's folder is a copy of a prepared one, or empty for `fresh=True`.
    """
    runs: list[Served] = []

    def start(*arguments: str, fresh: bool = False, port: int | None = None, **more: str) -> Served:
        var = tmp_path / "var"
        if not fresh and not var.exists():
            source = request.getfixturevalue("prepared")
            subprocess.run(["cp", "--archive", source, var], check=True)  # with its owners
        runs.append(Served(var, port or free_port(), *arguments, **more))
        return runs[-1]

    yield start
    for run in runs:
        run.put_down()
    for run in runs:  # only now: several runs of a test may share a folder
        assert not processes.end_all(run.children, {signal.SIGTERM: 5.0, signal.SIGKILL: 5.0})
