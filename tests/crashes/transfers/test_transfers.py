"""Feature: whatever is killed while money moves, no fen is lost and none is there twice.

The long form, with a million transfers, is `tools/transfers`.
"""

from __future__ import annotations

from pathlib import Path

from .trial import Plan, run

#: Drawn once; another seed is another run.
SEED = 2016
KINDS = ("client", "database backend", "postmaster")


def test_three_kills_while_money_moves_lose_no_fen_and_double_none(tmp_path: Path) -> None:
    """Given clients that ask again with the same key, then every transfer they were told of stands once."""
    plan = Plan(SEED, transfers=6_000, kills=3, clients=4, purses=60, kinds=KINDS)
    result = run(plan, tmp_path, print)
    assert result.wrong == []
    assert result.killed == list(KINDS)
    assert result.transfers >= plan.transfers
    assert set(result.outcomes["done"]) == {"pay", "undo", "set aside", "pay set aside", "set free"}
    assert result.outcomes["refused"]
