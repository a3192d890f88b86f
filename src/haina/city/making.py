"""Makes a whole city: parts by one or several processes, going on where a run was stopped."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree
from typing import Any

from haina.policy import Policy
from haina.rules.text import Place, Problem, ProblemsError, Text

from .chance import GENERATOR
from .parts import (
    HISTORIES,
    ORGANISATIONS,
    PEOPLE,
    PROGRESS,
    Plan,
    make_part,
    note_path,
    part_name,
    write_whole,
)
from .records import Column

MANIFEST = "manifest.json"
#: How a file of Parquet begins and ends.
_PARQUET = b"PAR1"
_MAKE_AGAIN = Text(
    zh="请删去这个目录，重新运行 haina city make 或 map",
    en="Remove the directory and make it again with haina city make or map.",
)
#: Told after every part: people done, and people in all.
Progress = Callable[[int, int], None]


class CityError(ProblemsError):
    """A city that cannot be made or read; `problems` says why."""


def make_city(
    plan: Plan, policy: Policy, processes: int = 1, progress: Progress | None = None
) -> dict[str, Any]:
    """Make the city of a plan, or what is still to be made of it; gives its manifest.

    The same plan and pack give the same bytes, whatever the number of processes and interruptions; a city
    that is whole is left as it is. Raises `CityError` where the directory holds something else.
    """
    head = _head(plan, policy)
    there = _begin(plan.directory, head)
    if there is not None:
        return there
    done = {part for part in range(plan.parts) if note_path(plan.directory, part).is_file()}
    people = sum(plan.people_of(part) for part in done)
    if progress is not None:
        progress(people, plan.people)
    for part in _made(plan, [part for part in range(plan.parts) if part not in done], processes):
        people += plan.people_of(part)
        if progress is not None:
            progress(people, plan.people)
    manifest = {**head, "complete": True, **_contents(plan, policy)}
    write_whole(plan.directory / MANIFEST, _json(manifest))
    rmtree(plan.directory / PROGRESS)
    return manifest


def read_manifest(directory: Path) -> dict[str, Any]:
    """What is in a city's directory; raises `CityError` where there is no whole city, or a file is broken."""
    found = _manifest(directory)
    if found is None or not found.get("complete"):
        raise _refused(
            directory,
            "city_missing",
            Text(zh="这里没有完整的城市", en="there is no whole city here"),
            Text(zh="请先运行 haina city make", en="Make one with haina city make."),
        )
    _check_files(directory, found)
    return found


def _check_files(directory: Path, manifest: dict[str, Any]) -> None:
    """Every part that there should be is there, and no table was cut off."""
    parts = -(-manifest["people"] // manifest["part"]) if "part" in manifest else 0
    wanted = [
        directory / table / part_name(part) for table in (PEOPLE, ORGANISATIONS) for part in range(parts)
    ]
    missing = next((path for path in wanted if not path.is_file()), None)
    tables = sorted(directory.glob("*.parquet/*.parquet"))
    if missing is not None or not tables:
        raise _refused(
            missing or directory,
            "file_missing",
            Text(zh="城市缺这个文件", en="this file of the city is missing"),
            _MAKE_AGAIN,
        )
    for path in (*tables, *sorted(directory.glob(f"{HISTORIES}/*.parquet/*.parquet"))):
        if not _is_whole(path):
            said = Text(zh="这个 Parquet 文件不完整", en="this Parquet file is not whole")
            raise _refused(path, "file_broken", said, _MAKE_AGAIN)


def _is_whole(path: Path) -> bool:
    """Whether a file begins and ends as Parquet does."""
    with path.open("rb") as file:
        if file.read(4) != _PARQUET or file.seek(0, os.SEEK_END) < 12:
            return False
        file.seek(-4, os.SEEK_END)
        return file.read(4) == _PARQUET


def _head(plan: Plan, policy: Policy) -> dict[str, Any]:
    """All on which the bytes of a city depend."""
    return {
        "layout": 1,
        "generator": GENERATOR,
        "seed": plan.seed,
        "people": plan.people,
        "organisations": sum(plan.employers_of(part) for part in range(plan.parts)),
        "missing": "declared" if plan.missing is None else plan.missing,
        "truth": plan.truth,
        "part": plan.part,
        "block": plan.block,
        "on": plan.data.on.isoformat(),
        "pack": {"id": policy.id, "version": policy.version},
    }


def _begin(directory: Path, head: dict[str, Any]) -> dict[str, Any] | None:
    """Claim a directory for a city: empty, or with the same city begun; its manifest if whole."""
    found = _manifest(directory)
    if found is None:
        if directory.is_dir() and any(directory.iterdir()):
            raise _refused(
                directory,
                "directory_in_use",
                Text(zh="目录里已有别的内容", en="there is something else in the directory"),
                Text(zh="请换一个空目录", en="Name an empty directory."),
            )
        write_whole(directory / MANIFEST, _json({**head, "complete": False}))
        return None
    differing = [key for key, value in head.items() if found.get(key) != value]
    if differing:
        raise _refused(
            directory,
            "another_city",
            Text(
                zh=f"目录里是另一座城市，不同之处：{'、'.join(differing)}",
                en=f"the directory holds another city; it differs in {', '.join(differing)}",
            ),
            Text(zh="请换一个目录，或删去旧的", en="Name another directory, or remove the old one."),
        )
    if not found["complete"]:
        return None
    rmtree(directory / PROGRESS, ignore_errors=True)  # a run that was stopped at its very end leaves it
    return found


def _manifest(directory: Path) -> dict[str, Any] | None:
    path = directory / MANIFEST
    if not path.is_file():
        return None
    found = read_json(path)
    if found is None:
        said = Text(zh="这个文件已损坏", en="this file is broken")
        raise _refused(path, "file_broken", said, _MAKE_AGAIN)
    return found


def read_json(path: Path) -> dict[str, Any] | None:
    """What stands in a JSON file; None where it is no object."""
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _refused(directory: Path, code: str, message: Text, todo: Text) -> CityError:
    return CityError((Problem(Place(str(directory), 1), code, message, todo),))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _made(plan: Plan, parts: list[int], processes: int) -> Iterator[int]:
    """Make parts, giving each as it is done."""
    if processes == 1 or len(parts) < 2:
        for part in parts:
            make_part(plan, part)
            yield part
        return
    # Spawned, not forked: Arrow's threads do not survive a fork.
    with ProcessPoolExecutor(min(processes, len(parts)), get_context("spawn"), _take_plan, (plan,)) as pool:
        running = {pool.submit(_make_planned, part): part for part in parts}
        try:
            for each in as_completed(running):
                each.result()
                yield running[each]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_planned: list[Plan] = []


def _take_plan(plan: Plan) -> None:
    """Keep the plan in a process that makes parts of it."""
    _planned.append(plan)


def _make_planned(part: int) -> None:
    make_part(_planned[-1], part)


def _contents(plan: Plan, policy: Policy) -> dict[str, Any]:
    """What came out: rows, each column with its ground and how often it is known, and what nobody draws."""
    total: dict[str, Counter[str]] = {"rows": Counter(), "known": Counter(), "spells": Counter()}
    for part in range(plan.parts):
        counts = json.loads(note_path(plan.directory, part).read_text(encoding="utf-8"))
        for kind, counter in total.items():
            counter.update(counts[kind])
    columns = {
        subject.name: {
            column.name: _described(column, total) for column in subject.columns if column.fact or column.kept
        }
        for subject in plan.data.subjects
    }
    drawn = {name for each in columns.values() for name in each}
    return {
        "columns": columns,
        "figures": [
            {
                "id": each.id,
                "title": {"zh": each.title.zh, "en": each.title.en},
                "as_of": each.as_of.isoformat(),
                "address": each.address,
            }
            for each in plan.data.figures.values()
        ],
        "not_drawn": {
            subject.name: [
                name
                for name, fact in policy.facts.items()
                if fact.subject == subject.name and name not in drawn
            ]
            for subject in plan.data.subjects
        },
    }


def _described(column: Column, total: dict[str, Counter[str]]) -> dict[str, Any]:
    """What a column is, on what it rests, and how often it is known."""
    found: dict[str, Any] = {"type": column.type.name, "fact": column.fact}
    if column.fact:
        found["known"] = total["known"][column.name]
    if column.history:
        found["spells"] = total["spells"][column.name]
    if column.ground.source is not None:
        found["source"] = column.ground.source
    if column.ground.assumed is not None:
        found["assumed"] = {"zh": column.ground.assumed.zh, "en": column.ground.assumed.en}
    return found
