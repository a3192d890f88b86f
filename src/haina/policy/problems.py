"""Problems of a file or a pack: gathered and sorted."""

from __future__ import annotations

from collections.abc import Iterable

from haina.rules.text import Problem, ProblemsError


class ReadError(ProblemsError):
    """A file that cannot be used; `problems` says where and why, in both languages."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(tuple(problems))


class PolicyError(ReadError):
    """A policy pack with defects: every problem found, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(
            sorted(problems, key=lambda each: (each.place.file, each.place.line, each.place.column))
        )
