"""One and ten million people at once: the twelve rules as columns beside numpy by hand and openfisca-core.

Run with `make bench`, or with numbers of people: `bench/columns.py 1000000`. All engines answer the same
people; their answers are compared before anything is timed. Figures are the least of several interleaved
rounds, in seconds of wall time and of CPU, with the answers a second and the memory over the data (the most
that a process of its own grows), each row beside hand-written numpy. Some rows have five in a hundred
facts unknown: numpy and openfisca-core cannot be asked then. The second table is the policy pack: how long
its rules take to be planned. Ends with 1 where a bar is missed with ten million people or more.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

import _measure as measure
import _peers as peers
import _twelve as twelve
from haina import policy
from haina.rules import (
    BOOL,
    INT,
    MONEY,
    DatedValue,
    Enum,
    EnumValue,
    FactDeclaration,
    Program,
    RuleSource,
    StandardDeclaration,
    Text,
)
from haina.rules.columns import ColumnPlan, Frames

ON = date(2020, 6, 1)
CHUNK = 65_536
SEED = 20160925
ROOT = Path(__file__).resolve().parent.parent
Arrays = dict[str, numpy.ndarray]


def people(size: int) -> Arrays:
    """Draw people as arrays, as `_twelve.person` draws one."""
    draw = numpy.random.default_rng(SEED)
    found: Arrays = {name: draw.random(size) < 0.7 for name in twelve.BOOLS}
    found |= {name: draw.integers(0, 13, size) for name in twelve.INTS}
    found["age_years"] = draw.integers(20, 66, size)
    found["salary"] = draw.choice(numpy.array((200_000, 449_999, 450_000, 599_999, 600_000, 900_000)), size)
    found["tax"] = draw.choice(numpy.array((10_000, 119_999, 120_000, 200_000)), size)
    found["capital_raised"] = draw.choice(numpy.array((0, 4_999_999, 5_000_000, 20_000_000)), size)
    found["deals"] = draw.choice(numpy.array((0, 49_999_999, 50_000_000)), size)
    return found | {name: draw.integers(0, len(values), size) for name, values in twelve.ENUMS.items()}


def frames_of(arrays: Arrays, share: float = 0.0, missing: Arrays | None = None) -> Frames:
    """Give the people as a frame, a share of their facts unknown, or those that are said to be missing."""
    draw = numpy.random.default_rng(SEED + 1)
    size = len(arrays["salary"])
    columns = [pl.Series("subject", numpy.arange(size))]
    for name in twelve.FACTS:
        column = pl.Series(name, arrays[name])
        if name in twelve.ENUMS:
            column = (
                column.cast(pl.UInt8)
                .to_frame()
                .select(
                    pl.col(name).replace_strict(
                        list(range(len(twelve.ENUMS[name]))),
                        list(twelve.ENUMS[name]),
                        return_dtype=pl.Enum(twelve.ENUMS[name]),
                    )
                )[name]
            )
        if share or missing:
            known = pl.Series(~missing[name] if missing else draw.random(size) >= share)
            column = pl.select(pl.when(known).then(column)).to_series().alias(name)
        columns.append(column)
    return Frames(pl.DataFrame(columns))


def program() -> Program:
    """Compile the twelve rules in Haina's language."""
    types = dict.fromkeys(twelve.BOOLS, BOOL) | dict.fromkeys(twelve.INTS, INT)
    types |= dict.fromkeys(twelve.MONEY, MONEY)
    for name, values in twelve.ENUMS.items():
        types[name] = Enum(name, tuple(EnumValue(value, Text(value, value)) for value in values))
    unit = Text("元", "CNY")
    standards = [
        StandardDeclaration(
            name,
            INT if name == "points_min" else MONEY,
            Text(name, name),
            unit,
            (
                DatedValue(value * 9 // 10, None, date(2018, 12, 31)),
                DatedValue(value, date(2019, 1, 1), None),
            ),
        )
        for name, value in twelve.STANDARDS.items()
    ]
    rules = [
        RuleSource(name, text, label=Text(name, name), kind="formula" if name == "score" else "right")
        for name, (text, _) in twelve.RULES.items()
    ]
    declared = [FactDeclaration(name, kind, Text(name, name)) for name, kind in types.items()]
    return Program.compile(declared, standards, rules)


def by_hand(f: Arrays) -> Arrays:
    """Answer all twelve in numpy, written by hand: the fastest that one core can be expected to be."""
    where = numpy.where
    degree, salary, foreign, years = f["degree"], f["salary"], f["foreign"], f["work_years"]
    score = numpy.minimum(20, numpy.maximum(0, years - 2) + 5) + where(
        degree == 3, 20, where(degree == 2, 15, 0)
    )
    score = score + where(f["age_years"] <= 45, 15, 5) + where(salary >= 450_000, 20, 8)
    by_work = foreign & (years >= 4) & (f["stay_months"] >= 6) & f["stable_home"] & (salary >= 600_000)
    by_work &= (f["tax"] >= 120_000) & f["recommended"]
    senior = foreign & (f["on_list"] & f["guaranteed"] | (degree == 3) & f["market_tested"])
    by_permit = senior & (years >= 3) & f["recommended"]
    points = ~foreign & f["holds_card"] & (f["founder"] | f["team_member"]) & f["market_tested"]
    short = points & (years >= 3) & f["insured"]
    founder = ~foreign & f["founder"] & (f["capital_raised"] >= 5_000_000) & (f["jobs_created"] >= 10)
    broker = ~foreign & (f["deals"] >= 50_000_000) & (f["sector"] == 0) & f["clean_record"]
    return {
        "score": score,
        "residence_by_work": by_work,
        "senior_permit": senior,
        "residence_by_permit": by_permit,
        "long_permit": foreign & (f["permits"] >= 2) & f["clean_record"],
        "graduate_job": (degree >= 1) & f["in_zone"] & (f["age_years"] < 30),
        "direct_points": points,
        "short_wait": short,
        "direct_founder": founder,
        "direct_broker": broker,
        "class_b": foreign & (score >= 60),
        "any_door": by_work | by_permit | short | founder | broker | (f["patents"] >= 5) & f["insured"],
    }


def in_chunks(f: Arrays) -> Arrays:
    """Do the same in pieces that stay in the processor's cache."""
    size = len(f["salary"])
    parts = [
        by_hand({name: values[start : start + CHUNK] for name, values in f.items()})
        for start in range(0, size, CHUNK)
    ]
    return {name: numpy.concatenate([part[name] for part in parts]) for name in twelve.RULES}


def openfisca(f: Arrays) -> tuple[Callable[[], Simulation], Callable[[Simulation], Arrays]]:
    """Return openfisca-core's way: setting a simulation up, and calculating all twelve in it."""
    system = TaxBenefitSystem([build_entity("person", "persons", "a person", is_person=True)])
    peers.declare(system)
    size = len(f["salary"])
    words = {name: numpy.array(values)[f[name]] for name, values in twelve.ENUMS.items()}

    def set_up() -> Simulation:
        simulation = SimulationBuilder().build_default_simulation(system, size)
        for name in twelve.FACTS:
            simulation.set_input(name, "2016", words.get(name, f[name]))
        return simulation

    def calculate(simulation: Simulation) -> Arrays:
        return {name: simulation.calculate(name, "2016") for name in twelve.RULES}

    return set_up, calculate


def ways(arrays: Arrays) -> dict[str, Callable[[], Callable[[], object]]]:
    """Return each way of answering all twelve: what prepares it, and gives what is timed."""
    frames, gaps = frames_of(arrays), frames_of(arrays, 0.05)
    plan = ColumnPlan.compile(program(), list(twelve.RULES), ON)
    set_up, calculate = openfisca(arrays)

    def of_openfisca() -> Callable[[], object]:
        simulation = set_up()
        return lambda: calculate(simulation)

    # Who comes after openfisca-core pays for the memory that it has given back; no bar rests on whole arrays.
    return {
        CHUNKS: lambda: lambda: in_chunks(arrays),
        TRUTHS: lambda: lambda: plan.answers(frames),
        "Haina, statuses and ranges": lambda: lambda: plan.run(frames),
        "Haina, truths, 5 % unknown (by Kleene's tables)": lambda: lambda: plan.answers(gaps, exact=False),
        GAPS: lambda: lambda: plan.answers(gaps),
        "Haina, statuses and ranges, 5 % unknown": lambda: lambda: plan.run(gaps),
        OPENFISCA: of_openfisca,
        "numpy by hand, whole arrays": lambda: lambda: by_hand(arrays),
    }


CHUNKS, OPENFISCA = "numpy by hand, in chunks", "openfisca-core, set up already"
TRUTHS, GAPS = "Haina, truths", "Haina, truths, 5 % unknown"


def memory(size: int, way: str) -> float:
    """Return the megabytes over the data that one way takes in this process."""
    arrays = people(size)
    if way == OPENFISCA:
        set_up, calculate = openfisca(arrays)
        return measure.peak_over(lambda: calculate(set_up()))
    if way in (TRUTHS, GAPS):
        frames = frames_of(arrays, 0.05 if way == GAPS else 0.0)
        plan = ColumnPlan.compile(program(), list(twelve.RULES), ON)
        return measure.peak_over(lambda: plan.answers(frames))
    return measure.peak_over(lambda: in_chunks(arrays))


def agree(arrays: Arrays) -> None:
    """Hold the answers of all engines to one another."""
    plan = ColumnPlan.compile(program(), list(twelve.RULES), ON)
    set_up, calculate = openfisca(arrays)
    mine, hand, theirs = plan.run(frames_of(arrays)), by_hand(arrays), calculate(set_up())
    for name in (name for name in twelve.RULES if name != "score"):
        answers = (mine[name] == "yes").to_numpy()
        assert (answers == hand[name]).all() and (theirs[name].astype(bool) == hand[name]).all(), name
    assert (mine["score"].cast(pl.Int64).to_numpy() == hand["score"]).all()


def twelve_rules(size: int, rounds: int, bars: measure.Bars) -> None:
    """Compare the answers of all engines, then time them."""
    arrays = people(size)
    agree(arrays)
    times = measure.interleaved(ways(arrays), rounds)
    del arrays
    held = {
        name: measure.peak_in_child(__file__, size, "--memory", name)
        for name in (CHUNKS, OPENFISCA, TRUTHS, GAPS)
    }
    unit = times[CHUNKS][0]
    print(f"\nTwelve rules for {size:,} people ({measure.load()})")
    print(f"{'':<50}{'wall s':>9}{'CPU s':>9}{'M/s':>8}{'ratio':>8}{'MB more':>9}")
    for what, (wall, cpu) in times.items():
        more = f"{held[what]:>9.0f}" if what in held else ""
        print(f"{what:<50}{wall:>9.3f}{cpu:>9.3f}{size * 12 / wall / 1e6:>8.0f}{wall / unit:>7.1f}x{more}")
    bars.check("time beside openfisca-core", times[TRUTHS][0] / times[OPENFISCA][0], 0.5, "x")
    bars.check("time beside numpy in chunks", times[TRUTHS][0] / unit, 1.0, "x")
    bars.check("time with 5 % unknown beside complete facts", times[GAPS][0] / times[TRUTHS][0], 1.4, "x")
    bars.check("  the same in CPU time", times[GAPS][1] / times[TRUTHS][1], 1.4, "x")
    bars.check("memory over the data beside openfisca-core", held[TRUTHS] / held[OPENFISCA], 1 / 3, "x")


def planning(bars: measure.Bars) -> None:
    """Time how long all rights and programmes of the pack take to be planned, with every fact given."""
    pack = policy.load(ROOT / "policies" / "shanghai-2016").program
    frames = everything(pack)
    outputs = [name for name, rule in pack.rules.items() if rule.kind in ("right", "formula", "agreement")]
    on = date(2016, 10, 10)
    walls = []
    for _ in range(6):
        start = time.perf_counter()
        staged = ColumnPlan.compile(pack, outputs, on).staged(frames)
        walls.append(time.perf_counter() - start)
    start = time.perf_counter()
    report = staged.report()
    judged = time.perf_counter() - start
    print(f"\n{len(outputs)} outputs of the pack for {on} ({measure.load()}):")
    print(f"planned in {min(walls) * 1e3:.0f} ms, judged for gaps in {judged * 1e3:.0f} ms more;", end=" ")
    print(f"{report.columns} columns in {report.levels} levels; {len(report.row_by_row)} outputs row by row")
    bars.check("planning all outputs", min(walls) * 1e3, 100, " ms")


def everything(pack: Program) -> Frames:
    """Give frames without people that have a column for every fact."""
    from haina.rules.columns.cases import empty_frames

    return empty_frames(pack)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", nargs="*", type=int, default=[1_000_000, 10_000_000])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--memory", help="print the memory of one way alone")
    asked = parser.parse_args()
    if asked.memory:
        print(memory(asked.people[0], asked.memory))
        return
    print(f"{platform.machine()}, Python {platform.python_version()}, polars {pl.__version__}, ON {ON}")
    bars = measure.Bars(max(asked.people) >= 10_000_000)
    for people in asked.people:
        # The bars are for ten million; what a smaller city takes is printed beside them.
        twelve_rules(people, asked.rounds, bars if people == max(asked.people) else measure.Bars(False))
    planning(bars)
    bars.end()


if __name__ == "__main__":
    main()
