"""`python -m tests.crashes`: kill a served city at random while people work, and print what was found."""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from .kills import WEIGHTS
from .ledger import counted
from .trial import Plan, Result, run


def main() -> int:
    """Run one trial; 0 when everything is as it should be."""
    parser = argparse.ArgumentParser(prog="tools/crashes", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how often something is killed (200)")
    parser.add_argument("--people", type=int, default=8, help="how many act at the same time (8)")
    parser.add_argument("--calm", type=float, default=2.0, help="at most so many seconds between kills (2)")
    parser.add_argument("--only", nargs="*", default=[], choices=sorted(WEIGHTS), help="kill nothing else")
    parser.add_argument("--keep", type=Path, help="a new folder for the trial, which is left there")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="what chance draws")
    given = parser.parse_args()
    plan = Plan(given.seed, given.kills, given.people, given.calm, tuple(given.only))
    print(f"seed {plan.seed}", flush=True)
    with ExitStack() as stack:
        folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="haina-crashes-")))
        folder.mkdir(parents=True, exist_ok=True)
        result = run(plan, folder, lambda words: print(words, flush=True))
    print(table(result))
    return 1 if result.wrong else 0


def table(result: Result) -> str:
    """What was done and found, one line each."""
    ledger = result.ledger
    times = sorted(result.recoveries) or [0.0]
    again = [each for each in ledger.sent if each.tries > 1]
    most = max((each.tries for each in again), default=1)
    lines = [
        ("seed", f"{result.plan.seed}"),
        ("took", f"{result.seconds:.0f} s, {result.plan.people} people at work"),
        ("killed", f"{len(result.killed)}: {counted(result.killed)}"),
        ("well again after", f"median {times[len(times) // 2]:.1f} s, longest {times[-1]:.1f} s"),
        ("commands done", f"{len(ledger.of('done'))}: {counted(each.verb for each in ledger.of('done'))}"),
        (
            "sent again with their key",
            f"{len(again)}, at most {most} times",
        ),
        ("refused with what happened meanwhile", f"{len(ledger.of('refused'))}"),
        ("answers", ", ".join(f"{status or 'none'} {n}" for status, n in sorted(ledger.answers.items()))),
        ("letters taken by the mail server", f"{result.letters}"),
        ("nothing left to do after", f"{result.drained:.0f} s"),
        *(
            (f"checked: {name}", f"{much}: {'good' if not bad else 'WRONG'}")
            for name, much, bad in result.checks
        ),
    ]
    width = max(len(name) for name, _ in lines)
    words = [f"{name.ljust(width)}  {value}" for name, value in lines]
    return "\n".join([*words, *(f"WRONG  {one}" for one in result.wrong[:60])])


if __name__ == "__main__":
    sys.exit(main())
