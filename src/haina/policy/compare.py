"""Two packs, or one pack on two days, asked the same: where the answers differ, and why.

Personas of both are asked what they expect, on the days on which they expect it; people in files of facts are
asked everything. Where a day is given, it is the day for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from haina.rules.facts import Facts
from haina.rules.text import FactError, Place, Text
from haina.rules.tree import Standard, walk

from .causes import Causes, Inquest, readable
from .differences import Differences, RuleChange, Side, StandardChange, differences, two_days
from .facts_file import FactsFile
from .json_values import text_json, value_json
from .personas import Expectation
from .policy import Policy
from .reach import asked_of
from .trial import all_cases, answer_to


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """Somebody who is asked about, a case of a persona or a person in a file, and what is asked."""

    id: str
    title: Text
    facts: Mapping[str, object]
    asked: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that differs; `asks` is an element, or a formula with a value."""

    subject: Subject
    on: date
    on_b: date
    asks: str
    before: object
    after: object
    causes: Causes


@dataclass(frozen=True)
class Comparison:
    """What two sides say differently, and how many answers are the same."""

    a: Side
    b: Side
    differences: Differences
    answers: tuple[Difference, ...]
    same: int

    @property
    def is_same(self) -> bool:
        """Whether nothing was found that differs."""
        found = self.differences
        lists = (found.added, found.removed, found.rules, found.in_force, found.standards)
        return not (any(lists) or found.standards_added or found.standards_removed or self.answers)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        found = self.differences
        return {
            "a": _side_json(self.a),
            "b": _side_json(self.b),
            "elements": {
                "added": list(found.added),
                "removed": list(found.removed),
                "changed": [
                    {"id": id, "changes": [_change_json(each) for each in changes]}
                    for id, changes in found.changed(self.a).items()
                ],
            },
            "standards": {
                "added": list(found.standards_added),
                "removed": list(found.standards_removed),
                "changed": [_standard_json(each) for each in found.standards.values()],
            },
            "answers": [_difference_json(each) for each in self.answers],
            "same": self.same,
        }


def compare(a: Side, b: Side, people: Iterable[Subject] = ()) -> Comparison:
    """Ask both sides; raises FactError where the facts of a persona cannot be read by its own pack."""
    found = differences(a, b)
    inquest = Inquest(a, b, found)
    wanted = touched_rules(a, b, found)
    answers: list[Difference] = []
    same = 0
    for subject in (*_personas(a, b), *people):
        read: tuple[Facts, Facts] | None = None
        for asked in subject.asked:
            if not _on_both(a.policy, b.policy, asked):
                continue
            if wanted is not None and wanted.isdisjoint(asked_of(a.policy, asked)):
                same += 1
                continue
            if read is None:
                first, second = (readable(side.policy.program, subject.facts) for side in (a, b))
                read = first, second
            difference = _difference(a, b, subject, asked, read, inquest)
            if difference is None:
                same += 1
            else:
                answers.append(difference)
    return Comparison(a, b, found, tuple(answers), same)


def people_of(files: Sequence[FactsFile], policies: Sequence[Policy], on: date) -> list[Subject]:
    """The people in one file, who are asked everything on a day.

    Raises FactError for facts that no pack knows, or that none can read.
    """
    asked = tuple(_unique(each for policy in policies for each in everything(policy, on)))
    found: list[Subject] = []
    for number, file in enumerate(files, start=1):
        name = f"{file.name}#{number}" if len(files) > 1 else file.name
        _check_facts(file, policies)
        found.append(Subject(name, Text.both(name), file.facts, asked))
    return found


def everything(policy: Policy, on: date) -> Iterator[Expectation]:
    """Every question that a pack answers on a day: each element, and how much, how long, by when."""
    place = Place("", 1)
    for id, duty in policy.expected.items():
        yield Expectation(on, id, None, False, place, duty)
    values: list[str | None] = []
    for right in policy.rights.values():
        values += [right.amount_rule, right.term_rule]
    values += [agreement.price_rule for agreement in policy.agreements.values()]
    values += [duty.due_rule for duty in policy.duties.values()]
    for rule in values:
        if rule is not None:
            yield Expectation(on, rule, None, True, place)


def _unique(asked: Iterable[Expectation]) -> Iterator[Expectation]:
    """Each question once: what both packs ask, and what only one of them does."""
    return iter({(each.on, each.rule): each for each in asked}.values())


def _check_facts(file: FactsFile, policies: Sequence[Policy]) -> None:
    for name, value in file.facts.items():
        errors: list[FactError] = []
        for policy in policies:
            try:
                policy.program.read_facts({name: value}, file.place_of(policy.facts))
            except FactError as error:
                errors.append(error)
        if len(errors) == len(policies):
            raise errors[-1]


def _personas(a: Side, b: Side) -> Iterator[Subject]:
    """The cases of both packs; one that both have alike is asked once, with what either expects."""
    seen: dict[tuple[str, str], Subject] = {}
    for side in (a, b):
        for case in all_cases(side.policy):
            own = tuple(each for each in case.expectations if not each.calculator)
            key = (case.id, repr(sorted(case.facts.items(), key=lambda each: each[0])))
            known = seen.get(key)
            asked = own if known is None else tuple(_unique((*known.asked, *own)))
            seen[key] = Subject(case.id, case.title, case.facts, asked)
    yield from seen.values()


def touched_rules(a: Side, b: Side, found: Differences) -> frozenset[str] | None:
    """The rules whose answers can differ at all; None for every rule, because the day itself differs."""
    if two_days(a, b):
        return None
    changed = {*found.rules, *found.in_force, *found.added, *found.removed}
    standards = found.standards.keys() | set(found.standards_added) | set(found.standards_removed)
    touched: set[str] = set()
    for side in (a, b):
        touched |= _resting_on(side.policy, changed, standards)
    return frozenset(touched)


def _resting_on(policy: Policy, changed: set[str], standards: set[str]) -> set[str]:
    """The rules that are changed, or rest on a changed rule or standard, directly or not."""
    program = policy.program
    touched: set[str] = set()
    # Rules stand after those that they rest on.
    for name, tree in program.generator.roots.items():
        own = name in changed or name.partition(".")[0] in changed
        source = program.rules.get(name)
        switched = source is not None and source.switch in standards
        below = any(each in touched for each in program.generator.below[name])
        used = any(isinstance(node, Standard) and node.name in standards for node in walk(tree))
        if own or switched or below or used:
            touched.add(name)
    return touched


def _on_both(a: Policy, b: Policy, asked: Expectation) -> bool:
    """Whether both packs can be asked the same."""
    if asked.formula:
        return asked.rule in a.program.rules and asked.rule in b.program.rules
    return a.expected.get(asked.rule) is b.expected.get(asked.rule) is not None


def _difference(
    a: Side, b: Side, subject: Subject, asked: Expectation, read: tuple[Facts, Facts], inquest: Inquest
) -> Difference | None:
    on, on_b = a.on or asked.on, b.on or asked.on
    before = answer_to(a.policy, a.policy.program, replace(asked, on=on), read[0])
    after = answer_to(b.policy, b.policy.program, replace(asked, on=on_b), read[1])
    if before == after:
        return None
    causes = inquest.causes(subject.facts, asked, on, after)
    return Difference(subject, on, on_b, asked.rule, before, after, causes)


def shown(value: object) -> str:
    """An answer as it stands in a persona's file."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        written = f"{value:f}"
        return written.rstrip("0").rstrip(".") if "." in written else written
    return str(value)


def _side_json(side: Side) -> dict[str, Any]:
    return {
        "id": side.policy.id,
        "version": side.policy.version,
        "on": None if side.on is None else side.on.isoformat(),
    }


def _change_json(change: RuleChange) -> dict[str, str]:
    return {"rule": change.rule, "before": change.before, "after": change.after}


def _standard_json(change: StandardChange) -> dict[str, Any]:
    def values(of: Iterable[Any]) -> list[dict[str, Any]]:
        return [
            {
                "value": text_json(each.value) if isinstance(each.value, Text) else value_json(each.value),
                "from": value_json(each.valid_from),
                "to": value_json(each.valid_to),
            }
            for each in of
        ]

    return {"name": change.name, "before": values(change.before), "after": values(change.after)}


def _difference_json(difference: Difference) -> dict[str, Any]:
    return {
        "case": difference.subject.id,
        "title": text_json(difference.subject.title),
        "on": difference.on.isoformat(),
        "on_b": difference.on_b.isoformat(),
        "asks": difference.asks,
        "a": value_json(difference.before),
        "b": value_json(difference.after),
        "causes": [{"kind": each.kind, "id": each.id} for each in difference.causes.found],
        "jointly": difference.causes.jointly,
    }
