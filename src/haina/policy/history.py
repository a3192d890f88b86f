"""What changed: each day on which a standard behind an element changes, or the element begins or ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from haina.rules.declarations import DatedValue, StandardDeclaration
from haina.rules.reasons import names_below
from haina.rules.standards import steps_of
from haina.rules.text import Text
from haina.rules.wording_values import value_text

from .element_records import Duty, Element
from .json_values import text_json
from .policy import Policy
from .records import Right, Source
from .rule_sources import rules_of

NO_VALUE = Text(zh="没有查到规定", en="no value on record")
_FORCE = Text(zh="是否有效", en="In force")
_IN_FORCE, _NOT_IN_FORCE = Text(zh="有效", en="in force"), Text(zh="无效", en="not in force")
_ORDER = ("force", "switch", "standard")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different from a day on: what it was before, what it is, and who says so.

    `kind` is ``force`` (the element comes into force or leaves it), ``switch`` (the standard that turns it on
    or off) or ``standard``; `standard` is the name of the standard, None for ``force``. `source` has the ids
    of the sources as written, `sources` those that the pack describes, `grade` how sure the value is.
    """

    on: date
    kind: str
    standard: str | None
    label: Text
    old: Text
    new: Text
    source: str = ""
    sources: tuple[Source, ...] = ()
    grade: str = ""
    note: Text | None = None

    def to_json(self) -> dict[str, Any]:
        """The difference as plain values for JSON."""
        return {
            "on": self.on.isoformat(),
            "kind": self.kind,
            "standard": self.standard,
            "label": text_json(self.label),
            "old": text_json(self.old),
            "new": text_json(self.new),
            "source": self.source,
            "sources": [{"id": each.id, "title": text_json(each.title)} for each in self.sources],
            "grade": self.grade,
            "note": None if self.note is None else text_json(self.note),
        }


def history_of(policy: Policy, id: str) -> tuple[Difference, ...]:
    """The dated differences of an element, calculator, definition, table or standard, in order of time.

    A standard counts where any rule of the element rests on it: its condition, amount, term, parts, and the
    definitions and tables that these name. Raises KeyError for what the pack does not have.
    """
    element = policy.elements.get(id)
    found: list[Difference] = []
    switch = None
    if element is not None:
        switch = element.in_force.switch
        found.extend(_force(policy, element))
    for name in standards_of(policy, id):
        found.extend(_standard(policy, policy.standards[name], "switch" if name == switch else "standard"))
    return tuple(sorted(found, key=lambda each: (each.on, _ORDER.index(each.kind))))


def standards_of(policy: Policy, id: str) -> tuple[str, ...]:
    """The standards on which an element, calculator, definition or table rests, in the order of the pack.

    Raises KeyError for what the pack does not have.
    """
    if id in policy.standards:
        return (id,)
    names: set[str] = set()
    element = policy.elements.get(id)
    if element is not None:
        names.update(each for each in (element.in_force.switch, _limit(element)) if each is not None)
    for rule in _rules(policy, id, element):
        names.update(names_below(policy.program, policy.program.tree(rule))[1])
    return tuple(name for name in policy.standards if name in names)


def _rules(policy: Policy, id: str, element: Element | None) -> Iterable[str]:
    """The names of the rules behind an id."""
    if element is not None:
        return rules_of(element)
    if id in policy.calculators:
        return policy.calculators[id].rules
    if id in policy.program.tables:
        return policy.program.rules_of_table(id)
    if id in policy.program.rules:
        return (id,)
    raise KeyError(id)


def _limit(element: Element) -> str | None:
    """The standard that sets the time in which a right is decided."""
    return element.days if isinstance(element, Right) else None


def _ruled(element: Element) -> str:
    """The rule whose force is the element's."""
    return element.owed_rule if isinstance(element, Duty) else element.id


def _force(policy: Policy, element: Element) -> Iterator[Difference]:
    """When an element comes into force and leaves it."""
    words = {True: _IN_FORCE, False: _NOT_IN_FORCE}
    line = policy.program.validity.force_line(_ruled(element))
    for (_, before), (day, after) in pairwise(line):
        dated = None
        if element.in_force.switch is not None:
            turned = policy.standards[element.in_force.switch].on(day)
            dated = turned if turned is not None and turned.valid_from == day else None
        yield _difference(policy, day, "force", None, _FORCE, words[before], words[after], dated)


def _standard(policy: Policy, standard: StandardDeclaration, kind: str) -> Iterator[Difference]:
    """When a standard takes another value; that it has none counts as one."""
    before: object = None
    for day, value in steps_of(standard):
        old, before = before, value
        if day == date.min or old == value:
            continue
        dated = standard.on(day)
        shown = (_words(policy, standard, old), _words(policy, standard, value))
        yield _difference(policy, day, kind, standard.name, standard.label, *shown, dated)


def _words(policy: Policy, standard: StandardDeclaration, value: object) -> Text:
    """A value of a standard in words."""
    if value is None:
        return standard.unset or NO_VALUE
    currency = (policy.program.currency, policy.program.currency_label)
    return value_text(standard.type, value, currency, standard.unit)


def _difference(
    policy: Policy,
    on: date,
    kind: str,
    standard: str | None,
    label: Text,
    old: Text,
    new: Text,
    dated: DatedValue | None,
) -> Difference:
    """A difference, with what the dated value behind it says of itself."""
    if dated is None:
        return Difference(on, kind, standard, label, old, new)
    ids = (each.strip() for each in dated.source.split(";"))
    sources = tuple(policy.sources[each] for each in ids if each in policy.sources)
    return Difference(on, kind, standard, label, old, new, dated.source, sources, dated.grade, dated.note)
