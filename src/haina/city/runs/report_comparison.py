"""The sections of a comparison's report: who gains and loses, what it costs, sweeps as curve or surface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from .pictures import Picture, bars, curve, surface
from .report_run import DRAWN
from .sheet import Sheet, groups_of
from .sweeping import AS_IT_IS, axes_of, variant_name
from .tally import ELEMENT

#: So many surfaces or lines are drawn; the table has all.
DRAWN_SWEPT = 6
_GAIN = (pl.col("subjects") * (pl.col("after") == "yes")).sum().alias("gain")
_LOSE = (pl.col("subjects") * (pl.col("before") == "yes")).sum().alias("lose")
#: How many get each element at each variant.
Counts = dict[tuple[str, str], int]


def sections_of_comparison(sheet: Sheet) -> Iterator[str]:
    """The sections, in order."""
    answers, changes = sheet.table("answers"), sheet.table("changes")
    axes = axes_of(sheet.manifest)
    if axes:
        getting = sheet.say("逐个数值：答“是”的人数", "Value by value: who gets it")
        yield _swept(sheet, answers, axes, "yes", getting)
        costing = sheet.say(
            f"逐个数值：已确定的金额（{sheet.currency}）",
            f"Value by value: what is certain to be paid ({sheet.currency})",
        )
        yield _swept(sheet, answers, axes, "known", costing)
    yield _moves(sheet, changes)
    for column in groups_of(answers):
        yield _moves_by(sheet, changes, column)
    yield _costs(sheet, answers)


def _moves(sheet: Sheet, changes: pl.DataFrame) -> str:
    moved = changes.group_by("variant", ELEMENT).agg(_GAIN, _LOSE, pl.col("subjects").sum())
    moved = moved.sort(["variant", "gain", ELEMENT], descending=[False, True, False])
    drawn = moved.filter(pl.col("gain") + pl.col("lose") > 0).head(DRAWN)
    title = sheet.say("谁得谁失", "Who gains and who loses")
    names = [sheet.title(each) for each in drawn[ELEMENT]]
    # Of a sweep, its curve or surface is the picture.
    picture = _gains(sheet, title, names, drawn) if moved["variant"].n_unique() == 1 else None
    heads = [
        sheet.say("情形", "variant"),
        sheet.say("事项", "right or programme"),
        *_words(sheet),
        sheet.say("变化合计", "all changes"),
    ]
    rows = [
        (sheet.variant(row["variant"]), sheet.title(row[ELEMENT]), row["gain"], row["lose"], row["subjects"])
        for row in moved.iter_rows(named=True)
    ]
    return sheet.section(title, picture, heads, rows)


def _words(sheet: Sheet) -> tuple[str, str]:
    return sheet.say("新得", "gain"), sheet.say("失去", "lose")


def _gains(sheet: Sheet, title: str, names: Sequence[str], drawn: pl.DataFrame) -> Picture | None:
    gain, lose = _words(sheet)
    series = {gain: drawn["gain"].to_list(), lose: [-each for each in drawn["lose"].to_list()]}
    return bars(title, names, series, sheet.language, stacked=True) if names else None


def _moves_by(sheet: Sheet, changes: pl.DataFrame, column: str) -> str:
    grouped = changes.filter(pl.col(column).is_not_null())
    of_groups = grouped.group_by(column).agg(_GAIN, _LOSE).sort(column)
    title = sheet.say("按{}：谁得谁失", "By {}: who gains and who loses").format(sheet.column(column))
    drawn = of_groups.filter(pl.col("gain") + pl.col("lose") > 0).head(DRAWN)
    picture = _gains(sheet, title, drawn[column].to_list(), drawn)
    rows = [
        (sheet.variant(row["variant"]), sheet.title(row[ELEMENT]), row[column], row["gain"], row["lose"])
        for row in grouped.group_by("variant", ELEMENT, column)
        .agg(_GAIN, _LOSE)
        .filter(pl.col("gain") + pl.col("lose") > 0)
        .sort("variant", ELEMENT, column)
        .iter_rows(named=True)
    ]
    moved = sheet.column(column)
    heads = [sheet.say("情形", "variant"), sheet.say("事项", "right or programme"), moved, *_words(sheet)]
    return sheet.section(title, picture, heads, rows)


def _costs(sheet: Sheet, answers: pl.DataFrame) -> str:
    """The money of each programme that a variant changes, a line for each variant."""
    money = ["known", "least", "most"]
    sums = answers.group_by("variant", ELEMENT).agg(pl.col(*money).sum())
    spread = sums.group_by(ELEMENT).agg(pl.col(*money).n_unique())
    changed = spread.filter(pl.any_horizontal(pl.col(*money) > 1))[ELEMENT].to_list()
    order = {each["name"]: place for place, each in enumerate(sheet.manifest["variants"])}
    rows = [
        (sheet.title(row[ELEMENT]), sheet.variant(row["variant"]), *(row[each] for each in money))
        for row in sorted(
            sums.filter(pl.col(ELEMENT).is_in(changed)).iter_rows(named=True),
            key=lambda row: (row[ELEMENT], order[row["variant"]]),
        )
    ]
    heads = [
        sheet.say("项目", "programme"),
        sheet.say("情形", "variant"),
        sheet.say("已确定", "certain"),
        sheet.say("至少", "at least"),
        sheet.say("至多", "at most"),
    ]
    title = sheet.say(f"钱的变化（{sheet.currency}）", f"What changes in money ({sheet.currency})")
    return sheet.section(title, None, heads, rows)


# Sweeps


def _swept(sheet: Sheet, answers: pl.DataFrame, axes: dict[str, list[str]], measure: str, title: str) -> str:
    """Who gets it, or what it costs, at each value; empty where that is the same at all of them."""
    counts = {
        (row["variant"], row[ELEMENT]): int(row[measure])
        for row in answers.group_by("variant", ELEMENT).agg(pl.col(measure).sum()).iter_rows(named=True)
    }
    elements = _moving(counts)
    if not elements:
        return ""
    if len(axes) > 1:
        return _surfaces(sheet, title, counts, elements, axes)
    (standard, values), *_ = axes.items()
    names = [AS_IT_IS, *(variant_name({standard: value}) for value in values)]
    columns = {sheet.title(each): [counts.get((name, each), 0) for name in names] for each in elements}
    drawn = {name: column[1:] for name, column in list(columns.items())[:DRAWN_SWEPT]}
    shown = [sheet.value(each) for each in values]
    picture = curve(title, shown, drawn, sheet.language, sheet.standard(standard))
    heads = [sheet.standard(standard), *columns]
    rows = list(zip([sheet.say("现行", "as it is"), *shown], *columns.values(), strict=True))
    return sheet.section(title, picture, heads, rows)


def _moving(counts: Counts) -> list[str]:
    """The elements whose count is not the same at all values tried, those that move most first."""
    found: dict[str, list[int]] = {}
    for (variant, element), count in counts.items():
        if variant != AS_IT_IS:
            found.setdefault(element, []).append(count)
    spread = {element: max(each) - min(each) for element, each in found.items() if max(each) > min(each)}
    return sorted(spread, key=lambda each: (-spread[each], each))


def _surfaces(
    sheet: Sheet, title: str, counts: Counts, elements: Sequence[str], axes: dict[str, list[str]]
) -> str:
    """A surface for each element that moves, and one table of all."""
    (down, rows), (across, columns) = axes.items()
    down_, across_ = ([sheet.value(each) for each in values] for values in (rows, columns))
    pictures: list[Picture] = []
    table: list[tuple[Any, ...]] = []
    for element in elements:
        values = [
            [counts.get((variant_name({down: row, across: column}), element), 0) for column in columns]
            for row in rows
        ]
        if len(pictures) < DRAWN_SWEPT:
            axis = ((sheet.standard(down), down_), (sheet.standard(across), across_))
            pictures.append(surface(sheet.title(element), *axis, values, sheet.language))
        table += [(sheet.title(element), row, *each) for row, each in zip(down_, values, strict=True)]
    heads = [
        sheet.say("事项", "right or programme"),
        sheet.standard(down),
        *(f"{sheet.standard(across)} = {each}" for each in across_),
    ]
    return sheet.section(title, pictures, heads, table)
