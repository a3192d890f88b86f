"""The policy's map: articles, their clauses by kind, and what runs for each, as pictures and as lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext

from haina.policy import Article, Clause, Policy
from haina.policy.calculators import Calculator
from haina.policy.coverage import SECTIONS
from haina.policy.element_records import Element
from haina.portal.addresses import element_address
from haina.portal.labels import KINDS
from haina.portal.labels import SECTIONS as SECTION_WORDS
from haina.portal.procedures import wrapped
from haina.portal.words import in_words

WIDTH = 960
_LABELS = 246
_STEP = 30
_KIND_OF = {section: kind for kind, section in SECTIONS.items()}
_PER_LINE = (WIDTH - _LABELS - 8) // _STEP
_LINE = 19
#: Left edge and width of the columns of an article's map: its clauses, and what runs.
_CLAUSE_X, _CLAUSE_WIDTH = 224, 336
_RUN_X, _RUN_WIDTH = 616, 336


@dataclass(frozen=True, slots=True)
class Run:
    """Something that runs for a clause: its kind (that of a clause, or `tool`), its words, its page."""

    sort: str
    word: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause on the map, with what runs for it."""

    clause: Clause
    title: str
    word: str
    href: str
    runs: tuple[Run, ...]

    @property
    def number(self) -> str:
        """The number of the clause within its article."""
        return self.clause.id.rpartition(".")[2]

    @property
    def label(self) -> str:
        """The clause with what runs, in a sentence."""
        runs = "; ".join(f"{run.word}: {run.title}" for run in self.runs)
        return f"{self.clause.id} {self.title}. {runs}"


@dataclass(frozen=True, slots=True)
class ArticleEntries:
    """An article with its clauses on the map."""

    article: Article
    title: str
    href: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A clause as a shape in the picture of the whole: the shape's middle."""

    entry: Entry
    x: float
    y: float

    @property
    def text_y(self) -> float:
        """Where its number stands."""
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a picture."""

    text: str
    y: float


@dataclass(frozen=True, slots=True)
class MapRow:
    """An article in the picture of the whole: its name at the left, then its clauses."""

    part: ArticleEntries
    y: float
    height: float
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    width: int = _LABELS - 28

    @property
    def middle(self) -> float:
        """Half of its height."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """The picture of the whole."""

    rows: tuple[MapRow, ...]
    height: float
    width: int = WIDTH
    labels: int = _LABELS - 20


@dataclass(frozen=True, slots=True)
class Box:
    """A box in the picture of an article: its place, what kind it is of, its words, where it leads."""

    x: float
    y: float
    width: float
    height: float
    sort: str
    head: str
    lines: tuple[Line, ...]
    href: str
    trial: bool = False

    @property
    def text_x(self) -> float:
        """Where its lines begin."""
        return self.x + 38

    @property
    def head_y(self) -> float:
        """The base line of its head."""
        return self.y + 22

    @property
    def mark_x(self) -> float:
        """The middle of the shape of its kind."""
        return self.x + 20

    @property
    def mark_y(self) -> float:
        """The middle of the shape of its kind."""
        return self.y + 21

    @property
    def middle(self) -> float:
        """Half of its height."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class ArticleDrawing:
    """The picture of one article: it, its clauses, what runs, and the lines between them."""

    part: ArticleEntries
    title: tuple[Line, ...]
    boxes: tuple[Box, ...]
    links: tuple[str, ...]
    height: float
    top: float
    width: int = WIDTH


def articles_on_the_map(policy: Policy) -> tuple[ArticleEntries, ...]:
    """Return all articles with their clauses and what runs for each, in the reader's language."""
    tools = _calculators_by_clause(policy)
    return tuple(_article(policy, article, tools) for article in policy.articles.values())


def article_on_the_map(policy: Policy, key: str) -> ArticleEntries:
    """Return one article with its clauses and what runs for each. Raises KeyError."""
    return _article(policy, policy.articles[key], _calculators_by_clause(policy))


def entries_of(policy: Policy, clauses: Iterable[str]) -> tuple[Entry, ...]:
    """Return clauses with what runs for each."""
    tools = _calculators_by_clause(policy)
    return tuple(_entry(policy, policy.clauses[id], tools.get(id, ())) for id in clauses)


def _article(policy: Policy, article: Article, tools: dict[str, list[Calculator]]) -> ArticleEntries:
    entries = tuple(_entry(policy, policy.clauses[id], tools.get(id, ())) for id in article.clauses)
    href = reverse("portal:map_article", args=[article.id])
    return ArticleEntries(article, in_words(article.title), href, entries)


def _entry(policy: Policy, clause: Clause, tools: Iterable[Calculator]) -> Entry:
    runs = [_run(element) for element in policy.elements_of(clause.id)]
    runs += [
        Run(
            "tool",
            gettext("Calculator"),
            in_words(tool.title),
            reverse("portal:calculator", args=[tool.id]),
        )
        for tool in tools
    ]
    href = reverse("portal:clause", args=[clause.id])
    return Entry(clause, in_words(clause.title), str(KINDS[clause.kind]), href, tuple(runs))


def _run(element: Element) -> Run:
    word = str(SECTION_WORDS[element.section])
    return Run(_KIND_OF[element.section], word, in_words(element.title), element_address(element))


def _calculators_by_clause(policy: Policy) -> dict[str, list[Calculator]]:
    found: dict[str, list[Calculator]] = {}
    for calculator in policy.calculators.values():
        for clause in calculator.clauses:
            found.setdefault(clause, []).append(calculator)
    return found


def draw_map(parts: Iterable[ArticleEntries]) -> MapDrawing:
    """Draw the whole: a row for each article, a shape for each clause."""
    rows, y = [], 8.0
    for part in parts:
        label = wrapped(f"{part.article.id} · {part.title}", _LABELS - 58, 14)
        lines_of_marks = max(1, -(-len(part.entries) // _PER_LINE))
        height = max(lines_of_marks * _STEP, len(label) * _LINE) + 10.0
        first = y + (height - len(label) * _LINE) / 2 + 14
        marks = tuple(
            Mark(
                entry,
                _LABELS + _STEP / 2 + index % _PER_LINE * _STEP,
                y + (height - lines_of_marks * _STEP) / 2 + _STEP / 2 + index // _PER_LINE * _STEP,
            )
            for index, entry in enumerate(part.entries)
        )
        lines = tuple(Line(text, first + number * _LINE) for number, text in enumerate(label))
        rows.append(MapRow(part, y, height, lines, marks))
        y += height + 6
    return MapDrawing(tuple(rows), y + 2)


def draw_article(part: ArticleEntries) -> ArticleDrawing:
    """Draw one article: its clauses below each other, what runs beside each."""
    boxes: list[Box] = []
    links: list[str] = []
    y, trunk = 8.0, 196.0
    for entry in part.entries:
        box = _clause_box(entry, y)
        beside, below = [], y
        for run in entry.runs:
            beside.append(_box(_RUN_X, below, _RUN_WIDTH, run.sort, run.word, run.title, run.href))
            below += beside[-1].height + 8
        boxes += [box, *beside]
        links.append(f"M{trunk:g} {box.middle:g}H{_CLAUSE_X}")
        links += [_curve(box.middle, each.middle) for each in beside]
        y = max(y + box.height, below - 8) + 14
    clauses = [box.middle for box in boxes if box.x == _CLAUSE_X]
    if clauses:
        links.append(f"M{trunk - 20:g} {clauses[0]:g}H{trunk:g}V{clauses[-1]:g}")
    words = wrapped(part.title, 150, 15)
    top = clauses[0] if clauses else 30.0
    title = tuple(Line(text, top + 24 + number * 21) for number, text in enumerate(words))
    height = max(y, title[-1].y + 20 if title else 0)
    return ArticleDrawing(part, title, tuple(boxes), tuple(links), height, top)


def _curve(start: float, end: float) -> str:
    """Return the line from a clause to what runs for it."""
    left = _CLAUSE_X + _CLAUSE_WIDTH
    bend = (left + _RUN_X) / 2
    return f"M{left} {start:g}C{bend:g} {start:g} {bend:g} {end:g} {_RUN_X} {end:g}"


def _clause_box(entry: Entry, y: float) -> Box:
    clause = entry.clause
    head = f"{clause.id} · {entry.word}"
    box = _box(_CLAUSE_X, y, _CLAUSE_WIDTH, clause.kind, head, entry.title, entry.href)
    return replace(box, trial=clause.in_trial)


def _box(x: float, y: float, width: float, sort: str, head: str, title: str, href: str) -> Box:
    words = wrapped(title, width - 52, 14.5)
    lines = tuple(Line(text, y + 22 + (number + 1) * _LINE) for number, text in enumerate(words))
    return Box(x, y, width, 36.0 + len(words) * _LINE, sort, head, lines, href)


def neighbours(policy: Policy, key: str) -> tuple[Article | None, Article | None]:
    """Return the articles before and after one."""
    order = list(policy.articles.values())
    before = {later.id: earlier for earlier, later in pairwise(order)}
    after = {earlier.id: later for earlier, later in pairwise(order)}
    return before.get(key), after.get(key)
