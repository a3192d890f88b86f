"""Checking dated standards, and finding the days on which they change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from haina.rules.declarations import DatedValue, StandardDeclaration
from haina.rules.periods import FOREVER, next_day
from haina.rules.problems import Problems
from haina.rules.text import Text
from haina.rules.types import RULE, Int, Number
from haina.rules.values import is_value


def check_standards(standards: Iterable[StandardDeclaration], problems: Problems) -> None:
    """Check units, the types of values, and that no two values hold on one day."""
    for standard in standards:
        if isinstance(standard.type, Int | Number) and standard.unit is None:
            problems.add(
                standard.place,
                "unit",
                f"标准 {standard.name} 没有单位",
                f"the standard {standard.name} has no unit",
                Text("写 unit: {zh: 年, en: years} 之类", "Write unit: {zh: 年, en: years} or the like."),
            )
        for dated in standard.values:
            _check_value(standard, dated, problems)
        _check_overlap(standard, problems)


def _check_value(standard: StandardDeclaration, dated: DatedValue, problems: Problems) -> None:
    if standard.type != RULE and not is_value(standard.type, dated.value):
        problems.add(
            standard.place,
            "wrong_type",
            f"标准 {standard.name} 的值不是 {standard.type.name}",
            f"a value of the standard {standard.name} is not of type {standard.type.name}",
        )
    if dated.valid_from is not None and dated.valid_to is not None and dated.valid_to < dated.valid_from:
        problems.add(
            standard.place,
            "dates",
            f"标准 {standard.name} 的有效期止于开始之前",
            f"a value of the standard {standard.name} ends before it begins",
        )


def _check_overlap(standard: StandardDeclaration, problems: Problems) -> None:
    spans = sorted((dated.valid_from or date.min, dated.valid_to or date.max) for dated in standard.values)
    for (_, end), (start, _) in pairwise(spans):
        if start <= end:
            problems.add(
                standard.place,
                "overlap",
                f"标准 {standard.name} 在 {start} 有两个值",
                f"the standard {standard.name} has two values on {start}",
            )
            return


def steps_of(standard: StandardDeclaration) -> list[tuple[date, object]]:
    """Give (first day, value) in order of time; unset before the first step, ``None`` where unset."""
    steps: list[tuple[date, object]] = []
    for dated in sorted(standard.values, key=lambda each: each.valid_from or date.min):
        start = dated.valid_from or date.min
        if steps and steps[-1][0] == start:
            steps.pop()
        steps.append((start, dated.value))
        if dated.valid_to is not None and dated.valid_to < FOREVER:
            steps.append((next_day(dated.valid_to), None))
    return steps
