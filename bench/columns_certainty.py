"""Who decides without ground: the twelve rules with facts missing, beside every way of filling the gaps.

Run with `make bench`, or `bench/columns_certainty.py PEOPLE`. An answer is *open* if two ways of filling a
person's gaps give different answers; all ways are tried, by hand-written numpy. Haina is given the gaps,
openfisca-core the facts that are known (the others stay at its defaults), zen-engine the facts that are
known, once with null for the others and once without them. Ends with 1 where Haina is certain without
ground, says unknown where it is not, or says anything wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from itertools import product

import numpy

import _peers as peers
import _twelve as twelve
import columns
from haina.rules.columns import ColumnPlan

SHARES = (0.05, 0.3)
RULES = [name for name in twelve.RULES if name != "score"]
AT_ONCE = 200_000
#: Values of numbers that tell every way apart in which a rule can read them; of points, up to their cap.
TELLING = {
    "work_years": tuple(range(18)),
    "age_years": (25, 40, 50),
    "stay_months": (5, 6),
    "jobs_created": (9, 10),
    "patents": (4, 5),
    "permits": (1, 2),
    "salary": (449_999, 450_000, 600_000),
    "tax": (119_999, 120_000),
    "capital_raised": (4_999_999, 5_000_000),
    "deals": (49_999_999, 50_000_000),
}
Arrays = dict[str, numpy.ndarray]


def values_of(fact: str) -> tuple[object, ...]:
    """Return the values that a missing fact is given in turn."""
    if fact in twelve.BOOLS:
        return (True, False)
    return tuple(range(len(twelve.ENUMS[fact]))) if fact in twelve.ENUMS else TELLING[fact]


def facts_of_rules() -> dict[str, list[str]]:
    """Return the facts that each rule reads, itself or through other rules."""
    from haina.rules.columns.patterns import facts_below
    from haina.rules.columns.trees import Graph

    program = columns.program()
    graph = Graph(program)
    return {name: facts_below(graph, program.tree(name)) for name in RULES}


def exact(arrays: Arrays, missing: Arrays, rule: str, facts: list[str]) -> numpy.ndarray:
    """Return for each person 1 (yes), 0 (no) or -1 (open), by trying every way of filling the gaps."""
    size = len(arrays["salary"])
    found = numpy.full(size, -1, dtype=numpy.int8)
    person: list[int] = []
    filled: dict[str, list[object]] = {name: [] for name in facts}

    def answer() -> None:
        if not person:
            return
        rows = numpy.array(person)
        given = {name: values[rows] for name, values in arrays.items()}
        given |= {name: numpy.array(filled[name], dtype=arrays[name].dtype) for name in facts}
        answers = columns.by_hand(given)[rule]
        first = numpy.flatnonzero(numpy.diff(rows, prepend=-1))
        least = numpy.logical_and.reduceat(answers, first)
        most = numpy.logical_or.reduceat(answers, first)
        found[rows[first]] = numpy.where(least, 1, numpy.where(most, -1, 0))
        person.clear()
        for values in filled.values():
            values.clear()

    for row in range(size):
        choices = [values_of(name) if missing[name][row] else (arrays[name][row],) for name in facts]
        for chosen in product(*choices):
            person.append(row)
            for name, value in zip(facts, chosen, strict=True):
                filled[name].append(value)
        if len(person) > AT_ONCE:
            answer()
    answer()
    return found


def known_of(arrays: Arrays, missing: Arrays, row: int) -> dict[str, object]:
    """Return the facts of one person that are known, as engines for single cases are given them."""
    known = {}
    for name in twelve.FACTS:
        if not missing[name][row]:
            value = arrays[name][row].item()
            known[name] = twelve.ENUMS[name][value] if name in twelve.ENUMS else value
    return known


def haina(arrays: Arrays, missing: Arrays) -> Arrays:
    """Return Haina's answers, -1 for unknown."""
    frames = columns.frames_of(arrays, missing=missing)
    answers = ColumnPlan.compile(columns.program(), RULES, columns.ON).truths(frames)
    return {name: answers[name].cast(int).fill_null(-1).to_numpy() for name in RULES}


def openfisca(arrays: Arrays, missing: Arrays) -> Arrays:
    """Return openfisca-core's answers to the facts that are known; it has no other answer than yes or no."""
    bare: Arrays = {}
    for name in twelve.FACTS:
        values = arrays[name].copy()
        values[missing[name]] = 0
        bare[name] = values
    set_up, calculate = columns.openfisca(bare)
    return {name: values.astype(bool).astype(int) for name, values in calculate(set_up()).items()}


def zen(arrays: Arrays, missing: Arrays, nulls: bool) -> Arrays:
    """Return zen-engine's answers, -2 where it refuses the case."""
    plain, _ = peers.zen_engine()
    size = len(arrays["salary"])
    found = {name: numpy.full(size, -2) for name in RULES}
    for row in range(size):
        given = known_of(arrays, missing, row)
        if nulls:
            given = dict.fromkeys(twelve.FACTS) | given
        try:
            answers = plain(given)
        except Exception:  # noqa: S112 - its own class of errors is not public; a refusal is counted
            continue
        for name in RULES:
            value = answers.get(name)
            found[name][row] = -2 if value is None else int(bool(value))
    return found


def table(size: int, share: float) -> bool:
    """Print one table; return whether Haina was right throughout."""
    arrays = columns.people(size)
    draw = numpy.random.default_rng(columns.SEED + 7)
    missing = {name: draw.random(size) < share for name in twelve.FACTS}
    start = time.perf_counter()
    truth = {name: exact(arrays, missing, name, facts) for name, facts in facts_of_rules().items()}
    tried = time.perf_counter() - start
    open_ = sum(int((truth[name] == -1).sum()) for name in RULES)
    engines: dict[str, Callable[[], Arrays]] = {
        "Haina": lambda: haina(arrays, missing),
        "openfisca-core, known facts given": lambda: openfisca(arrays, missing),
        "zen-engine, null for the others": lambda: zen(arrays, missing, nulls=True),
        "zen-engine, the others left out": lambda: zen(arrays, missing, nulls=False),
    }
    print(
        f"\n{share:.0%} of the facts of {size:,} people missing: of {size * len(RULES):,} answers {open_:,}"
    )
    print(f"are open (every way of filling the gaps tried, {tried:.0f} s)")
    heads = ("open, decided", "open, unknown", "refused", "settled, unknown", "wrong")
    print(" " * 36 + "".join(f"{head:>17}" for head in heads))
    right = False
    for what, ask in engines.items():
        answers = ask()
        counts = [0] * 5
        for name in RULES:
            mine, real = answers[name], truth[name]
            counts[0] += int(((real == -1) & (mine >= 0)).sum())
            counts[1] += int(((real == -1) & (mine == -1)).sum())
            counts[2] += int((mine == -2).sum())
            counts[3] += int(((real >= 0) & (mine == -1)).sum())
            counts[4] += int(((real >= 0) & (mine >= 0) & (mine != real)).sum())
        print(f"{what:<36}" + "".join(f"{count:>17,}" for count in counts))
        if what == "Haina":
            right = counts[0] == counts[3] == counts[4] == 0
    return right


def main() -> None:
    """Print a table for each share of missing facts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", nargs="?", type=int, default=1_000)
    size = parser.parse_args().people
    right = [table(size, share) for share in SHARES]
    if not all(right):
        print("  MISSED: Haina is certain without ground, or unknown without need")
        sys.exit(1)
    print("  held: Haina is certain exactly where every way of filling the gaps agrees")


if __name__ == "__main__":
    main()
