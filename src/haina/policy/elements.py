"""All elements of a pack, by what they are, in the order of their clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from .element_records import Agreement, Duty, Element
from .records import Clause, Right
from .schema import ArticleFile

E = TypeVar("E", bound=Element)


@dataclass(frozen=True, slots=True)
class Elements:
    """What carries out the clauses of a pack; `rights` are the rights and the programmes."""

    rights: Mapping[str, Right]
    agreements: Mapping[str, Agreement]
    duties: Mapping[str, Duty]

    def all(self) -> Iterator[Element]:
        """Every element: rights and programmes, agreements, duties."""
        yield from self.rights.values()
        yield from self.agreements.values()
        yield from self.duties.values()


def gathered(articles: Iterable[ArticleFile], clauses: Mapping[str, Clause]) -> Elements:
    """The elements of all article files."""
    order = {id: number for number, id in enumerate(clauses)}

    def sorted_by_clause(found: Iterable[E]) -> dict[str, E]:
        ranked = sorted(found, key=lambda each: order.get(each.clause, len(order)))
        return {each.id: each for each in ranked}

    files = tuple(articles)
    return Elements(
        rights=sorted_by_clause(each for file in files for each in file.rights),
        agreements=sorted_by_clause(each for file in files for each in file.agreements),
        duties=sorted_by_clause(each for file in files for each in file.duties),
    )
