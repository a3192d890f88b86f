"""``haina city run`` and ``haina city compare``: every right for everybody, and what a change would do."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from haina.city.making import read_manifest
from haina.city.parts import write_whole
from haina.city.runs import Run, run_city
from haina.city.runs.beginning import BEGINS
from haina.city.runs.comparing import CHANGES, Comparison, compare_city
from haina.city.runs.directory import day_of
from haina.city.runs.processes import Processes, cores
from haina.city.runs.report import Report
from haina.city.runs.running import MISSING, NEAR, read_run, totals
from haina.city.runs.sides import ANSWERS, Engine
from haina.city.runs.sweeping import axes_of
from haina.city.runs.tally import ELEMENT, FACT
from haina.policy import Policy
from haina.policy.kept import load_kept
from haina.rules.text import Status

from .city import progress_bar
from .city_ahead import begun, swept
from .city_faults import alone_in, note_other_pack, told
from .city_wishes import ahead_of, not_elements, variants, wrong_horizon, wrong_wish
from .command import ANSWERED, BAD_INPUT, policy_directory
from .language import Speaker

#: How many lines of each kind are shown; all of them are in the tables.
SHOWN = 12


@told
def run(arguments: argparse.Namespace) -> int:
    """Ask a city everything, write the tables and say the most of it."""
    speaker: Speaker = arguments.speaker
    policy = load_kept(policy_directory(arguments))
    city, out, only = Path(arguments.city), Path(arguments.out), tuple(arguments.of or ())
    found = read_manifest(city)
    on = day_of(city, found, arguments.on)
    wrong = not_elements(only, policy, speaker) or wrong_horizon(arguments, on, speaker)
    if wrong:
        print(f"haina city run: {wrong}", file=sys.stderr)
        return BAD_INPUT
    wanted = Run(city, out, on, tuple(arguments.by or ()), only, ahead=ahead_of(arguments, on))
    note_other_pack(found, policy, speaker)
    with alone_in(out):
        run_city(wanted, policy, progress_bar(speaker), _engine(arguments))
    manifest, tables = read_run(out)
    for line in (
        *_answers(tables, policy, speaker),
        *_gaps(tables, policy, speaker),
        *_near(tables, policy, speaker),
        *(begun(tables[BEGINS], policy, speaker) if wanted.ahead else ()),
    ):
        print(line)
    left = manifest["not_asked"]
    if left:
        print(
            speaker.say(
                f"{len(left)} 项针对项目或合同，城市数据里没有，未问",
                f"{len(left)} about projects or contracts were not asked: the city has none",
            )
        )
    print(speaker.say(f"全部结果见 {out}", f"everything is in {out}"))
    return ANSWERED


@told
def compare(arguments: argparse.Namespace) -> int:
    """Ask a city the same of two or more variants, write the tables and say who gains and who loses."""
    speaker: Speaker = arguments.speaker
    policy = load_kept(policy_directory(arguments))
    city, out, only = Path(arguments.city), Path(arguments.out), tuple(arguments.of or ())
    found = read_manifest(city)
    on = day_of(city, found, arguments.on)
    wrong = (
        not_elements(only, policy, speaker)
        or wrong_wish(arguments, speaker)
        or wrong_horizon(arguments, on, speaker)
    )
    if wrong:
        print(f"haina city compare: {wrong}", file=sys.stderr)
        return BAD_INPUT
    wanted = Comparison(
        city,
        out,
        variants(arguments, policy, on),
        tuple(arguments.by or ()),
        only,
        ahead=ahead_of(arguments, on),
    )
    note_other_pack(found, policy, speaker)
    with alone_in(out):
        manifest = compare_city(wanted, progress_bar(speaker), _engine(arguments))
    answers, changes = (pl.read_parquet(out / f"{name}.parquet") for name in (ANSWERS, CHANGES))
    axes = axes_of(manifest)
    for line in (
        swept(answers, axes, policy, speaker) if axes else _compared(answers, changes, wanted, speaker)
    ):
        print(line)
    if wanted.ahead:
        for line in begun(pl.read_parquet(out / f"{BEGINS}.parquet"), policy, speaker):
            print(line)
    print(speaker.say(f"全部结果见 {out}", f"everything is in {out}"))
    return ANSWERED


def _engine(arguments: argparse.Namespace) -> Engine:
    """What asks the parts: processes of this machine, or the cluster that is named."""
    if not arguments.engine:
        return Processes(arguments.processes or cores())
    from haina.city.runs.spark import spark_engine

    return spark_engine(arguments.engine)


def _answers(tables: Mapping[str, pl.DataFrame], policy: Policy, speaker: Speaker) -> Iterator[str]:
    """How many get what, the most first."""
    rows = sorted(totals(tables[ANSWERS]), key=lambda row: (-row["yes"], -row["unknown"]))
    yield speaker.say(
        "        是        否      未知  事项（金额：已确定 — 至多）",
        "       yes        no   unknown  right or programme (money: certain — at most)",
    )
    for row in rows[:SHOWN]:
        yield f"{row['yes']:>10,}{row['no']:>10,}{row['unknown']:>10,}  {_title(row, policy, speaker)}"
    if len(rows) > SHOWN:
        yield speaker.say(f"…… 另有 {len(rows) - SHOWN} 项", f"… and {len(rows) - SHOWN} more")


def _title(row: Mapping[str, Any], policy: Policy, speaker: Speaker) -> str:
    right = policy.rights[row[ELEMENT]]
    if not right.programme:
        return speaker(right.title)
    bound = "∞" if row["without_bound"] else _money(row["most"])
    return f"{speaker(right.title)} ({_money(row['known'])} — {bound})"


def _money(amount: Decimal) -> str:
    return f"{amount:,.0f}"


def _gaps(tables: Mapping[str, pl.DataFrame], policy: Policy, speaker: Speaker) -> Iterator[str]:
    """The facts that alone keep most answers open."""
    by_fact = tables[MISSING].group_by(FACT).agg(pl.col("missing", "alone").sum())
    rows = by_fact.filter(pl.col("alone") > 0).sort("alone", "missing", FACT, descending=[True, True, False])
    if rows.is_empty():
        return
    yield ""
    yield speaker.say("知道哪项事实能定下最多答案：", "knowing one fact would settle most answers:")
    for row in rows.head(SHOWN // 2).iter_rows(named=True):
        yield f"{row['alone']:>10,}  {speaker(policy.facts[row[FACT]].label)}"


def _near(tables: Mapping[str, pl.DataFrame], policy: Policy, speaker: Speaker) -> Iterator[str]:
    """The conditions that alone keep most people from something, where a distance can be told."""
    near = tables[NEAR].filter(pl.col("distance") != "")
    if near.is_empty():
        return
    yield ""
    yield speaker.say("只差一个条件、差得最近的：", "who misses by one condition alone, the nearest:")
    language = "zh" if speaker.say("zh", "en") == "zh" else "en"
    nearest = near.filter(~pl.col("distance").str.starts_with(">"))
    for row in (
        nearest.sort("subjects", ELEMENT, descending=[True, False]).head(SHOWN // 2).iter_rows(named=True)
    ):
        yield (
            f"{row['subjects']:>10,}  {row['distance']}  {row[language]}"
            f" — {speaker(policy.rights[row[ELEMENT]].title)}"
        )


def _compared(
    answers: pl.DataFrame, changes: pl.DataFrame, wanted: Comparison, speaker: Speaker
) -> Iterator[str]:
    """For each variant: who gains, who loses, and what it costs."""
    titles = {name: right.title for each in wanted.variants for name, right in each.policy.rights.items()}
    sums = answers.group_by("variant", ELEMENT).agg(
        pl.col("yes", "unknown", "known", "most", "without_bound").sum()
    )
    cost = {(row["variant"], row[ELEMENT]): row for row in sums.iter_rows(named=True)}
    yes = pl.lit(Status.YES.value)
    moved = changes.group_by("variant", ELEMENT).agg(
        (pl.col("subjects") * (pl.col("after") == yes)).sum().alias("gain"),
        (pl.col("subjects") * (pl.col("before") == yes)).sum().alias("lose"),
        pl.col("subjects").sum().alias("changed"),
    )
    told = {(row["variant"], row[ELEMENT]): row for row in moved.iter_rows(named=True)}
    first = wanted.variants[0].name
    for variant in wanted.variants[1:]:
        yield f"{variant.name}  {variant.on}  {', '.join(variant.values)}"
        differing = [
            name for name in titles if _differs(cost.get((first, name)), cost.get((variant.name, name)))
        ]
        names = [name for name in titles if (variant.name, name) in told or name in differing]
        if not names:
            yield speaker.say("  没有变化", "  nothing changes")
        for name in names:
            row = told.get((variant.name, name), {"gain": 0, "lose": 0, "changed": 0})
            before, after = cost.get((first, name)), cost.get((variant.name, name))
            gain, lose, rest = row["gain"], row["lose"], row["changed"] - row["gain"] - row["lose"]
            words = speaker.say(
                f"新得 {gain:,}，失去 {lose:,}，另有变化 {rest:,}",
                f"{gain:,} gain, {lose:,} lose, {rest:,} change otherwise",
            )
            yield f"  {speaker(titles[name])}: {words}{_cost(before, after)}"


def _differs(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> bool:
    return (
        before is not None
        and after is not None
        and any(before[key] != after[key] for key in ("known", "most"))
    )


def _cost(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    if (
        before is None
        or after is None
        or not any((before["most"], after["most"], before["known"], after["known"]))
    ):
        return ""
    return f"  ({_money(before['known'])} → {_money(after['known'])})"


@told
def report(arguments: argparse.Namespace) -> int:
    """Write a run or a comparison as one HTML file."""
    speaker: Speaker = arguments.speaker
    language = "zh" if speaker.say("zh", "en") == "zh" else "en"
    text = Report(Path(arguments.result), load_kept(policy_directory(arguments)), language).text
    write_whole(Path(arguments.out), text.encode())
    print(speaker.say(f"写入 {arguments.out}", f"written to {arguments.out}"))
    return ANSWERED
