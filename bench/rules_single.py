"""One case, all rights: plain answer, timeline and full explanation, beside openfisca-core and zen-engine.

Run with `make bench`. Three tables: the same twelve rules in every engine (answers are compared before
anything is timed), all rights of the policy pack for the persons of examples/, and the full explanation of
the whole pack for one person. Each figure is the median of several rounds; ratios are against plain Python
written by hand, the limit. Aims: twelve rules answered in 5 µs or less, explained in 50 µs or less, a
timeline in 30 µs or less a right; the whole pack loaded and checked in a second, and all of its rights
explained for one person in 50 ms.
"""

from __future__ import annotations

import gc
import platform
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import _peers as peers
import _twelve as twelve
from haina import policy
from haina.policy.facts_file import FactsFile
from haina.rules import (
    BOOL,
    INT,
    MONEY,
    DatedValue,
    Enum,
    EnumValue,
    FactDeclaration,
    Facts,
    Program,
    RuleSource,
    StandardDeclaration,
    Status,
    Text,
)
from haina.rules.explain import explain_all

ON = date(2020, 6, 1)
ROUNDS = 7
ROOT = Path(__file__).resolve().parent.parent


def haina_program() -> Program:
    """Compile the twelve rules in Haina's language."""
    types = dict.fromkeys(twelve.BOOLS, BOOL) | dict.fromkeys(twelve.INTS, INT)
    types |= dict.fromkeys(twelve.MONEY, MONEY)
    types |= {
        name: Enum(name, tuple(EnumValue(value, Text(value, value)) for value in values))
        for name, values in twelve.ENUMS.items()
    }
    facts = [FactDeclaration(name, kind, Text(name, name)) for name, kind in types.items()]
    unit = Text("元", "CNY")
    standards = [
        StandardDeclaration(
            name,
            INT if name == "points_min" else MONEY,
            Text(name, name),
            Text("分", "points") if name == "points_min" else unit,
            (
                DatedValue(value * 9 // 10, None, date(2018, 12, 31), "bench", "A"),
                DatedValue(value, date(2019, 1, 1), None, "bench", "A"),
            ),
        )
        for name, value in twelve.STANDARDS.items()
    ]
    rules = [
        RuleSource(name, text, label=Text(name, name), kind="formula" if name == "score" else "right")
        for name, (text, _) in twelve.RULES.items()
    ]
    return Program.compile(facts, standards, rules)


def microseconds(run: Callable[[], object], least: float = 0.05) -> float:
    """Return the median time of one call in µs, each round long enough to measure (`least` seconds)."""
    run()
    times, start = 1, time.perf_counter()
    run()
    times = max(1, int(least / max(time.perf_counter() - start, 1e-7)))
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(times):
            run()
        rounds.append((time.perf_counter() - start) / times * 1e6)
    return statistics.median(rounds)


def table(title: str, rows: list[tuple[str, float, str]], unit: float) -> None:
    """Print rows of (what, µs, aim) with the ratio against `unit` µs."""
    print(f"\n{title}\n{'':<58}{'µs':>11}{'ratio':>10}  aim")
    for what, micro, aim in rows:
        print(f"{what:<58}{micro:>11.2f}{micro / unit:>9.1f}x  {aim}")


def in_words(program: Program, rights: list[str], facts: Facts) -> list[str]:
    """Explain the rights: the texts of all conditions that decided, in English."""
    # Copied, so that nothing is remembered of the case itself.
    explained = explain_all(program, rights, facts.replacing({}), ON).values()
    return [leaf.text.en for each in explained for leaf in each.because]


def over_all_dates(program: Program, rights: list[str], given: dict[str, object]) -> int:
    """Give the steps of every right's timeline for facts just read, so that nothing is remembered."""
    facts = program.read_facts(given)
    return sum(len(program.timeline(name, facts).steps) for name in rights)


def twelve_rules() -> None:
    """Compare the answers of all engines on 300 people, then time them on one."""
    program = haina_program()
    zen, zen_traced = peers.zen_engine()
    fisca = peers.openfisca()
    rights = [name for name in twelve.RULES if name != "score"]
    for seed in range(300):
        given = twelve.person(seed)
        expected, facts = twelve.by_hand(given), program.read_facts(given)
        mine = {name: status is Status.YES for name, status in program.statuses(facts, ON, rights).items()}
        mine["score"] = program.value("score", facts, ON)
        engines = {"haina": mine, "zen-engine": zen(given)}
        if seed < 50:
            engines["openfisca-core"] = fisca(given)
        for name, answers in engines.items():
            if not twelve.same(expected, answers):
                sys.exit(f"{name} disagrees on person {seed}: {answers} instead of {expected}")
    given = twelve.person(1)
    facts = program.read_facts(given)
    answers = program.answerer(list(twelve.RULES), ON)
    keeping = program.answerer(list(twelve.RULES), ON, keep=True)
    by_hand = microseconds(lambda: twelve.by_hand(given))
    rows = [
        ("plain Python by hand, two-valued", by_hand, ""),
        ("Haina: answered, three-valued", microseconds(lambda: answers(facts)), "≤ 5 µs"),
        ("Haina: with every node's value kept", microseconds(lambda: keeping(facts)), ""),
        (
            "Haina: explained (decisive leaves of all, in words)",
            microseconds(lambda: in_words(program, rights, facts)),
            "≤ 50 µs",
        ),
        (
            "Haina: over all dates, each right (fresh facts)",
            microseconds(lambda: over_all_dates(program, rights, given)) / len(rights),
            "≤ 30 µs",
        ),
        ("zen-engine", microseconds(lambda: zen(given)), ""),
        ("zen-engine with trace", microseconds(lambda: zen_traced(given)), ""),
        ("openfisca-core: build from a dictionary and calculate", microseconds(lambda: fisca(given)), ""),
    ]
    table("Twelve rules, one person, same answers in all engines", rows, by_hand)


def whole_pack() -> None:
    """Time all rights of the pack for the persons of examples/, per right."""
    loaded_at = time.perf_counter()
    pack = policy.load(policy.default_directory())
    loading = time.perf_counter() - loaded_at
    program, rights = pack.program, list(pack.rights)
    given = [dict(FactsFile.read(path).facts) for path in sorted((ROOT / "examples").glob("*.yaml"))]
    people = [program.read_facts(raw) for raw in given]
    each = len(rights) * len(people)
    answers = program.answerer(rights, ON)

    def for_all(run: Callable[[object], object]) -> float:
        return microseconds(lambda: [run(facts) for facts in people], least=0.3) / each

    plain = for_all(answers)
    rows = [
        ("answered on one date (Kleene)", plain, ""),
        ("answered exactly (diagrams where needed)", for_all(lambda f: program.statuses(f, ON, rights)), ""),
        (
            "timeline over all dates (fresh facts, reading included)",
            microseconds(lambda: [over_all_dates(program, rights, raw) for raw in given], least=0.3) / each,
            "",
        ),
        (
            "full explanation with missing facts and changes",
            for_all(
                lambda f: [
                    each.to_json() for each in explain_all(program, rights, f.replacing({}), ON).values()
                ]
            ),
            "",
        ),
    ]
    title = f"All {len(rights)} rights of {pack.id}, {len(people)} cases, per right"
    title += f" (loaded and checked in {loading:.2f} s)"
    table(title, rows, plain)


def one_person() -> None:
    """Time all rights of the pack for one person: why, since and until when, what is missing or must change.

    *First*: the first person after loading, who pays for compiling every rule. *New*: a person of whom the
    program has never heard, when it has answered others. *Again*: the same person's file read once more.
    """
    given = [dict(FactsFile.read(path).facts) for path in sorted((ROOT / "examples").glob("*.yaml"))]
    found: dict[str, list[Taken]] = {"load": [], "first": [], "new": [], "again": []}
    for person in range(len(given)):
        started = Taken.now()
        pack = policy.load(policy.default_directory())
        found["load"].append(Taken.since(started))
        order = [*given[person:], *given[:person]]
        times = [explained(pack.program, list(pack.rights), raw) for raw in [*order, order[-1]]]
        for which, taken in (("first", times[0]), ("new", times[-2]), ("again", times[-1])):
            found[which].append(taken)
    title = f"All {len(pack.rights)} rights of {pack.id} for one person, explained; {len(given)} persons, ms"
    print(f"\n{title}\n{'':<58}{'median':>9}{'worst':>9}{'cpu':>9}  aim")
    rows = [
        ("pack loaded and checked", "load", "≤ 1000"),
        ("first person after loading", "first", ""),
        ("new person, program warm, with to_json", "new", "≤ 50"),
        ("the same person again", "again", ""),
    ]
    for what, which, aim in rows:
        wall = [taken.wall for taken in found[which]]
        used = statistics.median(taken.used for taken in found[which])
        print(f"{what:<58}{statistics.median(wall):>9.1f}{max(wall):>9.1f}{used:>9.1f}  {aim}")


class Taken(NamedTuple):
    """Milliseconds on the wall's clock, and of the processor for this process alone."""

    wall: float
    used: float

    @classmethod
    def now(cls) -> Taken:
        """The clocks."""
        return cls(time.perf_counter() * 1000, time.process_time() * 1000)

    @classmethod
    def since(cls, started: Taken) -> Taken:
        """What was taken since."""
        present = cls.now()
        return cls(present.wall - started.wall, present.used - started.used)


def explained(program: Program, rights: list[str], given: dict[str, object]) -> Taken:
    """Read a person's facts and explain all rights, down to plain values."""
    gc.collect()
    # As in the server, where the pack's objects are set apart once: what is looked for is the work itself.
    gc.freeze()
    started = Taken.now()
    facts = program.read_facts(given)
    for explanation in explain_all(program, rights, facts, ON).values():
        explanation.to_json()
    return Taken.since(started)


if __name__ == "__main__":
    print(f"Python {platform.python_version()}, {platform.machine()}, medians of {ROUNDS} rounds")
    twelve_rules()
    whole_pack()
    one_person()
