"""`python -m tests.crashes.transfers`: kill at random while money moves, and count every fen afterwards."""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from ..ledger import counted
from .trial import Plan, Result, run


def main() -> int:
    """Run one trial; 0 when everything is as it should be."""
    parser = argparse.ArgumentParser(prog="tools/transfers", description=__doc__)
    parser.add_argument(
        "--transfers", type=int, default=1_000_000, help="how many are acknowledged (1,000,000)"
    )
    parser.add_argument("--kills", type=int, default=50, help="how often something is killed (50)")
    parser.add_argument("--clients", type=int, default=8, help="how many move money at the same time (8)")
    parser.add_argument("--purses", type=int, default=10_000, help="over how many accounts (10,000)")
    parser.add_argument("--keep", type=Path, help="a new folder for the trial, which is left there")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="what chance draws")
    given = parser.parse_args()
    plan = Plan(given.seed, given.transfers, given.kills, given.clients, given.purses)
    print(f"seed {plan.seed}", flush=True)
    with ExitStack() as stack:
        folder = given.keep or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="haina-transfers-"))
        )
        folder.mkdir(parents=True, exist_ok=True)
        result = run(plan, folder, lambda words: print(words, flush=True))
    print(table(result))
    return 1 if result.wrong else 0


def table(result: Result) -> str:
    """What was done and found, one line each."""
    times = sorted(result.recoveries) or [0.0]
    lines = [
        ("seed", f"{result.plan.seed}"),
        ("clients, accounts", f"{result.plan.clients}, {result.plan.purses + 2}"),
        ("took", f"{result.moving:.0f} s, and {result.comparing:.0f} s to compare"),
        ("killed", f"{len(result.killed)}: {counted(result.killed)}"),
        ("money moved again after", f"median {times[len(times) // 2]:.1f} s, longest {times[-1]:.1f} s"),
        ("transfers acknowledged", f"{result.transfers}"),
        *((f"commands {name}", counted(kinds.elements())) for name, kinds in sorted(result.outcomes.items())),
        *((f"checked: {name}", f"{much}: {'WRONG' if bad else 'good'}") for name, much, bad in result.checks),
    ]
    width = max(len(name) for name, _ in lines)
    words = [f"{name.ljust(width)}  {value}" for name, value in lines]
    return "\n".join([*words, *(f"WRONG  {one}" for one in result.wrong[:60])])


if __name__ == "__main__":
    sys.exit(main())
