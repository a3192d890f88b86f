"""``haina city``: make a synthetic city, or bring other data into its layout."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from haina.city import Plan, city_data, make_city
from haina.city.mapped import map_file
from haina.city.mapping_schema import read_mapping
from haina.policy.kept import load_kept
from haina.rules.text import Text

from .city_faults import alone_in, told
from .command import ANSWERED, BAD_INPUT, policy_directory
from .language import Speaker

#: More people than any city has; a mistyped number is told at once.
MOST_PEOPLE = 2_000_000_000
_BAR = 30


@told
def make(arguments: argparse.Namespace) -> int:
    """Make a city and say what came out; 2 when the numbers make no sense or the directory is another's."""
    speaker: Speaker = arguments.speaker
    wrong = _wrong_numbers(arguments)
    if wrong is not None:
        print(f"haina city make: {speaker(wrong)}", file=sys.stderr)
        return BAD_INPUT
    policy = load_kept(policy_directory(arguments))
    plan = Plan(
        city_data(policy),
        Path(arguments.out),
        arguments.people,
        arguments.seed,
        arguments.missing,
        arguments.truth,
    )
    with alone_in(plan.directory):
        manifest = make_city(plan, policy, arguments.processes or _cores(), progress_bar(speaker))
    for line in _report(manifest, speaker):
        print(line)
    return ANSWERED


@told
def map_table(arguments: argparse.Namespace) -> int:
    """Bring a table into the layout of a city, or say what does not fit."""
    speaker: Speaker = arguments.speaker
    policy = load_kept(policy_directory(arguments))
    mapping = read_mapping(Path(arguments.mapping), policy)
    manifest = map_file(mapping, Path(arguments.file), Path(arguments.out), policy)
    print(
        speaker.say(
            f"{manifest['rows']:,} 行写入 {arguments.out}",
            f"{manifest['rows']:,} rows written to {arguments.out}",
        )
    )
    for name, known in manifest["known"].items():
        print(f"  {name}  {known / max(1, manifest['rows']):.1%}")
    if manifest["not_taken"]:
        names = ", ".join(manifest["not_taken"])
        print(speaker.say(f"没有用到的列：{names}", f"columns that were not taken: {names}"))
    return ANSWERED


def _wrong_numbers(arguments: argparse.Namespace) -> Text | None:
    if not 1 <= arguments.people <= MOST_PEOPLE:
        return Text(
            zh=f"人数应在 1 到 {MOST_PEOPLE:,} 之间", en=f"--people must lie between 1 and {MOST_PEOPLE:,}"
        )
    if arguments.missing is not None and not 0 <= arguments.missing <= 1:
        return Text(zh="缺失的比例应在 0 到 1 之间", en="--missing must lie between 0 and 1")
    if arguments.processes is not None and arguments.processes < 1:
        return Text(zh="至少要一个进程", en="--processes must be at least 1")
    return None


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def progress_bar(speaker: Speaker) -> Callable[[int, int], None]:
    """What shows how far a run is: a bar that is drawn over on a terminal, elsewhere a line a tenth."""
    began = time.monotonic()
    told = [-1]
    first: list[int] = []

    def show(done: int, total: int) -> None:
        first.append(done)
        tenth = done * 10 // total
        elapsed = time.monotonic() - began
        made = done - first[0]
        left = "" if not made or done == total else _left(elapsed / made * (total - done), speaker)
        line = f"{done:>13,} / {total:,} {done / total:4.0%}{left}"
        if sys.stderr.isatty():
            filled = done * _BAR // total
            end = "\n" if done == total else ""
            print(
                f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {line}   ", end=end, file=sys.stderr, flush=True
            )
        elif tenth != told[0]:
            print(line, file=sys.stderr, flush=True)
        told[0] = tenth

    return show


def _left(seconds: float, speaker: Speaker) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return speaker.say(f"  还要 {minutes}:{rest:02}", f"  {minutes}:{rest:02} left")


def _report(manifest: dict[str, Any], speaker: Speaker) -> list[str]:
    """What came out: how many, how much is known, what rests on figures, what nobody draws."""
    say = speaker.say
    columns = [each for subject in manifest["columns"].values() for each in subject.values()]
    facts = [each for each in columns if each["fact"]]
    spells = sum(each.get("spells", 0) for each in facts)
    sourced = sum("source" in each for each in columns)
    people, units, on = manifest["people"], manifest["organisations"], manifest["on"]
    assumed = len(columns) - sourced
    lines = [
        say(
            f"{people:,} 人，{units:,} 个单位，{spells:,} 段经历；{on} 的城市",
            f"{people:,} people, {units:,} organisations, {spells:,} spells; the city on {on}",
        ),
        say(
            f"{len(facts)} 项事实；{sourced} 列依据公布的数字，{assumed} 列为假设",
            f"{len(facts)} facts; {sourced} columns rest on published figures, {assumed} are assumed",
        ),
        say("每一列的依据见 manifest.json", "manifest.json says of each column on what it rests"),
    ]
    left = [name for names in manifest["not_drawn"].values() for name in names]
    if left:
        names = ", ".join(left)
        lines.append(say(f"没有抽取方式、因而未知的事实：{names}", f"not drawn and so unknown: {names}"))
    return lines
