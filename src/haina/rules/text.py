"""Texts in both languages, places in files, and the problems that are found there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in Simplified Chinese and in English."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        """Give the text in ``lang``: ``zh`` or ``en``; anything else is a :class:`ValueError`."""
        if lang == "zh":
            return self.zh
        if lang == "en":
            return self.en
        raise ValueError(f"no text in the language {lang!r}; there is zh and en")

    @staticmethod
    def both(text: str) -> Text:
        """Make a text that reads the same in both languages (a number, a name, a code)."""
        return Text(text, text)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a place: a stable code, a message, and what to write instead where one can tell."""

    place: Place
    code: str
    message: Text
    suggestion: Text | None = None

    def in_(self, lang: str) -> str:
        """Give the problem as one line in ``lang``: place, message, code and suggestion."""
        line = f"{self.place}: {self.message.in_(lang)} [{self.code}]"
        if self.suggestion is None:
            return line
        return f"{line} {self.suggestion.in_(lang)}"

    def __str__(self) -> str:
        return self.in_("en")


class ProblemsError(ValueError):
    """Something that was read is wrong; ``problems`` lists everything that was found, in reading order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class RuleError(ProblemsError):
    """Rules, tables or declarations that cannot be compiled."""


class FactError(ProblemsError):
    """Facts of a case that cannot be read."""


class Status(StrEnum):
    """The answer of a rule on a date."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_IN_FORCE = "not_in_force"

    @staticmethod
    def of(truth: bool | None) -> Status:
        """Turn a truth value (``None`` = unknown) into an answer."""
        if truth is None:
            return Status.UNKNOWN
        return Status.YES if truth else Status.NO
