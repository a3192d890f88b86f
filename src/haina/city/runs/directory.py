"""The directory of a result: claimed for one question, kept in parts meanwhile, whole at the end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from typing import Any

import polars as pl

from haina.city.making import CityError, read_json
from haina.city.parts import write_whole
from haina.rules.text import Place, Problem, Text

NOTES, MANIFEST = "progress", "run.json"
#: The number of this layout of the tables.
LAYOUT = 1
#: The years about which a population can be asked, as columns count their days.
FIRST_YEAR, LAST_YEAR = 1800, 2300
_RUN_AGAIN = Text(
    zh="请删去这个目录，重新运行", en="Remove the directory and make it again with haina city run or compare."
)


def begun(directory: Path, head: Mapping[str, Any]) -> dict[str, Any] | None:
    """Claim a directory: empty, or with the same begun; its manifest if it is whole. Raises `CityError`."""
    found = manifest_of(directory)
    if not found:
        if directory.is_dir() and any(directory.iterdir()):
            raise _in_use(directory)
        write_whole(directory / MANIFEST, _json({**head, "complete": False}))
        return None
    if any(found.get(key) != value for key, value in head.items()):
        raise _in_use(directory)
    return found if found["complete"] else None


def finish(directory: Path, head: Mapping[str, Any]) -> dict[str, Any]:
    """Say that everything is there; gives the manifest."""
    manifest = {**head, "complete": True}
    write_whole(directory / MANIFEST, _json(manifest))
    rmtree(directory / NOTES, ignore_errors=True)
    return manifest


def manifest_of(directory: Path) -> dict[str, Any]:
    """What a directory says of itself; nothing where there is no result."""
    path = directory / MANIFEST
    if not path.is_file():
        return {}
    found = read_json(path)
    if found is None:
        raise refused(path, "file_broken", Text(zh="这个文件已损坏", en="this file is broken"), _RUN_AGAIN)
    return found


def whole_manifest(directory: Path) -> dict[str, Any]:
    """What a directory with a whole result says of itself; raises `CityError` where there is none."""
    found = manifest_of(directory)
    if not found.get("complete"):
        raise refused(
            directory,
            "run_missing",
            Text(zh="这里没有完整的运算结果", en="there is no whole run here"),
            Text(zh="请先运行 haina city run", en="Make one with haina city run."),
        )
    return found


def read_table(directory: Path, name: str) -> pl.DataFrame:
    """A table of a result; raises `CityError` where it is missing or broken."""
    path = directory / f"{name}.parquet"
    try:
        return pl.read_parquet(path)
    except (FileNotFoundError, pl.exceptions.ComputeError):
        said = Text(zh="结果缺这个表，或它不完整", en="this table of the result is missing or not whole")
        raise refused(path, "table_broken", said, _RUN_AGAIN) from None


def city_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What tells a city from others, out of its manifest."""
    keys = ("seed", "people", "rows", "missing", "on", "pack")
    return {key: manifest[key] for key in keys if key in manifest}


def day_of(directory: Path, city: Mapping[str, Any], on: date | None) -> date:
    """The day that is asked about: the one named, else the city's; raises `CityError` where neither is."""
    if on is None and "on" in city:
        on = date.fromisoformat(city["on"])
    if on is not None:
        return asked_day(on)
    raise refused(
        directory,
        "no_day",
        Text(zh="这份数据没有说明是哪一天的", en="these data do not say of which day they are"),
        Text(zh="请用 --on 写明日期", en="Name the day with --on."),
    )


def asked_day(on: date) -> date:
    """The day, if a city can be asked about it; raises `CityError` otherwise."""
    if FIRST_YEAR <= on.year <= LAST_YEAR:
        return on
    raise refused(
        on.isoformat(),
        "day_out_of_range",
        Text(
            zh=f"只能问 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间的日子",
            en=f"a city is asked about days from {FIRST_YEAR} to {LAST_YEAR}",
        ),
        Text(zh="请换一个日期", en="Name another day."),
    )


def note(directory: Path, subject: str, table: str, part: str) -> Path:
    """Where a part's share of a table is kept while the work goes on."""
    return directory / NOTES / f"{subject}-{table}-{part}"


def parquet(table: pl.DataFrame) -> bytes:
    """A table as the bytes of a Parquet file."""
    buffer = BytesIO()
    table.write_parquet(buffer)
    return buffer.getvalue()


def write_tables(directory: Path, tables: Mapping[str, Sequence[pl.DataFrame]]) -> None:
    """Write each table, its pieces one below the other, as Parquet and CSV."""
    for name, pieces in tables.items():
        table = pl.concat(pieces, how="diagonal")
        write_whole(directory / f"{name}.parquet", parquet(table))
        write_whole(directory / f"{name}.csv", table.write_csv().encode())


def refused(place: Path | str, code: str, message: Text, todo: Text) -> CityError:
    """What is said of something that cannot be done."""
    return CityError((Problem(Place(str(place), 1), code, message, todo),))


def _in_use(directory: Path) -> CityError:
    return refused(
        directory,
        "directory_in_use",
        Text(zh="目录里已有别的内容", en="there is something else in the directory"),
        Text(zh="请换一个空目录", en="Name an empty directory."),
    )


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
