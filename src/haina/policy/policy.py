"""A policy pack that has been read, checked and compiled."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from haina.rules.declarations import FactDeclaration, StandardDeclaration
from haina.rules.facts import Facts
from haina.rules.program import Program
from haina.rules.reading import PlaceOf
from haina.rules.text import Text
from haina.rules.types import Enum

from .agreement import AgreementAnswer, answer_agreement
from .answer import Answer, answer_rights
from .calculators import Calculator, example_persona
from .declare_facts import Group
from .duty import DutyAnswer, answer_duty
from .element_records import Agreement, Duty, Element, System
from .exclusions import Exclusion, from_not_with
from .personas import Persona, read_personas
from .procedures import Procedure
from .records import (
    Article,
    Budget,
    Calendar,
    Clause,
    Collection,
    Definition,
    Department,
    Head,
    NamedThing,
    Right,
    Source,
)
from .registers import Register
from .reviewing import ReviewScheme
from .unit_books import UnitBook

#: What `Policy.check` can be asked for.
RIGHTS, AGREEMENTS, DUTIES, ALL = KINDS = ("rights", "agreements", "duties", "all")


@dataclass(frozen=True, eq=False, repr=False)
class Policy:
    """A city's policy as data; `rights` are the rights that can be claimed and the programmes that pay."""

    head: Head
    files: Mapping[str, str]
    shown: Callable[[str], str]
    enums: Mapping[str, Enum]
    groups: Mapping[str, Group]
    facts: Mapping[str, FactDeclaration]
    sources: Mapping[str, Source]
    standards: Mapping[str, StandardDeclaration]
    departments: Mapping[str, Department]
    calendar: Calendar
    systems: Mapping[str, System]
    articles: Mapping[str, Article]
    clauses: Mapping[str, Clause]
    rights: Mapping[str, Right]
    agreements: Mapping[str, Agreement]
    duties: Mapping[str, Duty]
    definitions: Mapping[str, Definition]
    calculators: Mapping[str, Calculator]
    procedures: Mapping[str, Procedure]
    registers: Mapping[str, Register]
    written_exclusions: Mapping[str, Exclusion]
    #: What units keep books of.
    unit_books: Mapping[str, UnitBook]
    #: How applications that compete are judged.
    reviews: Mapping[str, ReviewScheme]
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

    @cached_property
    def version(self) -> str:
        """The version of the pack, which changes with every byte of it: 64 hexadecimal digits."""
        return version_of(self.files)

    @cached_property
    def programmes(self) -> Mapping[str, Right]:
        """The programmes among the rights."""
        return {id: right for id, right in self.rights.items() if right.programme}

    @cached_property
    def budgets(self) -> Mapping[str, Budget]:
        """The budgets that programmes draw on."""
        return {budget.id: budget for budget in self.head.budgets}

    @cached_property
    def evidence_types(self) -> Mapping[str, NamedThing]:
        """The types of evidence that duties name."""
        return {each.id: each for each in self.head.evidence_types}

    @cached_property
    def elements(self) -> Mapping[str, Element]:
        """Everything that carries out a clause, in the order of the clauses."""
        found = chain.from_iterable(self._by_clause.get(id, ()) for id in self.clauses)
        return {element.id: element for element in found}

    def elements_of(self, clause: str) -> tuple[Element, ...]:
        """What carries out a clause."""
        return self._by_clause.get(clause, ())

    @cached_property
    def _by_clause(self) -> Mapping[str, tuple[Element, ...]]:
        found: dict[str, tuple[Element, ...]] = {}
        elements: tuple[Element, ...] = (
            *self.rights.values(),
            *self.agreements.values(),
            *self.duties.values(),
        )
        for element in elements:
            found[element.clause] = (*found.get(element.clause, ()), element)
        return found

    def not_with(self, programme: str) -> tuple[str, ...]:
        """The programmes that may not be combined with one, whichever of the two says so."""
        own = self.rights[programme].not_with
        others = (id for id, each in self.programmes.items() if programme in each.not_with)
        return tuple(dict.fromkeys((*own, *others)))

    @cached_property
    def exclusions(self) -> Mapping[str, Exclusion]:
        """What awards do to each other: the groups as written, and those that ``not_with`` makes."""
        made = from_not_with(self.programmes)
        return {**self.written_exclusions, **{each.id: each for each in made}}

    def exclusions_of(self, programme: str) -> tuple[Exclusion, ...]:
        """The groups that speak of a programme, by their ids."""
        return self._exclusions_by_programme.get(programme, ())

    @cached_property
    def _exclusions_by_programme(self) -> Mapping[str, tuple[Exclusion, ...]]:
        found: dict[str, tuple[Exclusion, ...]] = {}
        for id in sorted(self.exclusions):
            for programme in self.exclusions[id].programmes:
                found[programme] = (*found.get(programme, ()), self.exclusions[id])
        return found

    def rights_in(self, collection: Collection) -> tuple[str, ...]:
        """The rights and programmes among what a collection gathers; it may gather every kind of element."""
        return tuple(id for id in collection.rights if id in self.rights)

    @property
    def life_events(self) -> tuple[Collection, ...]:
        """Elements by what happens in a life."""
        return self.head.life_events

    @property
    def audiences(self) -> tuple[Collection, ...]:
        """Elements by who one is."""
        return self.head.audiences

    @cached_property
    def personas(self) -> tuple[Persona, ...]:
        """The worked examples of the pack; read when first wanted. Raises `PolicyError`."""
        told = read_personas(self.files, self.shown, self.facts, self.expected, self.formulas)
        valued = self.program.rules.keys() | self.program.tables.keys()
        return (*told, *(example_persona(each, valued) for each in self.calculators.values()))

    @cached_property
    def expected(self) -> Mapping[str, bool]:
        """What personas may expect an answer of, and whether it is a duty, whose answer is a state."""
        takings = (taking.rule for right in self.rights.values() for taking in right.clawback)
        answered = dict.fromkeys((*self.rights, *self.agreements, *takings), False)
        return {**answered, **dict.fromkeys(self.duties, True)}

    @cached_property
    def formulas(self) -> tuple[str, ...]:
        """The names of everything that has a value: definitions, amounts, terms, prices, dates."""
        kinds = ("definition", "formula")
        return tuple(id for id, source in self.program.rules.items() if source.kind in kinds)

    def check(
        self,
        facts: Mapping[str, object],
        on: date,
        place_of: PlaceOf | None = None,
        rights: Iterable[str] | None = None,
        of: str = RIGHTS,
    ) -> Answer:
        """What somebody with these facts can get on a day: all rights, or those named.

        `of` is ``rights``, ``agreements``, ``duties`` or ``all``. Raises FactError with every defect of the
        facts, and KeyError for a right that does not exist.
        """
        return self.answer(self.program.read_facts(facts, place_of), on, rights, of)

    def answer(self, facts: Facts, on: date, rights: Iterable[str] | None = None, of: str = RIGHTS) -> Answer:
        """Like `check`, for facts that have been read already."""
        named = self.rights if rights is None else rights
        wanted = [self.rights[id] for id in named] if of in (RIGHTS, ALL) else []
        found = answer_rights(self.program, wanted, facts, on, self.not_with)
        return Answer(
            on,
            self.id,
            self.version,
            self.title,
            facts,
            found,
            self.agreements_answers(facts, on) if of in (AGREEMENTS, ALL) else None,
            self.duties_answers(facts, on) if of in (DUTIES, ALL) else None,
        )

    def check_agreement(
        self, id: str, facts: Mapping[str, object], on: date, place_of: PlaceOf | None = None
    ) -> AgreementAnswer:
        """Whether an agreement with these facts is valid on a day, part by part; raises like `check`."""
        read = self.program.read_facts(facts, place_of)
        return answer_agreement(self.program, self.agreements[id], read, on)

    def check_duty(
        self, id: str, facts: Mapping[str, object], on: date, place_of: PlaceOf | None = None
    ) -> DutyAnswer:
        """How a duty stands on a day, with its reasons; raises like `check`."""
        return answer_duty(self.program, self.duties[id], self.program.read_facts(facts, place_of), on)

    def agreements_answers(
        self, facts: Facts, on: date, ids: Iterable[str] | None = None
    ) -> tuple[AgreementAnswer, ...]:
        """The answers to all agreements, or to those named."""
        wanted = self.agreements if ids is None else ids
        return tuple(answer_agreement(self.program, self.agreements[id], facts, on) for id in wanted)

    def duties_answers(
        self, facts: Facts, on: date, ids: Iterable[str] | None = None
    ) -> tuple[DutyAnswer, ...]:
        """The answers to all duties, or to those named."""
        wanted = self.duties if ids is None else ids
        return tuple(answer_duty(self.program, self.duties[id], facts, on) for id in wanted)


def version_of(files: Mapping[str, str]) -> str:
    """The version of a pack: SHA-256 over the sorted paths and contents, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for name in sorted(files):
        content = files[name].encode()
        digest.update(f"{len(name.encode())}:{name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()
