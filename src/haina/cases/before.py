"""What somebody should know before applying: what is asked, what it costs, who will be told what.

For one procedure or for several on one form. Pure but for the calendar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from haina.cases.forms import read_form
from haina.cases.joint.union import JointForm, Use
from haina.cases.promising import Way, promisable
from haina.cases.state import CaseState
from haina.policy import Policy
from haina.policy.procedures import DocumentKind, FormField, FormSection, Lookup, Procedure
from haina.rules import StandardDeclaration
from haina.rules.text import Text


@dataclass(frozen=True, slots=True)
class FieldNeed:
    """Something that will be asked."""

    field: FormField
    #: The applications that ask for it, where not all of them do.
    only_for: tuple[Text, ...]
    #: The registers in which a department checks it.
    registers: tuple[Text, ...]
    #: Whether an answer that was given before fills it in.
    known: bool


@dataclass(frozen=True, slots=True)
class DocumentNeed:
    """A document to have ready, and how it may be given otherwise."""

    kind: DocumentKind
    only_for: tuple[Text, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class RegisterNeed:
    """A register that will be asked: for what, on which ground, about which facts."""

    title: Text
    lookup: Lookup
    facts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """A department that will read the application, and its steps."""

    title: Text
    steps: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """All that should be known before starting."""

    sections: tuple[tuple[FormSection, tuple[FieldNeed, ...]], ...]
    documents: tuple[DocumentNeed, ...]
    registers: tuple[RegisterNeed, ...]
    readers: tuple[Reader, ...]
    #: What is told to whom: (events, in the order of the procedure), by the recipient's kind.
    told: Mapping[str, tuple[str, ...]]
    #: The public notices.
    published: tuple[Text, ...]

    @property
    def fields(self) -> int:
        """How many things are asked."""
        return sum(len(fields) for _, fields in self.sections)

    @property
    def known(self) -> int:
        """How many of them an earlier answer fills in."""
        return sum(each.known for _, fields in self.sections for each in fields)


@dataclass(slots=True)
class _Finder:
    """Works the needs out for some procedures on one form."""

    policy: Policy
    procedures: Sequence[Procedure]
    form: JointForm
    on: date
    answered: Mapping[str, object] = field(default_factory=dict)

    def needs(self) -> Needs:
        stages = [stage for each in self.procedures for stage in each.stages]
        steps: dict[str, list[Text]] = {}
        for stage in stages:
            steps.setdefault(stage.department, []).append(stage.title)
        return Needs(
            sections=tuple(
                (section.section, tuple(self._field(each.field, each.uses) for each in section.fields))
                for section in self.form.sections
            ),
            documents=self._documents(),
            registers=self._registers(),
            readers=tuple(
                Reader(self.policy.departments[id].title, tuple(dict.fromkeys(titles)))
                for id, titles in steps.items()
            ),
            told=self._told(),
            published=tuple(dict.fromkeys(stage.title for stage in stages if stage.kind == "publication")),
        )

    def _field(self, asked: FormField, uses: tuple[Use, ...]) -> FieldNeed:
        registers = {
            self.policy.registers[lookup.register].title: None
            for procedure in self.procedures
            for stage in procedure.stages
            for lookup in stage.lookups
            if asked.fact and uses[0].name in lookup.facts
        }
        return FieldNeed(asked, self._only_for(uses), tuple(registers), asked.name in self.answered)

    def _only_for(self, uses: tuple[Use, ...]) -> tuple[Text, ...]:
        return only_for(self.procedures, uses)

    def _documents(self) -> tuple[DocumentNeed, ...]:
        ways = [
            {way.kind.id: way for way in promisable(self.policy, each, CaseState(), {}, self.on)}
            for each in self.procedures
        ]
        return tuple(
            DocumentNeed(
                each.kind,
                self._only_for(each.uses),
                tuple(ways[use.part][use.name] for use in each.uses if use.name in ways[use.part])[:1],
            )
            for each in self.form.documents
        )

    def _registers(self) -> tuple[RegisterNeed, ...]:
        found: dict[tuple[str, str, str], RegisterNeed] = {}
        for procedure in self.procedures:
            for stage in procedure.stages:
                for lookup in stage.lookups:
                    facts = tuple(self.policy.facts[name].label for name in lookup.facts)
                    title = self.policy.registers[lookup.register].title
                    found.setdefault(
                        (lookup.register, lookup.purpose.zh, ",".join(lookup.facts)),
                        RegisterNeed(title, lookup, facts),
                    )
        return tuple(found.values())

    def _told(self) -> dict[str, tuple[str, ...]]:
        told: dict[str, dict[str, None]] = {}
        for procedure in self.procedures:
            for notice in procedure.notices:
                for recipient in notice.to:
                    told.setdefault(recipient, {})[notice.on] = None
        return {recipient: tuple(events) for recipient, events in told.items()}


def only_for(procedures: Sequence[Procedure], uses: Sequence[Use]) -> tuple[Text, ...]:
    """The titles of the applications that use something; nothing where all of them do."""
    parts = dict.fromkeys(use.part for use in uses)
    return () if len(parts) == len(procedures) else tuple(procedures[part].title for part in parts)


def needs_of(
    policy: Policy,
    procedures: Sequence[Procedure],
    form: JointForm,
    on: date,
    answered: Mapping[str, object],
) -> Needs:
    """What is needed for these procedures on one form; `answered` are values by the fields they fill in."""
    return _Finder(policy, procedures, form, on, answered).needs()


def filled_by(
    policy: Policy, procedures: Sequence[Procedure], form: JointForm, facts: Mapping[str, object]
) -> dict[str, object]:
    """What answers fill in on the form, by its fields; an answer that a field cannot have is left out."""
    found: dict[str, object] = {}
    for name, each in form.fields.items():
        use = each.uses[0]
        if each.field.fact and facts.get(use.name) is not None:
            raw = {use.name: facts[use.name]}
            value = read_form(procedures[use.part], raw, policy.facts)[0].get(use.name)
            if value is not None:
                found[name] = value
    return found


@dataclass(frozen=True, slots=True)
class Fee:
    """What something costs on a day, by a published standard."""

    standard: StandardDeclaration
    amount: Decimal


def fees_of(policy: Policy, procedure: Procedure, on: date) -> tuple[Fee, ...]:
    """The fees of a procedure that have a value on a day."""
    found = ((policy.standards[name], policy.standards[name].on(on)) for name in procedure.fees)
    return tuple(Fee(each, Decimal(str(dated.value))) for each, dated in found if dated is not None)
