"""What a whole pack says otherwise than the policy in force: files, elements, and standards day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from functools import lru_cache

from haina.cases.policies import policy_of
from haina.drafts.packs import pack_policy
from haina.policy import Policy
from haina.policy.compare import touched_rules
from haina.policy.differences import Differences, Side, differences
from haina.policy.history import NO_VALUE
from haina.policy.rule_sources import rules_of
from haina.rules.declarations import StandardDeclaration
from haina.rules.standards import steps_of
from haina.rules.text import Text
from haina.rules.types import Enum, History, List, Type
from haina.rules.wording_values import value_text

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
#: Lines of a file's differences that a page shows; the file of all differences has the rest.
SHOWN_LINES = 120
#: Kinds of subject that a city has.
IN_A_CITY = ("person", "organisation")
_NOT_THERE = Text(zh="不在此政策包中", en="not in this pack")


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs: how many lines are new and gone, and the lines as ``diff -u`` writes them."""

    path: str
    kind: str
    more: int
    fewer: int
    lines: tuple[str, ...]

    @property
    def shown(self) -> str:
        """As many of the lines as a page shows."""
        return "\n".join(self.lines[:SHOWN_LINES])

    @property
    def left(self) -> int:
        """How many lines a page leaves out."""
        return max(0, len(self.lines) - SHOWN_LINES)


@dataclass(frozen=True, slots=True)
class ElementChange:
    """A right, programme, agreement, duty, definition or table that differs, with its rules in one form."""

    id: str
    title: Text
    clause: str
    kind: str
    rules: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StandardDay:
    """From a day on a standard has another value than in the policy in force."""

    name: str
    label: Text
    kind: str
    #: None: at all times before the first day that the pack names.
    day: date | None
    old: Text
    new: Text


@dataclass(frozen=True, slots=True)
class PackDifferences:
    """All that a whole pack changes."""

    files: tuple[FileChange, ...]
    elements: tuple[ElementChange, ...]
    standards: tuple[StandardDay, ...]
    #: Rights and programmes of persons and organisations whose answers can be others.
    asked: tuple[str, ...]
    #: Facts whose type is another one.
    retyped: tuple[str, ...]

    @property
    def text(self) -> str:
        """All differences of the files in one text."""
        return "".join(f"{line}\n" for each in self.files for line in each.lines)

    def day(self, policy: Policy, before: Policy, today: date) -> date:
        """The first day on which all changes to come have begun; today where none is to come."""
        days = [each.day for each in self.standards]
        for id in self.asked:
            after, was = policy.rights.get(id), before.rights.get(id)
            begins = None if after is None else after.in_force.valid_from
            if was is None or was.in_force.valid_from != begins:
                days.append(begins)
        return max([today, *(each for each in days if each is not None)])


@lru_cache(maxsize=16)
def pack_differences(base: str, pack: str) -> PackDifferences:
    """What a whole pack changes of a stored version; both stay as they are."""
    before, after = policy_of(base), pack_policy(pack)
    a, b = Side.of(before, None), Side.of(after, None)
    found = differences(a, b)
    return PackDifferences(
        tuple(file_changes(before, after)),
        tuple(_elements(a, b, found)),
        tuple(_standards(before, after)),
        _asked(a, b, found),
        tuple(
            name
            for name, fact in before.facts.items()
            if name in after.facts and not _fits(fact.type, after.facts[name].type)
        ),
    )


def file_changes(before: Policy, after: Policy) -> Iterator[FileChange]:
    """The files that differ, by their paths."""
    for path in sorted({*before.files, *after.files}):
        old, new = before.files.get(path), after.files.get(path)
        if old == new:
            continue
        kind = ADDED if old is None else REMOVED if new is None else CHANGED
        had, has = (old or "").splitlines(), (new or "").splitlines()
        names = ("/dev/null" if old is None else f"a/{path}", "/dev/null" if new is None else f"b/{path}")
        lines = tuple(unified_diff(had, has, *names, lineterm=""))
        more = sum(each.startswith("+") for each in lines[2:])
        fewer = sum(each.startswith("-") for each in lines[2:])
        yield FileChange(path, kind, more, fewer, lines)


def _elements(a: Side, b: Side, found: Differences) -> Iterator[ElementChange]:
    for kind, side, ids in ((ADDED, b, found.added), (REMOVED, a, found.removed)):
        for id in ids:
            yield ElementChange(id, *_named(side.policy, id), kind)
    for id, changes in found.changed(b).items():
        rules = tuple((each.rule, each.before, each.after) for each in changes)
        yield ElementChange(id, *_named(b.policy, id), CHANGED, rules)


def _named(policy: Policy, id: str) -> tuple[Text, str]:
    """What people call an element, definition or table, and its clause."""
    element = policy.elements.get(id)
    if element is not None:
        return element.title, element.clause
    if id in policy.definitions:
        return policy.definitions[id].title, ""
    table = policy.program.tables.get(id)
    return (Text.both(id) if table is None else table.title), ""


# Standards, day by day


def _standards(before: Policy, after: Policy) -> Iterator[StandardDay]:
    for name in dict.fromkeys((*before.standards, *after.standards)):
        old, new = before.standards.get(name), after.standards.get(name)
        if old is None and new is not None:
            yield from _all_days(after, new, ADDED)
        elif new is None and old is not None:
            yield from _all_days(before, old, REMOVED)
        elif old is not None and new is not None:
            yield from _other_days(before, after, old, new)


def _all_days(policy: Policy, standard: StandardDeclaration, kind: str) -> Iterator[StandardDay]:
    """Each value of a standard that only one side has."""
    for day, value in steps_of(standard) or [(date.min, None)]:
        words = _words(policy, standard, value)
        pair = (_NOT_THERE, words) if kind == ADDED else (words, _NOT_THERE)
        yield StandardDay(standard.name, standard.label, kind, _known(day), *pair)


def _other_days(
    before: Policy, after: Policy, old: StandardDeclaration, new: StandardDeclaration
) -> Iterator[StandardDay]:
    """Each day from which the values of both sides differ, once for as long as they do not change."""
    steps = (steps_of(old), steps_of(new))
    last: tuple[object, object] = (None, None)
    for day in sorted({date.min, *(day for each in steps for day, _ in each)}):
        pair = (_at(steps[0], day), _at(steps[1], day))
        if pair[0] != pair[1] and pair != last:
            words = (_words(before, old, pair[0]), _words(after, new, pair[1]))
            yield StandardDay(new.name, new.label, CHANGED, _known(day), *words)
        last = pair


def _at(steps: Iterable[tuple[date, object]], day: date) -> object:
    return next((value for first, value in reversed(list(steps)) if first <= day), None)


def _known(day: date) -> date | None:
    return None if day == date.min else day


def _words(policy: Policy, standard: StandardDeclaration, value: object) -> Text:
    if value is None:
        return standard.unset or NO_VALUE
    currency = (policy.program.currency, policy.program.currency_label)
    return value_text(standard.type, value, currency, standard.unit)


# What a city can be asked


def _asked(a: Side, b: Side, found: Differences) -> tuple[str, ...]:
    touched = {*(touched_rules(a, b, found) or ()), *found.added, *found.removed}
    rights = {**a.policy.rights, **b.policy.rights}
    return tuple(
        id
        for id, right in rights.items()
        if right.subject in IN_A_CITY and touched.intersection((id, *rules_of(right)))
    )


def _fits(before: Type, after: Type) -> bool:
    """Whether values of one type are values of the other; a choice may get further things to choose."""
    if isinstance(before, Enum) and isinstance(after, Enum):
        return {each.name for each in before.values} <= {each.name for each in after.values}
    if isinstance(before, List) and isinstance(after, List):
        return _fits(before.of, after.of)
    if isinstance(before, History) and isinstance(after, History):
        fields = {each.name: each.type for each in after.fields}
        return all(each.name in fields and _fits(each.type, fields[each.name]) for each in before.fields)
    return before == after
