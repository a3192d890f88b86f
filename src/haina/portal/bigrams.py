"""Chinese words for a full-text index that knows no Chinese: every two neighbouring characters are a word.

Readers look for words of two characters more than for any others, and a dictionary splits differently than
people type. Words of the Latin script are left to PostgreSQL's own configurations.
"""

from __future__ import annotations

import re
import unicodedata

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_HAN}]+")


def normalised(text: str) -> str:
    """Return the text in one form for letters of all widths, in lower case, without control characters."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in flat)


def han_runs(text: str) -> list[str]:
    """Return the stretches of Chinese characters of a normalised text."""
    return _RUN.findall(text)


def without_han(text: str) -> str:
    """Return what is left of a normalised text for the word index of the Latin script."""
    return " ".join(_RUN.sub(" ", text).split())


def pairs(run: str) -> list[str]:
    """Return the neighbouring pairs of a stretch; a single character stands for itself."""
    return [run[index : index + 2] for index in range(len(run) - 1)] or [run]


def as_words(text: str) -> str:
    """Return the Chinese of a text as words for `to_tsvector('simple', …)`.

    The last character of a stretch is a word as well, so that a search for one character finds it wherever
    it stands: as the beginning of a pair, or as that last one. It also keeps two stretches apart, so that
    pairs that are neighbours in the index were neighbours in the text.
    """
    words: list[str] = []
    for run in han_runs(normalised(text)):
        words.extend(pairs(run) if len(run) > 1 else [])
        words.append(run[-1])
    return " ".join(words)
