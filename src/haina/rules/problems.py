"""Collecting what is wrong, so that a person sees all of it at once, each with the nearest right name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

from haina.rules import limits
from haina.rules.text import Place, Problem, Text

_COMPARED_LENGTH = 60
"""Longer names are not compared with others: it would take long and help nobody."""

_COMPARED_DIFFERENCE = 8
_COMPARED_NAMES = 1_000


class Problems:
    """A list of problems that stops growing at :data:`haina.rules.limits.PROBLEMS`."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, place: Place, code: str, zh: str, en: str, suggestion: Text | None = None) -> None:
        """Note one problem; the one after the last that fits says that there are more."""
        if len(self.found) < limits.PROBLEMS:
            self.found.append(Problem(place, code, Text(zh, en), suggestion))
        elif len(self.found) == limits.PROBLEMS:
            more = Text("还有更多问题，改好以上各项后再查", "there are more problems; mend these first")
            self.found.append(Problem(place, "more", more))

    @property
    def is_full(self) -> bool:
        """Say whether nothing more is listed, so that suggestions need not be looked for."""
        return len(self.found) > limits.PROBLEMS

    def __bool__(self) -> bool:
        return bool(self.found)

    def as_tuple(self) -> tuple[Problem, ...]:
        """Give what was found, in the order in which it was found."""
        return tuple(self.found)


def nearest(name: str, names: Iterable[str]) -> Text | None:
    """Suggest the one of ``names`` that is written most like ``name``, where one is near."""
    if len(name) > _COMPARED_LENGTH:
        return None
    alike = (each for each in names if abs(len(each) - len(name)) <= _COMPARED_DIFFERENCE)
    found = get_close_matches(name, list(islice(alike, _COMPARED_NAMES)), n=1, cutoff=0.6)
    return Text(f"是否指“{found[0]}”？", f"Did you mean “{found[0]}”?") if found else None


def one_of(names: Iterable[str]) -> Text:
    """Suggest the list of what may stand there."""
    listed = ", ".join(names)
    return Text(f"可用：{listed}", f"There is: {listed}.")


def shown(text: str) -> str:
    """Show what was written, shortened, with control characters made visible."""
    head = text if len(text) <= _COMPARED_LENGTH else text[:_COMPARED_LENGTH] + "…"
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in head)
