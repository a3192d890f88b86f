"""A real `haina serve` for the tests of this folder, as often as a test likes."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from haina.server import processes

from ..support.serving import Served, free_port

Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start `haina serve` as often as a test likes; everything is ended with the test."""
    runs = []

    def start(*arguments: str, var: Path | None = None, port: int | None = None, **more: str) -> Served:
        runs.append(Served(var or tmp_path / "var", port or free_port(), *arguments, **more))
        return runs[-1]

    yield start
    for run in runs:
        run.put_down()
    for run in runs:  # only now: several runs of a test may share a folder
        assert not processes.end_all(run.children, {signal.SIGTERM: 5.0, signal.SIGKILL: 5.0})
