"""Search in Chinese and English over everything in the policy that has a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Q, QuerySet
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from haina.portal.bigrams import han_runs, normalised, pairs, without_han
from haina.portal.models import SearchEntry

LONGEST_QUERY = 200
_WORD = re.compile(r"[a-z0-9][a-z0-9.'-]*", re.ASCII)
_FRAGMENT = 140


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader typed, cut to a bearable length, and its words in both scripts."""

    text: str
    runs: tuple[str, ...]
    latin: tuple[str, ...]

    @classmethod
    def read(cls, typed: str) -> Query:
        """Read what was typed; anything is allowed, and what is no word is left out."""
        text = " ".join(normalised(typed[:LONGEST_QUERY]).split())
        latin = tuple(word.strip(".'-") for word in _WORD.findall(without_han(text)))
        return cls(text, tuple(han_runs(text)), latin)

    @property
    def empty(self) -> bool:
        """Whether nothing is left to look for."""
        return not (self.runs or self.latin)


@dataclass(frozen=True, slots=True)
class Found:
    """The entries found, best first; `near` when not all words were found together."""

    entries: QuerySet[SearchEntry]
    near: bool


def search(query: Query) -> Found:
    """Find the entries that hold all words; where there is none, those that hold some of them."""
    if query.empty:
        return Found(SearchEntry.objects.none(), near=False)
    by_key = Q(key__iexact=query.text) | Q(key__iexact=query.text.replace(" ", "_"))
    strict = _ranked(_joined(_phrases(query), all_of=True), by_key)
    if strict.exists():
        return Found(strict, near=False)
    return Found(_ranked(_joined(_pieces(query), all_of=False), by_key), near=True)


def _ranked(words: SearchQuery, by_key: Q) -> QuerySet[SearchEntry]:
    """Return the entries that match, best first, the order of the policy where they are equal."""
    entries = SearchEntry.objects.filter(Q(words=words) | by_key)
    return entries.annotate(rank=SearchRank(F("words"), words, normalization=1)).order_by("-rank", "order")


def _joined(parts: Iterable[SearchQuery], *, all_of: bool) -> SearchQuery:
    """Join queries by 'and' or by 'or'."""
    joined: SearchQuery = reduce(and_ if all_of else or_, parts)
    return joined


def _phrases(query: Query) -> list[SearchQuery]:
    """Return each stretch of Chinese as neighbouring pairs, and each Latin word."""
    return [_han_query(" <-> ".join(_words(run))) for run in query.runs] + _latin_queries(query)


def _pieces(query: Query) -> list[SearchQuery]:
    """Return each pair of Chinese characters and each Latin word for itself."""
    words = dict.fromkeys(word for run in query.runs for word in _words(run))
    return [_han_query(word) for word in words] + _latin_queries(query)


def _words(run: str) -> list[str]:
    """Return the index words of a stretch; one character alone is the beginning of any pair."""
    return [f"{run}:*"] if len(run) == 1 else pairs(run)


def _han_query(words: str) -> SearchQuery:
    return SearchQuery(words, config="simple", search_type="raw")


def _latin_queries(query: Query) -> list[SearchQuery]:
    """Return Latin words as PostgreSQL's plain queries, which take any text; stop words match everything."""
    return [
        SearchQuery(word, config="english", search_type="plain")
        | SearchQuery(word, config="simple", search_type="plain")
        for word in query.latin
    ]


def highlighted(text: str, query: Query, *, cut: bool = False) -> SafeString:
    """Return a text with the words looked for marked; with `cut`, only the part around the first of them."""
    pattern = _pattern(query)
    hits = [(hit.start(), hit.end()) for hit in pattern.finditer(text)] if pattern else []
    start, end = _fragment(text, hits[0][0] if hits else 0) if cut else (0, len(text))
    shown = ["…" if start else ""]
    at = start
    for left, right in hits:
        if left < at or right > end:
            continue
        shown += [
            conditional_escape(text[at:left]),
            "<mark>",
            conditional_escape(text[left:right]),
            "</mark>",
        ]
        at = right
    shown += [conditional_escape(text[at:end]), "…" if end < len(text) else ""]
    return mark_safe("".join(shown))  # noqa: S308  every piece of text was escaped above


def _pattern(query: Query) -> re.Pattern[str] | None:
    """Return what to mark: whole stretches before their pairs, and words by their stem."""
    han = sorted({*query.runs, *(pair for run in query.runs for pair in pairs(run))}, key=len, reverse=True)
    latin = [rf"\b{re.escape(_stem(word))}\w*" for word in query.latin]
    alternatives = [re.escape(piece) for piece in han] + latin
    return re.compile("|".join(alternatives), re.IGNORECASE) if alternatives else None


def _stem(word: str) -> str:
    """Return the part of an English word that its forms share, as far as marking needs it."""
    for ending in ("ies", "ing", "ed", "es", "s", "ence", "ent", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _fragment(text: str, at: int) -> tuple[int, int]:
    """Return the bounds of a piece of text around a place, at spaces where there are any."""
    if len(text) <= _FRAGMENT:
        return 0, len(text)
    start = max(0, at - _FRAGMENT // 3)
    end = min(len(text), start + _FRAGMENT)
    space = text.find(" ", start, at)
    if start and space != -1:
        start = space + 1
    space = text.rfind(" ", at, end)
    if end < len(text) and space > at + _FRAGMENT // 3:
        end = space
    return start, end
