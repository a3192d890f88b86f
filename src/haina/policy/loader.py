"""The files of a pack become a policy: read, resolved, checked and compiled, or every defect told."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import chain
from typing import TypeVar

from haina.rules.declarations import FactDeclaration, RuleSource
from haina.rules.program import Program
from haina.rules.text import Place, Problem, RuleError, Text
from haina.rules.types import Enum

from .amendments import FOLDER, amended, amendment
from .breakdowns import check_breakdowns
from .calculator_rules import calculator_sources, check_calculators
from .calculators import Calculator
from .calculators import calculators as calculators_of
from .calendar_schema import CALENDAR
from .checks import check_actors, check_departments, check_in_force, check_limits
from .declare_facts import Facts, joined_facts, read_enums, read_facts
from .declare_standards import Standards, joined_standards, read_standards
from .element_checks import check_complete, check_elements, check_shares, is_history
from .element_records import Duty
from .elements import Elements, gathered
from .exclusion_checks import check_exclusions
from .exclusions import EXCLUSIONS
from .kinds import Broken, Kind, Reading
from .layout import belongs, check_paths, defined_in
from .names import Names
from .nodes import Document
from .policy import Policy
from .problems import PolicyError, ReadError
from .procedure_checks import check_offered, check_procedures, check_shown
from .procedure_complete import completed
from .procedure_files import Draft, Told, inherited, pattern, procedures
from .procedure_form_schema import catalogue
from .procedure_forms import DerivedForms
from .procedure_terms import Conditions
from .procedures import Procedure
from .reader import read_document
from .records import Article, Calendar, Clause, Definition, Department, Head
from .registers import Register, check_lookups, check_registers, registers
from .reviewing import REVIEWS, ReviewScheme, review_sources
from .reviewing_checks import check_reviews
from .rule_sources import definition_source, element_sources
from .schema import DEPARTMENTS, HEAD, SYSTEMS, ArticleFile, article
from .tables_schema import table_source
from .unit_books import UNIT_BOOKS, check_unit_books

T = TypeVar("T")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection: a pack is many objects that all stay; looking for others costs a third."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Loader:
    """Reads the files of one pack in the order in which they need each other.

    `shown` gives the name by which people see a file; `problems` are those that were found before. A clause
    that nothing carries out is a defect, unless the pack is `unfinished`.
    """

    def __init__(
        self,
        files: dict[str, str],
        shown: Callable[[str], str],
        problems: list[Problem],
        unfinished: bool = False,
    ) -> None:
        self.unfinished = unfinished
        self.files = files
        self.shown = shown
        self.names = Names(problems)
        self.problems = self.names.problems
        self._documents: dict[str, Document | None] = {}

    def policy(self) -> Policy:
        """The policy; raises `PolicyError` with every defect."""
        with _uncollected():
            return self._policy()

    def _policy(self) -> Policy:
        self.problems.extend(check_paths(self.files, self.shown))
        facts = self._facts()
        standards = self._standards(facts.enums if facts else {})
        departments = self._file("departments.yaml", DEPARTMENTS) or ()
        head = self._file("pack.yaml", HEAD)
        years = self._file("calendar.yaml", CALENDAR, required=False) or ()
        systems = self._file("systems.yaml", SYSTEMS, required=False) or ()
        kept = self._registers(facts)
        exclusions = self._file("exclusions.yaml", EXCLUSIONS, required=False) or ()
        books = self._file("unit_books.yaml", UNIT_BOOKS, required=False) or ()
        schemes = self._file("reviews.yaml", REVIEWS, required=False) or ()
        known_registers = {each.id: each for each in kept}
        articles = self._folder("articles", article)
        calculators = tuple(
            chain.from_iterable(self._folder("calculators", calculators_of(facts.facts if facts else {})))
        )
        told = self._procedures(facts.facts if facts else {})
        misshapen = {each.place.file for each in self.problems}
        self.names.resolve()
        clauses = {each.id: each for found in articles for each in found.clauses}
        elements = gathered(articles, clauses)
        declared = standards.standards if standards else {}
        self.problems.extend(
            chain(check_in_force(elements.all(), clauses), check_limits(elements.rights.values(), declared))
        )
        self._check_actors(head, departments, elements)
        self.problems.extend(check_departments(departments))
        if not misshapen & self._shown_all("facts"):
            self.problems.extend(check_registers(kept, facts.facts if facts else {}))
        self.problems.extend(
            chain(
                check_breakdowns(head.breakdowns if head else (), facts.facts if facts else {}),
                check_exclusions(exclusions, facts.facts if facts else {}, declared),
                check_reviews(schemes, declared),
            )
        )
        self.problems.extend(check_elements(elements, clauses, facts.facts if facts else {}, self.names))
        self._check_complete(elements, clauses, {each.place.file for each in articles})
        on = head.default_on or head.published if head else date.max
        forms = DerivedForms(facts.facts if facts else {}, facts.groups if facts else {}, elements.rights)
        whole = self._completed(told.drafts, elements, clauses, forms)
        if facts is not None and not misshapen & self._shown_all("facts"):
            sound = [each for each in whole if each.place.file not in misshapen]
            self.problems.extend(check_procedures(sound, facts.facts, declared, on))
            if self.shown("registers.yaml") not in misshapen:
                for each in sound:
                    self.problems.extend(check_lookups(each, known_registers))
        if not self.names.lost & {"procedure", "pattern", "document"} and len(whole) == len(told.drafts):
            by_id = {each.id: each for each in whole}
            self.problems.extend(check_offered(elements.rights.values(), by_id, self.unfinished))
        program = None
        if not misshapen & {
            self.shown("pack.yaml"),
            *self._shown_all("facts"),
            *self._shown_all("standards"),
        }:
            program = self._compile(head, facts, standards, articles, calculators, elements, told, schemes)
        if program is not None:
            forms.program = program
            self.problems.extend(check_shares(elements.rights.values(), program))
            self.problems.extend(check_calculators(calculators, program))
            self.problems.extend(check_unit_books(books, elements.rights, calculators, program.rules, facts))
            for each in () if self.problems else whole:
                self.problems.extend(check_shown(each))
        if self.problems or program is None or head is None or facts is None or standards is None:
            raise PolicyError(self.problems)
        return Policy(
            head=head,
            files=self.files,
            shown=self.shown,
            enums=facts.enums,
            groups=facts.groups,
            facts=facts.facts,
            sources=standards.sources,
            standards=standards.standards,
            departments={each.id: each for each in departments},
            calendar=Calendar({year.year: year for year in years}),
            systems={each.id: each for each in systems},
            articles={each.id: _article(each, elements) for each in articles},
            clauses=clauses,
            rights=elements.rights,
            agreements=elements.agreements,
            duties=elements.duties,
            definitions={each.id: each for each in _definitions(articles, calculators)},
            calculators={each.id: each for each in calculators},
            procedures={each.id: each for each in whole},
            registers=known_registers,
            written_exclusions={each.id: each for each in exclusions},
            unit_books={each.id: each for each in books},
            reviews={each.id: each for each in schemes},
            program=program,
        )

    # Files

    def _facts(self) -> Facts | None:
        """The facts of facts.yaml and of the files in facts/; enums of any of them may be used in all."""
        names = self._with_folder("facts")
        enums: dict[str, Enum] = {}
        for name in names:
            found = self._file(name, read_enums)
            enums.update({each.enum_name: each for each in found or ()})
        files = [self._file(name, read_facts(enums, main=name == "facts.yaml")) for name in names]
        return joined_facts(enums, (each for each in files if each is not None)) if files[0] else None

    def _standards(self, enums: Mapping[str, Enum]) -> Standards | None:
        """The standards of standards.yaml and of the files in standards/, with what was decided later."""
        names = self._with_folder("standards")
        files = [self._file(name, read_standards(enums, main=name == "standards.yaml")) for name in names]
        if not files[0]:
            return None
        joined = joined_standards(each for each in files if each is not None)
        return amended(joined, self._folder(FOLDER, amendment(joined.standards)), self.problems)

    def _registers(self, facts: Facts | None) -> tuple[Register, ...]:
        """The registers of registers.yaml; without the facts nothing can be said about them."""
        if facts is None:
            self.names.lost.update(defined_in("registers.yaml"))
            return ()
        return self._file("registers.yaml", registers(facts.enums), required=False) or ()

    def _with_folder(self, stem: str) -> tuple[str, ...]:
        """A file of the pack and those of the folder of the same name, which join it."""
        return (f"{stem}.yaml", *sorted(name for name in self.files if belongs(name, stem)))

    def _shown_all(self, stem: str) -> set[str]:
        """The names by which people see a file and those that join it."""
        return {self.shown(name) for name in self._with_folder(stem)}

    def _document(self, name: str) -> Document | None:
        """One file, read once; None where it cannot be read, which is reported."""
        if name not in self._documents:
            try:
                self._documents[name] = read_document(self.files[name], self.shown(name))
            except ReadError as error:
                self.problems.extend(error.problems)
                self.names.lost.update(defined_in(name))
                self._documents[name] = None
        return self._documents[name]

    def _file(self, name: str, kind: Kind[T], required: bool = True) -> T | None:
        """What one file of the pack holds, or None once that is reported."""
        if name not in self.files:
            if required and not any(each.place.file == self.shown(name) for each in self.problems):
                message = Text(zh="缺少这个文件", en="this file is missing")
                self.problems.append(Problem(Place(self.shown(name), 1), "file_missing", message))
            if required:
                self.names.lost.update(defined_in(name))
            return None
        document = self._document(name)
        if document is None:
            return None
        value = kind(document.root, Reading(document, self.names))
        return None if isinstance(value, Broken) else value

    def _folder(self, folder: str, kind: Kind[T]) -> tuple[T, ...]:
        """What the files of one folder hold, in the order of their names."""
        names = sorted(name for name in self.files if belongs(name, folder))
        found = (self._file(name, kind) for name in names)
        return tuple(each for each in found if each is not None)

    def _procedures(self, facts: Mapping[str, FactDeclaration]) -> Told:
        """The patterns of procedures, the procedures as written, and all conditions in them."""
        conditions = Conditions("documents")
        kinds = self._file("documents.yaml", catalogue(conditions), required=False) or ()
        documents = {each.id: each for each in kinds}
        patterns = self._folder("procedures/patterns", pattern(facts, documents))
        whole = inherited(patterns, self.problems)
        drafts = tuple(chain.from_iterable(self._folder("procedures", procedures(facts, whole, documents))))
        sources = [
            *conditions.sources,
            *chain.from_iterable(each.conditions for each in patterns),
            *chain.from_iterable(each.conditions for each in drafts),
        ]
        return Told(drafts, tuple(sources), frozenset((*whole, *documents)))

    # What is checked and compiled when all is read

    def _completed(
        self,
        drafts: Iterable[Draft],
        elements: Elements,
        clauses: Mapping[str, Clause],
        forms: DerivedForms,
    ) -> tuple[Procedure, ...]:
        """The procedures with what their rights say; those that still lack something are reported."""
        found = (completed(each, elements.rights, clauses, forms, self.problems) for each in drafts)
        return tuple(each for each in found if each is not None)

    def _check_complete(self, elements: Elements, clauses: Mapping[str, Clause], files: set[str]) -> None:
        """Each clause is carried out; not looked at where an element has a defect and may be left out."""
        if not self.unfinished and not files & {each.place.file for each in self.problems}:
            self.problems.extend(check_complete(elements, clauses))

    def _check_actors(
        self, head: Head | None, departments: tuple[Department, ...], elements: Elements
    ) -> None:
        """Whoever takes part in an element is known, in a pack that names its roles."""
        if head is None or not head.roles or "department" in self.names.lost:
            return
        actors = {*(role.id for role in head.roles), *(each.id for each in departments)}
        self.problems.extend(check_actors(elements.all(), actors))

    def _compile(
        self,
        head: Head | None,
        facts: Facts | None,
        standards: Standards | None,
        articles: tuple[ArticleFile, ...],
        calculators: tuple[Calculator, ...],
        elements: Elements,
        told: Told,
        schemes: tuple[ReviewScheme, ...],
    ) -> Program | None:
        """The compiled rules; not tried where a declaration is lost, or every use of it would be reported."""
        if head is None or facts is None or standards is None:
            return None
        definitions = list(_definitions(articles, calculators))
        tables = [each for found in articles for each in found.tables]
        tables.extend(each for found in calculators for each in found.tables)
        present = {
            "definition": {each.id for each in definitions},
            "table": {each.id for each in tables},
            "right": {each.id for each in elements.rights.values() if not each.programme},
            "programme": {each.id for each in elements.rights.values() if each.programme},
            "agreement": set(elements.agreements),
            "duty": set(elements.duties),
            "calculator": {each.id for each in calculators},
            "procedure": {each.id for each in told.drafts},
            "pattern": told.shared,
            "document": told.shared,
            "review": {each.id for each in schemes},
        }
        if any(set(self.names.defined.get(sort, ())) - known for sort, known in present.items()):
            return None
        sources = [definition_source(each) for each in definitions]
        sources.extend(_element_sources(elements, facts))
        sources.extend(calculator_sources(calculators))
        sources.extend(told.conditions)
        sources.extend(review_sources(schemes))
        try:
            return Program.compile(
                facts.facts.values(),
                standards.standards.values(),
                sources,
                [table_source(each) for each in tables],
                head.currency.code,
                head.currency.label,
            )
        except RuleError as error:
            self.problems.extend(error.problems)
            return None


def _definitions(articles: Iterable[ArticleFile], calculators: Iterable[Calculator]) -> Iterator[Definition]:
    """The definitions of all articles and calculators."""
    for found in articles:
        yield from found.definitions
    for calculator in calculators:
        yield from calculator.define


def _element_sources(elements: Elements, facts: Facts) -> Iterable[RuleSource]:
    """The rules of all elements; a duty whose evidence is reported as no history is left out."""
    for element in elements.all():
        if not isinstance(element, Duty) or is_history(facts.facts, element.evidence.fact):
            yield from element_sources(element)


def _article(found: ArticleFile, elements: Elements) -> Article:
    clauses = tuple(each.id for each in found.clauses)
    return Article(
        id=found.id,
        title=found.title,
        heading=found.heading,
        clauses=clauses,
        rights=tuple(each.id for each in elements.rights.values() if each.clause in clauses),
        agreements=tuple(each.id for each in elements.agreements.values() if each.clause in clauses),
        duties=tuple(each.id for each in elements.duties.values() if each.clause in clauses),
        place=found.place,
    )
