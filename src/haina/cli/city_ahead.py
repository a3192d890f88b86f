"""What lies ahead in a city, and what a sweep found, said on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from haina.city.runs.beginning import DAY
from haina.city.runs.sweeping import AS_IT_IS, variant_name
from haina.city.runs.tally import ELEMENT
from haina.city.runs.turning import AGAINST, FLOWS
from haina.policy import Policy

from .language import Speaker

#: So many lines are shown; all of them are in the tables.
SHOWN = 12


def begun(table: pl.DataFrame, policy: Policy, speaker: Speaker) -> Iterator[str]:
    """Who begins by the last day, the most first, and on which day most of them do."""
    variants = (
        table["variant"].unique(maintain_order=True).to_list() if "variant" in table.columns else [None]
    )
    last = max(table[DAY].to_list(), default=None)
    for variant in variants:
        rows = table if variant is None else table.filter(pl.col("variant") == variant)
        sums = rows.group_by(ELEMENT).agg(pl.col(*FLOWS).sum())
        sums = sums.filter(pl.sum_horizontal(FLOWS) > 0).sort("begin", ELEMENT, descending=[True, False])
        yield ""
        named = "" if variant is None else f"{variant}: "
        yield named + speaker.say(f"到 {last}，经历照旧延续：", f"by {last}, as open spells go on:")
        if sums.is_empty():
            yield speaker.say("  没有人开始或不再得到", "  nobody begins or ceases to get anything")
        for row in sums.head(SHOWN).iter_rows(named=True):
            title = (
                speaker(policy.rights[row[ELEMENT]].title) if row[ELEMENT] in policy.rights else row[ELEMENT]
            )
            begin, end, when = row["begin"] + row["settle"], row["end"], _peak(rows, row[ELEMENT])
            at = "" if when is None else speaker.say(f"（最多在 {when} 前）", f" (most by {when})")
            yield speaker.say(
                f"{begin:>10,} 人开始{at}，{end:,} 人不再  {title}",
                f"{begin:>10,} begin{at}, {end:,} cease  {title}",
            )
        if variant is not None and variant != variants[0]:
            yield from _bites(rows, speaker)


def _peak(rows: pl.DataFrame, element: str) -> object:
    """The day by which the most begin since the day before it; None where nobody does."""
    counts = rows.filter(pl.col(ELEMENT) == element).group_by(DAY).agg(pl.col("begin").sum()).sort(DAY)
    most = counts["begin"].max()
    return counts.filter(pl.col("begin") == most)[DAY][0] if most else None


def _bites(rows: pl.DataFrame, speaker: Speaker) -> Iterator[str]:
    """The first day on which a variant differs from the first one, and the day on which it differs most."""
    by_day = rows.group_by(DAY).agg(pl.col(*AGAINST).sum()).sort(DAY)
    differing = by_day.filter(pl.sum_horizontal(AGAINST) > 0)
    if differing.is_empty():
        yield speaker.say("  与原来没有差别", "  never differs from what is")
        return
    first = differing[DAY][0]
    most = differing.sort(pl.sum_horizontal(AGAINST), descending=True, maintain_order=True).row(0, named=True)
    yield speaker.say(
        f"  自 {first} 起见效；{most[DAY]} 差别最大：多得 {most['gain']:,}，少得 {most['lose']:,}",
        f"  bites from {first}; most on {most[DAY]}: {most['gain']:,} more get it, {most['lose']:,} fewer",
    )


def swept(
    answers: pl.DataFrame, axes: Mapping[str, Sequence[str]], policy: Policy, speaker: Speaker
) -> Iterator[str]:
    """How many get what, and what is certain to be paid, at each value of one or two standards."""
    nothing = True
    for measure, words in (
        ("yes", speaker.say("人", "get it")),
        ("known", speaker(policy.program.currency_label)),
    ):
        sums = answers.group_by("variant", ELEMENT).agg(pl.col(measure).sum())
        counts = {(row["variant"], row[ELEMENT]): int(row[measure]) for row in sums.iter_rows(named=True)}
        for element in policy.rights:
            values = {count for (_, name), count in counts.items() if name == element}
            if len(values) > 1:
                nothing = False
                now = f"{counts[AS_IT_IS, element]:,} {words}"
                yield speaker(policy.rights[element].title) + speaker.say(f"（现在 {now}）", f" (now {now})")
                yield from _grid({name: count for (name, of), count in counts.items() if of == element}, axes)
    if nothing:
        yield speaker.say("没有变化", "nothing changes")


def _grid(counts: Mapping[str, int], axes: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The numbers of one element: a line for each value of the first standard, a column of the second."""
    down, *across = axes
    columns = [{across[0]: value} for value in axes[across[0]]] if across else [{}]
    if across:
        heads = "".join(f"{value:>14}" for value in axes[across[0]])
        yield f"{f'{down} | {across[0]}':>40}{heads}"
    for value in axes[down]:
        cells = "".join(f"{counts.get(variant_name({down: value, **each}), 0):>14,}" for each in columns)
        yield f"{value if across else f'{down}={value}':>40}{cells}"
