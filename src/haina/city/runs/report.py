"""A run or a comparison as one HTML file: pictures with their tables, nothing to load, works offline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import polars as pl

from haina.policy import Policy
from haina.rules.text import Text

from .directory import whole_manifest
from .pictures import bars, curve, stacked
from .tally import ELEMENT, FACT, STATUSES

#: So many lines stand in a picture; the tables below it have all.
DRAWN = 20
#: So many lines stand in a table of the report, so many letters in a cell; the tables beside it have all.
LISTED, LETTERS = 60, 160
Say = Callable[[str, str], str]
_STATUS_WORDS = {
    "yes": Text(zh="是", en="yes"),
    "no": Text(zh="否", en="no"),
    "unknown": Text(zh="未知", en="unknown"),
    "not_in_force": Text(zh="未施行", en="not in force"),
}
_STYLE = """
:root { color-scheme: light; } body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem;
padding: 1rem; color: #17202a; } h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
figure { margin: 0; overflow-x: auto; } svg { width: 100%; min-width: 34rem; height: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; } th, td { padding: 0.25rem 0.6rem; text-align: left;
border-bottom: 1px solid #d5d8dc; vertical-align: top; } td.number, th.number { text-align: right;
font-variant-numeric: tabular-nums; white-space: nowrap; } p.note { color: #4d5656; font-size: 0.9rem; }
summary { cursor: pointer; padding: 0.5rem 0; }
"""


class Report:
    """One result in one language; `text` is the whole file."""

    def __init__(self, directory: Path, policy: Policy, language: str) -> None:
        """Read a result; raises `CityError` where the directory has none."""
        self.directory, self.policy, self.language = directory, policy, language
        self.manifest = whole_manifest(directory)

    @property
    def text(self) -> str:
        """The file."""
        compares = "variants" in self.manifest
        parts = self._comparison() if compares else self._run()
        title = self.say("一项变动对全城意味着什么", "What a change means for the whole city")
        if not compares:
            title = self.say("全城的答案", "The answers of a whole city")
        head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        lang = "zh-Hans" if self.language == "zh" else "en"
        body = "\n".join((f"<h1>{escape(title)}</h1>", self._about(), *parts))
        return (
            f'<!doctype html>\n<html lang="{lang}"><head>{head}<title>{escape(title)}</title>'
            f"<style>{_STYLE}</style></head><body><main>\n{body}\n</main></body></html>\n"
        )

    def say(self, zh: str, en: str) -> str:
        """The words in the language of the report."""
        return zh if self.language == "zh" else en

    def title(self, element: str) -> str:
        """What a right or programme is called; its id where this pack does not have it."""
        right = self.policy.rights.get(element)
        return element if right is None else right.title.in_(self.language)

    def _table(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.directory / f"{name}.parquet")

    def _about(self) -> str:
        city = self.manifest["city"]
        people = city.get("people") or city.get("rows") or 0
        heads = self.manifest.get("variants") or [self.manifest]
        facts = [
            self.say(f"{people:,} 人", f"{people:,} people"),
            *(f"{each['pack']['id']} {each['pack']['version'][:12]}, {each['on']}" for each in heads[:2]),
        ]
        if "seed" in city:
            seed = city["seed"]
            facts.append(self.say(f"虚拟城市，种子 {seed}", f"a synthetic city, seed {seed}"))
        return f'<p class="note">{escape(" · ".join(facts))}</p>'

    # One run

    def _run(self) -> Iterator[str]:
        answers = self._table("answers")
        whole = answers.group_by(ELEMENT).agg(pl.col(*STATUSES, "known", "most", "without_bound").sum())
        whole = whole.sort(["yes", "unknown", ELEMENT], descending=[True, True, False])
        yield self._who_gets(whole)
        yield self._money(whole)
        for column in self._groups(answers):
            yield self._by(answers, column)
        yield self._missing()
        yield self._near()

    def _who_gets(self, whole: pl.DataFrame) -> str:
        asked = whole.filter(pl.col("yes") + pl.col("unknown") > 0)
        drawn = asked.head(DRAWN)
        words = {name: _STATUS_WORDS[name].in_(self.language) for name in ("yes", "unknown")}
        series = {words[name]: drawn[name].to_list() for name in words}
        picture = stacked([self.title(each) for each in drawn[ELEMENT]], series)
        heads = [
            self.say("事项", "right or programme"),
            *(_STATUS_WORDS[each].in_(self.language) for each in STATUSES),
        ]
        rows = [
            (self.title(row[ELEMENT]), *(row[each] for each in STATUSES))
            for row in whole.iter_rows(named=True)
        ]
        return self._section(self.say("谁能得到什么", "Who gets what"), picture, heads, rows)

    def _money(self, whole: pl.DataFrame) -> str:
        of_money = whole.filter((pl.col("known") > 0) | (pl.col("most") > 0) | (pl.col("without_bound") > 0))
        heads = [
            self.say("项目", "programme"),
            self.say("已确定（元）", "certain (yuan)"),
            self.say("至多（元）", "at most (yuan)"),
            self.say("没有上限的人数", "without an upper bound"),
        ]
        rows = [
            (self.title(row[ELEMENT]), row["known"], row["most"], row["without_bound"])
            for row in of_money.sort("known", descending=True).iter_rows(named=True)
        ]
        drawn = of_money.filter(pl.col("known") > 0).sort("known", descending=True).head(DRAWN)
        series = {heads[1]: [int(each) for each in drawn["known"]]}
        picture = bars([self.title(each) for each in drawn[ELEMENT]], series) if drawn.height else ""
        return self._section(self.say("要多少钱", "What it costs"), picture, heads, rows)

    def _groups(self, answers: pl.DataFrame) -> list[str]:
        known = {ELEMENT, "of", *STATUSES, "known", "least", "most", "amount_unknown", "without_bound"}
        return [each for each in answers.columns if each not in known]

    def _by(self, answers: pl.DataFrame, column: str) -> str:
        grouped = answers.filter(pl.col(column).is_not_null()).group_by(ELEMENT, column)
        counts = grouped.agg(pl.col("yes", "unknown").sum()).sort(ELEMENT, column)
        most = (
            counts.group_by(ELEMENT).agg(pl.col("yes").sum()).sort("yes", ELEMENT, descending=[True, False])
        )
        names = most.filter(pl.col("yes") > 0).head(6)[ELEMENT].to_list()
        groups = sorted(set(counts[column].to_list()))
        found = {(row[ELEMENT], row[column]): row["yes"] for row in counts.iter_rows(named=True)}
        series = {self.title(name): [found.get((name, group), 0) for group in groups] for name in names}
        picture = bars(groups, series) if series else ""
        heads = [
            self.say("事项", "right or programme"),
            column,
            *(_STATUS_WORDS[each].in_(self.language) for each in ("yes", "unknown")),
        ]
        rows = [
            (self.title(row[ELEMENT]), row[column], row["yes"], row["unknown"])
            for row in counts.iter_rows(named=True)
            if row["yes"] or row["unknown"]
        ]
        return self._section(
            self.say(f"按 {column}：答“是”的人数", f"By {column}: who gets it"), picture, heads, rows
        )

    def _missing(self) -> str:
        missing = self._table("missing")
        by_fact = missing.group_by(FACT).agg(pl.col("missing", "alone").sum())
        by_fact = by_fact.sort(["alone", "missing", FACT], descending=[True, True, False])
        drawn = by_fact.filter(pl.col("alone") > 0).head(DRAWN)
        label = {name: fact.label.in_(self.language) for name, fact in self.policy.facts.items()}
        heads = [
            self.say("事实", "fact"),
            self.say("知道它就能定下的答案", "answers that knowing it settles"),
            self.say("缺它的未知答案", "open answers that lack it"),
        ]
        series = {heads[1]: drawn["alone"].to_list()}
        picture = bars([label.get(each, each) for each in drawn[FACT]], series) if drawn.height else ""
        rows = [
            (label.get(row[FACT], row[FACT]), row["alone"], row["missing"])
            for row in by_fact.iter_rows(named=True)
        ]
        return self._section(self.say("最缺什么事实", "Which facts are missing most"), picture, heads, rows)

    def _near(self) -> str:
        near = self._table("near").sort(["subjects", ELEMENT], descending=[True, False])
        heads = [
            self.say("人数", "how many"),
            self.say("只差的条件", "the one condition"),
            self.say("差多少", "how far"),
            self.say("事项", "right or programme"),
        ]
        rows = [
            (row["subjects"], row[self.language], row["distance"], self.title(row[ELEMENT]))
            for row in near.iter_rows(named=True)
        ]
        return self._section(self.say("只差一个条件", "Who just misses"), "", heads, rows)

    # A comparison

    def _comparison(self) -> Iterator[str]:
        answers, changes = self._table("answers"), self._table("changes")
        variants = [each["name"] for each in self.manifest["variants"]]
        yield self._moves(changes)
        yield self._costs(answers, variants)
        if len(variants) > 2:
            yield self._curve(answers, variants)

    def _moves(self, changes: pl.DataFrame) -> str:
        gain = (pl.col("subjects") * (pl.col("after") == "yes")).sum().alias("gain")
        lose = (pl.col("subjects") * (pl.col("before") == "yes")).sum().alias("lose")
        moved = changes.group_by("variant", ELEMENT).agg(gain, lose, pl.col("subjects").sum())
        moved = moved.sort(["variant", "gain", ELEMENT], descending=[False, True, False])
        drawn = moved.filter(pl.col("gain") + pl.col("lose") > 0).head(DRAWN)
        several = moved["variant"].n_unique() > 1
        names = [
            f"{self.title(row[ELEMENT])} ({row['variant']})" if several else self.title(row[ELEMENT])
            for row in drawn.iter_rows(named=True)
        ]
        words = (self.say("新得", "gain"), self.say("失去", "lose"))
        series = {words[0]: drawn["gain"].to_list(), words[1]: [-each for each in drawn["lose"].to_list()]}
        picture = stacked(names, series) if names else ""
        heads = [
            self.say("情形", "variant"),
            self.say("事项", "right or programme"),
            *words,
            self.say("变化合计", "all changes"),
        ]
        rows = [
            (row["variant"], self.title(row[ELEMENT]), row["gain"], row["lose"], row["subjects"])
            for row in moved.iter_rows(named=True)
        ]
        return self._section(self.say("谁得谁失", "Who gains and who loses"), picture, heads, rows)

    def _costs(self, answers: pl.DataFrame, variants: Sequence[str]) -> str:
        sums = answers.group_by("variant", ELEMENT).agg(pl.col("known", "most").sum())
        found = {(row["variant"], row[ELEMENT]): row for row in sums.iter_rows(named=True)}
        heads = [self.say("项目", "programme"), *variants]
        rows: list[tuple[Any, ...]] = []
        for element in dict.fromkeys(sums.sort(ELEMENT)[ELEMENT].to_list()):
            known = [found[each, element]["known"] if (each, element) in found else 0 for each in variants]
            if len(set(known)) > 1:
                rows.append((self.title(element), *known))
        return self._section(self.say("钱的变化（元）", "What changes in money (yuan)"), "", heads, rows)

    def _curve(self, answers: pl.DataFrame, variants: Sequence[str]) -> str:
        sums = answers.group_by("variant", ELEMENT).agg(pl.col("yes", "unknown").sum())
        found = {(row["variant"], row[ELEMENT]): row["yes"] for row in sums.iter_rows(named=True)}
        elements = sorted({element for _, element in found})
        series = {
            self.title(each): [found.get((variant, each), 0) for variant in variants]
            for each in elements
            if len({found.get((variant, each), 0) for variant in variants}) > 1
        }
        if not series:
            return ""
        heads = [self.say("情形", "variant"), *series]
        rows = [
            (variant, *(values[place] for values in series.values()))
            for place, variant in enumerate(variants)
        ]
        title = self.say("逐个数值：答“是”的人数", "Value by value: who gets it")
        return self._section(title, curve(variants, series), heads, rows)

    # Parts

    def _section(
        self, title: str, picture: str, heads: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> str:
        if not rows:
            return f"<h2>{escape(title)}</h2><p>{self.say('没有', 'nobody')}</p>"
        figure = f'<figure aria-hidden="true">{picture}</figure>' if picture else ""
        shown = rows[:LISTED]
        left = len(rows) - len(shown)
        more = self.say(f"另有 {left:,} 行，见旁边的表", f"{left:,} more lines are in the tables beside it")
        after = f'<p class="note">{more}</p>' if left else ""
        count = self.say(f"表（{len(rows):,} 行）", f"table ({len(rows):,} lines)")
        table = (
            f'<div class="scroll"><table>{_head(heads, shown[0])}{"".join(map(_line, shown))}</table></div>'
        )
        opened = "" if picture else " open"
        inside = f"<summary>{count}</summary>{table}{after}"
        return f"<h2>{escape(title)}</h2>{figure}<details{opened}>{inside}</details>"


def _head(heads: Iterable[str], first: tuple[Any, ...]) -> str:
    cells = (
        f'<th scope="col"{_number(value)}>{escape(head)}</th>'
        for head, value in zip(heads, first, strict=True)
    )
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _line(row: tuple[Any, ...]) -> str:
    cells = (
        f"<td{_number(each)}>{escape(_short(each)) if isinstance(each, str) else f'{each:,}'}</td>"
        for each in row
    )
    return f"<tr>{''.join(cells)}</tr>"


def _short(text: str) -> str:
    return text if len(text) <= LETTERS else f"{text[:LETTERS]}…"


def _number(value: Any) -> str:
    return "" if isinstance(value, str) else ' class="number"'
