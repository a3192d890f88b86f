"""Parts of a run are asked by several processes of one machine, with the same bytes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from haina.city.runs import Run, run_city
from haina.city.runs.processes import Processes
from haina.policy import Policy

from .conftest import Make, digests


def test_several_processes_give_the_same_bytes(
    make: Make, aurel: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a city of two parts, when two processes ask it, then every file is as one process writes it."""
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    make(people=3000)
    city, told = tmp_path / "city", []
    run_city(Run(city, tmp_path / "one"), aurel, engine=Processes(1))
    run_city(
        Run(city, tmp_path / "two"),
        aurel,
        lambda done, total: told.append((done, total)),
        engine=Processes(2, worth=1000),
    )
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert len(told) > 1
    assert told[-1][0] == told[-1][1]
    assert "POLARS_MAX_THREADS" not in os.environ
