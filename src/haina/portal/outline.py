"""A rule as a nested list, in the reader's language and in the other one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from haina.policy import Policy
from haina.portal.words import TAGS, Language, language
from haina.rules.wording import Line, rule_text

_FOLDED = frozenset({"reference", "table"})


@dataclass(frozen=True, slots=True)
class Branch:
    """A line with what stands below it; `folded` says that this can be opened by those who want to know."""

    text: str
    folded: bool
    below: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A rule to be read; `all_of` says that its lines are conditions that must all hold."""

    all_of: bool
    here: tuple[Branch, ...]
    other: tuple[Branch, ...]
    other_title: str
    other_tag: str


def outline_of(policy: Policy, rule: str, on: date) -> Outline:
    """Return the outline of a rule with its standards as of a day."""
    lines = rule_text(policy.program, rule, on).lines
    all_of = len(lines) > 1 and lines[0].kind == "all" and lines[0].depth == 0
    shown = lines[1:] if all_of else lines
    here = language()
    other: Language = "en" if here == "zh" else "zh"
    return Outline(
        all_of=all_of,
        here=_branches(shown, here),
        other=_branches(shown, other),
        other_title=gettext("The rule in Chinese") if other == "zh" else gettext("The rule in English"),
        other_tag=TAGS[other],
    )


def _branches(lines: Sequence[Line], lang: Language) -> tuple[Branch, ...]:
    """Return lines as branches: each with the deeper lines that follow it."""
    branches = []
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and lines[end].depth > lines[start].depth:
            end += 1
        below = _branches(lines[start + 1 : end], lang)
        text = lines[start].text.in_(lang)
        folded = bool(below) and lines[start].kind in _FOLDED
        branches.append(Branch(text.rstrip(":：") if folded else text, folded, below))
        start = end
    return tuple(branches)
