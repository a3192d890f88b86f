"""The first lines of a report, in words with numbers: who gets it, what it costs, who just misses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from html import escape

import polars as pl

from .report_run import STATUS_WORDS
from .sheet import Sheet
from .tally import ELEMENT

#: So many rights or variants are named; the sections below have all.
NAMED = 3


def first_lines(sheet: Sheet) -> str:
    """The lines as a list."""
    lines = _of_comparison(sheet) if "variants" in sheet.manifest else _of_run(sheet)
    items = (f"<li><strong>{escape(head)}</strong> {escape(words)}</li>" for head, words in lines)
    return f"<ul>{''.join(items)}</ul>"


def _of_run(sheet: Sheet) -> Iterator[tuple[str, str]]:
    answers = sheet.table("answers")
    sums = answers.group_by(ELEMENT).agg(
        pl.col("yes", "no", "unknown", "known", "most", "without_bound").sum()
    )
    most = sums.sort("yes", "unknown", ELEMENT, descending=[True, True, False])
    statuses = {name: STATUS_WORDS[name].in_(sheet.language) for name in ("yes", "unknown", "no")}
    colon, comma = sheet.say("：", ": "), sheet.say("，", ", ")
    parts = [
        sheet.title(row[ELEMENT]) + colon + comma.join(f"{statuses[each]} {row[each]:,}" for each in statuses)
        for row in most.head(NAMED).iter_rows(named=True)
    ]
    if most.height > NAMED:
        left = most.height - NAMED
        parts.append(sheet.say(f"另有 {left} 项见下", f"{left} more below"))
    yield sheet.say("谁能得到？", "Who gets it?"), sheet.say("；", "; ").join(parts) + sheet.say("。", ".")
    yield sheet.say("要多少钱？", "What does it cost?"), _cost(sheet, sums)
    yield sheet.say("谁只差一点？", "Who just misses?"), _near(sheet)


def _cost(sheet: Sheet, sums: pl.DataFrame) -> str:
    known, most = (Decimal(sums[each].sum() or 0) for each in ("known", "most"))
    without = int(sums["without_bound"].sum() or 0)
    if not (known or most or without):
        return sheet.say("这里没有要付的钱。", "Nothing is to be paid here.")
    said = sheet.say(
        f"已确定 {known:,.0f} {sheet.currency}，", f"{known:,.0f} {sheet.currency} are certain; "
    )
    if not without:
        return said + sheet.say(f"至多 {most:,.0f}。", f"at most {most:,.0f}.")
    return said + sheet.say(
        f"还没有上限：{without:,} 个答案的金额可以任意大。",
        f"there is no upper bound yet: {without:,} answers could come to any amount.",
    )


def _near(sheet: Sheet) -> str:
    near = sheet.table("near")
    if near.is_empty():
        return sheet.say("没有人只差一个条件。", "Nobody is kept from anything by one condition alone.")
    keys = [ELEMENT, "condition", sheet.language]
    # Where a distance can be told: who is no foreigner is not near to being one.
    measured = near.filter(pl.col("distance") != "")
    counts = (near if measured.is_empty() else measured).group_by(keys).agg(pl.col("subjects").sum())
    first = counts.sort("subjects", ELEMENT, "condition", descending=[True, False, False]).row(0, named=True)
    total, many, condition = near["subjects"].sum(), first["subjects"], first[sheet.language]
    title = sheet.title(first[ELEMENT])
    if measured.is_empty():
        return sheet.say(
            f"{total:,} 次只差一个条件；最多的是“{title}”的“{condition}”：{many:,}。",
            f"{total:,} refusals rest on one condition alone; most often “{condition}” of “{title}”:"
            f" {many:,}.",
        )
    return sheet.say(
        f"{total:,} 次只差一个条件；能说出差多少的，最多是“{title}”的“{condition}”：{many:,}。",
        f"{total:,} refusals rest on one condition alone; where the distance can be told, most often"
        f" “{condition}” of “{title}”: {many:,}.",
    )


def _of_comparison(sheet: Sheet) -> Iterator[tuple[str, str]]:
    answers, changes = sheet.table("answers"), sheet.table("changes")
    first, *others = [each["name"] for each in sheet.manifest["variants"]]
    costs = dict(answers.group_by("variant").agg(pl.col("known").sum()).iter_rows())
    for name in others[:NAMED]:
        moved = changes.filter(pl.col("variant") == name)
        gain = moved.filter(pl.col("after") == "yes")["subjects"].sum()
        lose = moved.filter(pl.col("before") == "yes")["subjects"].sum()
        before, after = (f"{Decimal(costs.get(each) or 0):,.0f}" for each in (first, name))
        words = sheet.say(
            f"新得 {gain:,}，失去 {lose:,}；已确定的钱从 {before} 到 {after} {sheet.currency}。",
            f"{gain:,} gain, {lose:,} lose; what is certain to be paid goes from {before} to {after}"
            f" {sheet.currency}.",
        )
        yield sheet.variant(name) + sheet.say("：", ":"), words
    if len(others) > NAMED:
        left = len(others) - NAMED
        yield sheet.say("另外", "And"), sheet.say(f"还有 {left} 种情形见下。", f"{left} more variants below.")
