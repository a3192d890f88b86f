"""A run or a comparison as one HTML file: pictures with their tables, nothing to load, works offline."""

from __future__ import annotations

from html import escape
from pathlib import Path

from haina.policy import Policy

from .directory import whole_manifest
from .report_ahead import sections_ahead
from .report_comparison import sections_of_comparison
from .report_run import sections_of_run
from .report_words import first_lines
from .sheet import Sheet

_STYLE = """
:root { color-scheme: light; } body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 53rem;
padding: 1rem; color: #17202a; background: #fff; } h1 { font-size: 1.5rem; }
h2 { font-size: 1.2rem; margin-top: 2.5rem; } figure { margin: 0 0 1rem; } figcaption { font-weight: 600; }
svg { display: block; max-width: 100%; height: auto; } .narrow { display: none; }
@media (max-width: 53rem) { .wide { display: none; } .narrow { display: block; } }
.scroll { overflow-x: auto; } .scroll:focus-visible { outline: 3px solid #33658a; }
table { border-collapse: collapse; font-size: 0.9rem; min-width: 34rem; }
th, td { padding: 0.25rem 0.6rem; text-align: left;
border-bottom: 1px solid #d5d8dc; vertical-align: top; } td.number, th.number { text-align: right;
font-variant-numeric: tabular-nums; } td.number { white-space: nowrap; }
td:not(.number) { min-width: 8rem; }
p.note { color: #4d5656; font-size: 0.9rem; } summary { cursor: pointer; padding: 0.5rem 0; }
@media print { details > * { display: block; } }
"""


class Report:
    """One result in one language; `text` is the whole file."""

    def __init__(self, directory: Path, policy: Policy, language: str) -> None:
        """Read a result; raises `CityError` where the directory has none."""
        self.sheet = Sheet(directory, policy, language, whole_manifest(directory))

    @property
    def text(self) -> str:
        """The file."""
        sheet = self.sheet
        compares = "variants" in sheet.manifest
        title = sheet.say("一项变动对全城意味着什么", "What a change means for the whole city")
        if not compares:
            title = sheet.say("全城的答案", "The answers of a whole city")
        parts = sections_of_comparison(sheet) if compares else sections_of_run(sheet)
        head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        lang = "zh-Hans" if sheet.language == "zh" else "en"
        body = "\n".join(
            (f"<h1>{escape(title)}</h1>", self._about(), first_lines(sheet), *parts, *sections_ahead(sheet))
        )
        return (
            f'<!doctype html>\n<html lang="{lang}"><head>{head}<title>{escape(title)}</title>'
            f"<style>{_STYLE}</style></head><body><main>\n{body}\n</main></body></html>\n"
        )

    def _about(self) -> str:
        sheet = self.sheet
        city = sheet.manifest["city"]
        people = city.get("people") or city.get("rows") or 0
        heads = sheet.manifest.get("variants") or [sheet.manifest]
        packs = [f"{each['pack']['id']} {each['pack']['version'][:12]}, {each['on']}" for each in heads]
        facts = [
            sheet.say(f"{people:,} 人", f"{people:,} people"),
            *(f'<span translate="no">{escape(each)}</span>' for each in dict.fromkeys(packs)),
        ]
        if "seed" in city:
            seed = city["seed"]
            facts.append(sheet.say(f"虚拟城市，种子 {seed}", f"a synthetic city, seed {seed}"))
        return f'<p class="note">{" · ".join(facts)}</p>'
