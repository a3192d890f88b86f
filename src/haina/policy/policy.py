"""A policy pack that has been read, checked and compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from haina.rules.declarations import FactDeclaration, StandardDeclaration
from haina.rules.facts import Facts
from haina.rules.program import Program
from haina.rules.reading import PlaceOf
from haina.rules.text import Text
from haina.rules.types import Enum

from .answer import Answer, answer_rights
from .declare_facts import Group
from .personas import Persona, read_personas
from .procedures import Procedure
from .records import Article, Calendar, Clause, Collection, Definition, Department, Head, Right, Source


@dataclass(frozen=True, eq=False, repr=False)
class Policy:
    """A city's policy as data; `version` changes with every byte of it."""

    head: Head
    version: str
    files: Mapping[str, str]
    shown: Callable[[str], str]
    enums: Mapping[str, Enum]
    groups: Mapping[str, Group]
    facts: Mapping[str, FactDeclaration]
    sources: Mapping[str, Source]
    standards: Mapping[str, StandardDeclaration]
    departments: Mapping[str, Department]
    calendar: Calendar
    articles: Mapping[str, Article]
    clauses: Mapping[str, Clause]
    rights: Mapping[str, Right]
    definitions: Mapping[str, Definition]
    procedures: Mapping[str, Procedure]
    program: Program

    @property
    def id(self) -> str:
        """The name of the pack."""
        return self.head.id

    @property
    def title(self) -> Text:
        """What the policy is called."""
        return self.head.title

    def name_of(self, id: str) -> Text:
        """What a role or a department is called; of one that the pack does not name, its id."""
        for role in self.head.roles:
            if role.id == id:
                return role.title
        department = self.departments.get(id)
        return Text.both(id) if department is None else department.title

    @property
    def life_events(self) -> tuple[Collection, ...]:
        """Rights by what happens in a life."""
        return self.head.life_events

    @property
    def audiences(self) -> tuple[Collection, ...]:
        """Rights by who one is."""
        return self.head.audiences

    @cached_property
    def personas(self) -> tuple[Persona, ...]:
        """The worked examples of the pack; read when first wanted. Raises `PolicyError`."""
        return read_personas(self.files, self.shown, self.facts, self.rights, self.formulas)

    @cached_property
    def formulas(self) -> tuple[str, ...]:
        """The names of everything that has a value: definitions, amounts and terms."""
        return tuple(id for id, source in self.program.rules.items() if source.kind != "right")

    def check(
        self,
        facts: Mapping[str, object],
        on: date,
        place_of: PlaceOf | None = None,
        rights: Iterable[str] | None = None,
    ) -> Answer:
        """What somebody with these facts can get on a day: all rights, or those named.

        Raises FactError with every defect of the facts, and KeyError for a right that does not exist.
        """
        return self.answer(self.program.read_facts(facts, place_of), on, rights)

    def answer(self, facts: Facts, on: date, rights: Iterable[str] | None = None) -> Answer:
        """Like `check`, for facts that have been read already."""
        wanted = self.rights.values() if rights is None else [self.rights[id] for id in rights]
        found = answer_rights(self.program, wanted, facts, on)
        return Answer(on, self.id, self.version, self.title, facts, found)
