"""What the sections of a report are made of: pictures, the table that says the same, words of a language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import polars as pl

from haina.policy import Policy

from .directory import read_table
from .pictures import Picture
from .sides import SUBJECT_COLUMN
from .tally import ELEMENT, STATUSES, SUMS, WITHOUT

#: So many lines stand in a table of the report, so many letters in a cell; the tables beside it have all.
LISTED, LETTERS = 60, 160


@dataclass(frozen=True)
class Sheet:
    """A result that is written up in one language, ``zh`` or ``en``."""

    directory: Path
    policy: Policy
    language: str
    manifest: dict[str, Any]

    def say(self, zh: str, en: str) -> str:
        """The words in the language of the report."""
        return zh if self.language == "zh" else en

    def title(self, element: str) -> str:
        """What a right or programme is called; its id where this pack does not have it."""
        right = self.policy.rights.get(element)
        return element if right is None else right.title.in_(self.language)

    def standard(self, name: str) -> str:
        """What a standard is called; its id where this pack does not have it."""
        standard = self.policy.standards.get(name)
        return name if standard is None else standard.label.in_(self.language)

    def value(self, written: str) -> str:
        """A value as it was wished for, in words where it is yes or no."""
        words = {"yes": self.say("是", "yes"), "no": self.say("否", "no")}
        return words.get(written, written)

    def column(self, name: str) -> str:
        """What a column of the city is called: facts, age and sex in words, others by their name."""
        fact = self.policy.program.facts.get(name)
        words = {"age": self.say("年龄", "age"), "sex": self.say("性别", "sex")}
        return words.get(name, name) if fact is None else fact.label.in_(self.language)

    @property
    def currency(self) -> str:
        """What amounts are in."""
        return self.policy.program.currency_label.in_(self.language)

    def variant(self, name: str) -> str:
        """What a variant is called: its standards in words, or its pack and day."""
        first, *others = self.manifest["variants"]
        found = next((each for each in others if each["name"] == name), None)
        if found is None:
            return self.say("现行", "as it is")
        if found["values"]:
            # The value first: where there is little room, the end is cut off.
            parts = [each.partition("=") for each in found["values"]]
            values, names = (
                [self.value(value) for *_, value in parts],
                [self.standard(of) for of, *_ in parts],
            )
            between = self.say("、", ", ")
            return between.join(values) + self.say("（{}）", " ({})").format(between.join(names))
        changed = [found["on"]] if found["on"] != first["on"] else []
        if found["pack"] != first["pack"]:
            changed.append(f"{found['pack']['id']} {found['pack']['version'][:12]}")
        return ", ".join(changed) or name

    def table(self, name: str) -> pl.DataFrame:
        """One of the tables of the result."""
        return read_table(self.directory, name)

    def section(
        self,
        title: str,
        picture: Picture | Sequence[Picture] | None,
        heads: Sequence[str],
        rows: Sequence[tuple[Any, ...]],
        note: str = "",
    ) -> str:
        """A heading, pictures, and the table; open where there is no picture."""
        if not rows:
            return f"<h2>{escape(title)}</h2><p>{self.say('没有', 'nobody')}</p>"
        pictures = [picture] if isinstance(picture, Picture) else list(picture or ())
        figures = "".join(_figure(each, captioned=not isinstance(picture, Picture)) for each in pictures)
        shown = rows[:LISTED]
        left = len(rows) - len(shown)
        others = "1 more line is" if left == 1 else f"{left:,} more lines are"
        more = self.say(f"另有 {left:,} 行，见旁边的表", f"{others} in the tables beside it")
        after = f'<p class="note">{more}</p>' if left else ""
        lines = "1 line" if len(rows) == 1 else f"{len(rows):,} lines"
        count = self.say(f"表（{len(rows):,} 行）", f"table ({lines})")
        table = f"<table>{_head(heads, shown[0])}<tbody>{''.join(map(_line, shown))}</tbody></table>"
        scroll = f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(title)}">{table}</div>'
        said = f'<p class="note">{escape(note)}</p>' if note else ""
        opened = "" if figures else " open"
        inside = f"<summary>{count}</summary>{scroll}{after}"
        return f"<h2>{escape(title)}</h2>{said}{figures}<details{opened}>{inside}</details>"


def groups_of(table: pl.DataFrame) -> list[str]:
    """The columns that a table of answers is grouped by."""
    known = {ELEMENT, SUBJECT_COLUMN, "variant", *STATUSES, *SUMS, *WITHOUT}
    return [each for each in table.columns if each not in known]


def _figure(picture: Picture, *, captioned: bool) -> str:
    caption = f"<figcaption>{escape(picture.title)}</figcaption>" if captioned else ""
    return f"<figure>{caption}{picture.html}</figure>"


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
