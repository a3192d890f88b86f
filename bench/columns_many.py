"""A million people and three hundred outputs, five in a hundred facts unknown; and how long planning takes.

Run with `make bench`, or `bench/columns_many.py PEOPLE --outputs N`. The outputs are those of `_many.py`: the
twelve rules that the peers are asked, and rules and amounts drawn after their pattern, all over the same
twenty-four facts without histories (those are measured by columns_disk.py). Planning is building the plan
and compiling its columns for frames of a new form; judging is finding out where columns alone are exact.
Ends with 1 where a bar is missed with a million people and three hundred outputs or more.
"""

from __future__ import annotations

import argparse
import time

import _many as many
import _measure as measure
import columns
from haina.rules.columns import ColumnPlan, Frames


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--outputs", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=6)
    asked = parser.parse_args()
    program = many.program(asked.outputs)
    outputs = [name for name, rule in program.rules.items() if rule.kind in ("right", "formula")]
    arrays = columns.people(asked.people)
    frames, gaps = columns.frames_of(arrays), columns.frames_of(arrays, 0.05)
    del arrays
    bars = measure.Bars(asked.people >= 1_000_000 and asked.outputs >= 300)
    planned = planning(program, outputs, gaps)
    plan = ColumnPlan.compile(program, outputs, columns.ON)
    ways = {
        "complete facts": lambda: lambda: plan.answers(frames),
        "5 % unknown, by Kleene's tables": lambda: lambda: plan.answers(gaps, exact=False),
        "5 % unknown": lambda: lambda: plan.answers(gaps),
    }
    times = measure.interleaved(ways, asked.rounds)
    report = plan.report(gaps)
    amounts = len(plan.formulas)
    print(f"\n{len(outputs)} outputs ({amounts} of them amounts and numbers) for {asked.people:,} people")
    print(f"({measure.load()}); {report.columns} columns in {report.levels} levels;")
    print(
        f"columns alone are exact for {len(report.settled)} rules, {len(report.weak)} need the exact reading"
    )
    print(f"{'':<40}{'wall s':>9}{'CPU s':>9}{'M/s':>8}")
    for what, (wall, cpu) in times.items():
        print(f"{what:<40}{wall:>9.3f}{cpu:>9.3f}{asked.people * len(outputs) / wall / 1e6:>8.0f}")
    more = measure.peak_over(lambda: plan.answers(gaps))
    print(f"memory over the data and earlier answers: {more:.0f} MB")
    bars.check("planning", planned * 1e3, 100, " ms")
    bars.check("computing with 5 % unknown", times["5 % unknown"][0], 0.3, " s")
    bars.end()


def planning(program: object, outputs: list[str], frames: Frames) -> float:
    """Return the least seconds that compiling and planning takes, gaps judged, for people of this form."""
    few = Frames(frames.subjects.head(1_000), {}, frames.key)
    found = []
    for _ in range(6):
        start = time.perf_counter()
        ColumnPlan.compile(program, outputs, columns.ON).report(few)  # type: ignore[arg-type]
        found.append(time.perf_counter() - start)
    return min(found)


if __name__ == "__main__":
    main()
