"""The sections of a run's report: who gets what and what it costs, by group, missing facts, near misses."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from haina.rules.text import Text

from .pictures import Picture, bars
from .sheet import Sheet, groups_of
from .tally import ELEMENT, FACT, STATUSES

#: So many lines stand in a picture; the tables below it have all.
DRAWN = 20
#: How far from a bound, in three steps; what is beyond them is far.
_NEARNESS = (
    Text(zh="差 10% 或半年以内", en="within 10 % or half a year"),
    Text(zh="差 50% 或两年以内", en="within 50 % or two years"),
    Text(zh="更远", en="further away"),
)
_CLASSES = {
    f"≤ {upper}": place
    for place, uppers in enumerate(
        (("1%", "5%", "10%", "30 d", "90 d", "180 d"), ("25%", "50%", "365 d", "730 d"))
    )
    for upper in uppers
}
STATUS_WORDS = {
    "yes": Text(zh="是", en="yes"),
    "no": Text(zh="否", en="no"),
    "unknown": Text(zh="未知", en="unknown"),
    "not_in_force": Text(zh="未施行", en="not in force"),
}


def sections_of_run(sheet: Sheet) -> Iterator[str]:
    """The sections, in order."""
    answers = sheet.table("answers")
    whole = answers.group_by(ELEMENT).agg(pl.col(*STATUSES, "known", "most", "without_bound").sum())
    whole = whole.sort(["yes", "unknown", ELEMENT], descending=[True, True, False])
    yield _who_gets(sheet, whole)
    yield _money(sheet, whole)
    for column in groups_of(answers):
        yield _by(sheet, answers, column)
    yield _missing(sheet)
    yield _near(sheet)


def _who_gets(sheet: Sheet, whole: pl.DataFrame) -> str:
    asked = whole.filter(pl.col("yes") + pl.col("unknown") > 0)
    drawn = asked.head(DRAWN)
    words = {name: STATUS_WORDS[name].in_(sheet.language) for name in ("yes", "unknown")}
    series = {words[name]: drawn[name].to_list() for name in words}
    title = sheet.say("谁能得到什么", "Who gets what")
    names = [sheet.title(each) for each in drawn[ELEMENT]]
    picture = bars(title, names, series, sheet.language, stacked=True) if names else None
    heads = [
        sheet.say("事项", "right or programme"),
        *(STATUS_WORDS[each].in_(sheet.language) for each in STATUSES),
    ]
    rows = [
        (sheet.title(row[ELEMENT]), *(row[each] for each in STATUSES)) for row in whole.iter_rows(named=True)
    ]
    return sheet.section(title, picture, heads, rows)


def _money(sheet: Sheet, whole: pl.DataFrame) -> str:
    of_money = whole.filter((pl.col("known") > 0) | (pl.col("most") > 0) | (pl.col("without_bound") > 0))
    heads = [
        sheet.say("项目", "programme"),
        sheet.say(f"已确定（{sheet.currency}）", f"certain ({sheet.currency})"),
        sheet.say(f"至多（{sheet.currency}）", f"at most ({sheet.currency})"),
        sheet.say("没有上限的人数", "without an upper bound"),
    ]
    rows = [
        (sheet.title(row[ELEMENT]), row["known"], row["most"], row["without_bound"])
        for row in of_money.sort("known", descending=True).iter_rows(named=True)
    ]
    drawn = of_money.filter(pl.col("known") > 0).sort("known", descending=True).head(DRAWN)
    series = {heads[1]: [int(each) for each in drawn["known"]]}
    title = sheet.say("要多少钱", "What it costs")
    names = [sheet.title(each) for each in drawn[ELEMENT]]
    picture = bars(title, names, series, sheet.language) if names else None
    return sheet.section(title, picture, heads, rows)


def _by(sheet: Sheet, answers: pl.DataFrame, column: str) -> str:
    grouped = answers.filter(pl.col(column).is_not_null()).group_by(ELEMENT, column)
    counts = grouped.agg(pl.col("yes", "unknown").sum()).sort(ELEMENT, column)
    most = counts.group_by(ELEMENT).agg(pl.col("yes").sum()).sort("yes", ELEMENT, descending=[True, False])
    names = most.filter(pl.col("yes") > 0).head(6)[ELEMENT].to_list()
    groups = sorted(set(counts[column].to_list()))
    found = {(row[ELEMENT], row[column]): row["yes"] for row in counts.iter_rows(named=True)}
    series = {sheet.title(name): [found.get((name, group), 0) for group in groups] for name in names}
    title = sheet.say("按{}：答“是”的人数", "By {}: who gets it").format(sheet.column(column))
    picture = bars(title, groups, series, sheet.language) if series else None
    heads = [
        sheet.say("事项", "right or programme"),
        sheet.column(column),
        *(STATUS_WORDS[each].in_(sheet.language) for each in ("yes", "unknown")),
    ]
    rows = [
        (sheet.title(row[ELEMENT]), row[column], row["yes"], row["unknown"])
        for row in counts.iter_rows(named=True)
        if row["yes"] or row["unknown"]
    ]
    return sheet.section(title, picture, heads, rows)


def _missing(sheet: Sheet) -> str:
    missing = sheet.table("missing")
    by_fact = missing.group_by(FACT).agg(pl.col("missing", "alone").sum())
    by_fact = by_fact.sort(["alone", "missing", FACT], descending=[True, True, False])
    drawn = by_fact.filter(pl.col("alone") > 0).head(DRAWN)
    label = {name: fact.label.in_(sheet.language) for name, fact in sheet.policy.facts.items()}
    heads = [
        sheet.say("事实", "fact"),
        sheet.say("知道它就能定下的答案", "answers that knowing it settles"),
        sheet.say("缺它的未知答案", "open answers that lack it"),
    ]
    series = {heads[1]: drawn["alone"].to_list()}
    title = sheet.say("最缺什么事实", "Which facts are missing most")
    names = [label.get(each, each) for each in drawn[FACT]]
    picture = bars(title, names, series, sheet.language) if names else None
    rows = [
        (label.get(row[FACT], row[FACT]), row["alone"], row["missing"])
        for row in by_fact.iter_rows(named=True)
    ]
    return sheet.section(title, picture, heads, rows)


def _near(sheet: Sheet) -> str:
    near = sheet.table("near").sort(["subjects", ELEMENT], descending=[True, False])
    title = sheet.say("只差一个条件", "Who just misses")
    heads = [
        sheet.say("人数", "how many"),
        sheet.say("只差的条件", "the one condition"),
        sheet.say("差多少", "how far"),
        sheet.say("事项", "right or programme"),
    ]
    rows = [
        (row["subjects"], row[sheet.language], row["distance"], sheet.title(row[ELEMENT]))
        for row in near.iter_rows(named=True)
    ]
    return sheet.section(title, _distances(sheet, title, near), heads, rows)


def _distances(sheet: Sheet, title: str, near: pl.DataFrame) -> Picture | None:
    """For each condition that has a distance, how many are near, further and far."""
    measured = near.filter(pl.col("distance") != "").with_columns(
        place=pl.col("distance").replace_strict(_CLASSES, default=len(_NEARNESS) - 1, return_dtype=pl.Int64)
    )
    keys = [ELEMENT, "condition", sheet.language]
    counts = measured.group_by(keys).agg(
        *(
            (pl.col("subjects") * (pl.col("place") == place)).sum().alias(f"n{place}")
            for place in range(len(_NEARNESS))
        )
    )
    order = [f"n{place}" for place in range(len(_NEARNESS))]
    drawn = counts.sort([*order, ELEMENT, "condition"], descending=[True] * len(order) + [False] * 2).head(
        DRAWN // 2
    )
    names = [f"{row[sheet.language]} — {sheet.title(row[ELEMENT])}" for row in drawn.iter_rows(named=True)]
    words = [each.in_(sheet.language) for each in _NEARNESS]
    series = {word: drawn[column].to_list() for word, column in zip(words, order, strict=True)}
    return bars(title, names, series, sheet.language, stacked=True) if names else None
