"""An element with all that its page, and the page of its clause, tell of it on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from haina.policy import Policy, Right
from haina.policy.element_records import Agreement, Duty, Element
from haina.policy.history import standards_of
from haina.portal import reading
from haina.portal.elements.deals import DealReading, read_deal
from haina.portal.elements.duties import DutyReading, read_duty
from haina.portal.elements.examples import Examples, examples_of
from haina.portal.elements.money import MoneyReading, read_money
from haina.portal.elements.source import SourceLines, source_lines
from haina.portal.outline import Outline, outline_of
from haina.portal.reading import InForceReading, StandardReading

#: The name under which the interface gives an element.
_DATA = {"rights": "right", "programmes": "programme", "agreements": "agreement", "duties": "duty"}


@dataclass(frozen=True, slots=True)
class ElementReading:
    """An element to be read: its rule, and what belongs to its kind alone."""

    element: Element
    force: InForceReading
    data: str
    outline: Outline | None = None
    money: MoneyReading | None = None
    deal: DealReading | None = None
    duty: DutyReading | None = None


def read_element(policy: Policy, element: Element, on: date) -> ElementReading:
    """Read an element as it stands on a day."""
    force, data = reading.read_in_force(policy, element, on), _DATA[element.section]
    if isinstance(element, Duty):
        return ElementReading(element, force, data, duty=read_duty(policy, element, on))
    if isinstance(element, Agreement):
        return ElementReading(element, force, data, deal=read_deal(policy, element, on))
    programme = isinstance(element, Right) and element.programme
    return ElementReading(
        element,
        force,
        data,
        outline=outline_of(policy, element.id, on),
        money=read_money(policy, element, on) if isinstance(element, Right) and programme else None,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """The examples of an element, its name in the interface, and its lines in the pack."""

    element: Element
    data: str
    examples: Examples
    source: SourceLines | None


def read_shown(policy: Policy, element: Element) -> Shown:
    """Return what shows an element: examples, and how it is written."""
    data = _DATA[element.section]
    return Shown(element, data, examples_of(policy, element), source_lines(policy, element.place))


def read_standards(policy: Policy, elements: Iterable[Element], on: date) -> tuple[StandardReading, ...]:
    """Return the standards on which elements rest, in the order of the pack."""
    used = {name for element in elements for name in standards_of(policy, element.id)}
    return tuple(reading.read_standard(policy, name, on) for name in policy.standards if name in used)
