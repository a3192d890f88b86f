"""Feature: whatever is killed while people are at work, nothing that was confirmed is lost or done twice.

The long form, with some hundred kills, is `tools/crashes`.
"""

from __future__ import annotations

from pathlib import Path

from ..support.made import copy
from .trial import Plan, run

#: Drawn once; another seed is another run.
SEED = 2016
KINDS = ("web worker", "job worker", "database backend", "web server", "postmaster", "two at once")


def test_seven_kills_under_load_lose_nothing_and_do_nothing_twice(tmp_path: Path, prepared: Path) -> None:
    """Given people go on sending with the same key, then every command that was answered stands once."""
    copy(prepared, tmp_path / "var")
    result = run(Plan(SEED, kills=7, people=4, calm=0.8, kinds=KINDS), tmp_path, print)
    assert result.wrong == []
    assert len(result.killed) == 7
    assert result.ledger.of("done")
