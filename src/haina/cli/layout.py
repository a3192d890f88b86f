"""Lines that fit a terminal, with Chinese letters counted as the two columns that they take."""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache
from unicodedata import combining, east_asian_width


def width_of(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_width_of_letter, text))


@cache
def _width_of_letter(letter: str) -> int:
    return 0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1


def columns() -> int:
    """How wide to write: the terminal's width, at least 40 and at most 100."""
    return max(40, min(100, shutil.get_terminal_size((100, 24)).columns))


def wrapped(text: str, first: str = "", rest: str | None = None, width: int | None = None) -> list[str]:
    """A text as lines, the first after `first`, the others after `rest` (as many blanks if None)."""
    limit = columns() if width is None else width
    after = " " * width_of(first) if rest is None else rest
    lines: list[str] = []
    line, empty = first, True
    for piece in _pieces(text):
        if not empty and width_of(line) + width_of(piece.rstrip()) > limit:
            lines.append(line.rstrip())
            line = after
        line += piece
        empty = False
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """Where a line may break: after a blank, and between Chinese letters, but never before a closing sign."""
    pieces: list[str] = []
    for letter in text:
        wide = east_asian_width(letter) in "WF"
        if not pieces or letter in _CLOSING:
            begin = not pieces
        else:
            before = pieces[-1][-1]
            begin = before.isspace() or wide or (east_asian_width(before) in "WF" and before not in _OPENING)
            begin = begin and before not in _OPENING and not letter.isspace()
        if begin:
            pieces.append(letter)
        else:
            pieces[-1] += letter
    return pieces


_CLOSING = "，。；：！？、）》”’」』】〕%,.;:!?)]}"
_OPENING = "（《“‘「『【〔([{"


def bold(text: str) -> str:
    """A text that stands out, where the terminal can do that and nobody asked for plain text."""
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb":
        return f"\x1b[1m{text}\x1b[0m"
    return text
