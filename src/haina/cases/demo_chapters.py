"""The port by which other apps add to the demo city: a chapter before its cases, and steps of stories."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from haina.cases.demo.people import Population
    from haina.cases.demo.story import Telling

#: Makes what of the demo's file belongs to one app and is not there yet.
Chapter = Callable[["Population", Mapping[str, Any], datetime], None]
#: Takes one step of a case's story; the number is the step's own.
Step = Callable[["Telling", Mapping[str, Any], int], None]

_CHAPTERS: list[Chapter] = []
STEPS: dict[str, Step] = {}


def add_chapter(chapter: Chapter) -> None:
    """Have a chapter made before the cases are told; an app calls this once, when it is ready."""
    _CHAPTERS.append(chapter)


def add_step(name: str, step: Step) -> None:
    """Let the stories of cases have a further kind of step."""
    STEPS[name] = step


def make_chapters(people: Population, data: Mapping[str, Any], now: datetime) -> None:
    """Make all chapters."""
    for chapter in _CHAPTERS:
        chapter(people, data, now)
