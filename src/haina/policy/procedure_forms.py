"""The form of a procedure from the rules: the facts that the rules of its rights read, by group.

A fact has to be filled in where no right of the procedure can be a yes without it; what only an alternative
or an amount needs may stay open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from haina.rules.declarations import FactDeclaration
from haina.rules.program import Program
from haina.rules.reasons import names_below
from haina.rules.text import Place, Text
from haina.rules.tree import Choose, Fact, Logic, Node, Reference, TablePoints
from haina.rules.types import History

from .declare_facts import Group
from .procedure_form_schema import field_of
from .procedures import Form, FormField, FormSection
from .records import Right

_OTHER = "other"
_OTHER_TITLE = Text(zh="其他", en="Other")

Names = frozenset[str]
_NONE: Names = frozenset()


@dataclass(slots=True)
class DerivedForms:
    """Works out forms from the rules of one pack; `program` is set when they have been compiled."""

    facts: Mapping[str, FactDeclaration]
    groups: Mapping[str, Group]
    rights: Mapping[str, Right]
    program: Program | None = None

    def __call__(self, form: Form) -> tuple[FormSection, ...]:
        """The sections as written, then a section for each group of the facts that rules read."""
        if not form.facts_of or self.program is None:
            return form.sections
        asked = {field.name for section in form.sections for field in section.fields}
        rights = [self.rights[id] for id in form.facts_of]
        read = {name for right in rights for name in _read(self.program, right)} - asked
        needed = frozenset.intersection(*(_needed(self.program, right.id) for right in rights))
        by_group: dict[str, list[FormField]] = {}
        for name, fact in self.facts.items():
            if name in read:
                required = name in needed and not isinstance(fact.type, History)
                field = field_of(fact, form.place, required)
                by_group.setdefault(fact.group or _OTHER, []).append(field)
        return (*form.sections, *self._sections(by_group, form.place))

    def _sections(self, by_group: Mapping[str, list[FormField]], place: Place) -> Iterable[FormSection]:
        """The groups in the order of the pack, what belongs to none last."""
        for id in (*self.groups, _OTHER):
            fields = by_group.get(id)
            if fields:
                group = self.groups.get(id)
                yield FormSection(id, _OTHER_TITLE if group is None else group.title, tuple(fields), place)


def _read(program: Program, right: Right) -> Iterable[str]:
    """The facts that the rule of a right, its term and its amount read."""
    for rule in (right.id, right.term_rule, right.amount_rule):
        if rule is not None:
            yield from names_below(program, program.tree(rule))[0]


def _needed(program: Program, rule: str) -> Names:
    """The facts without which a rule cannot be a yes."""
    return _for_truth(program, program.tree(rule), True)


def _for_truth(program: Program, node: Node, wanted: bool) -> Names:
    """The facts without which a condition cannot be known to be `wanted`."""
    if isinstance(node, Logic):
        if node.operator == "not":
            return _for_truth(program, node.operands[0], not wanted)
        parts = [_for_truth(program, part, wanted) for part in node.operands]
        every = (node.operator == "and") is wanted
        return frozenset.union(*parts) if every else frozenset.intersection(*parts)
    if isinstance(node, Reference):
        return _for_truth(program, program.tree(node.name), wanted)
    if isinstance(node, Choose):
        branches = [_for_truth(program, value, wanted) for _, value in node.branches]
        return frozenset.intersection(*branches, _for_truth(program, node.otherwise, wanted))
    return _for_value(program, node)


def _for_value(program: Program, node: Node) -> Names:
    """The facts without which nothing is known about a value; none where several ways lead to it."""
    if isinstance(node, Fact):
        return frozenset((node.name,))
    if isinstance(node, Reference):
        return _for_value(program, program.tree(node.name))
    if isinstance(node, TablePoints):
        return _NONE
    if isinstance(node, Choose):
        values = [_for_value(program, value) for _, value in node.branches]
        return frozenset.intersection(*values, _for_value(program, node.otherwise))
    if isinstance(node, Logic):
        return frozenset.intersection(*(_for_truth(program, node, wanted) for wanted in (True, False)))
    below = [_for_value(program, part) for part in node.children]
    return frozenset.union(*below) if below else _NONE
