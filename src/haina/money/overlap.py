"""How much of a project another one has already: shared words and phrases, and lines of the budget.

For an officer to look at, never a decision. Chinese text is taken by pairs of characters, other text by words
and pairs of words; what is rare among all projects weighs more (TF-IDF, cosine). Pure Python, no model.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

#: Shortest shared phrase that is shown: characters of Chinese, or words.
_LEAST_HAN, _LEAST_WORDS = 6, 4
#: Phrases that are shown of one match, the longest first.
_MOST_PHRASES = 5
#: How alike two lines of budgets are that count as the same.
_SAME_LINE = 0.6
_PIECES = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a budget; the amount in fen."""

    title: str
    fen: int


@dataclass(frozen=True, slots=True)
class Project:
    """What is compared of a project."""

    id: str
    text: str
    budget: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line of the budget that both have, and the fen that both ask for it."""

    own: Line
    other: Line

    @property
    def fen(self) -> int:
        """Fen that both ask for."""
        return min(self.own.fen, self.other.fen)


@dataclass(frozen=True, slots=True)
class Match:
    """Another project, how alike the texts are (0 to 1), and what both have."""

    project: Project
    likeness: float
    phrases: tuple[str, ...]
    lines: tuple[SharedLine, ...]

    @property
    def fen(self) -> int:
        """Fen of the budget that both ask for."""
        return sum(each.fen for each in self.lines)


class Projects:
    """Projects that others are compared with."""

    def __init__(self, projects: Iterable[Project]) -> None:
        self._projects = tuple(projects)
        counts = [Counter(terms(each.text)) for each in self._projects]
        spread = Counter(term for each in counts for term in each)
        self._rarity = {term: math.log((1 + len(counts)) / (1 + n)) + 1 for term, n in spread.items()}
        self._unseen = math.log(1 + len(counts)) + 1
        self._having: Mapping[str, list[tuple[int, float]]] = defaultdict(list)
        for number, each in enumerate(counts):
            for term, weight in self._weights(each).items():
                self._having[term].append((number, weight))

    def matches(self, project: Project, most: int = 5, least: float = 0.1) -> tuple[Match, ...]:
        """The projects most like one, itself left out; `least` is the likeness from which they are told."""
        likeness: dict[int, float] = defaultdict(float)
        for term, weight in self._weights(Counter(terms(project.text))).items():
            for number, other in self._having.get(term, ()):
                likeness[number] += weight * other
        ranked = sorted(likeness.items(), key=lambda each: (-each[1], self._projects[each[0]].id))
        near = (
            (self._projects[number], min(1.0, score))
            for number, score in ranked
            if score >= least and self._projects[number].id != project.id
        )
        return tuple(
            Match(other, score, shared_phrases(project.text, other.text), shared_lines(project, other))
            for (other, score), _ in zip(near, range(most), strict=False)
        )

    def _weights(self, counts: Counter[str]) -> dict[str, float]:
        """Terms with their weights; the squares of all add up to one."""
        raw = {
            term: (1 + math.log(count)) * self._rarity.get(term, self._unseen)
            for term, count in counts.items()
        }
        length = math.sqrt(sum(weight * weight for weight in raw.values()))
        return {term: weight / length for term, weight in raw.items()}


def terms(text: str) -> list[str]:
    """What a text is compared by: pairs of Chinese characters, words, and pairs of words."""
    pieces = _pieces(text)
    found = [piece for piece in pieces if not _is_han(piece)]
    for one, other in pairwise(pieces):
        if _is_han(one) == _is_han(other):
            found.append(f"{one} {other}")
    return found


def shared_phrases(one: str, other: str) -> tuple[str, ...]:
    """The longest runs of characters or words that both texts have, none inside another."""
    own, theirs = _pieces(one), _pieces(other)
    starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    least = min(_LEAST_HAN, _LEAST_WORDS)
    for position in range(len(theirs) - least + 1):
        starts[tuple(theirs[position : position + least])].append(position)
    found: dict[tuple[str, ...], None] = {}
    position = 0
    while position <= len(own) - least:
        places = starts.get(tuple(own[position : position + least]), [])
        length = max((_run(own, position, theirs, place) for place in places), default=0)
        run = tuple(own[position : position + length])
        if length and length >= (_LEAST_HAN if all(map(_is_han, run)) else _LEAST_WORDS):
            found[run] = None
            position += length
        else:
            position += 1
    longest = sorted(found, key=lambda run: (-len(run), run))[:_MOST_PHRASES]
    return tuple(_written(run) for run in longest)


def shared_lines(one: Project, other: Project) -> tuple[SharedLine, ...]:
    """Lines of both budgets that are for the same thing, each line used once, the most alike first."""
    pairs = sorted(
        (
            (-_alike(own.title, theirs.title), -min(own.fen, theirs.fen), i, j)
            for i, own in enumerate(one.budget)
            for j, theirs in enumerate(other.budget)
        ),
    )
    used_own: set[int] = set()
    used_theirs: set[int] = set()
    found = []
    for unlike, _, i, j in pairs:
        if -unlike < _SAME_LINE or i in used_own or j in used_theirs:
            continue
        used_own.add(i)
        used_theirs.add(j)
        found.append((i, SharedLine(one.budget[i], other.budget[j])))
    return tuple(shared for _, shared in sorted(found, key=lambda each: each[0]))


def _alike(one: str, other: str) -> float:
    """Dice's coefficient of the terms of two short texts; one where both say the same."""
    own, theirs = set(terms(one)) or {one.strip()}, set(terms(other)) or {other.strip()}
    return 2 * len(own & theirs) / (len(own) + len(theirs))


def _pieces(text: str) -> list[str]:
    """Characters of Chinese and words of other scripts, in order, in small letters and usual width."""
    return _PIECES.findall(unicodedata.normalize("NFKC", text).lower())


def _is_han(piece: str) -> bool:
    return "\u3400" <= piece[0] <= "\u9fff"


def _run(own: Sequence[str], at: int, theirs: Sequence[str], place: int) -> int:
    """How far two texts say the same from two places on."""
    length = 0
    while (
        at + length < len(own) and place + length < len(theirs) and own[at + length] == theirs[place + length]
    ):
        length += 1
    return length


def _written(run: Sequence[str]) -> str:
    """A phrase as it is read: no blanks between Chinese characters."""
    text = run[0]
    for before, piece in pairwise(run):
        text += piece if _is_han(before) and _is_han(piece) else f" {piece}"
    return text
