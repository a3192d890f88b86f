"""unit_books.yaml: what a unit keeps books of by the rules of the pack, one book for each such thing.

A book names the rule that it follows and the facts that the book itself knows (which item of a budget is
changed, on which day an equity award began); everything else that the rule reads is asked of the unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from haina.rules.declarations import FactDeclaration
from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text
from haina.rules.types import BOOL, DATE, MONEY, Enum, Type

from .kinds import (
    Broken,
    Key,
    Reading,
    both,
    list_of,
    mapping_of,
    naming,
    one_of,
    optional,
    read_keys,
    reference,
    word,
)
from .nodes import Node

if TYPE_CHECKING:
    from .calculators import Calculator
    from .declare_facts import Facts
    from .records import Right


class BookKind(StrEnum):
    """What a book is kept of."""

    DIVISION = "division"
    """An income that a calculator divides; people share its protected part."""
    EQUITY = "equity"
    """Shares that a programme awards to people, out of what the unit received."""
    INSTALMENTS = "instalments"
    """What a programme lets somebody pay in instalments."""
    DEFERRAL = "deferral"
    """What a programme lets somebody pay at a later event."""
    PAY_TOTAL = "pay_total"
    """Payments that together keep to a total, and some that do not count."""
    RESEARCH_BUDGET = "research_budget"
    """The lines of a project's budget: what may be moved, and how long the rest may be kept."""


#: The facts that each kind knows by itself, and their types; None stands for any enum.
ROLES: Map[BookKind, Map[str, Type | None]] = {
    BookKind.DIVISION: {"income": MONEY, "costs": MONEY},
    BookKind.EQUITY: {"whole": MONEY},
    BookKind.INSTALMENTS: {"begins": DATE},
    BookKind.DEFERRAL: {"begins": DATE, "ends": DATE},
    BookKind.PAY_TOTAL: {},
    BookKind.RESEARCH_BUDGET: {
        "item": None,
        "unchanged": BOOL,
        "closed": BOOL,
        "accepted": BOOL,
        "accepted_on": DATE,
        "left": MONEY,
    },
}


@dataclass(frozen=True, slots=True)
class UnitBook:
    """One book as the pack declares it."""

    id: str
    title: Text
    kind: BookKind
    clauses: tuple[str, ...]
    #: A calculator for a division, a right for a research budget, a programme otherwise.
    rule: str
    #: The protected part of the calculator's split that people share (division).
    part: str | None
    #: The formula of what is owed at the end (deferral).
    due: str | None
    #: The programme by which what is left may be kept (research_budget).
    keep: str | None
    #: Facts of money for what does not count (pay_total).
    outside: tuple[str, ...]
    #: The facts that the book knows by itself, by their part in it; see `ROLES`.
    facts: Map[str, str]
    #: The department that registers, confirms or decides; none for a division.
    department: str | None
    place: Place


_KEYS: dict[str, Key[Any]] = {
    "id": Key(naming("unit_book")),
    "title": Key(both),
    "kind": Key(one_of(*BookKind)),
    "clauses": Key(list_of(reference("clause"), at_least=1)),
    "rule": Key(word),
    "part": optional(word),
    "due": optional(word),
    "keep": optional(reference("programme")),
    "outside": optional(list_of(reference("fact"), at_least=1), default=()),
    "facts": optional(mapping_of(reference("fact")), default={}),
    "department": optional(reference("department")),
}


def _book(node: Node, reading: Reading) -> UnitBook | Broken:
    values = read_keys(node, reading, _KEYS)
    if isinstance(values, Broken):
        return values
    return UnitBook(kind=BookKind(values.pop("kind")), place=reading.place(node), **values)


UNIT_BOOKS = list_of(_book)

#: What each kind needs beside its rule; nothing else is given to it.
_NEEDS: Map[str, frozenset[BookKind]] = {
    "part": frozenset({BookKind.DIVISION}),
    "due": frozenset({BookKind.DEFERRAL}),
    "keep": frozenset({BookKind.RESEARCH_BUDGET}),
    "outside": frozenset({BookKind.PAY_TOTAL}),
    "department": frozenset(BookKind) - {BookKind.DIVISION},
}


def check_unit_books(
    books: Iterable[UnitBook],
    rights: Map[str, Right],
    calculators: Iterable[Calculator],
    formulas: Iterable[str],
    facts: Facts | None,
) -> Iterable[Problem]:
    """Every book that says too little, too much, or names what its kind cannot go by."""
    known = frozenset(formulas)
    by_name = {each.id: each for each in calculators}
    for book in books:
        yield from _shape(book)
        yield from _rule(book, rights, by_name)
        if book.due is not None and book.due not in known:
            yield _problem(book, "unit_book_rule", f"没有公式 {book.due}", f"there is no formula {book.due}")
        yield from _facts(book, facts.facts if facts else {})


def _shape(book: UnitBook) -> Iterable[Problem]:
    for key, kinds in _NEEDS.items():
        given = bool(getattr(book, key))
        if given != (book.kind in kinds):
            zh = f"{book.kind} 类的账{'用不到' if given else '缺少'} {key}"
            en = f"a book of the kind {book.kind} {'has no use for' if given else 'needs'} {key}"
            yield _problem(book, "unit_book_shape", zh, en)


def _rule(book: UnitBook, rights: Map[str, Right], calculators: Map[str, Calculator]) -> Iterable[Problem]:
    """The rule is of the sort that the kind goes by, and has what the book takes from it."""
    if book.kind is BookKind.DIVISION:
        calculator = calculators.get(book.rule)
        split = None if calculator is None else calculator.split
        parts = {part.id for part in split.parts if part.protected} if split is not None else set()
        if book.part is not None and book.part not in parts:
            zh, en = f"{book.rule} 没有受保护的份额 {book.part}", f"{book.rule} protects no part {book.part}"
            yield _problem(book, "unit_book_rule", zh, en, nearest(book.part, parts))
        return
    right = rights.get(book.rule)
    pays = book.kind is not BookKind.RESEARCH_BUDGET
    if right is None or right.programme != pays:
        fitting = [id for id, each in rights.items() if each.programme == pays]
        sort = Text(zh="资金项目", en="programme") if pays else Text(zh="权利", en="right")
        zh, en = f"没有名为 {book.rule} 的{sort.zh}", f"there is no {sort.en} {book.rule}"
        yield _problem(book, "unit_book_rule", zh, en, nearest(book.rule, fitting))
    elif book.kind is BookKind.INSTALMENTS and not right.instalments:
        zh, en = f"{book.rule} 不分期", f"{book.rule} has no instalments"
        yield _problem(book, "unit_book_rule", zh, en)


def _facts(book: UnitBook, facts: Map[str, FactDeclaration]) -> Iterable[Problem]:
    """Exactly the facts of the kind, each of its type; what does not count is money."""
    roles = ROLES[book.kind]
    if book.facts.keys() != roles.keys():
        wanted = ", ".join(roles) or "{}"
        zh, en = f"facts 应当写明 {wanted}", f"facts are to name {wanted}"
        yield _problem(book, "unit_book_facts", zh, en)
        return
    typed = [(name, roles[role]) for role, name in book.facts.items()]
    typed += [(name, MONEY) for name in book.outside]
    for name, wanted_type in typed:
        if name not in facts:
            continue
        found = facts[name].type
        if found != wanted_type if wanted_type is not None else not isinstance(found, Enum):
            zh, en = f"事实 {name} 的类型不合用", f"the fact {name} is not of the type that is needed"
            yield _problem(book, "unit_book_facts", zh, en)


def _problem(book: UnitBook, code: str, zh: str, en: str, suggestion: Text | None = None) -> Problem:
    return Problem(book.place, code, Text(zh=zh, en=en), suggestion)
