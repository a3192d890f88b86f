"""The sections of a report about what lies ahead: who begins when, and when a change starts to bite."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate

import polars as pl

from .beginning import DAY
from .pictures import Picture, curve
from .sheet import Sheet
from .tally import ELEMENT
from .turning import AGAINST, FLOWS

#: So many lines stand in a picture, so many pictures are drawn.
LINES, PICTURES = 6, 4


def sections_ahead(sheet: Sheet) -> Iterator[str]:
    """The sections, in order; none where the result did not look ahead."""
    if "ahead" not in sheet.manifest:
        return
    table = sheet.table("begins")
    if "variants" in sheet.manifest:
        yield _bites(sheet, table)
    else:
        yield _begins(sheet, table)


def _note(sheet: Sheet) -> str:
    return sheet.say(
        "时间往前走，其他不变：未结束的经历照旧延续，年龄增长，标准按已知的生效日期变化。",
        "Time goes on and nothing else changes: open spells continue, people grow older, standards change"
        " on the days that are known.",
    )


def _begins(sheet: Sheet, table: pl.DataFrame) -> str:
    """For each element how many have begun by each day."""
    sums = table.group_by(ELEMENT, DAY).agg(pl.col(*FLOWS, "yes").sum()).sort(ELEMENT, DAY)
    days = sums[DAY].unique().sort().to_list()
    moved = sums.group_by(ELEMENT).agg(pl.col("begin").sum()).filter(pl.col("begin") > 0)
    first = moved.sort("begin", ELEMENT, descending=[True, False]).head(LINES)[ELEMENT].to_list()
    series = {sheet.title(each): _so_far(sums, each, days) for each in first}
    title = sheet.say("今后谁开始得到", "Who begins to get what")
    told = sheet.say("累计开始的人数", "people who have begun so far")
    picture = curve(f"{title}: {told}", days, series, sheet.language) if series else None
    heads = [
        sheet.say("事项", "right or programme"),
        sheet.say("截至", "by"),
        sheet.say("开始（此前为否）", "begin (was no)"),
        sheet.say("开始（此前未知）", "begin (was unknown)"),
        sheet.say("不再得到", "cease"),
        sheet.say("当日答“是”", "yes on the day"),
    ]
    rows = [
        (sheet.title(row[ELEMENT]), row[DAY].isoformat(), *(row[each] for each in (*FLOWS, "yes")))
        for row in sums.filter(pl.sum_horizontal(FLOWS) > 0).iter_rows(named=True)
    ]
    return sheet.section(title, picture, heads, rows, _note(sheet))


def _so_far(sums: pl.DataFrame, element: str, days: list[date]) -> list[int]:
    found = {row[DAY]: row["begin"] for row in sums.filter(pl.col(ELEMENT) == element).iter_rows(named=True)}
    return list(accumulate(found.get(day, 0) for day in days))


def _bites(sheet: Sheet, table: pl.DataFrame) -> str:
    """For each element that a variant changes, how many get it on each day, a line for each variant."""
    variants = [each["name"] for each in sheet.manifest["variants"]]
    sums = (
        table.group_by("variant", ELEMENT, DAY)
        .agg(pl.col(*AGAINST, "yes").sum())
        .sort("variant", ELEMENT, DAY)
    )
    days = sums[DAY].unique().sort().to_list()
    changed = sums.group_by(ELEMENT).agg(pl.sum_horizontal(pl.col(AGAINST).sum()).alias("changed"))
    changed = changed.filter(pl.col("changed") > 0).sort("changed", ELEMENT, descending=[True, False])
    yes = {(row["variant"], row[ELEMENT], row[DAY]): row["yes"] for row in sums.iter_rows(named=True)}
    pictures = [
        _lines(
            sheet,
            element,
            {each: [yes.get((each, element, day), 0) for day in days] for each in variants},
            days,
        )
        for element in changed.head(PICTURES)[ELEMENT].to_list()
    ]
    heads = [
        sheet.say("情形", "variant"),
        sheet.say("事项", "right or programme"),
        sheet.say("日期", "on"),
        sheet.say("答“是”", "yes"),
        sheet.say("比现行多得", "more than as it is"),
        sheet.say("比现行少得", "fewer than as it is"),
    ]
    rows = [
        (
            sheet.variant(row["variant"]),
            sheet.title(row[ELEMENT]),
            row[DAY].isoformat(),
            row["yes"],
            row["gain"],
            row["lose"],
        )
        for row in sums.filter(pl.sum_horizontal(AGAINST) > 0).iter_rows(named=True)
    ]
    return sheet.section(sheet.say("何时见效", "When it starts to bite"), pictures, heads, rows, _note(sheet))


def _lines(sheet: Sheet, element: str, counts: dict[str, list[int]], days: list[date]) -> Picture:
    """The variants that differ from the first, so many as can be told apart, beside it."""
    first, *others = counts
    differing = [each for each in others if counts[each] != counts[first]]
    drawn = {sheet.variant(each): counts[each] for each in (first, *differing[: LINES - 1])}
    return curve(sheet.title(element), days, drawn, sheet.language)
