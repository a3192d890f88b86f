"""The sorts of answers that personas must get from an element, as far as it can give them."""

from __future__ import annotations

from haina.rules.program import Program
from haina.rules.tree import Constant, Standard, walk

from .element_records import DueEvery, Duty, Element, Standing
from .policy import Policy

Sorts = tuple[tuple[str, ...], ...]
"""For each sort that is wanted, the answers that count as it, the plainest first."""

_YES, _NO, _UNKNOWN = ("yes",), ("no",), ("unknown",)
_LATE = ("late", "fulfilled_late")


def required_of(policy: Policy, element: Element) -> Sorts:
    """What is wanted of an element: of one that is never in force only that it says so."""
    program = policy.program
    duty = policy.duties.get(element.id)
    rule = element.id if duty is None else duty.owed_rule
    if not any(in_force for _, in_force in program.validity.force_line(rule)):
        return (("not_in_force",),)
    if duty is not None:
        return _of_duty(program, duty)
    if isinstance(program.tree(rule), Constant):
        answers: Sorts = (_YES,)
    elif element.section == "agreements":
        answers = (_YES, _NO)
    else:
        answers = (_YES, _NO, _UNKNOWN)
    return (*answers, ("amount",)) if element.section == "programmes" else answers


def _of_duty(program: Program, duty: Duty) -> Sorts:
    """Fulfilled, late, not owed; without a date nothing is late, and some duties are always owed."""
    owed: Sorts = () if isinstance(program.tree(duty.owed_rule), Constant) else (("not_owed",),)
    if duty.every_rule is not None and rests_on_nothing_set(program, duty.every_rule):
        return (_UNKNOWN, *owed)
    dated = duty.due_rule is not None and not rests_on_nothing_set(program, duty.due_rule)
    if dated or isinstance(duty.due, Standing | DueEvery):
        return (("fulfilled",), _LATE, *owed)
    return (("fulfilled",), ("due",), *owed)


def rests_on_nothing_set(program: Program, rule: str) -> bool:
    """Whether a formula rests on a standard that nobody has set for any day."""
    return any(
        isinstance(node, Standard) and not program.standards[node.name].values
        for name in program.references(rule)
        for node in walk(program.tree(name))
    )
