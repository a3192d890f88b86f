"""What of a policy is carried out and tested: clause by clause, kind by kind, system by system.

A clause is executable when it has an element of its own kind and the personas get, from every such element,
each sort of answer that it can give. Only expectations that are met count. The paths of pages are those of
the portal in Chinese; the same page in English begins with ``/en``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from haina.rules.text import Text

from .element_records import Element, System
from .mutation_report import Report
from .policy import Policy
from .records import Clause
from .required_answers import required_of
from .scope import Scope
from .trial import Outcome, run_personas

#: The kinds of clauses, and the section of an article file in which the elements of each stand.
SECTIONS = {"right": "rights", "money": "programmes", "deal": "agreements", "duty": "duties"}

#: Where the portal's pages begin.
PORTAL = "/zh-hans"

#: What each sort of answer is called.
SORTS: Mapping[str, Text] = {
    "yes": Text(zh="是", en="yes"),
    "no": Text(zh="否", en="no"),
    "unknown": Text(zh="未知", en="unknown"),
    "not_in_force": Text(zh="未施行", en="not in force"),
    "amount": Text(zh="金额", en="amount"),
    "not_owed": Text(zh="无此义务", en="not owed"),
    "fulfilled": Text(zh="已履行", en="fulfilled"),
    "fulfilled_late": Text(zh="逾期履行", en="fulfilled late"),
    "due": Text(zh="未到期", en="due"),
    "late": Text(zh="逾期", en="late"),
    "element": Text(zh="尚无规则", en="no element"),
}
#: What an agreement's answers are called.
DEAL_SORTS: Mapping[str, Text] = {
    "yes": Text(zh="有效", en="valid"),
    "no": Text(zh="无效", en="invalid"),
}


@dataclass(frozen=True)
class ElementCover:
    """The answers that personas get from one element, counted by sort; `lacks` are those still wanted."""

    element: Element
    answers: Mapping[str, int]
    personas: int
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class ClauseCover:
    """One clause with its elements; `mutants` are counted where a mutation test was run."""

    clause: Clause
    elements: tuple[ElementCover, ...]
    calculators: tuple[str, ...]
    mutants: Mapping[str, int] | None

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is still wanted: an element, or sorts of answers of its elements."""
        if not self.elements:
            return ("element",)
        return tuple(dict.fromkeys(sort for each in self.elements for sort in each.lacks))

    @property
    def executable(self) -> bool:
        """Whether the clause runs and is tested."""
        return not self.lacks

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages of the portal about the clause, its elements and what can be worked out for it."""
        elements = (page_of(each.element) for each in self.elements)
        calculators = (f"{PORTAL}/calculators/{id}/" for id in self.calculators)
        return (f"{PORTAL}/clauses/{self.clause.id}/", *elements, *calculators)


@dataclass(frozen=True)
class SystemCover:
    """A system with the clauses that make it work."""

    system: System
    clauses: tuple[ClauseCover, ...]
    unknown: tuple[str, ...]

    @property
    def working(self) -> bool:
        """Whether there are clauses behind it, all in the pack and all executable."""
        return bool(self.clauses) and not self.unknown and all(each.executable for each in self.clauses)


@dataclass(frozen=True)
class Coverage:
    """What of a pack is carried out and tested."""

    clauses: Mapping[str, ClauseCover]
    systems: Mapping[str, SystemCover]
    mutation: Report | None

    @cached_property
    def executable(self) -> int:
        """How many clauses run and are tested."""
        return sum(each.executable for each in self.clauses.values())

    @property
    def is_complete(self) -> bool:
        """Whether nothing is lacking: of clauses, systems, and (where it was run) the mutation test."""
        mutants = self.mutation is None or self.mutation.is_clean
        systems = all(each.working for each in self.systems.values())
        return self.executable == len(self.clauses) and systems and mutants

    def of_kind(self, kind: str) -> tuple[ClauseCover, ...]:
        """The clauses of one kind."""
        return tuple(each for each in self.clauses.values() if each.clause.kind == kind)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values for JSON; ``mutants`` only where a mutation test was run."""
        found: dict[str, Any] = {
            "clauses": len(self.clauses),
            "executable": self.executable,
            "by_kind": {kind: _kind_json(self.of_kind(kind)) for kind in SECTIONS},
            "systems": {
                "systems": len(self.systems),
                "working": sum(each.working for each in self.systems.values()),
                "by_id": {id: _system_json(each) for id, each in self.systems.items()},
            },
        }
        if self.mutation is not None:
            found["mutants"] = self.mutation.counts()
        return found


def page_of(element: Element) -> str:
    """The page of the portal about an element; programmes stand among the rights."""
    shelf = "rights" if element.section == "programmes" else element.section
    return f"{PORTAL}/{shelf}/{element.id}/"


def coverage_of(policy: Policy, mutation: Report | None = None) -> Coverage:
    """Look at every clause and system; raises FactError where a persona's facts cannot be read."""
    answers = _answers(run_personas(policy))
    mutants = {} if mutation is None else _mutants(policy, mutation)
    clauses = {
        id: ClauseCover(
            clause,
            tuple(_element(policy, each, answers) for each in _own(policy, clause)),
            tuple(name for name, each in policy.calculators.items() if id in each.clauses),
            None if mutation is None else dict(mutants.get(id, {})),
        )
        for id, clause in policy.clauses.items()
    }
    systems = {id: _system(each, clauses) for id, each in policy.systems.items()}
    return Coverage(clauses, systems, mutation)


def _own(policy: Policy, clause: Clause) -> Iterable[Element]:
    """The elements of the clause that are of its kind."""
    return (each for each in policy.elements_of(clause.id) if each.section == SECTIONS[clause.kind])


@dataclass
class _Answers:
    """What the personas get: sorts of answers by rule, formulas that have a value asked, and who asks."""

    sorts: dict[str, Counter[str]]
    values: Counter[str]
    people: dict[str, set[str]]


def _answers(outcomes: Iterable[Outcome]) -> _Answers:
    found = _Answers({}, Counter(), {})
    for outcome in outcomes:
        if not outcome.passed:
            continue
        wanted = outcome.expectation
        found.people.setdefault(wanted.rule, set()).add(outcome.case.id.partition("/")[0])
        if wanted.formula:
            found.values[wanted.rule] += 1
        else:
            found.sorts.setdefault(wanted.rule, Counter())[str(wanted.wanted)] += 1
    return found


def _element(policy: Policy, element: Element, found: _Answers) -> ElementCover:
    answers = Counter(found.sorts.get(element.id, {}))
    right = policy.rights.get(element.id)
    if right is not None and right.amount_rule is not None and found.values[right.amount_rule]:
        answers["amount"] = found.values[right.amount_rule]
    wanted = required_of(policy, element)
    lacks = tuple(sorts[0] for sorts in wanted if not any(answers[each] for each in sorts))
    return ElementCover(element, dict(answers), len(found.people.get(element.id, ())), lacks)


def _mutants(policy: Policy, report: Report) -> dict[str, Counter[str]]:
    """The fates of the mutants by clause."""
    scope = Scope(policy)
    found: dict[str, Counter[str]] = {}
    for verdict in report.tried:
        counts = found.setdefault(scope.clause_of(verdict.mutant.rule), Counter())
        counts[verdict.fate.value] += 1
    return found


def _system(system: System, clauses: Mapping[str, ClauseCover]) -> SystemCover:
    known = tuple(clauses[id] for id in system.clauses if id in clauses)
    return SystemCover(system, known, tuple(id for id in system.clauses if id not in clauses))


def _kind_json(clauses: tuple[ClauseCover, ...]) -> dict[str, Any]:
    return {
        "clauses": len(clauses),
        "executable": sum(each.executable for each in clauses),
        "by_clause": {each.clause.id: _clause_json(each) for each in clauses},
    }


def _clause_json(cover: ClauseCover) -> dict[str, Any]:
    found: dict[str, Any] = {
        "executable": cover.executable,
        "lacks": list(cover.lacks),
        "elements": [
            {
                "id": each.element.id,
                "personas": each.personas,
                "answers": dict(each.answers),
                "lacks": list(each.lacks),
            }
            for each in cover.elements
        ],
        "pages": list(cover.pages),
    }
    if cover.mutants is not None:
        found["mutants"] = dict(cover.mutants)
    return found


def _system_json(cover: SystemCover) -> dict[str, Any]:
    pages = (page for clause in cover.clauses for page in clause.pages)
    return {
        "number": cover.system.number,
        "title": {"zh": cover.system.title.zh, "en": cover.system.title.en},
        "working": cover.working,
        "clauses": [each.clause.id for each in cover.clauses],
        "unknown_clauses": list(cover.unknown),
        "elements": [each.element.id for clause in cover.clauses for each in clause.elements],
        "pages": [f"{PORTAL}/systems/{cover.system.id}/", *dict.fromkeys(pages)],
    }
